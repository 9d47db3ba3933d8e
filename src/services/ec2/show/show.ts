import type { Outcome } from '../../../core/result.ts';
import type { ShowProblem, ShowQuery } from '../../../core/service.ts';
import type { Simulation } from '../../../core/simulation.ts';
import type { World } from '../../../core/world.ts';

export function show(_simulation: Simulation, _query: ShowQuery): Outcome | ShowProblem | undefined {
  return undefined;
}

export function completions(_world: World): readonly string[] {
  return [];
}
