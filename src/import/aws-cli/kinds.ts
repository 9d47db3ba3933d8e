import { KINDS as EC2 } from '../../services/ec2/kinds.ts';

/** A kind of resource that `aws ec2 describe-*` lists. */
export interface KindOf {
  /** The field that holds an item's id. */
  readonly id: string;
  /** Where it goes in the `ec2` part of an account. */
  readonly section: string;
  /** The word for it in addresses. */
  readonly word: string;
}

/** What is read, by the top-level key of the document; the order is that of the scenario's sections. */
export const KINDS = {
  Vpcs: { id: 'VpcId', section: 'vpcs', word: EC2.vpc.name },
  InternetGateways: { id: 'InternetGatewayId', section: 'internetGateways', word: EC2.internetGateway.name },
  EgressOnlyInternetGateways: {
    id: 'EgressOnlyInternetGatewayId',
    section: 'egressOnlyInternetGateways',
    word: EC2.egressOnlyInternetGateway.name,
  },
  VpnGateways: { id: 'VpnGatewayId', section: 'vpnGateways', word: EC2.vpnGateway.name },
  Subnets: { id: 'SubnetId', section: 'subnets', word: EC2.subnet.name },
  NatGateways: { id: 'NatGatewayId', section: 'natGateways', word: EC2.natGateway.name },
  Addresses: { id: 'AllocationId', section: 'elasticIps', word: EC2.elasticIp.name },
  RouteTables: { id: 'RouteTableId', section: 'routeTables', word: EC2.routeTable.name },
  NetworkAcls: { id: 'NetworkAclId', section: 'networkAcls', word: EC2.networkAcl.name },
  PrefixLists: { id: 'PrefixListId', section: 'prefixLists', word: EC2.prefixList.name },
  SecurityGroups: { id: 'GroupId', section: 'securityGroups', word: EC2.securityGroup.name },
  Instances: { id: 'InstanceId', section: 'instances', word: EC2.instance.name },
  NetworkInterfaces: { id: 'NetworkInterfaceId', section: 'networkInterfaces', word: EC2.networkInterface.name },
  VpcEndpoints: { id: 'VpcEndpointId', section: 'vpcEndpoints', word: EC2.vpcEndpoint.name },
  VpcPeeringConnections: {
    id: 'VpcPeeringConnectionId',
    section: 'vpcPeeringConnections',
    word: EC2.vpcPeeringConnection.name,
  },
  TransitGateways: { id: 'TransitGatewayId', section: 'transitGateways', word: EC2.transitGateway.name },
  TransitGatewayVpcAttachments: {
    id: 'TransitGatewayAttachmentId',
    section: 'transitGatewayVpcAttachments',
    word: EC2.transitGatewayAttachment.name,
  },
  TransitGatewayPeeringAttachments: {
    id: 'TransitGatewayAttachmentId',
    section: 'transitGatewayPeeringAttachments',
    word: EC2.transitGatewayAttachment.name,
  },
  TransitGatewayRouteTables: {
    id: 'TransitGatewayRouteTableId',
    section: 'transitGatewayRouteTables',
    word: EC2.transitGatewayRouteTable.name,
  },
  CustomerGateways: { id: 'CustomerGatewayId', section: 'customerGateways', word: EC2.customerGateway.name },
  VpnConnections: { id: 'VpnConnectionId', section: 'vpnConnections', word: EC2.vpnConnection.name },
} as const satisfies Readonly<Record<string, KindOf>>;

export type Kind = keyof typeof KINDS;

/** The kinds in the order of the table. */
export const KIND_NAMES = Object.keys(KINDS) as readonly Kind[];

/** Whether a top-level key lists one of these kinds. */
export function isKind(key: string): key is Kind {
  return Object.hasOwn(KINDS, key);
}

/**
 * The kinds in the order they are named, those together that share a word in addresses and so must not share names.
 * Elastic IPs come last: they are named after what holds them.
 */
export const KINDS_BY_WORD: readonly (readonly Kind[])[] = [
  ...new Set<string>(
    [...KIND_NAMES.filter((kind) => kind !== 'Addresses'), 'Addresses' as const].map((kind) => KINDS[kind].word),
  ),
].map((word) => KIND_NAMES.filter((kind) => KINDS[kind].word === word));
