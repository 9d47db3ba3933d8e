import type { Definition } from '../../../core/definition.ts';
import { randomStream } from '../../../core/random.ts';
import { placeOf as filePlaceOf } from '../../../schema/node.ts';
import type { Reader } from '../../../schema/reader.ts';
import { generatorOf } from '../../load/index.ts';
import { ApiError } from '../api-error.ts';
import type { TableDefinition } from '../definition.ts';
import { checkItemKeys } from '../key/key-rules.ts';
import { type Place, placeOf } from '../key/place.ts';
import type { Item } from '../value/attribute-value.ts';
import { ITEM_BYTES_MOST, itemSize } from '../value/item-size.ts';
import { readAttributes } from '../value/read-value.ts';
import { isNumericKey, itemMaker } from './item-maker.ts';

/** The items a table begins with, in the order of the file; only those that AWS would take. */
export function firstItems(table: TableDefinition, definition: Definition): readonly Item[] {
  const listed = table.items.map((node) => readAttributes(node)).filter((item) => !(item instanceof ApiError));
  return [...(listed as readonly Item[]), ...filledItems(table, definition)];
}

function filledItems(table: TableDefinition, { seed, start }: Pick<Definition, 'seed' | 'start'>): readonly Item[] {
  const { fill, key, address } = table;
  if (fill === undefined) return [];
  const keys = [key, ...table.indexes.map((index) => index.key)];
  const generators = [...fill.items.attributes].map(([name, distribution]) => {
    const naming = { prefix: `${name}-`, numeric: isNumericKey(name, keys) };
    return [name, generatorOf(distribution, naming, randomStream(seed, `${address}/fill/${name}`))] as const;
  });
  const make = itemMaker({ keys, generators, size: fill.items.size });
  return Array.from({ length: fill.count }, (_, index) => make(index, start));
}

/** Reports the items of a file that AWS would not take. */
export function checkFirstItems(table: TableDefinition, definition: Definition, reader: Reader): void {
  const seen = new Map<Place, true>();
  for (const node of table.items) {
    const item = readAttributes(node);
    const problem = item instanceof ApiError ? item.message : itemProblem(table, item);
    if (problem !== undefined) {
      reader.error('wrong-item', problem, filePlaceOf(node));
      continue;
    }
    const place = placeOf(item as Item, table.key) as Place;
    if (seen.has(place))
      reader.warn('duplicate-item', 'an earlier item has the same key and is replaced', filePlaceOf(node));
    seen.set(place, true);
  }
  const [first] =
    table.fill === undefined ? [] : filledItems({ ...table, fill: { ...table.fill, count: 1 } }, definition);
  const problem = first === undefined ? undefined : itemProblem(table, first);
  if (problem !== undefined) reader.error('wrong-item', problem, table.place);
}

function itemProblem(table: TableDefinition, item: Item): string | undefined {
  if (itemSize(item) > ITEM_BYTES_MOST) return 'Item size has exceeded the maximum allowed size';
  return checkItemKeys(item, table.key, table.indexes)?.message;
}
