import type { Result } from '../core/result.ts';
import { performStep, type RunningStep } from '../core/step.ts';
import { playTo, type Timeline } from '../core/timeline.ts';
import type { World } from '../core/world.ts';
import type { Diagnostic } from '../schema/diagnostic.ts';
import { readTypedStep, type Scenario, timelineOf } from './scenario.ts';

/** The answer to an ad-hoc step, or what is wrong with it. */
export type Ask =
  | {
      readonly step: RunningStep;
      readonly result: Result;
      readonly world: World;
      /** What the step may have meant otherwise. */
      readonly warnings: readonly Diagnostic[];
    }
  | { readonly problems: readonly Diagnostic[] };

/** Plays a scenario's steps, all of them or the first `count`. */
export function replay(scenario: Scenario, count?: number): Timeline {
  return playTo(timelineOf(scenario), count);
}

/** Performs one step, written as in a file, in a world of the scenario (its first one by default). */
export async function ask(scenario: Scenario, line: string, world: World, number = 1): Promise<Ask> {
  const typed = await readTypedStep(scenario, world, line);
  if ('problems' in typed) return typed;
  const { step, world: grown, warnings } = typed;
  return { step, ...performStep(grown, step, number), warnings };
}
