import type { Instant } from '../../core/time.ts';
import { forkKpl, type KplState } from './kpl/state.ts';

/** A record on its way, with what its producer knows of it. */
export interface Outgoing {
  readonly partitionKey: string;
  /** Bytes of data. */
  readonly bytes: number;
  readonly madeAt: Instant;
  attempts: number;
  /** It is in the stream already, but its producer does not know or does not believe it. */
  stored: boolean;
}

/** What became of a producer's user records. */
export interface ProducerCounts {
  made: number;
  /** Known to be stored. */
  stored: number;
  /** Put once more although they were stored: the consumer sees them twice. */
  storedTwice: number;
  /** Answers ProvisionedThroughputExceeded, by Kinesis records. */
  throttled: number;
  /** Given up after all retries, or at once where throttling fails a record. */
  failed: number;
  /** Given up because their time to live had passed. */
  expired: number;
  /** Requests, and Kinesis records in them. */
  requests: number;
  records: number;
}

/** The running state of one producer. */
export interface ProducerState {
  readonly startedAt: Instant;
  /** Records are timed from here: so many had been made at that moment. */
  base: { readonly at: Instant; readonly made: number };
  counts: ProducerCounts;
  kpl: KplState | undefined;
}

export function newProducer(startsAt: Instant): ProducerState {
  const counts = { made: 0, stored: 0, storedTwice: 0, throttled: 0, failed: 0, expired: 0, requests: 0, records: 0 };
  return { startedAt: startsAt, base: { at: startsAt, made: 0 }, counts, kpl: undefined };
}

/** A state that can change without changing this one. */
export function forkProducer(state: ProducerState): ProducerState {
  return { ...state, counts: { ...state.counts }, kpl: state.kpl === undefined ? undefined : forkKpl(state.kpl) };
}
