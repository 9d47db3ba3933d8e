import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nodeFrom } from '../../../src/schema/node.ts';
import { ApiError } from '../../../src/services/dynamodb/api-error.ts';
import { type AttributeMap, sameMap } from '../../../src/services/dynamodb/value/attribute-value.ts';
import { itemSize } from '../../../src/services/dynamodb/value/item-size.ts';
import { readAttributes } from '../../../src/services/dynamodb/value/read-value.ts';
import { attributesJson } from '../../../src/services/dynamodb/value/write-value.ts';
import { attributes, refused } from './nodes.ts';

test('plain YAML and DynamoDB JSON mean the same', () => {
  const plain = { id: 'a', n: 1.5, ok: true, none: null, list: ['x', 2], map: { deep: 'y' } };
  const typed = {
    id: { S: 'a' },
    n: { N: '1.5' },
    ok: { BOOL: true },
    none: { NULL: true },
    list: { L: [{ S: 'x' }, { N: '2' }] },
    map: { M: { deep: { S: 'y' } } },
  };
  expect(sameMap(attributes(plain), attributes(typed))).toBe(true);
  expect(attributesJson(attributes(plain))).toEqual(typed);
});

test('sets and binaries stand in plain YAML in the form of DynamoDB JSON', () => {
  const item = attributes({ id: 'a', tags: { SS: ['x', 'y'] }, sizes: { NS: ['1.0', '2'] }, raw: { B: 'AQI=' } });
  expect(attributesJson(item)).toEqual({
    id: { S: 'a' },
    tags: { SS: ['x', 'y'] },
    sizes: { NS: ['1', '2'] },
    raw: { B: 'AQI=' },
  });
});

test('whatever stands there is read or refused, and what is read is written back the same', () => {
  const typed = fc.letrec<{ value: object }>((tie) => ({
    value: fc.oneof(
      fc.record({ S: fc.string() }),
      fc.record({ N: fc.oneof(fc.integer().map(String), fc.string({ maxLength: 3 })) }),
      fc.record({ BOOL: fc.boolean() }),
      fc.record({ SS: fc.array(fc.string(), { maxLength: 3 }) }),
      fc.record({ L: fc.array(tie('value'), { maxLength: 2 }) }),
      fc.record({ M: fc.dictionary(fc.string(), tie('value'), { maxKeys: 2 }) }),
      fc.constant({}),
    ),
  })).value;
  const anything = fc.oneof(
    fc.dictionary(fc.string(), typed, { maxKeys: 4 }),
    fc.dictionary(fc.string(), fc.jsonValue()),
  );
  fc.assert(
    fc.property(anything, (data) => {
      const read = readAttributes(nodeFrom(data, { source: { path: 'test', text: '' }, offset: 0 }));
      if (read instanceof ApiError) return;
      const again = attributes(attributesJson(read));
      expect(sameMap(again, read)).toBe(true);
      expect(itemSize(again)).toBe(itemSize(read));
    }),
    { numRuns: 400 },
  );
});

test('sets are equal in any order', () => {
  expect(sameMap(attributes({ s: { SS: ['a', 'b'] } }), attributes({ s: { SS: ['b', 'a'] } }))).toBe(true);
  expect(sameMap(attributes({ s: { SS: ['a'] } }), attributes({ s: { SS: ['a', 'b'] } }))).toBe(false);
});

test('any text is a name, also those of the prototype', () => {
  const item = attributes(JSON.parse('{"__proto__":"x","constructor":"y"}') as object);
  expect(Object.keys(attributesJson(item))).toEqual(['__proto__', 'constructor']);
  expect(sameMap(attributes({ toString: 'a' }), attributes({ other: 'a' }))).toBe(false);
});

const nested = (depth: number): object => (depth === 0 ? { S: 'leaf' } : { M: { inner: nested(depth - 1) } });

describe('values that DynamoDB refuses', () => {
  test.each([
    ['an empty string set', { id: { S: 'a' }, s: { SS: [] } }, 'An string set  may not be empty'],
    ['an empty number set', { id: { S: 'a' }, s: { NS: [] } }, 'An number set  may not be empty'],
    ['an empty binary set', { id: { S: 'a' }, s: { BS: [] } }, 'Binary sets should not be empty'],
    ['a doubled member', { s: { SS: ['a', 'a'] } }, 'Input collection [a, a] contains duplicates.'],
    ['equal numbers', { s: { NS: ['1', '1.0'] } }, 'Input collection contains duplicates'],
    ['a false null', { n: { NULL: false } }, 'Null attribute value types must have the value of true'],
    ['no type', { id: { S: 'a' }, n: {} }, 'Supplied AttributeValue is empty, must contain exactly one'],
    ['two types', { id: { S: 'a', N: '1' } }, 'Supplied AttributeValue has more than one datatypes set'],
    ['33 levels', { id: { S: 'a' }, deep: nested(32) }, 'Nesting Levels have exceeded supported limits'],
    ['no base64', { b: { B: '%%' } }, 'can not be converted to a Blob'],
  ])('%s', (_, item, message) => expect(refused(item)).toContain(message));

  test('32 levels are fine', () => {
    const item: AttributeMap = attributes({ id: { S: 'a' }, deep: nested(31) });
    expect(Object.keys(item)).toEqual(['id', 'deep']);
  });
});
