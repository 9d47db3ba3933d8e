import type { Instant } from '../../../core/time.ts';
import { type OperationType, type ThrottlingReason, throttlingReason } from '../capacity/throttling-reason.ts';
import {
  type Demand,
  type GateState,
  gateStates,
  type Limits,
  refusingGate,
  remember,
  rememberRefusal,
  take,
} from './gates.ts';

/** What a request was refused for. */
export interface Refusal {
  readonly demand: Demand;
  readonly gate: GateState;
}

/** What a demand found at every limit, for explanations. */
export interface SeenGates {
  readonly demand: Demand;
  readonly states: readonly GateState[];
}

/**
 * Lets a request through or not: the table first, then every global index it writes to ("back-pressure"). A refused
 * request takes nothing. What each demand meets, after those before it, is put into `seen`.
 */
export function admit(
  demands: readonly Demand[],
  limits: Limits,
  at: Instant,
  seen?: SeenGates[],
): Refusal | undefined {
  for (let next = 0; next < demands.length; next += 1) {
    const demand = demands[next] as Demand;
    seen?.push({ demand, states: gateStates(demand, limits, at) });
    const gate = refusingGate(demand, limits, at);
    if (gate !== undefined) {
      for (let taken = 0; taken < next; taken += 1) take(demands[taken] as Demand, limits, -1);
      rememberRefusal(demand);
      return { demand, gate };
    }
    take(demand, limits);
  }
  for (const demand of demands) remember(demand, at);
  return undefined;
}

/** AWS's reason for a refusal. */
export function reasonOf({ demand, gate }: Refusal): ThrottlingReason {
  return throttlingReason(demand.resource, operationOf(demand), gate.limitType);
}

/** AWS's word for a direction. */
export function operationOf(demand: Pick<Demand, 'direction'>): OperationType {
  return demand.direction === 'read' ? 'Read' : 'Write';
}
