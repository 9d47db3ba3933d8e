import type { Happenings } from './happenings.ts';
import type { Expectation, Outcome, Result } from './result.ts';
import type { RunningVerb, StepInfo } from './service.ts';
import { RunawayStep, Simulation } from './simulation.ts';
import type { Instant } from './time.ts';
import type { World } from './world.ts';

/** A step ready to run: a verb, its checked input, and what the file says around it. */
export interface RunningStep<Input = unknown> {
  readonly verb: RunningVerb<Input>;
  readonly input: Input;
  readonly info: StepInfo;
  /** Text for the reader. */
  readonly note?: string | undefined;
  /** The name its session or value is saved under. */
  readonly save?: string | undefined;
  /** Compares an outcome with what the step expects. */
  readonly expect?: ((outcome: Outcome) => readonly Expectation[]) | undefined;
}

/** Performs one step: the world after it, and what happened. `number` counts from 1. */
export function performStep(world: World, step: RunningStep, number: number): { world: World; result: Result } {
  const simulation = new Simulation(world);
  const performed = performGuarded(simulation, step);
  if (step.save !== undefined && performed.value !== undefined) simulation.save(step.save, performed.value);
  const after = simulation.finish();
  const outcome = withHappenings(performed, simulation.happenings, world, after);
  const result: Result = {
    ...outcome,
    step: number,
    id: step.info.id,
    verb: step.verb.name,
    title: step.verb.title(step.input),
    time: after.now,
    expectations: step.expect?.(outcome),
  };
  return { world: after, result };
}

function performGuarded(simulation: Simulation, step: RunningStep): Outcome {
  try {
    return step.verb.perform(simulation, step.input, step.info);
  } catch (error) {
    if (!(error instanceof RunawayStep)) throw error;
    return { outcome: 'error', reason: 'too-many-events', facts: { problem: error.message }, trace: [] };
  }
}

/** The outcome with what happened by itself meanwhile: its entries behind the verb's own, its things in `changed`. */
function withHappenings(outcome: Outcome, happenings: Happenings, before: World, after: World): Outcome {
  for (const service of after.services.values()) {
    for (const entry of service.happened?.(before, after) ?? []) happenings.add(entry, entry.time ?? after.now);
  }
  const entries = happenings.inOrder();
  if (entries.length === 0) return outcome;
  const changed = [...new Set(entries.map(({ at }) => at))];
  const untold = happenings.leftOut === 0 ? undefined : happenings.leftOut;
  return { ...outcome, facts: { changed, untold, ...outcome.facts }, trace: [...outcome.trace, ...entries] };
}

/** The world once simulated time has reached `until`; going there in slices gives the same world. */
export function advance(world: World, until: Instant): World {
  const simulation = new Simulation(world);
  simulation.advanceTo(until);
  return simulation.finish();
}
