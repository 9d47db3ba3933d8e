import { throttlingMessage } from '../capacity/throttling-reason.ts';
import type { TableState } from '../state/table-state.ts';
import type { Refusal } from '../throughput/admission.ts';
import type { Item } from '../value/attribute-value.ts';

/** Why an action of a transaction was not done, as `CancellationReasons` tells it. */
export interface Cancellation {
  readonly code: string;
  readonly message?: string;
  readonly item?: Item | undefined;
}

/** The reason of an action that met a limit ("TransactionCanceledException", API Reference). */
export function throttledCancellation(table: TableState, { demand, gate }: Refusal): Cancellation {
  const code = table.capacity.mode === 'PROVISIONED' ? 'ProvisionedThroughputExceeded' : 'ThrottlingError';
  return { code, message: throttlingMessage(demand.resource, gate.limitType) };
}
