import type { Instant } from '../../../core/time.ts';
import type { IndexDefinition } from '../definition.ts';
import type { Place } from '../key/place.ts';

/** What UpdateTable has under way with an index that is not among the table's indexes: not yet, or no more. */
export interface IndexUnderWay {
  readonly phase: 'allocating' | 'deleting';
  readonly definition: IndexDefinition;
  readonly until: Instant;
}

/** How far the items of the table have been put into a new index. */
export interface Backfill {
  readonly begunAt: Instant;
  /** The first place that has not been looked at; undefined once all have. */
  readonly next: Place | undefined;
  readonly entered: number;
  /** Items whose attributes cannot be keys of the index. */
  readonly leftOut: number;
  readonly units: number;
}

/** What UpdateTable has done to the indexes that a scenario declares: it outlives a change of the scenario. */
export interface OnlineIndexes {
  readonly underWay?: IndexUnderWay | undefined;
  readonly added: readonly IndexDefinition[];
  readonly deleted: readonly string[];
}

export const NO_ONLINE_INDEXES: OnlineIndexes = { added: [], deleted: [] };
