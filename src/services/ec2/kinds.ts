import type { AccountScope } from '../../schema/reader.ts';
import type { Kind } from '../../schema/resources.ts';

/** The region is part of an ARN; resources that name another one than the account's are rare enough to be told apart by id. */
function ec2Kind(name: string, label: string, idPrefix: string, arnWord: string, ...aliases: readonly string[]): Kind {
  return {
    service: 'ec2',
    name,
    label,
    idPrefix,
    aliases,
    arn: (account: AccountScope, _name: string, id: string | undefined) =>
      `arn:aws:ec2:${account.region}:${account.id}:${arnWord}/${id ?? ''}`,
  };
}

/** Everything of EC2 that can be named and pointed at; the first word is the one that results use. */
export const KINDS = {
  vpc: ec2Kind('vpc', 'VPC', 'vpc-', 'vpc'),
  subnet: ec2Kind('subnet', 'subnet', 'subnet-', 'subnet'),
  routeTable: ec2Kind('rtb', 'route table', 'rtb-', 'route-table', 'routeTable', 'route-table'),
  internetGateway: ec2Kind('igw', 'internet gateway', 'igw-', 'internet-gateway', 'internetGateway'),
  egressOnlyInternetGateway: ec2Kind('eigw', 'egress-only internet gateway', 'eigw-', 'egress-only-internet-gateway'),
  natGateway: ec2Kind('nat', 'NAT gateway', 'nat-', 'natgateway', 'natGateway'),
  elasticIp: ec2Kind('eip', 'Elastic IP address', 'eipalloc-', 'elastic-ip', 'elasticIp'),
  networkInterface: ec2Kind('eni', 'network interface', 'eni-', 'network-interface', 'networkInterface'),
  instance: ec2Kind('instance', 'instance', 'i-', 'instance'),
  securityGroup: ec2Kind('sg', 'security group', 'sg-', 'security-group', 'securityGroup'),
  networkAcl: ec2Kind('nacl', 'network ACL', 'acl-', 'network-acl', 'networkAcl', 'acl'),
  prefixList: ec2Kind('pl', 'prefix list', 'pl-', 'prefix-list', 'prefixList'),
  vpcEndpoint: ec2Kind('vpce', 'VPC endpoint', 'vpce-', 'vpc-endpoint', 'vpcEndpoint'),
  vpcPeeringConnection: ec2Kind('pcx', 'VPC peering connection', 'pcx-', 'vpc-peering-connection'),
  transitGateway: ec2Kind('tgw', 'transit gateway', 'tgw-', 'transit-gateway', 'transitGateway'),
  transitGatewayAttachment: ec2Kind(
    'tgw-attach',
    'transit gateway attachment',
    'tgw-attach-',
    'transit-gateway-attachment',
  ),
  transitGatewayRouteTable: ec2Kind(
    'tgw-rtb',
    'transit gateway route table',
    'tgw-rtb-',
    'transit-gateway-route-table',
  ),
  vpnGateway: ec2Kind('vgw', 'virtual private gateway', 'vgw-', 'vpn-gateway', 'vpnGateway'),
  customerGateway: ec2Kind('cgw', 'customer gateway', 'cgw-', 'customer-gateway', 'customerGateway'),
  vpnConnection: ec2Kind('vpn', 'VPN connection', 'vpn-', 'vpn-connection', 'vpnConnection'),
} as const;

/** An Availability Zone: outside any account, named `az/ap-northeast-1a`. */
export const AVAILABILITY_ZONE = 'az';
/** A host outside AWS, named `host/laptop`. */
export const INTERNET_HOST = 'host';
