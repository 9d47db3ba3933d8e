import type { TreeMap } from '../../../src/import/foreign.ts';
import { formatCidr, parseCidr } from '../../../src/services/ec2/address/cidr.ts';
import { formatIp } from '../../../src/services/ec2/address/ip.ts';
import { reservedAddresses, usableAddresses } from '../../../src/services/ec2/address/subnet-addresses.ts';
import { isList } from '../compare.ts';
import type { Adapter, Json } from '../contract.ts';
import { blocksIn, fieldLike, firstOf, forEach, textOf } from './input.ts';
import { isValid } from './scenario.ts';

/** What AWS would accept, asked of the loader: a scenario with the thing in it loads, or it does not. */
export const validate: Adapter = {
  answer: async (input) => {
    const valid = async (candidates: Json, tree: (candidate: Json) => TreeMap): Promise<Json> => ({
      valid: await forEach(candidates, (candidate) => isValid(tree(candidate))),
    });
    const routes = fieldLike(input, /^(?:create|add)\w*Routes?$/i);
    if (routes !== undefined) return valid(routes, (route) => withRoute(input, route));
    const entries = fieldLike(input, /^(?:create|add)?\w*(?:Acl\w*Entr|ruleNumber)/i);
    if (entries !== undefined) return valid(entries, withAclEntry);
    const pairs = fieldLike(input, /^(?:create\w*Peering|peering)/i);
    if (pairs !== undefined) return valid(isList(pairs) && isList(pairs[0]) ? pairs : [pairs], withPeering);
    const subnets = fieldLike(input, /^create\w*Subnets?$/i);
    if (subnets !== undefined) return blockAnswers(subnets, (block) => withSubnet(input, block));
    const further = fieldLike(input, /^(?:associate|add|secondary|further|extra)/i);
    if (further !== undefined) return valid(further, (block) => withBlock(input, block));
    const vpcs = fieldLike(input, /^createVpcs?$/i);
    if (vpcs !== undefined) return blockAnswers(vpcs, newVpc);
    const subnet = fieldLike(input, /^subnets?$/i);
    return subnet === undefined ? undefined : subnetAddresses(subnet, input);
  },
};

/** An entry of a network ACL: a rule number alone, or an object with it. */
function withAclEntry(candidate: Json): TreeMap {
  const number = typeof candidate === 'object' ? textOf(candidate, 'RuleNumber', 'ruleNumber') : String(candidate);
  const ingress = { [number ?? '']: 'allow all from 0.0.0.0/0' };
  return { vpcs: { v: vpcOf([]) }, networkAcls: { acl: { vpc: 'v', ingress } } };
}

function withPeering(candidate: Json): TreeMap {
  const [one, other] = isList(candidate) ? candidate : [];
  return {
    vpcs: { v: vpcOf(blocksIn(one)), p: vpcOf(blocksIn(other)) },
    vpcPeeringConnections: { pcx: { requesterVpc: 'v', accepterVpc: 'p' } },
  };
}

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

/** The addresses of a subnet, and whether each of several fits beside those before it that did. */
async function subnetAddresses(subnet: Json, input: Json): Promise<Json> {
  const blocks = blocksIn(subnet).flatMap((text) => parseCidr(text) ?? []);
  const of = (answer: (block: (typeof blocks)[number]) => Json): Json => {
    const answers = blocks.map(answer);
    return Array.isArray(subnet) ? answers : (answers[0] ?? null);
  };
  const taken: Json[] = [];
  const valid: boolean[] = [];
  for (const candidate of isList(subnet) ? subnet : [subnet]) {
    const fits = await isValid(withSubnet(input, candidate, taken));
    valid.push(fits);
    if (fits) taken.push(candidate);
  }
  return {
    reserved: of((block) => reservedAddresses(block).map(formatIp)),
    usable: of(usableAddresses),
    valid: isList(subnet) ? valid : (valid[0] ?? null),
  };
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

function withSubnet(input: Json, candidate: Json, before?: readonly Json[]): TreeMap {
  const block = blocksIn(candidate)[0] ?? '';
  const existing = blocksIn(before ?? firstOf(input, 'existing', 'subnets', 'Subnets', 'existingSubnets'));
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
