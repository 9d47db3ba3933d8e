import type { Instant } from './time.ts';
import type { TraceEntry } from './trace.ts';

/** So many of one reason at one thing are kept; of the others only the number is known. */
const KEPT_OF_A_KIND = 12;

/** So many are kept in all. */
const KEPT_MOST = 400;

/**
 * What happened by itself while time passed, in the order it happened: a lease taken over, a partition split, a session
 * expired. Bounded, so that a year of renewals does not fill the memory; what was left out is counted.
 */
export class Happenings {
  readonly #kept: TraceEntry[] = [];
  readonly #ofKind = new Map<string, number>();
  #leftOut = 0;

  /** Notes one thing down, with its moment. */
  add(entry: TraceEntry, time: Instant): void {
    const kind = `${entry.service}/${entry.reason}/${entry.at}`;
    const count = (this.#ofKind.get(kind) ?? 0) + 1;
    this.#ofKind.set(kind, count);
    if (count > KEPT_OF_A_KIND || this.#kept.length >= KEPT_MOST) this.#leftOut += 1;
    else this.#kept.push({ ...entry, time });
  }

  /** Everything kept, by time; what happened at one moment stays in order. */
  inOrder(): readonly TraceEntry[] {
    return this.#kept.toSorted((one, other) => (one.time ?? 0) - (other.time ?? 0));
  }

  /** How many happened but were not kept. */
  get leftOut(): number {
    return this.#leftOut;
  }
}
