import type { IndexDefinition } from '../definition.ts';
import { type KeySchema, keyAttributes } from '../key/key-schema.ts';
import { indexPlace, type Place } from '../key/place.ts';
import { attribute, type Item, sameMap, typeOf } from '../value/attribute-value.ts';
import { itemSize } from '../value/item-size.ts';

/** An item as an index has it. */
export interface IndexEntry {
  readonly place: Place;
  readonly item: Item;
  readonly bytes: number;
}

/**
 * The entry of an item in an index; undefined where the item lacks an attribute of the index's key, for indexes are
 * sparse ("Take advantage of sparse indexes", Developer Guide), or has it with another type: such items were there
 * before the index, and stay out of it.
 */
export function indexEntry(
  item: Item,
  bytes: number,
  index: IndexDefinition,
  table: KeySchema,
): IndexEntry | undefined {
  if (!fits(item, index.key)) return undefined;
  const place = indexPlace(item, index.key, table);
  if (place === undefined) return undefined;
  if (index.projection.type === 'ALL') return { place, item, bytes };
  const entry = projectedEntry(item, index, table);
  return { place, item: entry, bytes: itemSize(entry) };
}

function fits(item: Item, key: KeySchema): boolean {
  for (const { name, type } of keyAttributes(key)) {
    const value = attribute(item, name);
    if (value === undefined || typeOf(value) !== type) return false;
  }
  return true;
}

/** Whether an index has an attribute of the items it holds. */
export function isProjected(name: string, index: IndexDefinition, table: KeySchema): boolean {
  if (index.projection.type === 'ALL') return true;
  if (index.projection.type === 'INCLUDE' && index.projection.attributes.includes(name)) return true;
  return [index.key, table].some((key) => keyAttributes(key).some((attribute) => attribute.name === name));
}

function projectedEntry(item: Item, index: IndexDefinition, table: KeySchema): Item {
  return Object.fromEntries(Object.entries(item).filter(([name]) => isProjected(name, index, table)));
}

/** Whether two entries are the same, so that nothing has to be written. */
export function sameEntry(one: IndexEntry, other: IndexEntry): boolean {
  return one.item === other.item || sameMap(one.item, other.item);
}
