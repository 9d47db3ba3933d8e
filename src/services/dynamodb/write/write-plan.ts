import { type IndexCharge, indexWriteCharge, itemWriteUnits } from '../capacity/units.ts';
import { keyOf } from '../key/key-schema.ts';
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
  const items: ItemChange = { table, before, after, beforeBytes, afterBytes };
  const local = table.localIndexes.length === 0 ? NO_CHANGES : indexChanges(table.localIndexes, items);
  const global = table.globalIndexes.length === 0 ? NO_CHANGES : indexChanges(table.globalIndexes, items);
  const demands = [tableDemand(table, place, units + unitsOf(local))];
  for (const change of global) addIndexDemands(demands, change);
  return { table, place, key, before, after, beforeBytes, afterBytes, units, local, global, demands };
}

/** What a write asks of the table, its local indexes included. */
export function tableDemand(table: TableState, place: Place, units: number): Demand {
  return {
    resource: 'Table',
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
  readonly table: TableState;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
  readonly beforeBytes: number | undefined;
  readonly afterBytes: number | undefined;
}

function indexChanges<State extends LocalIndexState>(
  indexes: readonly State[],
  change: ItemChange,
): IndexChange<State>[] {
  const key = change.table.definition.key;
  return indexes.map((index) => {
    const entry = (item: Item | undefined, bytes: number | undefined) =>
      item === undefined ? undefined : indexEntry(item, bytes ?? 0, index.definition, key);
    const before = entry(change.before, change.beforeBytes);
    const after = entry(change.after, change.afterBytes);
    const sameKey = before !== undefined && after !== undefined && before.place === after.place;
    const same = sameKey && sameEntry(before, after);
    return {
      index,
      before,
      after,
      charge: indexWriteCharge({ before: before?.bytes, after: after?.bytes }, sameKey, same),
    };
  });
}

/** A moved entry is a delete in one place and a put in another. */
function addIndexDemands(demands: Demand[], { index, before, after, charge }: IndexChange<GlobalIndexState>): void {
  const add = (place: Place, units: number) =>
    demands.push({
      resource: 'Index',
      index: index.definition.name,
      capacity: index.capacity,
      partition: partitionAt(index.space, place),
      partitions: index.space.partitions.length,
      direction: 'write',
      units,
      place,
    });
  if (charge.change === 'none') return;
  if (charge.change === 'move' && before !== undefined && after !== undefined) {
    add(before.place, itemWriteUnits({ before: before.bytes, after: undefined }));
    add(after.place, itemWriteUnits({ before: undefined, after: after.bytes }));
    return;
  }
  add((after ?? before)?.place ?? '', charge.units);
}

/** The key of the written item by itself. */
export function keyOfPlan(plan: WritePlan): Item {
  return plan.key ?? keyOf(plan.after ?? plan.before ?? {}, plan.table.definition.key);
}
