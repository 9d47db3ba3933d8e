import type { Instant } from '../../core/time.ts';
import { type LeaseTable, NO_OWNER, NO_ROW } from './lease-table.ts';

/** A row this worker has not seen. */
const UNSEEN = -1;
/** When a row that was first seen unowned was last renewed: never. */
export const NEVER = 0;

/**
 * What one worker believes about every row: the counter it saw in its last scan, and when it first saw that counter.
 * It lives in the worker's memory only; two workers believe different things about the same row.
 */
export class Belief {
  #counters: Float64Array;
  #since: Float64Array;
  /** Slots covered by the last scan. */
  #length: number;
  scannedAt: Instant | undefined;

  constructor() {
    this.#counters = new Float64Array(0);
    this.#since = new Float64Array(0);
    this.#length = 0;
    this.scannedAt = undefined;
  }

  fork(): Belief {
    const copy = new Belief();
    copy.#counters = this.#counters.slice();
    copy.#since = this.#since.slice();
    copy.#length = this.#length;
    copy.scannedAt = this.scannedAt;
    return copy;
  }

  /**
   * One scan: a row whose counter moved counts as renewed now, one whose counter stands keeps its moment. A row seen
   * for the first time counts as renewed now if it is owned, as never renewed if it is not; vanished rows are forgotten
   * (`DynamoDBLeaseTaker.updateAllLeases`, amazon-kinesis-client).
   */
  scan(table: LeaseTable, now: Instant): void {
    const { counters, owners, slots } = table;
    if (slots > this.#counters.length) this.#grow(counters.length);
    const seen = this.#counters;
    const since = this.#since;
    seen.fill(UNSEEN, this.#length, slots);
    for (let slot = 0; slot < slots; slot += 1) {
      const owner = owners[slot] as number;
      const counter = owner === NO_ROW ? UNSEEN : (counters[slot] as number);
      const before = seen[slot] as number;
      if (counter === before) continue;
      since[slot] = before === UNSEEN && owner === NO_OWNER ? NEVER : now;
      seen[slot] = counter;
    }
    this.#length = slots;
    this.scannedAt = now;
  }

  /** When the row's counter was first seen as it is; undefined for a row not seen yet. */
  since(slot: number): Instant | undefined {
    return slot < this.#length && this.#counters[slot] !== UNSEEN ? this.#since[slot] : undefined;
  }

  /** The counter of the last scan; undefined for a row not seen yet. */
  counter(slot: number): number | undefined {
    const counter = slot < this.#length ? this.#counters[slot] : UNSEEN;
    return counter === UNSEEN ? undefined : counter;
  }

  /** Overrides what is believed about a row (a table read from a file, a test). */
  set(slot: number, counter: number, since: Instant): void {
    if (slot >= this.#counters.length) this.#grow(slot + 1);
    this.#counters.fill(UNSEEN, this.#length, Math.max(this.#length, slot));
    this.#counters[slot] = counter;
    this.#since[slot] = since;
    this.#length = Math.max(this.#length, slot + 1);
  }

  /** The worker took the row itself: it knows the new counter, and that it moved now. */
  took(slot: number, counter: number, now: Instant): void {
    this.set(slot, counter, now);
  }

  /** The moments by slot, for loops over all rows. */
  get moments(): Float64Array {
    return this.#since;
  }

  #grow(length: number): void {
    const counters = new Float64Array(length);
    counters.set(this.#counters);
    this.#counters = counters;
    const since = new Float64Array(length);
    since.set(this.#since);
    this.#since = since;
  }
}
