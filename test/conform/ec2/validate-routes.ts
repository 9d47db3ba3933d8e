import type { TreeMap } from '../../../src/import/foreign.ts';
import { formatCidr, parseCidr } from '../../../src/services/ec2/address/cidr.ts';
import type { Json } from '../contract.ts';
import { blocksIn, firstOf, textOf } from './input.ts';

export const isV6 = (block: string) => block.includes(':');

/** A VPC with these blocks, the first IPv4 one primary. */
export function vpcOf(blocks: readonly string[]): TreeMap {
  const [primary = '10.0.0.0/16', ...secondary] = blocks.filter((block) => !isV6(block));
  const ipv6 = blocks.filter(isV6);
  return {
    cidrBlock: primary,
    ...(secondary.length > 0 ? { secondaryCidrBlocks: secondary } : {}),
    ...(ipv6.length > 0 ? { ipv6CidrBlocks: ipv6 } : {}),
  };
}

const VPC_FIELDS = ['vpc', 'Vpc', 'vpcCidr', 'vpcCidrs', 'vpcCidrBlocks', 'vpcIpv6', 'CidrBlock', 'primary'];

/** The blocks of the VPC that the case is about; a subnet without one is put into a VPC that it fits. */
export function vpcBlocks(input: Json, fitting?: string): readonly string[] {
  const stated = VPC_FIELDS.flatMap((field) => blocksIn(firstOf(input, field)));
  if (stated.length > 0 || fitting === undefined) return stated;
  const around = parseCidr(`${fitting.split('/')[0]}/${isV6(fitting) ? 56 : 16}`);
  return around === undefined ? [] : [formatCidr(around)];
}

export function subnetOf(block: string): TreeMap {
  return { vpc: 'v', availabilityZone: 'a', [isV6(block) ? 'ipv6CidrBlock' : 'cidrBlock']: block };
}

/** A route as `DESTINATION -> target` or as an object of describe-route-tables, in a VPC that has such targets. */
export function withRoute(input: Json, candidate: Json): TreeMap {
  const { blocks, rest } = surroundings(input);
  return { vpcs: { v: vpcOf(blocks) }, ...rest, routeTables: { t: { vpc: 'v', routes: routeOf(candidate) } } };
}

/** The same in the route table of a gateway: an internet gateway's, unless the case names the other kind. */
export function withEdgeRoute(input: Json, candidate: Json): TreeMap {
  const { blocks, rest } = surroundings(input);
  const gateway = textOf(input, 'gateway', 'edge', 'associatedWith') ?? 'igw';
  const edge = /vgw|vpn|virtual/i.test(gateway) ? 'vpnGateways' : 'internetGateways';
  const name = edge === 'vpnGateways' ? 'vgw' : 'igw';
  return {
    vpcs: { v: vpcOf(blocks) },
    ...rest,
    [edge]: { [name]: { vpc: 'v', routeTable: 't' } },
    routeTables: { t: { vpc: 'v', routes: routeOf(candidate) } },
  };
}

/** Everything that a route of the case may lead to. */
function surroundings(input: Json): { readonly blocks: readonly string[]; readonly rest: TreeMap } {
  const blocks = vpcBlocks(input, '10.0.0.0/16');
  const stated = blocksIn(firstOf(input, 'subnets', 'Subnets', 'subnet', 'subnetCidrs'));
  const subnets = stated.length > 0 ? stated : [`${(blocks[0] ?? '').split('/')[0]}/24`];
  const rest = {
    subnets: Object.fromEntries(subnets.map((block, index) => [`s${index}`, subnetOf(block)])),
    internetGateways: { igw: { vpc: 'v' } },
    egressOnlyInternetGateways: { eigw: { vpc: 'v' } },
    vpnGateways: { vgw: { vpc: 'v' } },
    natGateways: { nat: { subnet: 's0' } },
    instances: { eni: { subnet: 's0' } },
    vpcEndpoints: { gwlbe: { vpc: 'v', type: 'GatewayLoadBalancer', service: 'inspection', subnets: ['s0'] } },
    prefixLists: { pl: { entries: ['192.0.2.0/24'] } },
    transitGateways: { tgw: {} },
    transitGatewayVpcAttachments: { attachment: { transitGateway: 'tgw', vpc: 'v', subnets: ['s0'] } },
    vpcPeeringConnections: { pcx: { requesterVpc: 'v', accepterVpc: 'unknown' } },
  };
  return { blocks, rest };
}

const TARGET_FIELDS = [
  'target',
  'GatewayId',
  'NatGatewayId',
  'NetworkInterfaceId',
  'TransitGatewayId',
  'VpcPeeringConnectionId',
  'EgressOnlyInternetGatewayId',
  'VpcEndpointId',
];

function routeOf(candidate: Json): TreeMap {
  const [destination = '', word = 'igw'] =
    typeof candidate === 'string'
      ? candidate.split(/\s*(?:->|→)\s*/)
      : [
          textOf(candidate, 'DestinationPrefixListId') ?? blocksIn(candidate)[0] ?? textOf(candidate, 'destination'),
          textOf(candidate, ...TARGET_FIELDS),
        ];
  return { [/^pl\b/.test(destination) ? 'pl' : destination]: targetWord(word) };
}

function targetWord(word: string): string {
  if (/^(?:vpce|gwlb)/i.test(word)) return 'gwlbe';
  return /^(?:igw|eigw|nat|eni|local|vgw|tgw|pcx)/.exec(word)?.[0] ?? word;
}
