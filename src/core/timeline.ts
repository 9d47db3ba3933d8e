import { invariant } from './invariant.ts';
import type { Result } from './result.ts';
import { performStep, type RunningStep } from './step.ts';
import type { World } from './world.ts';

/**
 * A run of steps with the world after each. Timelines are values: playing on, taking back and forking make new ones
 * that share what they have in common.
 */
export interface Timeline {
  readonly steps: readonly RunningStep[];
  /** `worlds[n]` is the world after n steps; the first one is the start. Only the played part is there. */
  readonly worlds: readonly World[];
  /** `results[n]` is what step n + 1 did. */
  readonly results: readonly Result[];
}

/** A timeline at its start. */
export function startTimeline(first: World, steps: readonly RunningStep[]): Timeline {
  return { steps, worlds: [first], results: [] };
}

/** How many steps have been played. */
export function played(timeline: Timeline): number {
  return timeline.results.length;
}

/** The world after `count` steps; it must have been played. */
export function worldAfter(timeline: Timeline, count: number): World {
  const world = timeline.worlds[count];
  invariant(world !== undefined, `step ${count} has been played`);
  return world;
}

/** Plays until `count` steps are done (all of them by default). */
export function playTo(timeline: Timeline, count: number = timeline.steps.length): Timeline {
  const worlds = [...timeline.worlds];
  const results = [...timeline.results];
  while (results.length < Math.min(count, timeline.steps.length)) {
    const step = timeline.steps[results.length];
    const world = worlds.at(-1);
    invariant(step !== undefined && world !== undefined, 'a timeline has a world for every step');
    const next = performStep(world, step, results.length + 1);
    worlds.push(next.world);
    results.push(next.result);
  }
  return { steps: timeline.steps, worlds, results };
}

/** A timeline that is the same for `count` steps and goes on with `steps` from there. */
export function fork(timeline: Timeline, count: number, steps: readonly RunningStep[]): Timeline {
  return {
    steps: [...timeline.steps.slice(0, count), ...steps],
    worlds: timeline.worlds.slice(0, count + 1),
    results: timeline.results.slice(0, count),
  };
}

/** The timeline with `step` put in after `count` steps; what was played after that is played anew. */
export function insertStep(timeline: Timeline, count: number, step: RunningStep): Timeline {
  return fork(timeline, count, [step, ...timeline.steps.slice(count)]);
}

/** Two timelines side by side from the step where they part. */
export interface Comparison {
  /** How many steps they share. */
  readonly shared: number;
  readonly pairs: readonly {
    readonly before: Result | undefined;
    readonly after: Result | undefined;
    readonly same: boolean;
  }[];
}

/** Compares what two timelines did, pairing the steps of the second with the same steps of the first. */
export function compare(before: Timeline, after: Timeline): Comparison {
  let shared = 0;
  while (shared < before.results.length && before.results[shared] === after.results[shared]) shared += 1;
  const pairs: { before: Result | undefined; after: Result | undefined; same: boolean }[] = [];
  const byStep = new Map(before.steps.map((step, index) => [step, index] as const));
  for (let index = shared; index < after.steps.length; index += 1) {
    const step = after.steps[index];
    const twin = step === undefined ? undefined : byStep.get(step);
    const one = twin === undefined ? undefined : before.results[twin];
    const other = after.results[index];
    pairs.push({
      before: one,
      after: other,
      same: one !== undefined && other !== undefined && sameOutcome(one, other),
    });
  }
  return { shared, pairs };
}

function sameOutcome(one: Result, other: Result): boolean {
  return one.outcome === other.outcome && one.reason === other.reason && one.at === other.at;
}
