import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AttributeMap, AttributeValue } from '../../../src/services/dynamodb/value/attribute-value.ts';
import { itemSize, sizeLines, valueSize } from '../../../src/services/dynamodb/value/item-size.ts';
import { attributes } from './nodes.ts';

describe('item sizes', () => {
  test.each([
    ['the shirt of the documentation', { 'shirt-color': 'R', 'shirt-size': 'M' }, 23],
    ['a truth value and a null', { a: true, b: null }, 4],
    ['accented letters', { k: 'äáöü' }, 9],
    ['an empty list and an empty map', { l: [], m: { M: {} } }, 8],
    ['a list of two', { l: ['ab', 'c'] }, 1 + 3 + 3 + 2],
    ['a map of one', { m: { name: 'ab' } }, 1 + 3 + 1 + 4 + 2],
    ['a set has no overhead', { s: { SS: ['ab', 'c'] } }, 4],
    ['a binary, decoded', { b: { B: 'AQI=' } }, 3],
  ])('%s', (_, item, bytes) => expect(itemSize(attributes(item))).toBe(bytes));
});

const anyValue: fc.Arbitrary<AttributeValue> = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string({ unit: 'binary' }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.string({ minLength: 1 }), tie('value'), { maxKeys: 3 }),
  ),
})).value;
const anyItem = fc.dictionary(fc.string({ minLength: 1, unit: 'binary' }), anyValue, { maxKeys: 6 });

test('the size of an item is the sum of its attributes alone, and of its lines', () => {
  fc.assert(
    fc.property(anyItem, (item: AttributeMap) => {
      const alone = Object.entries(item).map(([name, value]) => itemSize({ [name]: value }));
      expect(itemSize(item)).toBe(alone.reduce((sum, one) => sum + one, 0));
      const lines = sizeLines(item);
      expect(itemSize(item)).toBe(lines.reduce((sum, line) => sum + line.nameBytes + line.valueBytes, 0));
    }),
  );
});

test('a list adds one byte and the size of each element', () => {
  fc.assert(
    fc.property(fc.array(anyValue, { maxLength: 4 }), anyValue, (list, last) => {
      expect(valueSize([...list, last])).toBe(valueSize(list) + 1 + valueSize(last));
    }),
  );
});
