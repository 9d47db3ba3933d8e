import type { Simulation } from '../../../core/simulation.ts';
import type { World } from '../../../core/world.ts';
import { type Advice, adviseOn, type Explanation, viewDuring } from '../../iam/index.ts';
import type { ApiFailure } from '../../service.ts';
import { resolveCaller } from '../caller.ts';
import { type Asked, askable, explainAsked } from './asked.ts';

/** Why somebody may or may not do something. */
export interface WhyNot {
  /** Of the check that decided: the first that is not allowed, else the first. */
  readonly explanation: Explanation;
  /** One change for every gate that blocks; none where the request is allowed. */
  readonly advice: readonly Advice[];
}

/** Takes a request apart without making it: the gates, what else would block, the smallest change. */
export function whyNot(world: World, who: string, asked: Asked): WhyNot | ApiFailure {
  return whyNotDuring(askable(world), who, asked);
}

/** The same in the middle of a step. */
export function whyNotDuring(simulation: Simulation, who: string, asked: Asked): WhyNot | ApiFailure {
  const known = resolveCaller(simulation, who);
  if ('awsCode' in known) return known;
  const explained = explainAsked(simulation, known, asked);
  if ('awsCode' in explained) return explained;
  const explanation = explained.find(({ decision }) => decision !== 'allowed') ?? explained[0];
  if (explanation === undefined)
    return { awsCode: '', httpStatus: 200, message: 'nothing has to be authorized', reason: 'performed' };
  return { explanation, advice: adviseOn(viewDuring(simulation), explanation, known.caller.identity?.owner) };
}
