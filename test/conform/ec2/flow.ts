import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { importScenario } from '../../../src/import/index.ts';
import { ask } from '../../../src/scenario/ask.ts';
import { firstWorldOf, type Scenario } from '../../../src/scenario/scenario.ts';
import type { Adapter, Json, Surroundings } from '../contract.ts';
import { answerOf } from './flow-answer.ts';
import { flowMatches } from './flow-matches.ts';
import { firstOf, numberOf, textOf } from './input.ts';
import { importedScenario, loaded } from './scenario.ts';

/** One connection attempt in an imported network: the request, and its reply. */
export const flow: Adapter = {
  answer: async (input, surroundings) => {
    const wish = firstOf(input, 'flow');
    const scenario = await scenarioOf(input, surroundings);
    if (scenario === undefined || wish === undefined) return undefined;
    const answer = await ask(scenario, JSON.stringify({ send: sendOf(wish) }), firstWorldOf(scenario));
    if ('problems' in answer) {
      // The analyzer takes a path between things that do not exist as one that cannot be analysed.
      if (answer.problems.some(({ code }) => code === 'dangling-reference'))
        return { verdict: 'unreachable', failedLeg: 'forward', droppedAt: null, code: 'NO_SOURCE_OR_DESTINATION' };
      throw new Error(answer.problems.map(({ message }) => message).join('\n'));
    }
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

/** Names and numbers of protocols for which the notation has others. */
const PROTOCOLS: Readonly<Record<string, string>> = {
  '1': 'icmp',
  '6': 'tcp',
  '17': 'udp',
  '58': 'icmpv6',
  'ipv6-icmp': 'icmpv6',
  igmp: '2',
  gre: '47',
  esp: '50',
  ah: '51',
  sctp: '132',
};

/** The flow as a `send` step. */
function sendOf(wish: Json): { readonly [key: string]: Json } {
  const from = textOf(wish, 'from', 'source', 'src') ?? 'internet';
  const word = (textOf(wish, 'protocol', 'ipProtocol', 'proto') ?? 'tcp').toLowerCase();
  const protocol = PROTOCOLS[word] ?? word;
  const port = numberOf(wish, 'dstPort', 'destinationPort', 'port', 'toPort');
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
    sourceIp: from === 'internet' ? undefined : textOf(wish, 'srcIp', 'sourceIp', 'fromIp'),
    natSourcePort: numberOf(wish, 'natSrcPort'),
  };
  return {
    from: from === 'internet' ? (textOf(wish, 'srcIp', 'sourceIp') ?? from) : from,
    to: textOf(wish, 'toIp', 'to', 'dstIp', 'destinationIp', 'destination', 'toName', 'toDns') ?? '',
    service,
    ...Object.fromEntries(
      Object.entries(optional).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
    ),
  };
}
