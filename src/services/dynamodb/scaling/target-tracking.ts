import type { ScalingPolicy } from '../definition.ts';
import { SCALING_TARGET_LEAST, SCALING_TARGET_MOST } from '../schema/capacity-notation.ts';
import type { ScalingState } from '../state/table-state.ts';

/** "Managing throughput capacity automatically with DynamoDB auto scaling", Developer Guide. */
const MINUTES_ABOVE = 2;
const MINUTES_BELOW = 15;
/**
 * @modelChoice The alarm that scales in fires so many percent below the target, as CloudWatch shows it.
 */
const POINTS_BELOW_TARGET = 20;

export const NEW_SCALING: ScalingState = { above: 0, below: 0, alarm: 'OK', utilization: 0 };

/** Whether a target utilization may be set. */
export function isScalingTarget(percent: number): boolean {
  return percent >= SCALING_TARGET_LEAST && percent <= SCALING_TARGET_MOST;
}

/** The alarms after one more minute. */
export function afterMinute(
  state: ScalingState,
  policy: ScalingPolicy,
  consumed: number,
  provisioned: number,
): ScalingState {
  const utilization = (consumed / provisioned) * 100;
  const above = utilization > policy.target ? state.above + 1 : 0;
  const below = utilization < policy.target - POINTS_BELOW_TARGET ? state.below + 1 : 0;
  const alarm = above >= MINUTES_ABOVE ? 'HIGH' : below >= MINUTES_BELOW ? 'LOW' : 'OK';
  return { ...state, above, below, alarm, utilization };
}

/**
 * The throughput a policy asks for once an alarm has fired; undefined where it asks for none.
 *
 * @modelChoice So much that what is consumed is the target share of it, within the bounds of the policy.
 */
export function wantedThroughput(
  state: ScalingState,
  policy: ScalingPolicy,
  consumed: number,
  provisioned: number,
): number | undefined {
  if (state.alarm === 'OK' || state.pending !== undefined) return undefined;
  const exact = Math.ceil((consumed * 100) / policy.target);
  const wanted = Math.min(policy.max, Math.max(policy.min, exact));
  const fits = state.alarm === 'HIGH' ? wanted > provisioned : wanted < provisioned;
  return fits ? wanted : undefined;
}
