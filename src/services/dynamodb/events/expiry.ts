import type { Instant, Milliseconds } from '../../../core/time.ts';
import type { Place } from '../key/place.ts';
import type { TableState } from '../state/table-state.ts';
import { attribute } from '../value/attribute-value.ts';
import { ExactNumber, exactInteger, numberText } from '../value/exact-number.ts';

/** Items that expired longer ago are left alone ("Using time to live (TTL)", Developer Guide). */
const TOO_OLD: Milliseconds = 5 * 365 * 24 * 3_600_000;

/** Whether an item has expired at a moment: its attribute holds an earlier second, but not one of years ago. */
export function isExpired(expiry: ExactNumber, now: Instant): boolean {
  const milliseconds = Number(numberText(expiry)) * 1000;
  return milliseconds < now && milliseconds >= now - TOO_OLD;
}

/** Places of the items of a table that have expired. */
export function expiredPlaces(table: TableState, now: Instant): readonly Place[] {
  const name = table.definition.timeToLive;
  const places: Place[] = [];
  if (name === undefined) return places;
  const end = `${exactInteger(Math.ceil(now / 1000)).bytes}\0`;
  table.expiries.visit('', end, (_, place) => {
    const item = table.items.get(place);
    const expiry = item === undefined ? undefined : attribute(item, name);
    if (expiry instanceof ExactNumber && isExpired(expiry, now)) places.push(place);
    return true;
  });
  return places;
}
