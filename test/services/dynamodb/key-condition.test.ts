import { describe, expect, test } from 'vitest';
import { ApiError } from '../../../src/services/dynamodb/api-error.ts';
import {
  filterOnKey,
  keyCondition,
  keyConditionRange,
} from '../../../src/services/dynamodb/expression/key-condition.ts';
import { parseCondition } from '../../../src/services/dynamodb/expression/parse-condition.ts';
import type { ExpressionKind } from '../../../src/services/dynamodb/expression/syntax.ts';
import type { KeySchema } from '../../../src/services/dynamodb/key/key-schema.ts';
import { placeOf } from '../../../src/services/dynamodb/key/place.ts';
import { accepted, message, substitutions } from './expressions.ts';

describe('key conditions', () => {
  const key: KeySchema = { partition: [{ name: 'pk', type: 'S' }], sort: [{ name: 'sk', type: 'S' }] };
  const read = (text: string, own: KeySchema = key) => {
    const parsed = parseCondition('KeyConditionExpression', text, substitutions());
    return parsed instanceof ApiError ? parsed : keyCondition(parsed, own);
  };

  test.each([
    ['pk = :a', ['', 'a', 'b', 'bc']],
    ['pk = :a AND sk = :b', ['b']],
    ['pk = :a AND sk < :b', ['', 'a']],
    ['pk = :a AND :b <= sk', ['b', 'bc']],
    ['pk = :a AND sk > :a', ['b', 'bc']],
    ['sk <= :b AND :a = pk', ['', 'a', 'b']],
    ['pk = :a AND sk BETWEEN :a AND :b', ['a', 'b']],
    ['((pk = :a)) AND (begins_with(sk, :b))', ['b', 'bc']],
  ])('%s', (text, sortKeys) => {
    const { from, to } = keyConditionRange(accepted(read(text)));
    const found = ['', 'a', 'b', 'bc'].filter((sk) => {
      const place = placeOf({ pk: 'a', sk }, key) ?? '';
      return place >= from && place < to;
    });
    expect(found).toEqual(sortKeys);
    const elsewhere = placeOf({ pk: 'b', sk: 'a' }, key) ?? '';
    expect(elsewhere >= from && elsewhere < to).toBe(false);
  });

  test.each([
    ['sk = :a', 'Query condition missed key schema element: pk'],
    ['pk = :a AND third = :b', 'Query condition missed key schema element: sk'],
    ['pk > :a', 'Query key condition not supported'],
    ['pk = :a OR sk = :b', 'Invalid operator used in KeyConditionExpression: OR'],
    ['pk <> :a', 'Invalid operator used in KeyConditionExpression: <>'],
    ['pk = :a AND contains(sk, :b)', 'Invalid operator used in KeyConditionExpression: contains'],
    ['pk = :a AND size(sk) = :n', 'KeyConditionExpressions cannot contain nested operations'],
    ['pk = :a AND sk.deep = :b', 'KeyConditionExpressions cannot have conditions on nested attributes'],
    ['pk = :a AND pk = :b', 'KeyConditionExpressions must only contain one condition per key'],
    ['pk = sk', 'Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition'],
    [':a = :b', 'Invalid condition in KeyConditionExpression: No key attribute specified'],
    ['pk = :n', 'One or more parameter values were invalid: Condition parameter type does not match schema type'],
  ])('%s is refused', (text, problem) => {
    expect(message(read(text))).toBe(problem);
  });

  test('a multi-attribute key wants equality from the left and a range only at the end', () => {
    const wide: KeySchema = {
      partition: [
        { name: 'pk', type: 'S' },
        { name: 'pk2', type: 'S' },
      ],
      sort: [
        { name: 'sk', type: 'S' },
        { name: 'sk2', type: 'S' },
      ],
    };
    expect(accepted(read('pk = :a AND pk2 = :b AND sk = :a AND sk2 > :b', wide))).toMatchObject({
      partition: ['a', 'b'],
      sort: ['a'],
      range: { operator: '>', value: 'b' },
    });
    expect(message(read('pk = :a', wide))).toBe('Query condition missed key schema element: pk2');
    expect(message(read('pk = :a AND pk2 = :b AND sk2 = :a', wide))).toBe(
      'Query condition missed key schema element: sk',
    );
    expect(message(read('pk = :a AND pk2 = :b AND sk > :a AND sk2 = :a', wide))).toBe(
      'Query key condition not supported',
    );
  });

  test('a filter may not look at the key', () => {
    const filter = (text: string, kind: ExpressionKind = 'FilterExpression') =>
      filterOnKey(accepted(parseCondition(kind, text, substitutions())), key)?.message;
    expect(filter('id = :a')).toBeUndefined();
    expect(filter('id = :a AND NOT size(sk) > :n')).toBe(
      'Filter Expression can only contain non-primary key attributes: Primary key attribute: sk',
    );
  });
});
