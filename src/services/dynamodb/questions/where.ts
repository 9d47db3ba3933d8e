import type { KeyAttribute } from '../key/key-schema.ts';
import { hashAt, hashText } from '../key/partition-hash.ts';
import { afterAll, collectionStart, hashOf, type Place, within } from '../key/place.ts';
import { type KeySpace, type Partition, partitionAt } from '../partition/key-space.ts';
import type { SortedMap } from '../store/sorted-map.ts';
import { Binary, type Item, type ScalarKey } from '../value/attribute-value.ts';
import { ExactNumber, parseNumber } from '../value/exact-number.ts';

/** Where a partition key lands. */
export interface Landing {
  readonly start: Place;
  readonly hash: string;
  readonly partition: Partition;
}

/** A key value from what a person types, for an attribute of that type. */
export function typedKey(text: string, { type }: KeyAttribute): ScalarKey | undefined {
  if (type === 'S') return text;
  if (type === 'B') return new Binary(Buffer.from(text, 'base64').toString('latin1'));
  const number = parseNumber(text);
  return number instanceof ExactNumber ? number : undefined;
}

/** Where the collection of a partition key begins, and in which partition. */
export function landing(space: KeySpace, partitionKey: readonly ScalarKey[]): Landing {
  const start = collectionStart(partitionKey);
  return { start, hash: hashText(hashOf(start)), partition: partitionAt(space, start) };
}

/** The items of a collection in the order of their sort key, at most so many. */
export function collectionItems(
  entries: SortedMap<Item>,
  partitionKey: readonly ScalarKey[],
  most: number,
): readonly Item[] {
  const { from, to } = within(collectionStart(partitionKey));
  const items: Item[] = [];
  entries.visit(from, to, (_, item) => items.push(item) < most);
  return items;
}

/** The items whose partition key has a hash, as `hashText` writes it: those of one collection, but for collisions. */
export function itemsOfHash(entries: SortedMap<Item>, hash: string, most: number): readonly Item[] {
  const from = hashAt(Number(hash));
  const items: Item[] = [];
  entries.visit(from, afterAll(from), (_, item) => items.push(item) < most);
  return items;
}
