import { expect, test } from 'vitest';
import { bundledScenarios } from '../../src/cli/sources.ts';
import { advance, performStep } from '../../src/core/step.ts';
import type { World } from '../../src/core/world.ts';
import { resultObject } from '../../src/render/json.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { firstWorldOf, type Scenario } from '../../src/scenario/scenario.ts';

const PIECES = 7;

/** Scenarios in which something happens while nobody acts: leases and sessions end, connections idle, shards are read. */
const TELLING = /^(?:identity\/chain-|network\/(?:nat-gateway|tracked-)|streams\/(?:cold-|crash-|hot-|long-|six-))/;
const scenarios = bundledScenarios().filter(({ name }) => TELLING.test(name));

test('there are scenarios in which time passes', () => {
  expect(scenarios.length).toBeGreaterThan(5);
});

/** What every step that is no `wait` did; the waits by themselves in one go, or cut into pieces as when time is played. */
function replayed(scenario: Scenario, inPieces: boolean): readonly string[] {
  const lines: string[] = [];
  let world: World = firstWorldOf(scenario);
  for (const [index, step] of scenario.steps.entries()) {
    const { now } = world;
    const next = performStep(world, step, index + 1);
    if (step.verb.name === 'wait') {
      world = inPieces ? played(world, now, next.world.now) : next.world;
      continue;
    }
    world = next.world;
    lines.push(JSON.stringify(resultObject(scenario.file, next.result, world.services)));
  }
  return lines;
}

function played(from: World, now: number, until: number): World {
  let world = from;
  for (let piece = 1; piece <= PIECES; piece += 1)
    world = advance(world, now + Math.round(((until - now) * piece) / PIECES));
  return world;
}

test.each(scenarios)('$name comes out the same when time is played instead of waited for', async ({ name, path }) => {
  const { scenario } = await loadScenario(path, name);
  if (scenario === undefined) throw new Error(`${name} does not load`);
  expect(replayed(scenario, true)).toEqual(replayed(scenario, false));
});
