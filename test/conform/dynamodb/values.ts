import { nodeFrom } from '../../../src/schema/node.ts';
import { ApiError } from '../../../src/services/dynamodb/api-error.ts';
import { type AttributeMap, Binary, type ScalarKey } from '../../../src/services/dynamodb/value/attribute-value.ts';
import { ExactNumber, parseNumber } from '../../../src/services/dynamodb/value/exact-number.ts';
import { readAttributes } from '../../../src/services/dynamodb/value/read-value.ts';
import { isList, isRecord, own } from '../compare.ts';
import type { Json } from '../contract.ts';

/** Where everything of a case stands. */
export const NOWHERE = { source: { path: 'case', text: '' }, offset: 0 };

/** Cases write long values short: `$repeat` a text, `$repeatNumber` a number, `$nestMap` a map around a leaf. */
export function expanded(json: Json): Json {
  if (isList(json)) return json.map(expanded);
  if (!isRecord(json)) return json;
  const { $repeat: text, $repeatNumber: number, $nestMap: nest } = json;
  if (isList(text)) return String(text[0]).repeat(Number(text[1]));
  if (isList(number)) return Array.from({ length: Number(number[1]) }, () => number[0] ?? 0);
  if (nest !== undefined) return nested(Number(own(nest, 'depth')), expanded(own(nest, 'leaf') ?? null));
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, expanded(value)]));
}

function nested(depth: number, leaf: Json): Json {
  return depth === 0 ? leaf : { M: { inner: nested(depth - 1, leaf) } };
}

/** The attributes of an item in DynamoDB JSON, or AWS's error. */
export function itemOf(json: Json | undefined): AttributeMap | ApiError {
  return readAttributes(nodeFrom(json, NOWHERE));
}

/** An error as cases expect it. */
export function errorJson(error: { readonly code: string; readonly message: string }): Json {
  return { outcome: 'error', __type: error.code, message: error.message };
}

/** A key value from the text DynamoDB JSON has for it. */
export function keyValue(type: Json | undefined, text: Json): ScalarKey {
  if (type === 'B') return new Binary(Buffer.from(String(text), 'base64').toString('latin1'));
  if (type !== 'N') return String(text);
  const number = parseNumber(String(text));
  if (number instanceof ExactNumber) return number;
  throw new Error(number.problem);
}

/** The numbers of a list; one number stands for a list of one, and nothing for an empty one. */
export function numbersOf(json: Json | undefined): readonly number[] {
  if (isList(json)) return json.filter((one) => one !== null).map(Number);
  return json === undefined || json === null ? [] : [Number(json)];
}

/** A number, or nothing where there is none. */
export function numberOf(json: Json | undefined): number | undefined {
  return typeof json === 'number' ? json : undefined;
}

export { ApiError };

/** Bytes of the units in which cases give sizes. */
const UNIT_BYTES: readonly (readonly [RegExp, number])[] = [
  [/GB$/, 1024 ** 3],
  [/MB$/, 1024 ** 2],
  [/KB$/, 1024],
];

/** The value of the first member whose name fits, at any depth; the outermost counts. */
export function found(json: Json | undefined, name: RegExp): Json | undefined {
  return foundEntry(json, name)?.[1];
}

function foundEntry(json: Json | undefined, name: RegExp): readonly [string, Json] | undefined {
  if (!isRecord(json)) return undefined;
  const here = Object.entries(json).find(([key]) => name.test(key));
  if (here !== undefined) return here;
  for (const value of Object.values(json)) {
    const inner = foundEntry(value, name);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** A number whose name fits, at any depth. */
export function foundNumber(json: Json | undefined, name: RegExp): number | undefined {
  return numberOf(found(json, name));
}

/** Sizes in bytes of the first member whose name fits; names ending in KB, MB or GB are of those units. */
export function foundSizes(json: Json | undefined, name: RegExp): readonly (number | null)[] | undefined {
  const entry = isRecord(json) ? Object.entries(json).find(([key]) => name.test(key)) : undefined;
  if (entry === undefined) return undefined;
  const [key, value] = entry;
  const scale = UNIT_BYTES.find(([ending]) => ending.test(key))?.[1] ?? 1;
  const sizes = isList(value) ? value : [value];
  return sizes.map((one) => (typeof one === 'number' ? Math.round(one * scale) : null));
}

/** Whether a member of such a name is set, at any depth. */
export function flagged(json: Json | undefined, name: RegExp): boolean {
  if (!isRecord(json)) return false;
  return Object.entries(json).some(([key, value]) => (name.test(key) && value === true) || flagged(value, name));
}

/** The first list of numbers whose name fits, at any depth. */
export function foundNumbers(json: Json | undefined, name: RegExp): readonly number[] | undefined {
  if (!isRecord(json)) return undefined;
  for (const [key, value] of Object.entries(json)) {
    if (name.test(key) && isList(value) && value.every((one) => typeof one === 'number')) return value.map(Number);
    const inner = foundNumbers(value, name);
    if (inner !== undefined) return inner;
  }
  return undefined;
}
