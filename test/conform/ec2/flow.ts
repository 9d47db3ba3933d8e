import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Directory } from '../../../src/core/directory.ts';
import { decidingEntry } from '../../../src/core/explain.ts';
import type { Result } from '../../../src/core/result.ts';
import type { TraceEntry } from '../../../src/core/trace.ts';
import { importScenario } from '../../../src/import/index.ts';
import { ask } from '../../../src/scenario/ask.ts';
import { firstWorldOf, type Scenario } from '../../../src/scenario/scenario.ts';
import { networkOf } from '../../../src/services/ec2/network/compile.ts';
import type { Network } from '../../../src/services/ec2/network/model.ts';
import { agrees, isRecord, own } from '../compare.ts';
import type { Adapter, Json, Surroundings } from '../contract.ts';
import { firstOf, listOf, numberOf, textOf } from './input.ts';
import { importedScenario, loaded } from './scenario.ts';

/** One connection attempt in an imported network: the request, and its reply. */
export const flow: Adapter = {
  answer: async (input, surroundings) => {
    const wish = firstOf(input, 'flow');
    const scenario = await scenarioOf(input, surroundings);
    if (scenario === undefined || wish === undefined) return undefined;
    const answer = await ask(scenario, JSON.stringify({ send: sendOf(wish) }), firstWorldOf(scenario));
    if ('problems' in answer) throw new Error(answer.problems.map(({ message }) => message).join('\n'));
    return answerOf(answer.result, scenario);
  },
  matches: flowMatches,
};

async function scenarioOf(input: Json, { dataDirs }: Surroundings): Promise<Scenario | undefined> {
  const network = firstOf(input, 'network');
  const snapshot = textOf(input, 'snapshot');
  if (network !== undefined) return importedScenario(network);
  const folder = snapshot === undefined ? undefined : findFolder(snapshot, dataDirs);
  return folder === undefined ? undefined : loaded(await importScenario(folder));
}

/** A snapshot lies in a data folder or one level below. */
function findFolder(name: string, dataDirs: readonly string[]): string | undefined {
  for (const data of dataDirs.filter((folder) => existsSync(folder))) {
    const below = readdirSync(data, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const found = [data, ...below.map((entry) => join(data, entry.name))].map((folder) => join(folder, name));
    const folder = found.find((path) => existsSync(path));
    if (folder !== undefined) return folder;
  }
  return undefined;
}

/** The flow as a `send` step. */
function sendOf(wish: Json): { readonly [key: string]: Json } {
  const from = textOf(wish, 'from') ?? 'internet';
  const protocol = (textOf(wish, 'protocol', 'ipProtocol') ?? 'tcp').toLowerCase();
  const port = numberOf(wish, 'dstPort', 'destinationPort');
  const icmp = firstOf(wish, 'icmp');
  const type = numberOf(wish, 'icmpType', 'type') ?? numberOf(icmp, 'type', 'Type');
  const code = numberOf(wish, 'icmpCode', 'code') ?? numberOf(icmp, 'code', 'Code') ?? 0;
  const isIcmp = protocol.startsWith('icmp');
  const service = isIcmp
    ? type === undefined
      ? protocol
      : `${protocol}/${type}.${code}`
    : port === undefined
      ? protocol
      : `${protocol}/${port}`;
  const optional = {
    sourcePort: isIcmp ? undefined : numberOf(wish, 'srcPort', 'sourcePort'),
    sourceIp: from === 'internet' ? undefined : textOf(wish, 'srcIp', 'sourceIp'),
    natSourcePort: numberOf(wish, 'natSrcPort'),
  };
  return {
    from: from === 'internet' ? (textOf(wish, 'srcIp', 'sourceIp') ?? from) : from,
    to: textOf(wish, 'toIp', 'to', 'dstIp') ?? '',
    service,
    ...Object.fromEntries(
      Object.entries(optional).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
    ),
  };
}

const VERDICTS: Readonly<Record<string, string>> = {
  delivered: 'reachable',
  refused: 'reachable',
  dropped: 'unreachable',
};

function answerOf(result: Result, scenario: Scenario): Json {
  const { directory } = scenario.definition;
  const network = networkOf(scenario.definition);
  const { facts } = result;
  const dropped = result.outcome === 'dropped';
  const blocking = (facts['alsoBlocking'] ?? []) as readonly Json[];
  return {
    verdict: VERDICTS[result.outcome] ?? 'unknown',
    reason: result.reason ?? null,
    failedLeg: dropped ? ((facts['direction'] as Json | undefined) ?? null) : null,
    droppedAt: dropped ? blocker(result.at, sideOf(result), directory) : null,
    code: dropped ? (result.awsCode ?? null) : null,
    forwardPath: pathOf(facts['path'] as Json | undefined, network, directory),
    returnPath: pathOf(facts['returnPath'] as Json | undefined, network, directory),
    translations: translationsOf(facts['translations'] as Json | undefined, directory),
    alsoBlocking: blocking.map((one) => blocker(textOf(one, 'at'), textOf(one, 'reason'), directory)),
    clientSees: (facts['clientSees'] as Json | undefined) ?? null,
    trace: result.trace.map(({ reason }: TraceEntry) => reason),
  };
}

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

/** Whether a filter was asked about packets coming in or going out; of reasons that do not say, the trace does. */
function sideOf({ trace, reason, at }: Result): string | undefined {
  const looked = decidingEntry(trace, reason, at)?.looked as Json | undefined;
  return textOf(looked, 'side') ?? reason;
}

/** What dropped a packet, in the words of the cases. */
function blocker(address: string | undefined, side: string | undefined, directory: Directory): Json {
  const entry = directory.at(address ?? '');
  const kind = entry?.kind ?? address?.split('/').at(-2) ?? 'unknown';
  const direction = /egress|ingress/.exec(side ?? '')?.[0];
  return {
    type: TYPES[kind] ?? kind,
    id: entry?.id ?? address ?? null,
    ...(direction === undefined ? {} : { direction }),
  };
}

/** The ids on a way in their order; an interface brings its instance and its subnet, whichever of them a case names. */
function pathOf(path: Json | undefined, network: Network, directory: Directory): readonly string[] {
  return listOf(path).flatMap((address) => {
    if (typeof address !== 'string') return [];
    const face = network.interfaces.get(address) ?? network.instances.get(address)?.interfaces[0];
    if (face === undefined) return [directory.at(address)?.id ?? address];
    const around = [network.instanceOf.get(face)?.id, face.id, face.subnet.id].filter((id) => id !== undefined);
    return [...around, ...[...around].reverse()];
  });
}

function translationsOf(translations: Json | undefined, directory: Directory): readonly Json[] {
  return listOf(translations).flatMap((one) => {
    const { at, direction, src, dst } = isRecord(one) ? one : {};
    const id = typeof at === 'string' ? (directory.at(at)?.id ?? at) : null;
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

/** Fields of `expected` that say how to compare, or that are lists of which others may be between. */
const IN_ORDER: Readonly<Record<string, string>> = {
  forwardPathIncludesInOrder: 'forwardPath',
  returnPathIncludesInOrder: 'returnPath',
  translations: 'translations',
  alsoBlocking: 'alsoBlocking',
};

/** Compares as the case file says: a second blocker may be right too, a code of null is not compared, ways may be longer. */
function flowMatches(expected: Json, actual: Json): boolean {
  if (!isRecord(expected)) return agrees(expected, actual);
  const alsoRight = listOf(expected['alsoAcceptDroppedAtTypes']);
  return Object.entries(expected).every(([key, value]) => {
    if (key === 'alsoAcceptDroppedAtTypes' || (key === 'code' && value === null)) return true;
    const inOrder = IN_ORDER[key];
    if (inOrder !== undefined) return includesInOrder(listOf(own(actual, inOrder)), listOf(value));
    const answer = own(actual, key);
    if (key === 'droppedAt' && isRecord(answer) && alsoRight.includes(answer['type'] ?? null)) return true;
    return agrees(value, answer);
  });
}

function includesInOrder(all: readonly Json[], wanted: readonly Json[]): boolean {
  let at = 0;
  for (const one of all) if (at < wanted.length && agrees(wanted[at] ?? null, one)) at += 1;
  return at === wanted.length;
}
