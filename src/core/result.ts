import type { Instant } from './time.ts';
import type { TraceEntry } from './trace.ts';

/** Plain data that prints as JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };
export type Facts = { readonly [key: string]: Json | undefined };

/** Every way a step can come out; which verb has which is in `docs/format.md`. */
export const OUTCOME_WORDS = [
  'delivered',
  'dropped',
  'refused',
  'allowed',
  'denied',
  'throttled',
  'error',
  'unreachable',
  'done',
  'unknown',
] as const;
export type OutcomeWord = (typeof OUTCOME_WORDS)[number];

/** What a verb returns: how the step came out, and why. */
export interface Outcome {
  readonly outcome: OutcomeWord;
  /** The deciding reason's code; absent where nothing had to be decided. */
  readonly reason?: string | undefined;
  /** AWS's own code for the reason, where AWS has one. */
  readonly awsCode?: string | undefined;
  /** Full address of what decided. */
  readonly at?: string | undefined;
  readonly facts: Facts;
  readonly trace: readonly TraceEntry[];
  /** What the step hands to later steps under its `save` name (a session, a value). */
  readonly value?: SavedValue | undefined;
}

/** A session or value that an earlier step saved under a name. */
export interface SavedValue {
  /** What it is, so that a wrong use can be told (`session`). */
  readonly kind: string;
  readonly value: unknown;
}

/** One expectation that was compared. */
export interface Expectation {
  readonly path: string;
  readonly expected: string;
  readonly actual: Json | undefined;
  readonly passed: boolean;
}

/** The result of one step. */
export interface Result extends Outcome {
  /** Counts from 1. */
  readonly step: number;
  readonly id?: string | undefined;
  readonly verb: string;
  readonly title: string;
  /** The simulated clock once the step was done. */
  readonly time: Instant;
  /** Present where the step stated expectations. */
  readonly expectations?: readonly Expectation[] | undefined;
}

/** Whether every expectation of the result holds. */
export function holds(result: Result): boolean {
  return result.expectations?.every((expectation) => expectation.passed) ?? true;
}
