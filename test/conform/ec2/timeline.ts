import type { Result } from '../../../src/core/result.ts';
import type { World } from '../../../src/core/world.ts';
import { ask } from '../../../src/scenario/ask.ts';
import { firstWorldOf, type Scenario } from '../../../src/scenario/scenario.ts';
import type { Connection } from '../../../src/services/ec2/sessions/state.ts';
import type { Adapter, Json } from '../contract.ts';
import { firstOf, listOf, numberOf, textOf } from './input.ts';
import { ACCOUNT, loaded, readEc2 } from './scenario.ts';
import { changedAcl, changedRules, type Rules, rulesOf } from './timeline-changes.ts';

/** A host on the internet that the cases speak to, unless they name one. */
const OUTSIDE = '198.51.100.7';

/** A world in which steps are played one after the other. */
export class Play {
  readonly #scenario: Scenario;
  world: World;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    this.world = firstWorldOf(scenario);
  }

  async step(step: { readonly [key: string]: Json }): Promise<Result> {
    const answer = await ask(this.#scenario, JSON.stringify(step), this.world);
    if ('problems' in answer) throw new Error(answer.problems.map(({ message }) => message).join('\n'));
    this.world = answer.world;
    return answer.result;
  }
}

/** Packets, changes and passing time around one interface with one security group. */
export const timeline: Adapter = {
  answer: async (input) => {
    const events = listOf(firstOf(input, 'events'));
    const place = placeOf(textOf(input, 'path') ?? 'direct');
    if (events.length === 0 || place === undefined) return undefined;
    let rules = rulesOf(firstOf(input, 'securityGroup', 'sg'));
    const play = new Play(loaded(await readEc2(worldOf(input, place, rules))));
    const told: Told[] = [];
    let now = 0;
    for (const event of events) {
      const at = numberOf(event, 't', 'at', 'time') ?? now;
      if (at > now) await play.step({ wait: `${at - now}s` });
      now = Math.max(now, at);
      const sent = await sendEvent(play, event);
      const changed = changedRules(event, rules);
      const acl = changedAcl(event);
      if (sent !== undefined) told.push(sent);
      else if (changed !== undefined) {
        rules = changed;
        await play.step({ change: { [`${ACCOUNT}.ec2.securityGroups.group`]: { ...rules } } });
      } else if (acl !== undefined) await play.step({ change: { [`${ACCOUNT}.ec2.networkAcls.acl`]: acl } });
      else if (firstOf(event, 'wait', 'idle') === undefined) return undefined;
    }
    return answerOf(told);
  },
};

/** What came of a packet. */
interface Told {
  readonly opens: boolean;
  readonly result: Result;
  /** Whether the interface tracks the flow. */
  readonly tracked: boolean | null;
}

/** The answers under the names that cases may use: per opened connection, per further packet, and per packet of either kind. */
function answerOf(told: readonly Told[]): Json {
  const opened = told.filter(({ opens }) => opens);
  const further = told.filter(({ opens }) => !opens);
  const passes = ({ result }: Told) => result.outcome === 'delivered';
  const symptom = ({ result }: Told) => (result.facts['clientSees'] as Json | undefined) ?? null;
  return {
    tracked: opened.map(({ tracked }) => tracked),
    opened: opened.map(passes),
    alive: further.map(passes),
    delivered: further.map(passes),
    outcomes: told.map(({ result }) => result.outcome),
    reasons: told.map(({ result }) => result.reason ?? null),
    results: told.map((one) => (passes(one) ? 'ok' : /reset/.test(String(symptom(one))) ? 'RST' : 'dropped')),
    clientSees: told.map(symptom),
  };
}

type Place = 'public' | 'nat' | 'egress-only';

/** Where the interface stands: reachable from outside, behind a NAT gateway, behind an egress-only gateway. */
function placeOf(path: string): Place | undefined {
  if (/^(?:direct|internet|igw|vpc|public|peering|tgw|transit)/i.test(path)) return 'public';
  if (/^nat/i.test(path)) return 'nat';
  return /^(?:egress-only|eigw)/i.test(path) ? 'egress-only' : undefined;
}

const TABLES: Readonly<Record<Place, string>> = { public: 'edge', nat: 'nat', 'egress-only': 'eigw' };

function worldOf(input: Json, place: Place, rules: Rules) {
  return {
    vpcs: { v: { cidrBlock: '10.0.0.0/16', ipv6CidrBlocks: ['2001:db8:1234:1a00::/56'] } },
    internetGateways: { igw: { vpc: 'v' } },
    egressOnlyInternetGateways: { eigw: { vpc: 'v' } },
    subnets: {
      edge: { vpc: 'v', availabilityZone: 'a', cidrBlock: '10.0.0.0/24', routeTable: 'edge' },
      inside: {
        vpc: 'v',
        availabilityZone: 'a',
        cidrBlock: '10.0.1.0/24',
        ipv6CidrBlock: '2001:db8:1234:1a01::/64',
        routeTable: TABLES[place],
        networkAcl: 'acl',
      },
    },
    natGateways: { nat: { subnet: 'edge' } },
    routeTables: {
      edge: { vpc: 'v', routes: { '0.0.0.0/0': 'igw', '::/0': 'igw' } },
      nat: { vpc: 'v', routes: { '0.0.0.0/0': 'nat' } },
      eigw: { vpc: 'v', routes: { '::/0': 'eigw' } },
    },
    networkAcls: {
      acl: {
        vpc: 'v',
        ingress: { 100: 'allow all from 0.0.0.0/0', 101: 'allow all from ::/0' },
        egress: { 100: 'allow all to 0.0.0.0/0', 101: 'allow all to ::/0' },
      },
    },
    securityGroups: { group: { vpc: 'v', ...rules } },
    instances: {
      i: {
        subnet: 'inside',
        privateIpAddress: '10.0.1.10',
        ipv6Addresses: ['2001:db8:1234:1a01::10'],
        securityGroups: ['group'],
        associatePublicIpAddress: place === 'public',
        instanceType: textOf(input, 'instanceType', 'InstanceType'),
      },
    },
  };
}

async function sendEvent(play: Play, event: Json): Promise<Told | undefined> {
  const opened = textOf(event, 'open', 'connect');
  const line = opened ?? textOf(event, 'packet', 'send', 'data', 'reply', 'request');
  const send = line === undefined ? undefined : sendOf(line);
  if (send === undefined) return undefined;
  const result = await play.step({ send });
  return { opens: opened !== undefined, result, tracked: trackedBy(play.world) };
}

/** `198.51.100.7:51000 -> eni:80/tcp`, `198.51.100.7 -> eni icmp echo`, `eni:40000 -> 198.51.100.7:443/tcp`. */
function sendOf(line: string): { readonly [key: string]: Json } | undefined {
  const match = /^\s*(\S+)\s*(?:->|→)\s*(\S+?)(?:\/([a-z0-9]+))?(?:\s+([a-z0-9]+)(?:[\s/]+(\S+))?)?\s*$/i.exec(line);
  if (match === null) return undefined;
  const [, from = '', to = '', suffix, word, detail] = match;
  const source = endOf(from);
  const target = endOf(to);
  const protocol = (suffix ?? word ?? 'tcp').toLowerCase();
  const port = target.port ?? (detail !== undefined && /^\d+$/.test(detail) ? Number(detail) : undefined);
  return {
    from: source.host,
    to: target.host,
    service: port === undefined ? protocol : `${protocol}/${port}`,
    ...(source.port === undefined ? {} : { sourcePort: source.port }),
  };
}

function endOf(text: string): { readonly host: string; readonly port: number | undefined } {
  const match = /^(.*?)(?::(\d+))?$/.exec(text.includes('[') || text.split(':').length <= 2 ? text : `[${text}]`);
  const host = match?.[1] ?? text;
  const port = match?.[2] === undefined ? undefined : Number(match[2]);
  if (/^(?:eni|instance|i|host|server|client|inside)\b/i.test(host) || isPrivate(host)) return { host: 'i', port };
  return { host: /^(?:internet|outside|peer|remote)$/i.test(host) ? OUTSIDE : host, port };
}

/** A private address in a case can only be the interface's own. */
function isPrivate(host: string): boolean {
  return /^(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\./.test(host);
}

/** Whether the interface's newest connection is tracked; nothing where it knows of none. */
function trackedBy(world: World): boolean | null {
  const connections: readonly Connection[] = [...(world.runtimes.ec2?.connections.values() ?? [])];
  const own = connections.filter(
    (connection) => connection.interface === `${ACCOUNT}/eni/i/eth0` && connection.lastSeen === world.now,
  );
  return own.at(-1)?.tracked ?? null;
}
