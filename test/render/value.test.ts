import { expect, test } from 'vitest';
import type { Json } from '../../src/core/result.ts';
import { bodyRows, valueRows } from '../../src/render/value.ts';
import { textOf } from '../../src/view/segment.ts';

function shown(value: Json, width = 60): string {
  return valueRows('it', value, width, '')
    .map((line) => textOf(line).trimEnd())
    .join('\n');
}

test.each<[string, Json, string]>([
  ['a text', 'shop/sg/web', 'it  shop/sg/web'],
  ['a number', 0, 'it  0'],
  ['nothing', null, ''],
  ['an empty list', [], ''],
  ['an object of empty things', { a: [], b: {}, c: null }, ''],
  ['a list of texts', ['a', 'b'], 'it  a, b'],
  ['a small object', { p50: 1, p99: 9 }, 'it  p50 1, p99 9'],
  ['an object that holds more', { a: { b: [{ c: 1 }] }, d: 2 }, 'it\n  a\n    b\n      - c 1\n  d  2'],
  ['control characters', '\u001b[2J', 'it  \\x1b[2J'],
])('%s', (_, value, text) => {
  expect(shown(value)).toBe(text);
});

test('things alike become a table', () => {
  const rows = [
    { shard: 's0', owner: 'w1', lag: 0 },
    { shard: 's1', owner: 'w2' },
  ];
  expect(shown(rows)).toBe('it\n  shard  owner  lag\n  s0     w1     0\n  s1     w2');
});

test('a table that would lose letters becomes a list', () => {
  const rows = [
    { arn: 'arn:aws:sts::111122223333:assumed-role/deploy/release', left: '44m' },
    { arn: 'arn:aws:sts::111122223333:assumed-role/deploy/again', left: '1h' },
  ];
  expect(shown(rows)).toBe(
    [
      'it',
      '  - arn  arn:aws:sts::111122223333:assumed-',
      '         role/deploy/release',
      '    left  44m',
      '  - arn  arn:aws:sts::111122223333:assumed-role/deploy/again',
      '    left  1h',
    ].join('\n'),
  );
});

test('of a long list the rest is counted', () => {
  const lines = bodyRows(
    Array.from({ length: 50 }, (_, n) => ({ n, square: [{ of: n * n }] })),
    60,
    '  ',
  ).map(textOf);
  expect(lines.at(-1)).toBe('  and 10 more');
  expect(lines.filter((line) => line.startsWith('  - '))).toHaveLength(40);
});
