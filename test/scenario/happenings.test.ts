import { expect, test } from 'vitest';
import { bundledScenarios } from '../../src/cli/sources.ts';
import { playTo, startTimeline } from '../../src/core/timeline.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { firstWorldOf } from '../../src/scenario/scenario.ts';

/** What each bundled scenario's waits have to tell: the reason, and at which moment since the start. */
const told: readonly [scenario: string, reason: string, seconds: number][] = [
  ['identity/chain-expires-midway', 'session-expired', 15 * 60],
  ['network/nat-gateway-limits', 'mapping-forgotten', 699],
  ['streams/crash-and-takeover', 'take-available', 120.3],
  ['dynamodb/auto-scaling-too-slow', 'capacity-in-force', 207],
  ['streams/split-while-lagging', 'reshard-done', 150],
];

test.each(told)('%s: %s', async (name, reason, seconds) => {
  const path = bundledScenarios().find((one) => one.name === name)?.path ?? name;
  const { scenario } = await loadScenario(path, name);
  if (scenario === undefined) throw new Error(`${name} does not load`);
  const first = firstWorldOf(scenario);
  const { results } = playTo(startTimeline(first, scenario.steps));
  const waits = results.filter(({ verb }) => verb === 'wait');
  const moments = waits.flatMap(({ trace }) => trace.filter((entry) => entry.reason === reason));
  expect(moments.map(({ time = 0 }) => (time - first.now) / 1000)).toContain(seconds);
  for (const { at } of moments) expect(waits.flatMap(({ facts }) => facts['changed'])).toContain(at);
});
