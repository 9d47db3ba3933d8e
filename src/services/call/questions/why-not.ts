import type { Simulation } from '../../../core/simulation.ts';
import type { World } from '../../../core/world.ts';
import type { Advice, Explanation } from '../../iam/index.ts';
import type { ApiFailure } from '../../service.ts';
import { adviseFor } from '../advice.ts';
import { resolveCaller } from '../caller.ts';
import { type Asked, askable, checksOf, explainChecks } from './asked.ts';

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
  const described = checksOf(simulation, known, asked);
  if ('awsCode' in described) return described;
  const explained = explainChecks(simulation, described, asked);
  const deciding = Math.max(
    0,
    explained.findIndex(({ decision }) => decision !== 'allowed'),
  );
  const [explanation, check] = [explained[deciding], described.checks[deciding]];
  if (explanation === undefined || check === undefined)
    return { awsCode: '', httpStatus: 200, message: 'nothing has to be authorized', reason: 'performed' };
  return { explanation, advice: adviseFor(simulation, known.caller, check, explanation) };
}
