import { type ApiError, invalid, invalidValue } from '../api-error.ts';
import { type AttributeMap, attribute, isScalarKey, type ScalarKey, typeOf } from '../value/attribute-value.ts';
import { valueSize } from '../value/item-size.ts';
import { type KeyAttribute, type KeySchema, keyAttributes } from './key-schema.ts';

/** "Partition keys and sort keys" under "Quotas in Amazon DynamoDB". */
export const PARTITION_KEY_BYTES_MOST = 2048;
export const SORT_KEY_BYTES_MOST = 1024;

/** What a global or local index asks of the items of its table. */
export interface IndexKey {
  readonly name: string;
  readonly key: KeySchema;
}

/** Checks the key a request names: exactly the table's key attributes, of their types and sizes. */
export function checkKey(given: AttributeMap, key: KeySchema): ApiError | undefined {
  const attributes = keyAttributes(key);
  const fits = attributes.every((one) => {
    const value = attribute(given, one.name);
    return value !== undefined && typeOf(value) === one.type;
  });
  if (!fits || Object.keys(given).length !== attributes.length) {
    return invalid('The provided key element does not match the schema');
  }
  return checkValues(given, key);
}

/**
 * Checks the index keys of an item that an update has made. What its expression told beforehand has been refused
 * already, so these are the errors of values that came out of the item.
 */
export function checkUpdatedIndexKeys(item: AttributeMap, indexes: readonly IndexKey[]): ApiError | undefined {
  const attempt = 'The update expression attempted to update';
  for (const { key } of indexes) {
    for (const { name, type } of keyAttributes(key)) {
      const value = attribute(item, name);
      if (value === undefined) continue;
      if (typeOf(value) !== type) return invalid(`${attempt} the secondary index key to unsupported type`);
      if (isScalarKey(value) && isEmpty(value)) {
        const what = `${attempt} a secondary index key to a value that is not supported`;
        const empty = `The AttributeValue for a key attribute cannot contain an empty ${emptyWord(value)} value.`;
        return invalid(`One or more parameter values are not valid. ${what}. ${empty}`);
      }
    }
    if (checkSizes(item, key) !== undefined) {
      return invalid(`${attempt} the secondary index key beyond allowed size limits`);
    }
  }
  return undefined;
}

/** A type that an index key cannot have. */
export function wrongIndexType(index: IndexKey, { name, type }: KeyAttribute, actual: string): ApiError {
  const types = `Expected: ${type} Actual: ${actual}`;
  return invalidValue(`Type mismatch for Index Key ${name} ${types} IndexName: ${index.name}`);
}

/** Checks the key attributes of a whole item, first the table's, then those of every index it would enter. */
export function checkItemKeys(item: AttributeMap, key: KeySchema, indexes: readonly IndexKey[]): ApiError | undefined {
  for (const { name, type } of keyAttributes(key)) {
    const value = attribute(item, name);
    if (value === undefined) return invalidValue(`Missing the key ${name} in the item`);
    if (typeOf(value) !== type) {
      return invalidValue(`Type mismatch for key ${name} expected: ${type} actual: ${typeOf(value)}`);
    }
  }
  const problem = checkValues(item, key);
  if (problem !== undefined) return problem;
  for (const index of indexes) {
    const found = checkIndexKey(item, index);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether an item can have its place in an index; one that lacks a key attribute is just not in it. */
export function checkIndexKey(item: AttributeMap, index: IndexKey): ApiError | undefined {
  for (const one of keyAttributes(index.key)) {
    const { name, type } = one;
    const value = attribute(item, name);
    if (value === undefined) continue;
    if (typeOf(value) !== type) return wrongIndexType(index, one, typeOf(value));
    if (isScalarKey(value) && isEmpty(value)) {
      const rule = 'A value specified for a secondary index key is not supported';
      const empty = `The AttributeValue for a key attribute cannot contain an empty ${emptyWord(value)} value`;
      return invalid(
        `One or more parameter values are not valid. ${rule}. ${empty}. IndexName: ${index.name}, IndexKey: ${name}`,
      );
    }
  }
  return checkSizes(item, index.key);
}

function checkValues(item: AttributeMap, key: KeySchema): ApiError | undefined {
  for (const one of keyAttributes(key)) {
    const value = attribute(item, one.name);
    const problem = isScalarKey(value) ? checkKeyValue(one, value) : undefined;
    if (problem !== undefined) return problem;
  }
  return checkSizes(item, key);
}

/** A key attribute may not be empty. */
export function checkKeyValue(one: KeyAttribute, value: ScalarKey): ApiError | undefined {
  if (!isEmpty(value)) return undefined;
  const rule = `The AttributeValue for a key attribute cannot contain an empty ${emptyWord(value)} value`;
  return invalid(`One or more parameter values are not valid. ${rule}. Key: ${one.name}`);
}

/** The texts, with the missing space, are AWS's. */
function checkSizes(item: AttributeMap, key: KeySchema): ApiError | undefined {
  if (sizeOfAttributes(item, key.partition) > PARTITION_KEY_BYTES_MOST) {
    return invalidValue(`Size of hashkey has exceeded the maximum size limit of${PARTITION_KEY_BYTES_MOST} bytes`);
  }
  if (sizeOfAttributes(item, key.sort) > SORT_KEY_BYTES_MOST) {
    return invalidValue(
      `Aggregated size of all range keys has exceeded the size limit of ${SORT_KEY_BYTES_MOST} bytes`,
    );
  }
  return undefined;
}

function sizeOfAttributes(item: AttributeMap, attributes: readonly KeyAttribute[]): number {
  let total = 0;
  for (const { name } of attributes) {
    const value = attribute(item, name);
    if (value !== undefined) total += valueSize(value);
  }
  return total;
}

function isEmpty(value: ScalarKey): boolean {
  return typeof value === 'string' ? value === '' : value.bytes === '';
}

function emptyWord(value: ScalarKey): string {
  return typeOf(value) === 'B' ? 'binary' : 'string';
}
