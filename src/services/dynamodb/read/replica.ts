import type { Simulation } from '../../../core/simulation.ts';
import type { Instant, Milliseconds } from '../../../core/time.ts';
import type { Place, PlaceRange } from '../key/place.ts';
import { REPLICA_LAG_LEAST, REPLICA_LAG_MOST, unseenWrites } from '../state/recent-writes.ts';
import type { TableState } from '../state/table-state.ts';
import type { ReadonlySortedMap } from '../store/sorted-map.ts';
import type { Item } from '../value/attribute-value.ts';
import { itemSize } from '../value/item-size.ts';

const REPLICAS = 3;

/**
 * How far the replica is behind that answers a read. A strongly consistent read goes to the leader.
 *
 * @modelChoice Each of the three replicas is as likely to answer; the two that follow are a few milliseconds behind.
 */
export function replicaLag(simulation: Simulation, table: TableState, consistent: boolean): Milliseconds {
  if (consistent) return 0;
  const stream = simulation.random(`${table.definition.address}/replica`);
  const replica = stream.between(1, REPLICAS);
  const lag = stream.between(REPLICA_LAG_LEAST, REPLICA_LAG_MOST);
  return replica === 1 ? 0 : lag;
}

/** What a replica has. */
export interface Seen<T> {
  readonly found: T;
  /** Writes it has not seen yet. */
  readonly unseen: number;
}

/** An item as a replica has it that is so much behind. */
export function itemAsSeen(table: TableState, place: Place, now: Instant, lag: Milliseconds): Seen<Item | undefined> {
  const unseen = lag === 0 ? [] : unseenWrites(table.recent, { now, lag }, { from: place, to: `${place}\0` });
  const oldest = unseen.at(-1);
  return { found: oldest === undefined ? table.items.get(place) : oldest.before, unseen: unseen.length };
}

/** The items of a stretch as a replica has them that is so much behind. */
export function itemsAsSeen(
  table: TableState,
  range: PlaceRange,
  now: Instant,
  lag: Milliseconds,
): Seen<ReadonlySortedMap<Item>> {
  const unseen = lag === 0 ? [] : unseenWrites(table.recent, { now, lag }, range);
  if (unseen.length === 0) return { found: table.items, unseen: 0 };
  const earlier = table.items.fork();
  for (const { place, before } of unseen) {
    if (before === undefined) earlier.delete(place);
    else earlier.set(place, before, itemSize(before));
  }
  return { found: earlier, unseen: unseen.length };
}
