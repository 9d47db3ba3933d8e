import type { Instant } from '../../core/time.ts';
import type { KclEntry, KclFacts, KclReason } from './reasons.ts';

/** Something that happened in an application, as a decision with its moment. */
export type JournalEntry = KclEntry & { readonly time: Instant };

const CHUNK = 256;
/** Older chunks are dropped beyond this many. */
const CHUNKS_KEPT = 24;

/** What happened, oldest first; journals of different worlds share all chunks but the last written one. */
export interface Journal {
  readonly chunks: readonly (readonly JournalEntry[])[];
  /** Entries that were dropped because newer ones came. */
  readonly dropped: number;
}

export const EMPTY_JOURNAL: Journal = { chunks: [], dropped: 0 };

/** Writes a journal during one step. */
export class JournalWriter {
  readonly #chunks: (readonly JournalEntry[])[];
  #dropped: number;
  #tail: JournalEntry[] | undefined;

  constructor(journal: Journal) {
    this.#chunks = [...journal.chunks];
    this.#dropped = journal.dropped;
  }

  add<Reason extends KclReason>(
    time: Instant,
    reason: Reason,
    at: string,
    looked: KclFacts[Reason],
    verdict: KclEntry['verdict'] = 'note',
  ): void {
    this.#ownTail().push({ service: 'kcl', reason, at, verdict, looked, time } as JournalEntry);
  }

  finish(): Journal {
    return { chunks: this.#chunks, dropped: this.#dropped };
  }

  #ownTail(): JournalEntry[] {
    if (this.#tail !== undefined && this.#tail.length < CHUNK) return this.#tail;
    const last = this.#chunks.at(-1);
    const reopens = this.#tail === undefined && last !== undefined && last.length < CHUNK;
    this.#tail = reopens ? [...last] : [];
    if (reopens) this.#chunks[this.#chunks.length - 1] = this.#tail;
    else this.#chunks.push(this.#tail);
    if (this.#chunks.length > CHUNKS_KEPT) this.#dropped += this.#chunks.shift()?.length ?? 0;
    return this.#tail;
  }
}

/** The entries from a moment on, oldest first. */
export function entriesSince(journal: Journal, from: Instant): readonly JournalEntry[] {
  return journal.chunks.flatMap((chunk) =>
    (chunk.at(-1)?.time ?? 0) < from ? [] : chunk.filter((one) => one.time >= from),
  );
}

/** What a journal has more than an earlier state of it. */
export function entriesBeyond(journal: Journal, earlier: Journal): readonly JournalEntry[] {
  if (journal === earlier) return [];
  const entries = journal.chunks.flat();
  return entries.slice(Math.max(0, lengthOf(earlier) - journal.dropped));
}

function lengthOf(journal: Journal): number {
  return journal.chunks.reduce((sum, chunk) => sum + chunk.length, journal.dropped);
}
