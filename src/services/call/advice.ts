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
  const { policyPath, remedy, resourcePolicies = [] } = check;
  // Of several policies the resource's own is the one that stands at the resource, or at what the resource is part of.
  const document = resourcePolicies.find(({ at }) => `${check.at}/`.startsWith(`${at}/`))?.document;
  return adviseOn(viewDuring(simulation), explanation, {
    owner: caller.identity?.owner,
    policyPath: document === 'unknown' ? undefined : policyPath,
    resourcePolicy: document === 'unknown' ? undefined : document,
    remedy,
  });
}
