import type { Result } from '../../../../src/core/result.ts';
import type { World } from '../../../../src/core/world.ts';
import { ask } from '../../../../src/scenario/ask.ts';
import { firstWorldOf } from '../../../../src/scenario/scenario.ts';
import { type Ec2, scenarioOf } from '../account.ts';

/** The results of steps performed one after the other in an account. */
export async function resultsOf(
  ec2: Ec2,
  steps: readonly (string | object)[],
  top: Ec2 = TOP,
): Promise<readonly Result[]> {
  return (await played(ec2, steps, top)).results;
}

/** The same, with the world they end in. */
export async function played(
  ec2: Ec2,
  steps: readonly (string | object)[],
  top: Ec2 = TOP,
): Promise<{ readonly results: readonly Result[]; readonly world: World }> {
  const scenario = await scenarioOf(ec2, top);
  let world = firstWorldOf(scenario);
  const results: Result[] = [];
  for (const step of steps) {
    const line = typeof step === 'string' ? step : JSON.stringify(step);
    const asked = await ask(scenario, line, world, results.length + 1);
    if ('problems' in asked) throw new Error(asked.problems.map(({ message }) => `${line}: ${message}`).join('\n'));
    results.push(asked.result);
    world = asked.world;
  }
  return { results, world };
}

/** How sends came out, in one line each: `dropped no-route shop/rtb/private`, with `back` where the reply was lost. */
export async function verdictsOf(ec2: Ec2, sends: readonly string[], top: Ec2 = TOP): Promise<readonly string[]> {
  const results = await Promise.all(sends.map(async (line) => (await resultsOf(ec2, [{ send: line }], top))[0]));
  return results.map((result) => (result === undefined ? '' : verdictOf(result)));
}

/** One result in one line. */
export function verdictOf({ outcome, reason, at, facts }: Result): string {
  const back = facts['direction'] === 'return' ? ['back'] : [];
  return [outcome, ...back, reason, at].filter((word) => word !== undefined).join(' ');
}

const TOP: Ec2 = { internet: { laptop: '203.0.113.10' } };
