import type { Instant } from '../../../core/time.ts';
import type { BillingMode, IndexDefinition, TableDefinition, Units } from '../definition.ts';
import type { Place } from '../key/place.ts';
import { type Backfill, NO_ONLINE_INDEXES, type OnlineIndexes } from '../online-index/state.ts';
import { onDemandPartitions, provisionedPartitions } from '../partition/initial.ts';
import { evenKeySpace, forkKeySpace, type KeySpace } from '../partition/key-space.ts';
import type { SortedMap } from '../store/sorted-map.ts';
import { type CapacityState, forkCapacity, newCapacity, servedAtOnce } from '../throughput/capacity-state.ts';
import type { Item } from '../value/attribute-value.ts';
import type { RecentWrite } from './recent-writes.ts';
import type { StreamLog } from './stream-log.ts';

/** A change of a global index that is on its way. */
export interface PendingEntry {
  readonly remove?: Place | undefined;
  readonly put?: { readonly place: Place; readonly item: Item; readonly bytes: number } | undefined;
}

/** What a table and a global index have alike: capacity of their own over a key space of their own. */
export interface Scalable {
  readonly capacity: CapacityState;
  readonly space: KeySpace;
}

/** A local index: it lives beside the items of its table. */
export interface LocalIndexState {
  readonly definition: IndexDefinition;
  readonly entries: SortedMap<Item>;
}

/** A global index: like a table of its own that follows its table. */
export interface GlobalIndexState extends LocalIndexState, Scalable {
  /** Changes by the moment at which they are seen. */
  readonly pending: Map<Instant, PendingEntry[]>;
  /** There while UpdateTable is filling it: nothing can be read from it before it is done. */
  backfill?: Backfill | undefined;
}

/**
 * A table as it runs. A world's tables are never changed: a step works on a fork, and what a fork does not touch it
 * shares.
 */
export interface TableState extends Scalable {
  definition: TableDefinition;
  readonly items: SortedMap<Item>;
  readonly localIndexes: readonly LocalIndexState[];
  globalIndexes: readonly GlobalIndexState[];
  readonly recent: RecentWrite[];
  /** Until when a transaction that is under way holds an item. */
  readonly held: Map<Place, Instant>;
  /** Places of items by the moment they expire. */
  readonly expiries: SortedMap<Place>;
  readonly stream: StreamLog;
  readonly control: ControlState;
}

/** What the control plane remembers of a table. */
export interface ControlState {
  /** Until when a change of capacity is under way. */
  updatingUntil?: Instant | undefined;
  /** When the table was switched to on-demand in the last 24 hours. */
  switches: readonly Instant[];
  /** When provisioned throughput was lowered on the current day (UTC), by table or index. */
  decreases: ReadonlyMap<string, readonly Instant[]>;
  /** The alarms of auto scaling, by table or index and direction. */
  scaling: ReadonlyMap<string, ScalingState>;
  /** What UpdateTable has made of the declared global indexes. */
  online: OnlineIndexes;
}

/** The two alarms of one target tracking policy. */
export interface ScalingState {
  /** Minutes on end above the target, and far enough below it. */
  readonly above: number;
  readonly below: number;
  readonly alarm: 'OK' | 'HIGH' | 'LOW';
  /** Percent of the provisioned throughput used in the last minute. */
  readonly utilization: number;
  /** A change it has asked for that is not done yet. */
  readonly pending?: { readonly at: Instant; readonly value: number } | undefined;
}

export const NEW_CONTROL: ControlState = {
  switches: [],
  decreases: new Map(),
  scaling: new Map(),
  online: NO_ONLINE_INDEXES,
};

/** A copy that a step may change. */
export function forkTable(table: TableState): TableState {
  return {
    definition: table.definition,
    items: table.items.fork(),
    capacity: forkCapacity(table.capacity),
    space: forkKeySpace(table.space),
    localIndexes: table.localIndexes.map((index) => ({ ...index, entries: index.entries.fork() })),
    globalIndexes: table.globalIndexes.map((index) => ({
      definition: index.definition,
      entries: index.entries.fork(),
      capacity: forkCapacity(index.capacity),
      space: forkKeySpace(index.space),
      pending: new Map([...index.pending].map(([at, entries]) => [at, [...entries]])),
      backfill: index.backfill,
    })),
    recent: [...table.recent],
    held: new Map(table.held),
    expiries: table.expiries.fork(),
    stream: { ...table.stream, records: [...table.stream.records] },
    control: { ...table.control },
  };
}

/** A new global index over some entries. */
export function newGlobalIndex(
  definition: IndexDefinition,
  mode: BillingMode,
  entries: SortedMap<Item>,
  now: Instant,
): GlobalIndexState {
  const capacity = newCapacity(mode, definition.capacity, now);
  const space = newKeySpace(capacity, entries.total.weight, definition.capacity.burstSeconds, now);
  for (const partition of space.partitions) {
    partition.bytes = entries.totalWithin(partition.low, partition.high).weight;
  }
  return { definition, entries, capacity, space, pending: new Map() };
}

/** The key space a table or index needs for its capacity and its bytes. */
export function newKeySpace(capacity: CapacityState, bytes: number, burstSeconds: number, now: Instant): KeySpace {
  return evenKeySpace(partitionsNeeded(capacity, bytes), now, burstSeconds);
}

/** Partitions a table or index needs for its capacity and its bytes. */
export function partitionsNeeded(capacity: CapacityState, bytes: number): number {
  const served: Units = servedAtOnce(capacity);
  return capacity.mode === 'PROVISIONED' ? provisionedPartitions(served, bytes) : onDemandPartitions(served, bytes);
}

/** Bytes of a collection: its items and their entries in local indexes. */
export function bytesWithin(table: TableState, from: Place, to: Place): number {
  let bytes = table.items.totalWithin(from, to).weight;
  for (const index of table.localIndexes) bytes += index.entries.totalWithin(from, to).weight;
  return bytes;
}
