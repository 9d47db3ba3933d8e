import type { Outcome } from '../../../core/result.ts';
import { type ShowProblem, type ShowQuery, shown } from '../../../core/service.ts';
import type { Simulation } from '../../../core/simulation.ts';
import type { World } from '../../../core/world.ts';
import { networkOf } from '../network/compile.ts';
import { QUESTIONS } from './questions.ts';
import { things } from './things.ts';

/** Answers `show:` for things of EC2 (`subnet/public-a`, `nat/nat-a`) and questions about the network (`who-can-reach web-1 tcp/443`). */
export function show(simulation: Simulation, query: ShowQuery): Outcome | ShowProblem | undefined {
  const [word = '', ...rest] = query.words;
  const question = Object.hasOwn(QUESTIONS, word) ? QUESTIONS[word] : undefined;
  if (question !== undefined) return question.answer(simulation, rest);
  const { entry, part } = query;
  if (entry?.service !== 'ec2' || part !== undefined || rest.length > 0) return undefined;
  const value = things(networkOf(simulation.definition), simulation, entry);
  return value === undefined
    ? { problem: `nothing is known of ${entry.address}` }
    : shown(value, { at: entry.address });
}

/** The questions by the word they begin with. */
export function completions(_world: World): readonly string[] {
  return Object.values(QUESTIONS).map(({ form }) => form);
}
