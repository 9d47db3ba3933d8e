import {
  type AttributeMap,
  attribute,
  isScalarKey,
  type KeyTypeName,
  type ScalarKey,
} from '../value/attribute-value.ts';

/** One attribute of a key. */
export interface KeyAttribute {
  readonly name: string;
  readonly type: KeyTypeName;
}

/**
 * The key of a table or of an index. Tables and local indexes have one attribute of each kind at most; global indexes
 * up to four ("Multi-attribute keys", Developer Guide).
 */
export interface KeySchema {
  readonly partition: readonly KeyAttribute[];
  readonly sort: readonly KeyAttribute[];
}

const knownAttributes = new WeakMap<KeySchema, readonly KeyAttribute[]>();

/** All attributes of a key, partition key first. */
export function keyAttributes(key: KeySchema): readonly KeyAttribute[] {
  let attributes = knownAttributes.get(key);
  if (attributes === undefined) {
    attributes = [...key.partition, ...key.sort];
    knownAttributes.set(key, attributes);
  }
  return attributes;
}

/** The key attributes of an item by themselves. */
export function keyOf(item: AttributeMap, ...keys: readonly KeySchema[]): AttributeMap {
  const entries = keys.flatMap(keyAttributes).map(({ name }) => [name, item[name]] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as AttributeMap;
}

/** The values of key attributes; undefined where one is missing or no key value at all. */
export function keyValues(item: AttributeMap, attributes: readonly KeyAttribute[]): ScalarKey[] | undefined {
  const values: ScalarKey[] = [];
  for (const { name } of attributes) {
    const value = attribute(item, name);
    if (!isScalarKey(value)) return undefined;
    values.push(value);
  }
  return values;
}
