import type { Place } from '../../core/source.ts';
import type { Instant, Milliseconds } from '../../core/time.ts';
import type { TraceEntry } from '../../core/trace.ts';
import type { LoadItems } from './distribution.ts';
import { EMPTY_HISTOGRAM, type Histogram } from './histogram.ts';
import type { RateProfile } from './rate.ts';

/** A load as a step states it. */
export interface LoadDefinition {
  readonly id: string;
  /** With prefix (`dynamodb:PutItem`). */
  readonly action: string;
  /** Who calls, in the notation of `call`. */
  readonly as?: string | undefined;
  /** `with`, as the action's schema read it. */
  readonly parameters: unknown;
  readonly items: LoadItems;
  readonly profile: RateProfile;
  /** How long it lasts; without it the load runs until `stop`. */
  readonly duration?: Milliseconds | undefined;
  readonly place: Place;
}

/** A request that was kept with its explanation. */
export interface Sample {
  /** Counts the requests of the load from 0. */
  readonly index: number;
  readonly at: Instant;
  readonly outcome: 'succeeded' | 'throttled' | 'failed';
  readonly reason?: string | undefined;
  readonly title: string;
  readonly trace: readonly TraceEntry[];
}

/** What a load has come to so far. */
export interface Tally {
  readonly succeeded: number;
  readonly throttled: number;
  readonly failed: number;
  /** Refusals by reason code. */
  readonly reasons: ReadonlyMap<string, number>;
  readonly latency: Histogram;
  readonly samples: readonly Sample[];
}

export const EMPTY_TALLY: Tally = {
  succeeded: 0,
  throttled: 0,
  failed: 0,
  reasons: new Map(),
  latency: EMPTY_HISTOGRAM,
  samples: [],
};

/** A load that runs or has run. */
export interface LoadState {
  readonly definition: LoadDefinition;
  readonly startedAt: Instant;
  /** Up to where its requests have been performed. */
  readonly doneUntil: Instant;
  readonly stopped: boolean;
  readonly tally: Tally;
}

/** The requests of a tally. */
export function sentOf(tally: Pick<Tally, 'succeeded' | 'throttled' | 'failed'>): number {
  return tally.succeeded + tally.throttled + tally.failed;
}

/** The moment a load ends by itself. */
export function endOf(load: Pick<LoadState, 'definition' | 'startedAt'>): Instant {
  return load.startedAt + (load.definition.duration ?? Number.POSITIVE_INFINITY);
}
