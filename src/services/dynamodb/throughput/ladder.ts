import type { Instant, Milliseconds } from '../../../core/time.ts';
import type { Units } from '../definition.ts';

/** What a new on-demand table serves at once ("DynamoDB on-demand capacity mode", Developer Guide). */
export const NEW_TABLE_LEVEL: Units = { read: 12_000, write: 4_000 };
/** "If you exceed double your previous peak within 30 minutes" the table may throttle. */
export const DOUBLING_INTERVAL: Milliseconds = 30 * 60_000;

/**
 * How far on-demand capacity reaches in one direction: up to double the previous peak at once.
 *
 * @modelChoice The previous peak is the highest average of a minute so far. A new peak raises the level at once, but
 * never twice within 30 minutes: the second time the level waits until they are over.
 */
export interface Ladder {
  readonly peak: number;
  /** Units a second that are served at once. */
  readonly level: number;
  /** When the level was last raised; absent while it is where it began. */
  readonly raisedAt?: Instant | undefined;
}

/** The ladder a table begins on: that of a new table, of the peak it has seen, or of what it was warmed to. */
export function firstLadder(
  newTable: number,
  { peak = 0, warm = 0 }: { peak?: number | undefined; warm?: number | undefined },
): Ladder {
  const level = Math.max(newTable, 2 * peak, warm);
  return { peak: Math.max(peak, newTable / 2), level };
}

/** The level that the peak entitles to. */
export function earnedLevel(ladder: Ladder): number {
  return Math.max(ladder.level, 2 * ladder.peak);
}

/** The ladder after a minute with this average of units a second. */
export function climbed(ladder: Ladder, average: number, now: Instant): Ladder {
  return raised(average > ladder.peak ? { ...ladder, peak: average } : ladder, now);
}

/** The ladder with its level raised as far as the peak entitles to, where the time is over. */
export function raised(ladder: Ladder, now: Instant): Ladder {
  const level = earnedLevel(ladder);
  return level > ladder.level && now >= nextRaise(ladder) ? { ...ladder, level, raisedAt: now } : ladder;
}

/** The earliest moment the level may be raised again. */
export function nextRaise({ raisedAt }: Ladder): Instant {
  return raisedAt === undefined ? Number.NEGATIVE_INFINITY : raisedAt + DOUBLING_INTERVAL;
}

/**
 * What a table serves at once after it was switched to on-demand: at least a new table's, and at least what it was ever
 * provisioned with ("Initial throughput", Developer Guide).
 */
export function levelAfterSwitch(newTable: number, highestProvisioned: number): number {
  return Math.max(newTable, highestProvisioned);
}
