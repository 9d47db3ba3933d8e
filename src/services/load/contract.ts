import type { Facts } from '../../core/result.ts';
import type { Place } from '../../core/source.ts';
import type { Instant, Milliseconds } from '../../core/time.ts';
import type { TraceEntry } from '../../core/trace.ts';
import type { Generator } from './generator.ts';

/** What the `load` verb asks of an action that can be taken in bulk (`ApiAction.load`). */
export interface LoadOrder<Parameters = unknown> {
  /** The id of the load; unique in its scenario. */
  readonly id: string;
  /** With prefix (`dynamodb:PutItem`). */
  readonly action: string;
  /** What `with` says, as the action's own schema read it. */
  readonly parameters: Parameters;
  /** The account that calls, where the scenario says who does. */
  readonly account?: string | undefined;
  /** Names of the attributes that `items` gives values for, in the order of the file. */
  readonly attributes: readonly string[];
  /** Bytes that each item or record is padded to. */
  readonly size?: number | undefined;
  readonly place: Place;
  /** The values of one attribute. A numeric attribute gets numbers where its distribution only counts. */
  generator(attribute: string, options?: { readonly numeric?: boolean }): Generator;
}

/** Why an action cannot be put under this load; the load then ends as an error. */
export interface LoadProblem {
  readonly problem: string;
}

/** How one request of a load came out. Replies of one kind may be one shared object: nobody changes them. */
export interface LoadReply {
  readonly outcome: 'succeeded' | 'throttled' | 'failed';
  /** The reason code of a refusal. */
  readonly reason?: string | undefined;
  readonly latency: Milliseconds;
}

/** Why a request came out as it did. */
export interface LoadExplanation {
  /** The request in one line (`tenant-7/1718 → P3`). */
  readonly title: string;
  readonly trace: readonly TraceEntry[];
}

/** A reply with its explanation. */
export type ExplainedReply = LoadReply & LoadExplanation;

/**
 * Performs the requests of one load. It lives as long as one step and is made anew for the next, so whatever must last
 * belongs into the service's running state. Requests come in order of time, at or before the simulation's now.
 */
export interface LoadRunner {
  /** Performs the request with this index (from 0) that arrives at `at`. No trace is made: this is the hot path. */
  perform(index: number, at: Instant): LoadReply;
  /** Performs a request and explains it. */
  explain(index: number, at: Instant): ExplainedReply;
  /** Explains the request that `perform` has just refused or failed. Nothing may be counted or done twice. */
  explainRefusal(): LoadExplanation;
  /** What the service adds to the facts of the result (`consumed`). */
  facts?(): Facts;
}
