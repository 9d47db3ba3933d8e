import { type IndexCharge, indexWriteCharge, itemWriteUnits } from '../capacity/units.ts';
import { type KeySchema, keyOf } from '../key/key-schema.ts';
import type { Place } from '../key/place.ts';
import { partitionAt } from '../partition/key-space.ts';
import { type IndexEntry, indexEntry, sameEntry } from '../state/index-entry.ts';
import type { GlobalIndexState, LocalIndexState, TableState } from '../state/table-state.ts';
import type { Demand } from '../throughput/gates.ts';
import { type Item, sameMap } from '../value/attribute-value.ts';
import { itemSize } from '../value/item-size.ts';

/** What a write does to one index. */
export interface IndexChange<State extends LocalIndexState = LocalIndexState> {
  readonly index: State;
  readonly before: IndexEntry | undefined;
  readonly after: IndexEntry | undefined;
  readonly charge: IndexCharge;
}

/** A write worked out: what it changes and what it costs. Nothing has happened yet. */
export interface WritePlan {
  readonly table: TableState;
  readonly place: Place;
  readonly key: Item | undefined;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
  readonly beforeBytes: number | undefined;
  readonly afterBytes: number | undefined;
  /** Units of the table itself, without its local indexes. */
  readonly units: number;
  readonly local: readonly IndexChange[];
  readonly global: readonly IndexChange<GlobalIndexState>[];
  /** What is asked of the table and of each global index. */
  readonly demands: readonly Demand[];
}

const NO_CHANGES: readonly never[] = [];

/** A write to be planned. */
export interface PlannedWrite {
  readonly table: TableState;
  readonly place: Place;
  /** The key by itself, where there may be no item. */
  readonly key?: Item | undefined;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
  readonly transactional?: boolean;
}

/** Works out a write: replacing an item by another, either of which may be missing. */
export function planWrite({ table, place, key, before, after, transactional = false }: PlannedWrite): WritePlan {
  const beforeBytes = before === undefined ? undefined : itemSize(before);
  const afterBytes = after === undefined ? undefined : itemSize(after);
  const units = itemWriteUnits({ before: beforeBytes, after: afterBytes }, transactional);
  const items: ItemChange = { key: table.definition.key, before, after, beforeBytes, afterBytes };
  const local = indexChanges(table.localIndexes, items);
  const global = indexChanges(table.globalIndexes, items);
  const own = tableDemand(table, place, units + unitsOf(local));
  const demands = global.length === 0 ? [own] : [own, ...global.flatMap(indexDemands)];
  return { table, place, key, before, after, beforeBytes, afterBytes, units, local, global, demands };
}

/** What a write asks of the table, its local indexes included. */
export function tableDemand(table: TableState, place: Place, units: number): Demand {
  return {
    resource: 'Table',
    index: undefined,
    capacity: table.capacity,
    partition: partitionAt(table.space, place),
    partitions: table.space.partitions.length,
    direction: 'write',
    units,
    place,
  };
}

/** Units of a list of index changes. */
export function unitsOf(changes: readonly IndexChange[]): number {
  let units = 0;
  for (const { charge } of changes) units += charge.units;
  return units;
}

/** Whether the write leaves the item as it was. */
export function changesNothing({ before, after }: WritePlan): boolean {
  return before === after || (before !== undefined && after !== undefined && sameMap(before, after));
}

interface ItemChange {
  /** The table's. */
  readonly key: KeySchema;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
  readonly beforeBytes: number | undefined;
  readonly afterBytes: number | undefined;
}

function indexChanges<State extends LocalIndexState>(
  indexes: readonly State[],
  change: ItemChange,
): readonly IndexChange<State>[] {
  return indexes.length === 0 ? NO_CHANGES : indexes.map((index) => indexChange(index, change));
}

function indexChange<State extends LocalIndexState>(index: State, change: ItemChange): IndexChange<State> {
  const { key, beforeBytes = 0, afterBytes = 0 } = change;
  const before = change.before && indexEntry(change.before, beforeBytes, index.definition, key);
  const after = change.after && indexEntry(change.after, afterBytes, index.definition, key);
  const sameKey = before !== undefined && after !== undefined && before.place === after.place;
  const same = sameKey && sameEntry(before, after);
  const charge = indexWriteCharge({ before: before?.bytes, after: after?.bytes }, sameKey, same);
  return { index, before, after, charge };
}

/** A moved entry is a delete in one place and a put in another. */
function indexDemands({ index, before, after, charge }: IndexChange<GlobalIndexState>): readonly Demand[] {
  if (charge.change === 'none') return NO_CHANGES;
  if (charge.change !== 'move' || before === undefined || after === undefined) {
    return [indexDemand(index, (after ?? before)?.place ?? '', charge.units)];
  }
  return [
    indexDemand(index, before.place, itemWriteUnits({ before: before.bytes, after: undefined })),
    indexDemand(index, after.place, itemWriteUnits({ before: undefined, after: after.bytes })),
  ];
}

/** What a write asks of a global index. */
export function indexDemand(index: GlobalIndexState, place: Place, units: number): Demand {
  return {
    resource: 'Index',
    index: index.definition.name,
    capacity: index.capacity,
    partition: partitionAt(index.space, place),
    partitions: index.space.partitions.length,
    direction: 'write',
    units,
    place,
  };
}

/** The key of the written item by itself. */
export function keyOfPlan(plan: WritePlan): Item {
  return plan.key ?? keyOf(plan.after ?? plan.before ?? {}, plan.table.definition.key);
}
