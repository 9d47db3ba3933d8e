import type { Place } from './source.ts';
import type { Instant } from './time.ts';

/**
 * How a decision came out.
 * - `pass`: the request went on; `block`: it stopped here
 * - `deny`: an explicit deny; `none`: nothing allowed it (an implicit deny)
 * - `match` and `miss`: one row of a table that was tried in order
 * - `note`: something worth knowing that decided nothing; `unknown`: it rests on a value the scenario leaves unknown
 */
export type Verdict = 'pass' | 'block' | 'deny' | 'none' | 'match' | 'miss' | 'note' | 'unknown';

/**
 * One decision that a person could ask "why" about: what was looked at, what was decided, because of which rule.
 * The sentence is made later, from `reason` and `looked`, by the service's reason table.
 */
export interface TraceEntry<Service extends string = string, Reason extends string = string, Looked = unknown> {
  readonly service: Service;
  readonly reason: Reason;
  /** Full address of the thing that decided (`shop/sg/web`). */
  readonly at: string;
  readonly verdict: Verdict;
  /** The values the decision was made from; plain data, so that it can be printed, compared and stored. */
  readonly looked: Looked;
  /** The rule in the file that decided. */
  readonly place?: Place | undefined;
  readonly children?: readonly TraceEntry[] | undefined;
  /** When it was decided, where that is not the moment of the step. */
  readonly time?: Instant | undefined;
}

/** What one reason code means, and how its sentence is made. */
export interface ReasonText<Looked> {
  readonly says: (looked: Looked, at: string) => string;
  /** One line for the reference: when this reason is given. */
  readonly meaning: string;
  /** AWS's own code for it, where AWS has one. */
  readonly awsCode?: string;
  /** The AWS document the rule comes from; absent for a model choice. */
  readonly page?: string;
  /** Why we decided so where AWS documents nothing. */
  readonly modelChoice?: string;
}

/**
 * All reasons of a service. Declare `type Facts = { 'no-route': { destination: string }, … }` and write the table
 * `satisfies ReasonTable<Facts>`: a reason without a sentence then fails to compile.
 */
export type ReasonTable<Facts extends object> = { readonly [Reason in keyof Facts]: ReasonText<Facts[Reason]> };

/** The trace entries a service may make, as a union discriminated by `reason`. */
export type EntryOf<Service extends string, Facts extends object> = {
  [Reason in keyof Facts & string]: TraceEntry<Service, Reason, Facts[Reason]>;
}[keyof Facts & string];
