import { performStep } from '../src/core/step.ts';
import { firstWorldOf, readScenario, readTypedStep } from '../src/scenario/scenario.ts';
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
