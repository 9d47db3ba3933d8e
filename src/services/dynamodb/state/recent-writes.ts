import type { Instant, Milliseconds } from '../../../core/time.ts';
import type { Place } from '../key/place.ts';
import type { Item } from '../value/attribute-value.ts';

/**
 * How far a replica may be behind.
 *
 * @modelChoice AWS says "usually within one second"; 5 to 200 ms make it seen without getting in the way.
 */
export const REPLICA_LAG_LEAST: Milliseconds = 5;
export const REPLICA_LAG_MOST: Milliseconds = 200;

/** What stood at a place before a write that not every replica may have yet. */
export interface RecentWrite {
  readonly at: Instant;
  readonly place: Place;
  readonly before: Item | undefined;
}

/** So many writes are gathered before old ones are looked for: taking each away by itself would cost more. */
const FORGET_EVERY = 256;

/** Notes a write; from time to time those are forgotten that every replica has by now. */
export function noteWrite(recent: RecentWrite[], write: RecentWrite): void {
  recent.push(write);
  if (recent.length % FORGET_EVERY !== 0) return;
  const oldest = write.at - REPLICA_LAG_MOST;
  const kept = recent.findIndex(({ at }) => at >= oldest);
  if (kept > 0) recent.splice(0, kept);
}

/** The writes to [from, to) that a replica which is so much behind does not have, newest first. */
export function unseenWrites(
  recent: readonly RecentWrite[],
  behind: { readonly now: Instant; readonly lag: Milliseconds },
  range: { readonly from: Place; readonly to: Place },
): readonly RecentWrite[] {
  const unseen: RecentWrite[] = [];
  for (let at = recent.length - 1; at >= 0; at -= 1) {
    const write = recent[at] as RecentWrite;
    if (write.at <= behind.now - behind.lag) break;
    if (write.place >= range.from && write.place < range.to) unseen.push(write);
  }
  return unseen;
}
