import { performStep } from '../src/core/step.ts';
import { firstWorldOf, readScenario, readTypedStep } from '../src/scenario/scenario.ts';
import { allPairs, type Interface, type Network, networkOf, type SecurityGroup } from '../src/services/ec2/index.ts';
import { type Measurement, nanosecondsPerCall, perSecond, ratioOfTimes } from './measure.ts';
import { type AccountSize, accountYaml } from './network-account.ts';

export const title = 'Network';

const LARGE: AccountSize = { interfaces: 10_000, securityGroups: 1_000 };
const SMALL: AccountSize = { interfaces: 100, securityGroups: 10 };

/** Explained traces whose cost must not grow with the account; verdicts of all pairs against a bare loop. */
export async function measure(): Promise<readonly Measurement[]> {
  return [
    await traces('send: laptop -> i3 tcp/443', 'a delivered packet, explained'),
    await traces('send: i3 -> i150 tcp/22', 'a dropped packet, explained'),
    await pairs(),
  ];
}

async function traces(line: string, name: string): Promise<Measurement> {
  const large = await tracer(LARGE, line);
  const small = await tracer(SMALL, line.replace('i150', 'i50'));
  const ratio = ratioOfTimes(large, small);
  return {
    name: `${name}: 10,000 interfaces, 1,000 groups`,
    ours: perSecond(nanosecondsPerCall(large)),
    base: `${perSecond(nanosecondsPerCall(small))} in an account of 100`,
    ratio,
    goal: { says: '≤ 2', met: ratio <= 2 },
  };
}

async function tracer(size: AccountSize, line: string): Promise<() => unknown> {
  const { scenario, diagnostics } = await readScenario({ path: 'account.yaml', text: accountYaml(size) });
  if (scenario === undefined) throw new Error(diagnostics[0]?.message);
  const world = firstWorldOf(scenario);
  const typed = await readTypedStep(scenario, world, line);
  if ('problems' in typed) throw new Error(typed.problems[0]?.message);
  return () => performStep(typed.world, typed.step, 1);
}

/** Every ordered pair of 1,000 interfaces: can the one open tcp/1020 to the other? */
async function pairs(): Promise<Measurement> {
  const network = await networkFor({ interfaces: 1_000, securityGroups: 100 });
  const interfaces = [...network.instanceOf.keys()];
  const assumptions = { mended: new Set<never>(), routes: new Map(), publicIps: new Map(), associations: new Map() };
  const situation = { network, faults: new Map(), assumptions };
  const ours = () => allPairs(situation, interfaces, { protocol: 6, port: PORT });
  const bare = barePairs(interfaces);
  const ratio = 1 / ratioOfTimes(ours, bare);
  const count = interfaces.length ** 2;
  return {
    name: 'verdicts of all pairs of 1,000 interfaces',
    ours: `${perSecond(nanosecondsPerCall(ours) / count)} pairs`,
    base: `${perSecond(nanosecondsPerCall(bare) / count)} pairs, a bare loop of prefix and port comparisons`,
    ratio,
    goal: { says: '≥ 1/10', met: ratio >= 0.1 },
  };
}

const PORT = 1020;

async function networkFor(size: AccountSize): Promise<Network> {
  const { scenario, diagnostics } = await readScenario({ path: 'account.yaml', text: accountYaml(size) });
  if (scenario === undefined) throw new Error(diagnostics[0]?.message);
  return networkOf(scenario.definition);
}

/** What no program can do without: for each pair, the receiver's rules compared with the sender's address and the port. */
function barePairs(interfaces: readonly Interface[]): () => number {
  const ends = interfaces.map((own) => ({
    ip: Number(own.ips[0]),
    rules: own.groups === 'unknown' ? [] : (own.groups?.groups ?? []).flatMap(prefixRules),
  }));
  return () => {
    let allowed = 0;
    for (const from of ends) {
      for (const to of ends) {
        for (const rule of to.rules) {
          if ((from.ip & rule.mask) >>> 0 === rule.base && rule.from <= PORT && PORT <= rule.to) {
            allowed += 1;
            break;
          }
        }
      }
    }
    return allowed;
  };
}

interface PrefixRule {
  readonly base: number;
  readonly mask: number;
  readonly from: number;
  readonly to: number;
}

function prefixRules({ ingress }: SecurityGroup): readonly PrefixRule[] {
  if (ingress === 'unknown') return [];
  return ingress.flatMap(({ peer, traffic }) => {
    if ('kind' in peer || typeof peer.base !== 'number') return [];
    const mask = peer.length === 0 ? 0 : (-1 << (32 - peer.length)) >>> 0;
    return [{ base: peer.base, mask, from: traffic.from, to: traffic.to }];
  });
}
