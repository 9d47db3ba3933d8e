import type { Simulation } from '../../core/simulation.ts';
import { type Advice, adviseOn, type Explanation, viewDuring } from '../iam/index.ts';
import type { AccessCheck, Caller } from '../service.ts';

/** What would let a denied check pass, whoever's account must do it. */
export function adviseFor(
  simulation: Simulation,
  caller: Caller,
  check: AccessCheck,
  explanation: Explanation,
): readonly Advice[] {
  const { policyPath, resourcePolicies = [] } = check;
  const document = resourcePolicies[0]?.document;
  return adviseOn(viewDuring(simulation), explanation, {
    owner: caller.identity?.owner,
    policyPath: document === 'unknown' ? undefined : policyPath,
    resourcePolicy: document === 'unknown' ? undefined : document,
  });
}
