import type { Directory } from '../../../src/core/directory.ts';
import { decidingEntry } from '../../../src/core/explain.ts';
import type { Result } from '../../../src/core/result.ts';
import type { TraceEntry } from '../../../src/core/trace.ts';
import type { Scenario } from '../../../src/scenario/scenario.ts';
import { networkOf } from '../../../src/services/ec2/network/compile.ts';
import type { Network, Subnet } from '../../../src/services/ec2/network/model.ts';
import { isRecord, own } from '../compare.ts';
import type { Json } from '../contract.ts';
import { listOf, textOf } from './input.ts';

const VERDICTS: Readonly<Record<string, string>> = {
  delivered: 'reachable',
  refused: 'unreachable',
  dropped: 'unreachable',
};

/** A result in the words of the cases. */
export function answerOf(result: Result, scenario: Scenario): Json {
  const { directory } = scenario.definition;
  const network = networkOf(scenario.definition);
  const { facts } = result;
  const dropped = result.outcome === 'dropped' || result.outcome === 'refused';
  const side = textOf(lookedAt(result), 'side') ?? result.reason;
  const blocking = (facts['alsoBlocking'] ?? []) as readonly Json[];
  return {
    verdict: VERDICTS[result.outcome] ?? 'unknown',
    reason: result.reason ?? null,
    failedLeg: dropped ? ((facts['direction'] as Json | undefined) ?? null) : null,
    droppedAt: dropped ? blocker(result.at, side, directory) : null,
    sameDrop: dropped ? sameDrop(result, side, network, directory) : [],
    code: dropped || result.outcome === 'unknown' ? (result.awsCode ?? null) : null,
    codes: codesOf(result),
    forwardPath: pathOf(facts['path'] as Json | undefined, network, directory),
    returnPath: pathOf(facts['returnPath'] as Json | undefined, network, directory),
    translations: translationsOf(facts['translations'] as Json | undefined, directory),
    alsoBlocking: blocking.map((one) => blocker(textOf(one, 'at'), textOf(one, 'reason'), directory)),
    clientSees: (facts['clientSees'] as Json | undefined) ?? null,
    symptom: symptomOf(facts['clientSees'] as Json | undefined),
    pathMtu: (facts['pathMtu'] as Json | undefined) ?? null,
    trace: result.trace.map(({ reason }: TraceEntry) => reason),
  };
}

/** Names that the cases have for reasons for which the analyzer has none. */
const STEPPER_CODES: Readonly<Record<string, string>> = {
  'nat-no-session': 'NAT_NO_SESSION',
  'nat-port-exhausted': 'NAT_PORT_EXHAUSTED',
  'nat-idle-timeout': 'NAT_IDLE_TIMEOUT',
  'eigw-no-session': 'EIGW_NO_SESSION',
  'port-25-blocked': 'ACCOUNT_PORT_25',
  'conntrack-exhausted': 'CONNTRACK_EXHAUSTED',
  'dns-name-unknown': 'DNS_NOT_RESOLVED',
  'nothing-listens': 'CONNECTION_REFUSED',
};

/** All codes that tell of one drop: the analyzer gives several, and a stepper has some of its own. */
function codesOf({ reason, awsCode, facts, trace }: Result): readonly Json[] {
  const explanations = listOf(facts['explanations'] as Json | undefined).flatMap((one) => textOf(one, 'code') ?? []);
  const own = reason === undefined ? undefined : STEPPER_CODES[reason];
  const zone = reason === 'zone-down' && trace.some((hop) => hop.at.includes('/nat/')) ? 'NAT_AZ_DOWN' : undefined;
  const back = facts['direction'] === 'return' ? 'RETURN_PATH_BLOCKED' : undefined;
  return [...new Set([awsCode, ...explanations, own, zone, back].filter((code) => code !== undefined))];
}

/** What the client notices in the two words of the cases. */
function symptomOf(seen: Json | undefined): Json {
  if (seen === 'timeout') return 'timeout';
  return seen === 'connection reset' || seen === 'connection refused' ? 'reset' : (seen ?? null);
}

/** The words of the cases for our kinds. */
const TYPES: Readonly<Record<string, string>> = {
  sg: 'security-group',
  nacl: 'network-acl',
  rtb: 'route-table',
  igw: 'internet-gateway',
  eigw: 'egress-only-internet-gateway',
  nat: 'nat-gateway',
  eni: 'network-interface',
  vpce: 'vpc-endpoint',
  pcx: 'peering-connection',
  tgw: 'transit-gateway',
  'tgw-attach': 'transit-gateway-attachment',
  'tgw-rtb': 'transit-gateway-route-table',
  vgw: 'vpn-gateway',
};

/** What a decision of ours was about. */
function lookedAt({ trace, reason, at }: Result): Json | undefined {
  return decidingEntry(trace, reason, at)?.looked as Json | undefined;
}

/** The id of a thing as its document has it: ids that are too short for the loader are names to it. */
function idIn({ name, id, address }: Named): string {
  const isShort = /^(?:[a-z]+-)+[0-9][0-9a-z]*$/.test(name) && name.split('-')[0] === id?.split('-')[0];
  return isShort ? name : (id ?? address);
}

interface Named {
  readonly name: string;
  readonly id?: string | undefined;
  readonly address: string;
}

/** What dropped a packet, in the words of the cases. `side` says whether a filter was asked about packets in or out. */
function blocker(address: string | undefined, side: string | undefined, directory: Directory): Json {
  const entry = directory.at(address ?? '');
  const kind = entry?.kind ?? address?.split('/').at(-2) ?? address ?? 'unknown';
  const direction = /egress|ingress/.exec(side ?? '')?.[0];
  const type = TYPES[kind] ?? kind;
  return {
    type,
    id: entry === undefined ? (address ?? null) : idIn(entry),
    ...(direction === undefined ? {} : { direction }),
  };
}

/** Codes whose component, beside that of the drop, may be named for it: what hid the sender, what does not work. */
const DECISIVE = /^(?:SG_REFERENC|BAD_STATE|ENI_SG|SG_HAS)/;

/** The same drop as seen at its neighbours: the other groups of the interface, the instance, the whole transit gateway. */
function sameDrop(result: Result, side: string | undefined, network: Network, directory: Directory): readonly Json[] {
  const { at = '' } = result;
  const groups = listOf(own(lookedAt(result), 'groups')).filter((group) => typeof group === 'string');
  const face = network.interfaces.get(at);
  const instance = network.instances.get(at) ?? (face === undefined ? undefined : network.instanceOf.get(face));
  const gateway = network.attachments.get(at)?.gateway ?? network.transitRouteTables.get(at)?.gateway;
  // What a packet from outside met first is its gateway, where nobody has its address.
  const gateways = at === 'internet' ? [...network.internetGateways.values()].map(({ address }) => address) : [];
  const explained = listOf(result.facts['explanations'] as Json | undefined)
    .filter((one) => DECISIVE.test(textOf(one, 'code') ?? ''))
    .flatMap((one) => textOf(one, 'at') ?? []);
  const neighbours = [
    ...groups,
    ...gateways,
    ...explained,
    instance?.address,
    ...(instance?.interfaces ?? []).map(({ address }) => address),
    gateway?.address,
  ];
  return neighbours.filter((one) => one !== undefined && one !== at).map((one) => blocker(one, side, directory));
}

/** The ids on a way in their order; an interface brings its instance and its subnet, whichever of them a case names. */
function pathOf(path: Json | undefined, network: Network, directory: Directory): readonly string[] {
  return listOf(path).flatMap((address) => {
    if (typeof address !== 'string') return [];
    const face = network.interfaces.get(address) ?? network.instances.get(address)?.interfaces[0];
    if (face === undefined) {
      const subnet = network.natGateways.get(address)?.subnet ?? network.subnets.get(address);
      const entry = directory.at(address);
      return placed(entry === undefined ? address : idIn(entry), subnet);
    }
    const { subnet } = face;
    const things = [network.instanceOf.get(face), face, subnet, subnet.vpc];
    const around = things.flatMap((one) => (one === undefined ? [] : [idIn(one)]));
    return [...around, ...[...around].reverse()];
  });
}

/** A thing with the subnet and the VPC it lies in on both sides. */
function placed(id: string, subnet: Subnet | undefined): readonly string[] {
  return subnet === undefined ? [id] : [idIn(subnet.vpc), idIn(subnet), id, idIn(subnet), idIn(subnet.vpc)];
}

function translationsOf(translations: Json | undefined, directory: Directory): readonly Json[] {
  return listOf(translations).flatMap((one) => {
    const { at, direction, src, dst } = isRecord(one) ? one : {};
    const entry = typeof at === 'string' ? directory.at(at) : undefined;
    const id = entry === undefined ? (at ?? null) : idIn(entry);
    return [
      {
        at: id,
        direction: direction ?? null,
        ...(src === undefined ? {} : { src }),
        ...(dst === undefined ? {} : { dst }),
      },
    ];
  });
}
