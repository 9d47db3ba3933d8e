import type { Instant } from '../../../core/time.ts';
import type { Place } from '../key/place.ts';
import {
  bytesWithin,
  type GlobalIndexState,
  partitionsNeeded,
  type Scalable,
  type TableState,
} from '../state/table-state.ts';
import type { SortedMap } from '../store/sorted-map.ts';
import { servedAtOnce } from '../throughput/capacity-state.ts';
import type { Item } from '../value/attribute-value.ts';
import { PARTITION_UNITS } from './initial.ts';
import { cutPartition, middleHash, type Partition, shareOfKeySpace } from './key-space.ts';
import { sizeCut } from './split-decision.ts';

/** A table or global index as something that can be cut into partitions. */
export interface Cuttable {
  readonly scalable: Scalable;
  readonly entries: SortedMap<Item>;
  readonly partitionAttributes: number;
  /** Whether a collection must stay in one partition. */
  readonly collectionsPinned: boolean;
  bytesWithin(from: Place, to: Place): number;
}

/** A table as something to be cut. */
export function cuttableTable(table: TableState): Cuttable {
  return {
    scalable: table,
    entries: table.items,
    partitionAttributes: table.definition.key.partition.length,
    collectionsPinned: table.localIndexes.length > 0,
    bytesWithin: (from, to) => bytesWithin(table, from, to),
  };
}

/** A global index as something to be cut. */
export function cuttableIndex(index: GlobalIndexState): Cuttable {
  return {
    scalable: index,
    entries: index.entries,
    partitionAttributes: index.definition.key.partition.length,
    collectionsPinned: false,
    bytesWithin: (from, to) => index.entries.totalWithin(from, to).weight,
  };
}

/** Cuts a partition at a place. */
export function cutAt(what: Cuttable, partition: Partition, cut: Place, now: Instant): void {
  cutPartition(what.scalable.space, partition.id, cut, what.bytesWithin(partition.low, cut), now);
}

/**
 * Cuts a partition that has grown past its 10 GB, where that can be done.
 *
 * @modelChoice The cut lies at the middle byte of the items and is made at once.
 */
export function cutForSize(what: Cuttable, partition: Partition, now: Instant): void {
  const half = what.entries.totalWithin(partition.low, partition.high).weight / 2;
  const middle = what.entries.keyAtWeight(partition.low, half);
  const cut = middle === undefined ? undefined : sizeCut(middle, partition.low, partition.high, what);
  if (cut !== undefined) cutAt(what, partition, cut, now);
}

/**
 * Adds partitions until the table or index can serve what it must: first so many as it needs, the widest stretch being
 * halved each time, then so that an even load stays below the limits of each.
 *
 * @modelChoice Partitions are added at once, as part of the change that needs them; they are never joined again.
 */
export function addPartitions(what: Cuttable, now: Instant): void {
  const { space, capacity } = what.scalable;
  const needed = partitionsNeeded(capacity, 0);
  const served = servedAtOnce(capacity);
  for (;;) {
    const widest = widestPartition(space.partitions);
    const share = shareOfKeySpace(widest);
    const even = capacity.mode === 'PROVISIONED' ? 0 : share;
    const overfull = served.read * even > PARTITION_UNITS.read || served.write * even > PARTITION_UNITS.write;
    const middle = space.partitions.length < needed || overfull ? middleHash(widest) : undefined;
    if (middle === undefined) return;
    cutAt(what, widest, middle, now);
  }
}

function widestPartition(partitions: readonly Partition[]): Partition {
  let widest = partitions[0] as Partition;
  for (const partition of partitions) if (shareOfKeySpace(partition) > shareOfKeySpace(widest)) widest = partition;
  return widest;
}
