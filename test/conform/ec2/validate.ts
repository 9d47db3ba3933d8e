import type { TreeMap } from '../../../src/import/foreign.ts';
import { formatCidr, parseCidr } from '../../../src/services/ec2/address/cidr.ts';
import { formatIp } from '../../../src/services/ec2/address/ip.ts';
import { reservedAddresses, usableAddresses } from '../../../src/services/ec2/address/subnet-addresses.ts';
import type { Adapter, Json } from '../contract.ts';
import { blocksIn, firstOf, forEach, textOf } from './input.ts';
import { isValid } from './scenario.ts';

/** What AWS would accept, asked of the loader: a scenario with the thing in it loads, or it does not. */
export const validate: Adapter = {
  answer: async (input) => {
    const subnet = firstOf(input, 'subnet', 'Subnet');
    const vpcs = firstOf(input, 'createVpc', 'CreateVpc');
    const subnets = firstOf(input, 'createSubnet', 'createSubnets', 'CreateSubnet');
    const further = firstOf(
      input,
      'associateVpcCidrBlock',
      'AssociateVpcCidrBlock',
      'addCidr',
      'associateCidr',
      'secondary',
    );
    const routes = firstOf(input, 'createRoute', 'CreateRoute', 'createRoutes');
    if (routes !== undefined) return { valid: await forEach(routes, (route) => isValid(withRoute(input, route))) };
    if (further !== undefined) return { valid: await forEach(further, (block) => isValid(withBlock(input, block))) };
    if (subnets !== undefined) return blockAnswers(subnets, (block) => withSubnet(input, block));
    if (vpcs !== undefined) return blockAnswers(vpcs, newVpc);
    return subnet === undefined ? undefined : subnetAddresses(subnet);
  },
};

async function blockAnswers(candidates: Json, tree: (block: Json) => TreeMap): Promise<Json> {
  return {
    valid: await forEach(candidates, (candidate) => isValid(tree(candidate))),
    canonical: await forEach(candidates, (candidate) => canonical(blocksIn(candidate)[0] ?? '')),
  };
}

function canonical(text: string): Json {
  const block = parseCidr(text);
  return block === undefined ? null : formatCidr(block);
}

async function subnetAddresses(subnet: Json): Promise<Json> {
  const blocks = blocksIn(subnet).flatMap((text) => parseCidr(text) ?? []);
  const of = (answer: (block: (typeof blocks)[number]) => Json): Json => {
    const answers = blocks.map(answer);
    return Array.isArray(subnet) ? answers : (answers[0] ?? null);
  };
  const valid = await forEach(subnet, (candidate) => isValid(withSubnet(null, candidate)));
  return { reserved: of((block) => reservedAddresses(block).map(formatIp)), usable: of(usableAddresses), valid };
}

const isV6 = (block: string) => block.includes(':');

function newVpc(candidate: Json): TreeMap {
  return { vpcs: { v: vpcOf(blocksIn(candidate)) } };
}

/** A VPC with these blocks, the first IPv4 one primary. */
function vpcOf(blocks: readonly string[]): TreeMap {
  const [primary = '10.0.0.0/16', ...secondary] = blocks.filter((block) => !isV6(block));
  const ipv6 = blocks.filter(isV6);
  return {
    cidrBlock: primary,
    ...(secondary.length > 0 ? { secondaryCidrBlocks: secondary } : {}),
    ...(ipv6.length > 0 ? { ipv6CidrBlocks: ipv6 } : {}),
  };
}

/** The blocks of the VPC that the case is about; a subnet without one is put into a VPC that it fits. */
function vpcBlocks(input: Json, fitting?: string): readonly string[] {
  const stated = [...blocksIn(firstOf(input, 'vpc', 'Vpc', 'vpcCidr', 'vpcCidrs', 'CidrBlock'))];
  if (stated.length > 0 || fitting === undefined) return stated;
  const around = parseCidr(`${fitting.split('/')[0]}/${isV6(fitting) ? 56 : 16}`);
  return around === undefined ? [] : [formatCidr(around)];
}

function withSubnet(input: Json, candidate: Json): TreeMap {
  const block = blocksIn(candidate)[0] ?? '';
  const existing = blocksIn(firstOf(input, 'existing', 'subnets', 'Subnets', 'existingSubnets'));
  const subnets = [...existing, block].map((each, index) => [`s${index}`, subnetOf(each)]);
  return { vpcs: { v: vpcOf(vpcBlocks(input, block)) }, subnets: Object.fromEntries(subnets) };
}

function subnetOf(block: string): TreeMap {
  return { vpc: 'v', availabilityZone: 'a', [isV6(block) ? 'ipv6CidrBlock' : 'cidrBlock']: block };
}

/** A VPC to which a further block is added, with the routes and peers that may be in its way. */
function withBlock(input: Json, candidate: Json): TreeMap {
  const routes = blocksIn(firstOf(input, 'routes', 'Routes', 'routeTable', 'RouteTables'));
  const own = vpcBlocks(input);
  const peers = blocksIn(firstOf(input, 'peer', 'peers', 'peerCidr', 'peerCidrs'));
  const foreign = routes.filter((route) => !own.includes(route));
  return {
    vpcs: { v: vpcOf([...own, ...blocksIn(candidate)]), ...(peers.length > 0 ? { p: vpcOf(peers) } : {}) },
    internetGateways: { igw: { vpc: 'v' } },
    routeTables: { main: { vpc: 'v', main: true, routes: Object.fromEntries(foreign.map((route) => [route, 'igw'])) } },
    ...(peers.length > 0 ? { vpcPeeringConnections: { pcx: { requesterVpc: 'v', accepterVpc: 'p' } } } : {}),
  };
}

/** A route as `DESTINATION -> target` or as an object of describe-route-tables, in a VPC that has such targets. */
function withRoute(input: Json, candidate: Json): TreeMap {
  const [destination = '', word = 'igw'] =
    typeof candidate === 'string'
      ? candidate.split(/\s*(?:->|→)\s*/)
      : [blocksIn(candidate)[0], textOf(candidate, 'target', 'GatewayId', 'NatGatewayId', 'NetworkInterfaceId')];
  const blocks = vpcBlocks(input, '10.0.0.0/16');
  const stated = blocksIn(firstOf(input, 'subnets', 'Subnets'));
  const subnets = stated.length > 0 ? stated : [`${(blocks[0] ?? '').split('/')[0]}/24`];
  return {
    vpcs: { v: vpcOf(blocks) },
    subnets: Object.fromEntries(subnets.map((block, index) => [`s${index}`, subnetOf(block)])),
    internetGateways: { igw: { vpc: 'v' } },
    egressOnlyInternetGateways: { eigw: { vpc: 'v' } },
    natGateways: { nat: { subnet: 's0' } },
    instances: { eni: { subnet: 's0' } },
    routeTables: { t: { vpc: 'v', routes: { [destination]: targetWord(word) } } },
  };
}

function targetWord(word: string): string {
  return /^(?:igw|eigw|nat|eni|local)/.exec(word)?.[0] ?? word;
}
