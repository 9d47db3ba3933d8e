import type { Result } from '../../../src/core/result.ts';
import type { World } from '../../../src/core/world.ts';
import { ask } from '../../../src/scenario/ask.ts';
import { firstWorldOf, type Scenario } from '../../../src/scenario/scenario.ts';
import { formatIp } from '../../../src/services/ec2/address/ip.ts';
import { networkOf } from '../../../src/services/ec2/network/compile.ts';
import type { Connection } from '../../../src/services/ec2/sessions/state.ts';
import type { Adapter, Json } from '../contract.ts';
import { firstOf, listOf, numberOf, textOf } from './input.ts';
import { ACCOUNT, loaded, readEc2 } from './scenario.ts';
import { changedAcl, changedRules, rulesOf } from './timeline-changes.ts';
import { lifeStep, spelledOut } from './timeline-events.ts';
import { sendLine, sendOf } from './timeline-packets.ts';
import { hasNode, interfaceIn, NODE, type Place, placeOf, worldOf } from './timeline-world.ts';

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

/** Packets, changes, faults and passing time around one interface with one security group. */
export const timeline: Adapter = {
  answer: async (input) => {
    const events = listOf(firstOf(input, 'events', 'steps', 'timeline')).map(spelledOut);
    const place = placeOf(
      textOf(input, 'path', 'via') ?? (firstOf(input, 'natGateway') === undefined ? 'direct' : 'nat'),
    );
    if (events.length === 0 || place === undefined) return undefined;
    let rules = rulesOf(firstOf(input, 'securityGroup', 'sg') ?? OPEN);
    const sends: readonly Json[] = events.flatMap((event) => sendOf(sendLine(event, undefined)?.text ?? '') ?? []);
    const services = [...new Set(sends.flatMap((one) => textOf(one, 'service') ?? []))];
    const ports = services.filter((service) => /^(?:tcp|udp)\/\d+$/.test(service));
    const play = new Play(loaded(await readEc2(worldOf(input, place, rules, ports))));
    const told: Told[] = [];
    const addresses = [addressesOf(play.world)];
    let now = 0;
    let last: string | undefined;
    for (const event of events) {
      const at = numberOf(event, 't', 'at', 'time') ?? now;
      if (at > now) await play.step({ wait: `${at - now}s` });
      now = Math.max(now, at);
      const line = sendLine(event, last);
      const send = line === undefined ? undefined : sendOf(line.text);
      const changed = changedRules(event, rules);
      const acl = changedAcl(event);
      const life = lifeStep(event);
      if (line !== undefined && send !== undefined) {
        if (line.opens) last = line.text;
        const through = hasNode(place) && send['to'] === 'i' ? { ...send, to: NODE } : send;
        const result = await play.step({ send: through });
        told.push({ opens: line.opens, result, tracked: trackedBy(play.world, place) });
      } else if (changed !== undefined) {
        rules = changed;
        await play.step({ change: { [`${ACCOUNT}.ec2.securityGroups.group`]: { ...rules } } });
      } else if (acl !== undefined) await play.step({ change: { [`${ACCOUNT}.ec2.networkAcls.acl`]: acl } });
      else if (life !== undefined) await play.step(life);
      else if (firstOf(event, 'wait', 'idle') === undefined) return undefined;
      addresses.push(addressesOf(play.world));
    }
    return { ...answerOf(told), ...addressAnswers(addresses) };
  },
};

/** Where a case says nothing of a security group, none is in the way. */
const OPEN: Json = {
  IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
  IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
};

/** What came of a packet. */
interface Told {
  readonly opens: boolean;
  readonly result: Result;
  /** Whether the interface tracks the flow. */
  readonly tracked: boolean | null;
}

/** The answers under the names that cases may use: per opened connection, per further packet, and per packet of either kind. */
function answerOf(told: readonly Told[]): { readonly [key: string]: Json } {
  const opened = told.filter(({ opens }) => opens);
  const further = told.filter(({ opens }) => !opens);
  const passes = ({ result }: Told) => result.outcome === 'delivered';
  const symptom = ({ result }: Told) => (result.facts['clientSees'] as Json | undefined) ?? null;
  const word = (one: Told) =>
    passes(one)
      ? 'ok'
      : symptom(one) === 'connection reset'
        ? 'RST'
        : one.result.outcome === 'refused'
          ? 'refused'
          : 'dropped';
  return {
    tracked: opened.map(({ tracked }) => tracked),
    opened: opened.map(passes),
    alive: further.map(passes),
    survives: further.map(passes),
    delivered: further.map(passes),
    reachable: told.map(passes),
    outcomes: told.map(({ result }) => result.outcome),
    reasons: told.map(({ result }) => result.reason ?? null),
    results: told.map(word),
    further: further.map(word),
    clientSees: told.map(symptom),
  };
}

interface Addresses {
  readonly publicIp: string | null;
  readonly privateIp: string | null;
}

/** The addresses that the instance has at the moment. */
function addressesOf({ definition }: World): Addresses {
  const own = networkOf(definition).interfaces.get(INTERFACE);
  const [primary] = own?.ips ?? [];
  const mapped = primary === undefined ? undefined : own?.publicIps.get(primary)?.ip;
  return {
    publicIp: mapped === undefined ? null : formatIp(mapped),
    privateIp: primary === undefined ? null : formatIp(primary),
  };
}

function addressAnswers(over: readonly Addresses[]): { readonly [key: string]: Json } {
  const first = over[0];
  const last = over.at(-1);
  const kept = first?.publicIp === last?.publicIp;
  return {
    publicIp: last?.publicIp ?? null,
    privateIp: last?.privateIp ?? null,
    publicIps: over.slice(1).map(({ publicIp }) => publicIp),
    publicIpKept: kept,
    publicIpChanged: !kept,
    privateIpKept: first?.privateIp === last?.privateIp,
    released: kept || first?.publicIp === null ? [] : [first?.publicIp ?? null],
  };
}

const INTERFACE = `${ACCOUNT}/eni/i/eth0`;

/** Whether the interface's newest connection is tracked; nothing where it knows of none. */
function trackedBy(world: World, place: Place): boolean | null {
  const connections: readonly Connection[] = [...(world.runtimes.ec2?.connections.values() ?? [])];
  const own = connections.filter(
    (connection) =>
      connection.interface === `${ACCOUNT}/eni/${interfaceIn(place)}` && connection.lastSeen === world.now,
  );
  return own.at(-1)?.tracked ?? null;
}
