import {
  type AttributeMap,
  attribute,
  Binary,
  isScalarKey,
  orderText,
  type ScalarKey,
  textOfOrder,
} from '../value/attribute-value.ts';
import { ExactNumber } from '../value/exact-number.ts';
import { type KeyAttribute, type KeySchema, keyAttributes, keyValues } from './key-schema.ts';
import { HASH_BYTES, hashOfOne, partitionHash } from './partition-hash.ts';

/**
 * Where an item stands: a text whose order is the order of the whole key space. It begins with the hash of the
 * partition key; then come the partition key and the sort key, each closed so that no key can begin another. Items of
 * one partition key, an item collection, are therefore neighbours, ordered by sort key; and a partition is whatever
 * lies between two places.
 */
export type Place = string;

/** Closes a value; what follows it in the same value orders after this, the close of a shorter value before. */
const CLOSE = '\0\0';
/** Stands for a zero character inside a value. */
const ZERO = '\0\x01';
/** Orders after everything that begins with the closed value before it. */
const AFTER_CLOSE = '\0\x01';

/** A stretch of places: `from` included, `to` not. */
export interface PlaceRange {
  readonly from: Place;
  readonly to: Place;
}

/** Below and above every place. */
export const LOWEST: Place = '';
export const HIGHEST: Place = '\uffff';

/** The place of an item under a key; undefined where a key attribute is missing (it is then not in that index). */
export function placeOf(item: AttributeMap, key: KeySchema): Place | undefined {
  const start = startOf(item, key.partition);
  return start === undefined ? undefined : withValues(start, item, key.sort);
}

/** The place of a key given by its values. */
export function placeOfKey(partition: readonly ScalarKey[], sort: readonly ScalarKey[]): Place {
  let place = collectionStart(partition);
  for (const value of sort) place += closed(value);
  return place;
}

/** Places within one index: its own key, then the table's, because index keys are not unique. */
export function indexPlace(item: AttributeMap, index: KeySchema, table: KeySchema): Place | undefined {
  const place = placeOf(item, index);
  return place === undefined ? undefined : withValues(place, item, keyAttributes(table));
}

function startOf(item: AttributeMap, partition: readonly KeyAttribute[]): Place | undefined {
  const [only] = partition;
  if (only === undefined || partition.length > 1) {
    const values = keyValues(item, partition);
    return values && collectionStart(values);
  }
  const value = attribute(item, only.name);
  return isScalarKey(value) ? hashOfOne(value) + closed(value) : undefined;
}

function withValues(start: Place, item: AttributeMap, attributes: readonly KeyAttribute[]): Place | undefined {
  let place = start;
  for (const { name } of attributes) {
    const value = attribute(item, name);
    if (!isScalarKey(value)) return undefined;
    place += closed(value);
  }
  return place;
}

/** What every place of an item collection begins with. */
export function collectionStart(partition: readonly ScalarKey[]): Place {
  let place = partitionHash(partition);
  for (const value of partition) place += closed(value);
  return place;
}

/** All places that begin with a closed value. */
export function within(start: Place): PlaceRange {
  return { from: start, to: after(start) };
}

/** Orders after everything that begins with `start`, which ends with a closed value, and before all else. */
export function after(start: Place): Place {
  return start.slice(0, -CLOSE.length) + AFTER_CLOSE;
}

/** The value as part of a place. */
export function closed(value: ScalarKey): string {
  return open(value) + CLOSE;
}

/** The beginning of a value as part of a place, for `begins_with`. */
export function open(value: ScalarKey): string {
  const text = orderText(value);
  return text.includes('\0') ? text.replaceAll('\0', ZERO) : text;
}

/** The least place above everything that begins with `start`. */
export function afterAll(start: Place): Place {
  let end = start.length;
  while (end > 0 && start.charCodeAt(end - 1) === 0xffff) end -= 1;
  return end === 0 ? HIGHEST : start.slice(0, end - 1) + String.fromCharCode(start.charCodeAt(end - 1) + 1);
}

/** What the places of the collection begin with that a place belongs to. */
export function collectionOf(place: Place, partitionAttributes: number): Place {
  let end = HASH_BYTES;
  for (let left = partitionAttributes; left > 0; left -= 1) {
    const close = place.indexOf(CLOSE, end);
    if (close < 0) return place;
    end = close + CLOSE.length;
  }
  return place.slice(0, end);
}

/** The hash a place begins with; that of the lowest key for the beginning of the key space. */
export function hashOf(place: Place): string {
  return place.slice(0, HASH_BYTES).padEnd(HASH_BYTES, '\0');
}

/** The values of the key attributes that a place begins with, as far as it has them. */
export function valuesAt(place: Place, attributes: readonly KeyAttribute[]): AttributeMap {
  const values: [string, ScalarKey][] = [];
  let at = HASH_BYTES;
  for (const { name, type } of attributes) {
    if (at >= place.length) break;
    const { text, end } = openedAt(place, at);
    values.push([name, keyValueOf(text, type)]);
    at = end;
  }
  return Object.fromEntries(values);
}

/** Reads one closed value. */
function openedAt(place: Place, from: number): { readonly text: string; readonly end: number } {
  let text = '';
  let at = from;
  while (at < place.length && !place.startsWith(CLOSE, at)) {
    const isZero = place.startsWith(ZERO, at);
    text += place.charAt(at);
    at += isZero ? ZERO.length : 1;
  }
  return { text, end: at + CLOSE.length };
}

function keyValueOf(text: string, type: KeyAttribute['type']): ScalarKey {
  if (type === 'N') return new ExactNumber(text);
  return type === 'B' ? new Binary(text) : textOfOrder(text);
}
