import type { Json } from '../../../core/result.ts';
import {
  type AttributeMap,
  AttributeSet,
  type AttributeValue,
  Binary,
  isList,
  type ScalarKey,
} from './attribute-value.ts';
import { ExactNumber, numberText } from './exact-number.ts';

/** A value in DynamoDB JSON, as AWS answers it. */
export function typedJson(value: AttributeValue): { readonly [type: string]: Json } {
  if (typeof value === 'boolean') return { BOOL: value };
  if (value === null) return { NULL: true };
  if (typeof value === 'string') return { S: value };
  if (value instanceof ExactNumber) return { N: numberText(value) };
  if (value instanceof Binary) return { B: scalarJson(value) };
  if (value instanceof AttributeSet) return { [value.type]: value.members.map(scalarJson) };
  return isList(value) ? { L: value.map(typedJson) } : { M: attributesJson(value) };
}

/** The attributes of an item, a key or a map in DynamoDB JSON. */
export function attributesJson(map: AttributeMap): { readonly [name: string]: { readonly [type: string]: Json } } {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, typedJson(value)]));
}

/** A scalar as the text DynamoDB JSON has for it. */
export function scalarJson(value: ScalarKey): string {
  if (typeof value === 'string') return value;
  return value instanceof ExactNumber ? numberText(value) : Buffer.from(value.bytes, 'latin1').toString('base64');
}
