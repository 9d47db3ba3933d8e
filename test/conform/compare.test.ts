import { describe, expect, test } from 'vitest';
import { agrees } from './compare.ts';
import type { Json } from './contract.ts';

const table: readonly [string, Json, Json | undefined, boolean][] = [
  ['equal words', 'Allowed', 'Allowed', true],
  ['different words', 'Allowed', 'ImplicitlyDenied', false],
  ['fields that are not listed', { a: 1 }, { a: 1, b: 2 }, true],
  ['a listed field that is missing', { a: 1, b: 2 }, { a: 1 }, false],
  ['a field of the prototype', { toString: 'x' }, {}, false],
  ['an expected null that is absent', { a: null }, {}, true],
  ['an expected null that is something', { a: null }, { a: 0 }, false],
  ['an answer instead of null', null, 'x', false],
  ['a list in another order', [1, 2], [2, 1], false],
  ['a longer list', [1], [1, 2], false],
  ['objects inside lists, by listed fields', [{ a: 1 }], [{ a: 1, b: 2 }], true],
  ['an object instead of a list', [], {}, false],
  ['a relative millionth', 1_000_000, 1_000_000.9, true],
  ['more than a millionth', 1_000_000, 1_000_002, false],
  ['fewer digits expected', 0.33, 1 / 3, true],
  ['fewer digits, but others', 0.34, 1 / 3, false],
  ['neighbouring counts', 166, 167, false],
  ['numbers as text', 1, '1', false],
  ['nothing at all', 1, undefined, false],
];

describe('what agrees with an expectation', () => {
  test.each(table)('%s', (_, expected, actual, verdict) => {
    expect(agrees(expected, actual)).toBe(verdict);
  });
});
