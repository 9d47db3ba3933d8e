/**
 * The `ec2` part of an account, as the scenario format gives it once one-line notations are read: AWS's property names in
 * lowerCamelCase, names as keys of every map (a real id may stand as the name), references by name or address.
 * What is left out is what AWS would give; the literal `unknown` may stand for a property that nobody knows.
 */

import type { ATTACHMENT_STATES, ENDPOINT_STATES, TRANSIT_GATEWAY_STATES, VPN_STATES } from './states.ts';

/** Stands for a value that nobody knows: an outcome that rests on it is `unknown`. */
export type Unknown = 'unknown';

/** Name or address of another resource: `web`, `sg/web`, `shop/sg/web`, an id, an ARN. */
export type Reference = string;

/** Resources of one kind by name. */
export type Named<T> = Readonly<Record<string, T>>;

export type Tags = Readonly<Record<string, string>>;

/** What every resource may say about itself. */
export interface Resource {
  /** Its real id where the name is another one (an imported account): works as an address like the name. */
  readonly id?: string;
  readonly tags?: Tags;
}

/** A resource of one Region; left out, the account's default Region or that of what it belongs to. */
export interface RegionalResource extends Resource {
  readonly region?: string;
}

export interface Ec2Definition {
  /** The Regions in which the default VPC exists; `true` is the account's default Region. */
  readonly defaultVpc?: boolean | readonly string[];
  readonly vpcs?: Named<Vpc>;
  readonly subnets?: Named<Subnet>;
  readonly routeTables?: Named<RouteTable>;
  readonly internetGateways?: Named<InternetGateway>;
  readonly egressOnlyInternetGateways?: Named<EgressOnlyInternetGateway>;
  readonly natGateways?: Named<NatGateway>;
  readonly elasticIps?: Named<ElasticIp>;
  readonly networkInterfaces?: Named<NetworkInterface>;
  readonly instances?: Named<Instance>;
  readonly securityGroups?: Named<SecurityGroup>;
  readonly networkAcls?: Named<NetworkAcl>;
  readonly prefixLists?: Named<PrefixList>;
  readonly vpcEndpoints?: Named<VpcEndpoint>;
  readonly vpcPeeringConnections?: Named<VpcPeeringConnection>;
  readonly transitGateways?: Named<TransitGateway>;
  readonly transitGatewayVpcAttachments?: Named<TransitGatewayVpcAttachment>;
  readonly transitGatewayPeeringAttachments?: Named<TransitGatewayPeeringAttachment>;
  readonly transitGatewayRouteTables?: Named<TransitGatewayRouteTable>;
  readonly vpnGateways?: Named<VpnGateway>;
  readonly customerGateways?: Named<CustomerGateway>;
  readonly vpnConnections?: Named<VpnConnection>;
  readonly vpcBlockPublicAccess?: VpcBlockPublicAccess;
  /** Outbound TCP port 25 is blocked until AWS lifts it for the account; `true` says that it was lifted. */
  readonly port25Unblocked?: boolean;
}

export interface Vpc extends RegionalResource {
  readonly cidrBlock: string | Unknown;
  readonly secondaryCidrBlocks?: readonly string[];
  readonly ipv6CidrBlocks?: readonly string[];
  readonly isDefault?: boolean;
  readonly enableDnsSupport?: boolean | Unknown;
  readonly enableDnsHostnames?: boolean | Unknown;
}

export interface Subnet extends Resource {
  readonly vpc: Reference;
  /** `a` or `ap-northeast-1a`. */
  readonly availabilityZone: string;
  /** Left out only in an IPv6-only subnet. */
  readonly cidrBlock?: string;
  readonly ipv6CidrBlock?: string;
  readonly mapPublicIpOnLaunch?: boolean;
  readonly assignIpv6AddressOnCreation?: boolean;
  readonly enableDns64?: boolean;
  /** What instances launched here have as `privateDnsNameOptions`. */
  readonly privateDnsNameOptionsOnLaunch?: PrivateDnsNameOptions;
  readonly defaultForAz?: boolean;
  /** Left out: the VPC's main route table. */
  readonly routeTable?: Reference | Unknown;
  /** Left out: the VPC's default network ACL. */
  readonly networkAcl?: Reference | Unknown;
}

export type RouteState = 'active' | 'blackhole';
export type RouteOrigin = 'CreateRouteTable' | 'CreateRoute' | 'EnableVgwRoutePropagation';

/** One line: the target alone (`igw`, `local`, `eni/appliance`, `blackhole`). */
export interface Route {
  /** `local`, or the gateway, interface, instance, endpoint, peering or transit gateway; left out or dangling only in a blackhole. */
  readonly target?: Reference;
  readonly state?: RouteState | Unknown;
  readonly origin?: RouteOrigin;
}

export interface RouteTable extends Resource {
  readonly vpc: Reference;
  /** Whether it is the VPC's main table. */
  readonly main?: boolean;
  /** By destination: a CIDR of either family, or a prefix list. Local routes are implied; a list holds a static and a propagated route for one destination. */
  readonly routes?: Readonly<Record<string, Route | readonly Route[]>> | Unknown;
  readonly propagatingVgws?: readonly Reference[];
}

export interface InternetGateway extends RegionalResource {
  /** Left out: detached. */
  readonly vpc?: Reference;
  /** A gateway route table (edge association). */
  readonly routeTable?: Reference;
}

export interface EgressOnlyInternetGateway extends RegionalResource {
  readonly vpc: Reference;
}

export type NatGatewayState = 'pending' | 'available' | 'deleting' | 'deleted' | 'failed';

export interface NatGateway extends Resource {
  /** Where a zonal gateway sits. */
  readonly subnet?: Reference;
  /** What a regional gateway belongs to. */
  readonly vpc?: Reference;
  readonly availabilityMode?: 'zonal' | 'regional';
  readonly connectivityType?: 'public' | 'private';
  readonly elasticIp?: Reference;
  /** Secondary addresses: each adds 55,000 connections per destination. */
  readonly secondaryElasticIps?: readonly Reference[];
  readonly privateIpAddress?: string;
  readonly secondaryPrivateIpAddresses?: readonly string[];
  /** Zones of a regional gateway in manual mode; left out, it expands by itself. */
  readonly availabilityZones?: readonly string[];
  readonly state?: NatGatewayState | Unknown;
}

export interface ElasticIp extends RegionalResource {
  readonly publicIp?: string;
  readonly instance?: Reference;
  readonly networkInterface?: Reference;
  /** The private address it maps to; left out, the interface's primary one. */
  readonly privateIpAddress?: string;
}

export type NetworkInterfaceType =
  | 'interface'
  | 'nat_gateway'
  | 'vpc_endpoint'
  | 'gateway_load_balancer'
  | 'gateway_load_balancer_endpoint'
  | 'network_load_balancer'
  | 'load_balancer'
  | 'transit_gateway'
  | 'lambda'
  | 'efa'
  | 'global_accelerator_managed'
  | 'trunk'
  | 'branch'
  | 'other';

/** What an interface carries, wherever it is declared. */
export interface InterfaceAttributes {
  /** The real id of this interface where it is declared on or in an instance: works as an address. */
  readonly networkInterfaceId?: string;
  readonly subnet?: Reference;
  /** The primary private address; left out, the subnet's next free one. */
  readonly privateIpAddress?: string;
  readonly secondaryPrivateIpAddresses?: readonly string[];
  readonly ipv6Addresses?: readonly string[];
  /** Left out: the VPC's default group. */
  readonly securityGroups?: readonly Reference[] | Unknown;
  readonly sourceDestCheck?: boolean | Unknown;
  /** Left out: as the subnet's `mapPublicIpOnLaunch` says. */
  readonly associatePublicIpAddress?: boolean;
  /** The auto-assigned public address; implies `associatePublicIpAddress`. */
  readonly publicIp?: string;
  /** How long idle connections are remembered, where that is not AWS's default. */
  readonly connectionTrackingSpecification?: ConnectionTrackingSpecification;
}

/** Idle timeouts of an interface's security groups, in seconds. */
export interface ConnectionTrackingSpecification {
  /** 60 to 432,000; left out, 432,000, or 350 on Nitro v6. */
  readonly tcpEstablishedTimeout?: number;
  /** 60 to 180; left out, 180. For flows with more than one request. */
  readonly udpStreamTimeout?: number;
  /** 30 to 60; left out, 30. */
  readonly udpTimeout?: number;
}

/** An interface of its own: detached, attached to an instance, or managed by a service (`interfaceType`, `requesterManaged`). */
export interface NetworkInterface extends Resource, InterfaceAttributes {
  readonly subnet: Reference;
  readonly interfaceType?: NetworkInterfaceType;
  readonly description?: string;
  readonly requesterManaged?: boolean;
  readonly instance?: Reference;
  readonly deviceIndex?: number;
  /** For an interface that no instance has: what answers behind it. */
  readonly listens?: readonly ListenPort[] | Unknown;
  /** For a node of a load balancer: where it sends what it listens to. */
  readonly forwards?: readonly Forward[];
}

/** One listener of a load balancer's node. */
export interface Forward {
  readonly listener: ListenPort;
  /** `10.0.1.10:8080`; those that are in service. */
  readonly targets: readonly string[];
  /** Whether targets see the client's address; left out, the node's. */
  readonly preserveClientIp?: boolean;
  /** Whether it sends to targets in other zones; left out, it does. */
  readonly crossZone?: boolean;
}

export type InstanceState = 'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated';

/** Decides the range that ephemeral source ports come from. */
export type OperatingSystem = 'linux' | 'windows' | 'windows-2003';

/** `tcp/443`, `udp/53`, `tcp/8000-8999`, `icmp`. */
export type ListenPort = string;

/** "Amazon EC2 instance hostname types": by its address (`ip-10-0-1-10`) or by its id (`i-0123…`). */
export interface PrivateDnsNameOptions {
  /** Left out: `ip-name`, in an IPv6-only subnet `resource-name`. */
  readonly hostnameType?: 'ip-name' | 'resource-name';
  /** Whether the name by its id resolves to its IPv4 address. */
  readonly enableResourceNameDnsARecord?: boolean;
  /** Whether the name by its id resolves to its IPv6 address. */
  readonly enableResourceNameDnsAAAARecord?: boolean;
}

/** The attributes on the instance itself are those of its primary interface (device index 0). */
export interface Instance extends Resource, InterfaceAttributes {
  /** Further interfaces: names of `networkInterfaces`, or interfaces declared in place. */
  readonly networkInterfaces?: readonly (Reference | InterfaceAttributes)[];
  readonly instanceProfile?: Reference;
  readonly instanceType?: string;
  /** How many connections its security groups can track at once (what `conntrack_allowance_available` shows while none is); left out, more than ever come. */
  readonly connectionTrackingAllowance?: number;
  /** Its names in the VPC; left out, as its subnet says. */
  readonly privateDnsNameOptions?: PrivateDnsNameOptions;
  /** Left out: answers on every port; `[]`: on none. */
  readonly listens?: readonly ListenPort[] | Unknown;
  readonly state?: InstanceState | Unknown;
  readonly operatingSystem?: OperatingSystem;
  /** Range of ephemeral source ports where it is not that of the operating system: `1024-65535`. */
  readonly ephemeralPorts?: string;
  /**
   * What the guest does with packets that are not for itself, once `sourceDestCheck` is off: `nat` (rewrites the source),
   * `router` (leaves it), `none`. Left out: `nat` for packets that leave the VPC, `router` within it.
   */
  readonly forwarding?: 'nat' | 'router' | 'none';
}

/** `tcp`, `udp`, `icmp`, `icmpv6`, `all` or a protocol number. */
export type IpProtocol = 'all' | 'tcp' | 'udp' | 'icmp' | 'icmpv6' | number;

/** One line: `tcp 443 from 0.0.0.0/0`, `all to sg/web`, `icmp 8.0 from 10.0.0.0/8`, `udp 1000-2000 to pl/s3`. */
export interface SecurityGroupRule {
  readonly ipProtocol: IpProtocol;
  /** First port, or ICMP type; left out, all. */
  readonly fromPort?: number;
  /** Last port, or ICMP code; left out, all. */
  readonly toPort?: number;
  /** Exactly one of the following four. */
  readonly cidrIp?: string;
  readonly cidrIpv6?: string;
  readonly prefixList?: Reference;
  readonly securityGroup?: Reference;
  readonly description?: string;
  /** A rule that refers to a deleted group or peering matches nothing. */
  readonly stale?: boolean;
}

export interface SecurityGroup extends Resource {
  readonly vpc: Reference;
  /** `default` marks the VPC's default group. */
  readonly groupName?: string;
  readonly description?: string;
  /** Left out: nothing (the default group: all from itself). */
  readonly ingress?: readonly SecurityGroupRule[] | Unknown;
  /** Left out: all to everywhere. */
  readonly egress?: readonly SecurityGroupRule[] | Unknown;
}

/** One line: `allow tcp 5432 from 10.0.0.0/24`, `deny all to 0.0.0.0/0`. */
export interface NetworkAclEntry {
  readonly ruleAction: 'allow' | 'deny';
  readonly protocol: IpProtocol;
  readonly cidrBlock?: string;
  readonly ipv6CidrBlock?: string;
  /** Destination ports; left out, all. */
  readonly portRange?: { readonly from: number; readonly to: number };
  /** -1 is any. */
  readonly icmpTypeCode?: { readonly type: number; readonly code: number };
}

export interface NetworkAcl extends Resource {
  readonly vpc: Reference;
  readonly isDefault?: boolean;
  /** By rule number, 1 to 32766; the final deny is implied. */
  readonly ingress?: Readonly<Record<string, NetworkAclEntry>> | Unknown;
  readonly egress?: Readonly<Record<string, NetworkAclEntry>> | Unknown;
}

export interface PrefixList extends RegionalResource {
  /** `com.amazonaws.REGION.s3` for an AWS-managed one. */
  readonly prefixListName?: string;
  readonly maxEntries?: number;
  readonly entries: readonly string[] | Unknown;
}

export interface VpcEndpoint extends Resource {
  readonly vpc: Reference;
  readonly type: 'Gateway' | 'Interface' | 'GatewayLoadBalancer';
  /** `s3` or `com.amazonaws.ap-northeast-1.s3`; `network-firewall` for the endpoint of an AWS Network Firewall. */
  readonly service: string;
  /** Gateway: the tables that get its route. */
  readonly routeTables?: readonly Reference[];
  /** Interface and GatewayLoadBalancer: one endpoint interface in each. */
  readonly subnets?: readonly Reference[];
  /** Interface endpoints declared as `networkInterfaces` already; left out, they are made. */
  readonly networkInterfaces?: readonly Reference[];
  readonly securityGroups?: readonly Reference[] | Unknown;
  readonly privateDnsEnabled?: boolean | Unknown;
  /** Further names that resolve to the endpoint. */
  readonly dnsEntries?: readonly string[];
  /** A policy document, verbatim; left out, everything is allowed. */
  readonly policy?: unknown;
  readonly state?: (typeof ENDPOINT_STATES)[number];
  /** GatewayLoadBalancer: the instances behind the balancer; left out, an appliance outside the sandbox that lets everything pass. */
  readonly appliances?: readonly Reference[];
}

export type VpcPeeringStatus =
  | 'initiating-request'
  | 'pending-acceptance'
  | 'provisioning'
  | 'active'
  | 'failed'
  | 'expired'
  | 'rejected'
  | 'deleting'
  | 'deleted';

/** Declared once, in the requester's account. */
export interface VpcPeeringConnection extends Resource {
  readonly requesterVpc: Reference | Unknown;
  readonly accepterVpc: Reference | Unknown;
  /** Left out: `active`. */
  readonly status?: VpcPeeringStatus | Unknown;
  readonly requesterAllowDnsResolutionFromRemoteVpc?: boolean;
  readonly accepterAllowDnsResolutionFromRemoteVpc?: boolean;
}

export type Switch = 'enable' | 'disable';

export interface TransitGateway extends RegionalResource {
  readonly amazonSideAsn?: number;
  /** All default to AWS's: association and propagation `enable`, referencing `disable`. */
  readonly defaultRouteTableAssociation?: Switch;
  readonly defaultRouteTablePropagation?: Switch;
  readonly securityGroupReferencingSupport?: Switch;
  readonly dnsSupport?: Switch;
  readonly state?: (typeof TRANSIT_GATEWAY_STATES)[number];
}

export interface TransitGatewayVpcAttachment extends Resource {
  readonly transitGateway: Reference;
  readonly vpc: Reference;
  /** One subnet per zone. */
  readonly subnets: readonly Reference[];
  readonly applianceModeSupport?: Switch;
  readonly securityGroupReferencingSupport?: Switch;
  readonly state?: (typeof ATTACHMENT_STATES)[number];
}

export interface TransitGatewayPeeringAttachment extends Resource {
  readonly requesterTransitGateway: Reference;
  readonly accepterTransitGateway: Reference | Unknown;
  readonly state?: (typeof ATTACHMENT_STATES)[number];
}

/** One line: the attachment alone, or `blackhole`. */
export interface TransitGatewayRoute {
  /** A VPC attachment, a peering attachment or a VPN connection. */
  readonly attachment?: Reference;
  readonly type?: 'static' | 'propagated';
  readonly state?: RouteState;
}

export interface TransitGatewayRouteTable extends Resource {
  readonly transitGateway: Reference;
  readonly defaultAssociationRouteTable?: boolean;
  readonly defaultPropagationRouteTable?: boolean;
  /** Attachments whose incoming packets use this table. */
  readonly associations?: readonly Reference[];
  /** Attachments whose CIDRs are propagated into it. */
  readonly propagations?: readonly Reference[];
  readonly routes?: Readonly<Record<string, TransitGatewayRoute | readonly TransitGatewayRoute[]>> | Unknown;
}

export interface VpnGateway extends RegionalResource {
  readonly vpc?: Reference;
  readonly routeTable?: Reference;
}

export interface CustomerGateway extends RegionalResource {
  readonly ipAddress?: string;
  readonly bgpAsn?: number;
}

export interface VpnConnection extends Resource {
  readonly customerGateway?: Reference;
  /** One of the two. */
  readonly vpnGateway?: Reference;
  readonly transitGateway?: Reference;
  readonly staticRoutesOnly?: boolean;
  /** Networks on the other side; propagated where propagation is on. */
  readonly routes?: readonly string[] | Unknown;
  readonly state?: (typeof VPN_STATES)[number];
}

export type InternetGatewayBlockMode = 'off' | 'block-bidirectional' | 'block-ingress';

export interface VpcBlockPublicAccess {
  readonly internetGatewayBlockMode: InternetGatewayBlockMode | Unknown;
  readonly exclusions?: Named<VpcBlockPublicAccessExclusion>;
}

export interface VpcBlockPublicAccessExclusion {
  /** One of the two. */
  readonly vpc?: Reference;
  readonly subnet?: Reference;
  readonly internetGatewayExclusionMode: 'allow-bidirectional' | 'allow-egress';
}
