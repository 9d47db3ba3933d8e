/**
 * The network of a scenario, compiled once per definition: references are object references, addresses are numbers,
 * tables are indexed. Everything a packet meets on its way is here; nothing here changes while packets travel.
 */
import type { Place } from '../../../core/source.ts';
import type { Node } from '../../../schema/node.ts';
import type { Cidr } from '../address/cidr.ts';
import type { Ip } from '../address/ip.ts';
import type { PrefixTable } from '../address/prefix-table.ts';
import type { NatGatewayState, NetworkInterfaceType, VpcPeeringStatus } from '../definition.ts';
import type { Traffic } from '../notation/traffic.ts';
import type { InternetHost } from '../schema/internet.ts';
import type { Forward, PortRange, PrivateNames, PublicIp, TrackingTimeouts } from './interface-model.ts';
import type {
  Attachment,
  TransitGateway,
  TransitRouteTable,
  VpcAttachment,
  VpnConnection,
  VpnGateway,
} from './transit-model.ts';

export type * from './interface-model.ts';
export type * from './transit-model.ts';

/** What every thing of the network knows of itself. A value that the scenario leaves unknown is the word itself. */
export type Unknown = 'unknown';

export interface Thing {
  /** The full address: what results say. */
  readonly address: string;
  readonly name: string;
  readonly id: string;
  readonly account: string;
  /** Where the file declares it. */
  readonly place: Place;
}

export interface Vpc extends Thing {
  readonly kind: 'vpc';
  readonly region: string;
  /** All blocks of both families, the primary IPv4 one first. */
  readonly cidrs: readonly Cidr[];
  readonly isDefault: boolean;
  readonly dnsSupport: boolean | Unknown;
  readonly dnsHostnames: boolean | Unknown;
  readonly subnets: readonly Subnet[];
  /** Interfaces by private IPv4 and IPv6 address. */
  readonly interfaces: ReadonlyMap<Ip, Interface>;
  readonly endpoints: readonly Endpoint[];
}

export interface Subnet extends Thing {
  readonly kind: 'subnet';
  readonly vpc: Vpc;
  readonly zone: string;
  readonly cidr4: Cidr | undefined;
  readonly cidr6: Cidr | undefined;
  readonly table: RouteTable | Unknown;
  /** Whether the table is in force because the file associates it, not as the VPC's main one. */
  readonly tableAssociated: boolean;
  readonly acl: NetworkAcl | Unknown;
  readonly enableDns64: boolean;
}

export interface LocalTarget {
  readonly kind: 'local';
}

/** A target that does not exist any more. */
export interface GoneTarget {
  readonly kind: 'gone';
  readonly text: string;
}

export type RouteTarget =
  | LocalTarget
  | GoneTarget
  | InternetGateway
  | EgressOnlyInternetGateway
  | NatGateway
  | Interface
  | Peering
  | TransitGateway
  | VpnGateway
  | Endpoint;

export type RouteOrigin = 'local' | 'static' | 'prefix-list' | 'propagated';

/** One row of a route table. */
export interface Route {
  /** One block, or all of a prefix list's. */
  readonly cidrs: readonly Cidr[] | Unknown;
  /** As people read it: the block, or the prefix list. */
  readonly label: string;
  /** The prefix list's id, where the destination is one. */
  readonly listId?: string | undefined;
  readonly target: RouteTarget;
  readonly origin: RouteOrigin;
  /** Why the route is a blackhole; undefined for one that works. */
  readonly blackhole: string | undefined;
  readonly unknown: boolean;
  readonly place: Place;
}

export interface RouteTable extends Thing {
  readonly kind: 'rtb';
  readonly vpc: Vpc;
  readonly main: boolean;
  readonly routes: readonly Route[] | Unknown;
  /** Routes by block, of one block the winner first. */
  readonly lookup: PrefixTable<readonly Route[]>;
}

export interface NetworkAclEntry {
  readonly ruleNumber: number;
  readonly allow: boolean;
  readonly traffic: Traffic;
  readonly cidr: Cidr;
  readonly place: Place;
}

export interface NetworkAcl extends Thing {
  readonly kind: 'nacl';
  readonly vpc: Vpc;
  readonly isDefault: boolean;
  /** In the order they are tried. */
  readonly ingress: readonly NetworkAclEntry[] | Unknown;
  readonly egress: readonly NetworkAclEntry[] | Unknown;
}

export interface PrefixList extends Thing {
  readonly kind: 'pl';
  readonly listName: string;
  readonly entries: readonly Cidr[] | Unknown;
  readonly lookup: PrefixTable<Cidr>;
}

export interface SecurityGroupRule {
  readonly traffic: Traffic;
  readonly peer: Cidr | PrefixList | SecurityGroup;
  /** A rule whose group or peering is gone matches nothing. */
  readonly stale: boolean;
  readonly place: Place;
}

export interface SecurityGroup extends Thing {
  readonly kind: 'sg';
  readonly vpc: Vpc;
  readonly isDefault: boolean;
  readonly ingress: readonly SecurityGroupRule[] | Unknown;
  readonly egress: readonly SecurityGroupRule[] | Unknown;
}

/** The groups of an interface; interfaces with the same groups share one. */
export interface GroupSet {
  readonly index: number;
  readonly groups: readonly SecurityGroup[];
  readonly members: ReadonlySet<SecurityGroup>;
}

export interface Interface extends Thing {
  readonly kind: 'eni';
  readonly subnet: Subnet;
  readonly type: NetworkInterfaceType;
  /** Private IPv4 addresses (the primary one first), then IPv6 ones. */
  readonly ips: readonly Ip[];
  /** Public IPv4 addresses by the private one they map to. */
  readonly publicIps: ReadonlyMap<Ip, PublicIp>;
  /** Undefined where no security group applies (NAT gateways, transit gateways, …). */
  readonly groups: GroupSet | Unknown | undefined;
  readonly sourceDestCheck: boolean | Unknown;
  /** What answers behind an interface that no instance has; undefined: everything. */
  readonly listens: readonly Traffic[] | Unknown | undefined;
  readonly deviceIndex: number;
  /** What a load balancer's node does; undefined for every other interface. */
  readonly forwards: readonly Forward[] | undefined;
  /** The automatic public address that the file states. */
  readonly statedPublicIp: Ip | undefined;
  /** How long idle connections are remembered, where the file says so. */
  readonly tracking: TrackingTimeouts | undefined;
}

export interface Instance extends Thing {
  readonly kind: 'instance';
  /** By device index; the primary one first. */
  readonly interfaces: readonly Interface[];
  readonly state: string;
  /** Undefined: answers on every port. */
  readonly listens: readonly Traffic[] | Unknown | undefined;
  readonly ephemeralPorts: PortRange;
  readonly forwarding: 'nat' | 'router' | 'none' | undefined;
  readonly instanceType: string | undefined;
  /** How many connections it can track; undefined: there is always room. */
  readonly trackingAllowance: number | undefined;
  readonly names: PrivateNames;
}

export interface InternetGateway extends Thing {
  readonly kind: 'igw';
  readonly vpc: Vpc | undefined;
  readonly edgeTable: RouteTable | undefined;
}

export interface EgressOnlyInternetGateway extends Thing {
  readonly kind: 'eigw';
  readonly vpc: Vpc;
}

/** One address of a NAT gateway. */
export interface NatAddress {
  readonly privateIp: number | undefined;
  readonly publicIp: number | undefined;
}

export interface NatGateway extends Thing {
  readonly kind: 'nat';
  readonly vpc: Vpc;
  /** Undefined for a regional one. */
  readonly subnet: Subnet | undefined;
  readonly public: boolean;
  /** Zones of a regional one in manual mode. */
  readonly zones: readonly string[] | undefined;
  readonly addresses: readonly NatAddress[];
  readonly state: NatGatewayState | Unknown;
}

export interface Endpoint extends Thing {
  readonly kind: 'vpce';
  readonly type: 'Gateway' | 'Interface' | 'GatewayLoadBalancer';
  readonly vpc: Vpc;
  /** `s3`. */
  readonly service: string;
  /** `com.amazonaws.ap-northeast-1.s3`. */
  readonly serviceName: string;
  readonly interfaces: readonly Interface[];
  readonly privateDns: boolean | Unknown;
  readonly dnsNames: readonly string[];
  /** Undefined: everything is allowed. */
  readonly policy: Node | Unknown | undefined;
  readonly available: boolean;
  /** Whether it is that of an AWS Network Firewall. */
  readonly firewall: boolean;
  /** Instances behind a Gateway Load Balancer; undefined where the appliance is outside the sandbox. */
  readonly appliances: readonly Instance[] | undefined;
}

export interface Peering extends Thing {
  readonly kind: 'pcx';
  readonly requester: Vpc | undefined;
  readonly accepter: Vpc | undefined;
  readonly status: VpcPeeringStatus | Unknown;
  readonly requesterDns: boolean;
  readonly accepterDns: boolean;
}

export type BlockMode = 'off' | 'block-bidirectional' | 'block-ingress';

/** VPC Block Public Access of one account and what it leaves out. */
export interface BlockPublicAccess {
  readonly mode: BlockMode | Unknown;
  readonly place: Place;
  /** By address of the VPC or subnet. */
  readonly exclusions: ReadonlyMap<string, 'allow-bidirectional' | 'allow-egress'>;
}

/** Who has a public IPv4 address. */
export type PublicHolder =
  | { readonly kind: 'interface'; readonly holder: Interface; readonly privateIp: Ip }
  | { readonly kind: 'nat'; readonly holder: NatGateway; readonly privateIp: number | undefined };

type ByAddress<T> = ReadonlyMap<string, T>;

export interface Network {
  readonly vpcs: ByAddress<Vpc>;
  readonly subnets: ByAddress<Subnet>;
  readonly routeTables: ByAddress<RouteTable>;
  readonly networkAcls: ByAddress<NetworkAcl>;
  readonly prefixLists: ByAddress<PrefixList>;
  readonly securityGroups: ByAddress<SecurityGroup>;
  readonly interfaces: ByAddress<Interface>;
  readonly instances: ByAddress<Instance>;
  readonly internetGateways: ByAddress<InternetGateway>;
  readonly egressOnlyInternetGateways: ByAddress<EgressOnlyInternetGateway>;
  readonly natGateways: ByAddress<NatGateway>;
  readonly endpoints: ByAddress<Endpoint>;
  readonly peerings: ByAddress<Peering>;
  readonly transitGateways: ByAddress<TransitGateway>;
  readonly attachments: ByAddress<Attachment>;
  readonly transitRouteTables: ByAddress<TransitRouteTable>;
  readonly vpnGateways: ByAddress<VpnGateway>;
  readonly vpnConnections: ByAddress<VpnConnection>;
  readonly hosts: ReadonlyMap<string, InternetHost>;
  readonly groupSets: readonly GroupSet[];
  /** Public addresses by address of the Elastic IP. */
  readonly elasticIps: ReadonlyMap<string, number>;

  readonly instanceOf: ReadonlyMap<Interface, Instance>;
  readonly natOf: ReadonlyMap<Interface, NatGateway>;
  readonly endpointOf: ReadonlyMap<Interface, Endpoint>;
  readonly internetGatewayOf: ReadonlyMap<Vpc, InternetGateway>;
  readonly vpnGatewayOf: ReadonlyMap<Vpc, VpnGateway>;
  readonly mainTableOf: ReadonlyMap<Vpc, RouteTable>;
  readonly peeringsOf: ReadonlyMap<Vpc, readonly Peering[]>;
  /** The table that an attachment's incoming packets use. */
  readonly associationOf: ReadonlyMap<Attachment, TransitRouteTable>;
  readonly attachmentOf: (gateway: TransitGateway, vpc: Vpc) => VpcAttachment | undefined;

  readonly publicIps: ReadonlyMap<Ip, PublicHolder>;
  /** Interfaces with global IPv6 addresses. */
  readonly ipv6: ReadonlyMap<Ip, Interface>;
  readonly hostsByIp: ReadonlyMap<Ip, InternetHost>;
  /** Networks behind VPN connections, longest prefix first. */
  readonly onPremises: PrefixTable<VpnConnection>;
  /** By account. */
  readonly blockPublicAccess: ReadonlyMap<string, BlockPublicAccess>;
  readonly port25Unblocked: ReadonlySet<string>;
}
