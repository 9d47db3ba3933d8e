import type { TreeMap } from '../../../src/import/foreign.ts';
import { formatCidr, parseCidr } from '../../../src/services/ec2/address/cidr.ts';
import { formatIp } from '../../../src/services/ec2/address/ip.ts';
import { reservedAddresses, usableAddresses } from '../../../src/services/ec2/address/subnet-addresses.ts';
import { isList, isRecord } from '../compare.ts';
import type { Adapter, Json } from '../contract.ts';
import { blocksIn, fieldLike, firstOf, forEach, listOf, textOf } from './input.ts';
import { isValid } from './scenario.ts';
import { isV6, subnetOf, vpcBlocks, vpcOf, withEdgeRoute, withRoute } from './validate-routes.ts';
import { withAclEntry, withGroupRule } from './validate-rules.ts';

type Candidate = (candidate: Json) => TreeMap;

/** What AWS would accept, asked of the loader: a scenario with the thing in it loads, or it does not. */
export const validate: Adapter = {
  answer: async (input) => {
    for (const [name, tree] of FORMS) {
      const candidates = fieldLike(input, name);
      if (candidates !== undefined) return blockAnswers(candidates, (candidate) => tree(input, candidate));
    }
    const pairs = fieldLike(input, /^(?:create\w*Peering|peering)/i);
    const further = fieldLike(input, /^(?:associate|add|secondary|further|extra|new)/i);
    if (pairs !== undefined && further === undefined) return peeringAnswers(pairs);
    const blocks = further ?? fieldLike(input, /^create\w*Vpcs?(?:Ipv[46])?$/i);
    if (blocks !== undefined) {
      const beside = further !== undefined && existing(input).length > 0;
      return blockAnswers(blocks, (block) => (beside ? withBlock(input, block) : newVpc(block)));
    }
    const subnet = fieldLike(input, /^subnets?$/i);
    return subnet === undefined ? undefined : subnetAddresses(subnet, input);
  },
};

/** What cases ask about, by the name of the field that holds the candidates; the first that is there counts. */
const FORMS: readonly (readonly [RegExp, (input: Json, candidate: Json) => TreeMap])[] = [
  [/^(?:create|add)?\w*(?:gateway|edge|ingress)\w*Routes?$|^gatewayRouteTable$/i, withEdgeRoute],
  [/^(?:create|add|replace)\w*Routes?$/i, withRoute],
  [/^(?:create|add|replace)?\w*(?:Acl\w*Entr|ruleNumber)/i, (_, candidate) => withAclEntry(candidate)],
  [/securityGroup\w*Egress|egressRules?$/i, (_, candidate) => withGroupRule(candidate, 'egress')],
  [/securityGroup\w*(?:Ingress|Rules?)|(?:sg|ingress)Rules?$/i, (_, candidate) => withGroupRule(candidate, 'ingress')],
  [/^(?:assign|privateIp|address)/i, withAddress],
  [/^create\w*Subnets?(?:Ipv[46])?$/i, (input, candidate) => withSubnet(input, candidate)],
];

/** The blocks of the VPC that is there already. */
function existing(input: Json): readonly string[] {
  const stated = vpcBlocks(input);
  return stated.length > 0 ? stated : blocksIn(firstOf(input, 'existing', 'current', 'associated'));
}

async function blockAnswers(candidates: Json, tree: Candidate): Promise<Json> {
  const block = (candidate: Json) => parseCidr(blocksIn(candidate)[0] ?? '');
  const ofBlock = (answer: (own: NonNullable<ReturnType<typeof parseCidr>>) => Json) =>
    forEach(candidates, (candidate) => {
      const own = block(candidate);
      return own === undefined ? null : answer(own);
    });
  return {
    valid: await forEach(candidates, (candidate) => isValid(tree(candidate))),
    canonical: await ofBlock(formatCidr),
    usable: await ofBlock(usableAddresses),
  };
}

/** Pairs of blocks, or objects that hold one side each. */
async function peeringAnswers(pairs: Json): Promise<Json> {
  const single = isRecord(pairs) || !isList(pairs) || !pairs.some((pair) => isList(pair) || isRecord(pair));
  const valid = await forEach(single ? [pairs] : pairs, (pair) => isValid(withPeering(pair)));
  return { valid: isRecord(pairs) && isList(valid) ? (valid[0] ?? null) : valid };
}

function withPeering(candidate: Json): TreeMap {
  const [one, other] = isRecord(candidate) ? Object.values(candidate) : listOf(candidate);
  return {
    vpcs: { v: vpcOf(blocksIn(one)), p: vpcOf(blocksIn(other)) },
    vpcPeeringConnections: { pcx: { requesterVpc: 'v', accepterVpc: 'p' } },
  };
}

/** An interface that is to have an address of the case's subnet. */
function withAddress(input: Json, candidate: Json): TreeMap {
  const subnet = blocksIn(firstOf(input, 'subnet', 'Subnet', 'subnetCidr'))[0] ?? '';
  const address = typeof candidate === 'string' ? candidate : (textOf(candidate, 'PrivateIpAddress', 'address') ?? '');
  return {
    ...withSubnet({}, subnet),
    networkInterfaces: {
      n: { subnet: 's0', ...(isV6(address) ? { ipv6Addresses: [address] } : { privateIpAddress: address }) },
    },
  };
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
    canonical: of(formatCidr),
    valid: isList(subnet) ? valid : (valid[0] ?? null),
  };
}

function newVpc(candidate: Json): TreeMap {
  const blocks = blocksIn(candidate);
  // What is no block at all is left to the loader to refuse.
  return {
    vpcs: { v: blocks.length === 0 && typeof candidate === 'string' ? { cidrBlock: candidate } : vpcOf(blocks) },
  };
}

function withSubnet(input: Json, candidate: Json, before?: readonly Json[]): TreeMap {
  const block = blocksIn(candidate)[0] ?? '';
  const others = blocksIn(before ?? firstOf(input, 'existing', 'subnets', 'Subnets', 'existingSubnets'));
  const subnets = [...others, block].map((each, index) => [`s${index}`, subnetOf(each)]);
  return { vpcs: { v: vpcOf(vpcBlocks(input, block)) }, subnets: Object.fromEntries(subnets) };
}

/** A VPC to which a further block is added, with the routes and peers that may be in its way. */
function withBlock(input: Json, candidate: Json): TreeMap {
  const routes = blocksIn(firstOf(input, 'routes', 'Routes', 'routeTable', 'routeTables', 'RouteTables'));
  const own = existing(input);
  const peers = peerBlocks(input);
  const foreign = routes.filter((route) => !own.includes(route));
  return {
    vpcs: { v: vpcOf([...own, ...blocksIn(candidate)]), ...(peers.length > 0 ? { p: vpcOf(peers) } : {}) },
    internetGateways: { igw: { vpc: 'v' } },
    routeTables: { main: { vpc: 'v', main: true, routes: Object.fromEntries(foreign.map((route) => [route, 'igw'])) } },
    ...(peers.length > 0 ? { vpcPeeringConnections: { pcx: { requesterVpc: 'v', accepterVpc: 'p' } } } : {}),
  };
}

/** The blocks of VPCs that are peered; a peering that says that it is not active is none. */
function peerBlocks(input: Json): readonly string[] {
  const peers = listOf(fieldLike(input, /peer/i) ?? null);
  return peers
    .filter((peer) => /active/i.test(textOf(peer, 'status', 'state', 'Status') ?? 'active'))
    .flatMap(blocksIn);
}
