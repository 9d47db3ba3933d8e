import type { Instant } from '../../../core/time.ts';
import { ApiError } from '../api-error.ts';
import type { Place } from '../key/place.ts';
import type { TableState } from './table-state.ts';

/** So many items are held before those are looked for that are free again. */
const FORGET_FROM = 1024;

/**
 * Has a transaction hold an item until it is done.
 *
 * @modelChoice AWS does not tell how long a transaction holds its items; we take the time it needs to answer. The call of
 * a step has its answer before the next step begins, so only the requests of loads are ever under way together.
 */
export function holdItem({ held }: TableState, place: Place, from: Instant, until: Instant): void {
  if (held.size >= FORGET_FROM) for (const [other, end] of held) if (end <= from) held.delete(other);
  held.set(place, until);
}

/** Whether a transaction holds an item at a moment. */
export function isHeld({ held }: TableState, place: Place, at: Instant): boolean {
  return held.size > 0 && (held.get(place) ?? 0) > at;
}

export const CONFLICT_MESSAGE = 'Transaction is ongoing for the item';

/** What a write of one item meets while a transaction holds it ("Transaction conflict handling", Developer Guide). */
export function conflictWith(table: TableState, place: Place, at: Instant): ApiError | undefined {
  return isHeld(table, place, at) ? new ApiError('TransactionConflictException', CONFLICT_MESSAGE) : undefined;
}
