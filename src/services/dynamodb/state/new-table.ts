import type { Instant } from '../../../core/time.ts';
import type { TableDefinition } from '../definition.ts';
import { type Place, placeOf } from '../key/place.ts';
import { SortedMap } from '../store/sorted-map.ts';
import { newCapacity } from '../throughput/capacity-state.ts';
import { attribute, type Item } from '../value/attribute-value.ts';
import { ExactNumber } from '../value/exact-number.ts';
import { itemSize } from '../value/item-size.ts';
import { indexEntry } from './index-entry.ts';
import {
  bytesWithin,
  type LocalIndexState,
  NEW_CONTROL,
  newGlobalIndex,
  newKeySpace,
  type TableState,
} from './table-state.ts';

/** A table with the items it begins with. */
export function newTable(definition: TableDefinition, items: readonly Item[], now: Instant): TableState {
  const stored = new SortedMap<Item>();
  const expiries = new SortedMap<Place>();
  for (const item of items) {
    const place = placeOf(item, definition.key);
    if (place === undefined) continue;
    stored.set(place, item, itemSize(item));
    const expiry = definition.timeToLive === undefined ? undefined : attribute(item, definition.timeToLive);
    if (expiry instanceof ExactNumber) expiries.set(`${expiry.bytes}\0${place}`, place, 0);
  }
  const local = definition.indexes
    .filter(({ kind }) => kind === 'local')
    .map((index) => indexOver(stored, index, definition));
  const global = definition.indexes
    .filter(({ kind }) => kind === 'global')
    .map((index) => newGlobalIndex(index, definition.billingMode, indexOver(stored, index, definition).entries, now));
  const capacity = newCapacity(definition.billingMode, definition.capacity, now);
  const bytes = local.reduce((sum, { entries }) => sum + entries.total.weight, stored.total.weight);
  const space = newKeySpace(capacity, bytes, definition.capacity.burstSeconds, now);
  const table: TableState = {
    definition,
    items: stored,
    capacity,
    space,
    localIndexes: local,
    globalIndexes: global,
    recent: [],
    held: new Map(),
    expiries,
    stream: { records: [], nextSequence: 1 },
    control: { ...NEW_CONTROL },
  };
  for (const partition of space.partitions) partition.bytes = bytesWithin(table, partition.low, partition.high);
  return table;
}

/** An index over the items that are there: what back-filling leaves behind. */
export function indexOver(
  items: SortedMap<Item>,
  definition: LocalIndexState['definition'],
  table: TableDefinition,
): LocalIndexState {
  const entries = new SortedMap<Item>();
  items.visit('', '\uffff', (_, item, bytes) => {
    const entry = indexEntry(item, bytes, definition, table.key);
    if (entry !== undefined) entries.set(entry.place, entry.item, entry.bytes);
    return true;
  });
  return { definition, entries };
}
