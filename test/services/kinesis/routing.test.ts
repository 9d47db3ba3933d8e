import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  coversExactly,
  evenRanges,
  HASH_KEY_MOST,
  hashKeyOf,
  holdsKey,
  parseHashKey,
  prefixOf,
  prefixOfPartitionKey,
} from '../../../src/services/kinesis/hash-key.ts';
import { Router } from '../../../src/services/kinesis/router.ts';

const hashKey = fc.bigInt({ min: 0n, max: HASH_KEY_MOST });

/** Ranges cut at random places. */
const ranges = fc.uniqueArray(fc.bigInt({ min: 1n, max: HASH_KEY_MOST }), { maxLength: 40 }).map((cuts) => {
  const starts = [0n, ...cuts.sort((one, other) => (one < other ? -1 : 1))];
  return starts.map((start, index) => ({
    index,
    range: { start, end: (starts[index + 1] ?? HASH_KEY_MOST + 1n) - 1n },
  }));
});

describe('a partition key and its shard', () => {
  test('the MD5 is read as an unsigned number, most significant byte first', () => {
    expect(hashKeyOf('user-2')).toBe(81544010656874607678696621737415172275n);
    expect(hashKeyOf('')).toBe(BigInt('0xd41d8cd98f00b204e9800998ecf8427e'));
  });

  test('the quick prefix is the prefix of the whole', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (key) => prefixOfPartitionKey(key) === prefixOf(hashKeyOf(key))),
    );
  });

  test('a key goes to the one shard whose range holds it', () => {
    fc.assert(
      fc.property(ranges, hashKey, fc.string(), (shards, key, partitionKey) => {
        const router = new Router(shards);
        const home = (of: bigint) => shards.find((shard) => holdsKey(shard.range, of))?.index;
        const edges = shards.flatMap(({ range }) => [range.start, range.end]);
        for (const one of [key, ...edges]) expect(router.ofHashKey(one)).toBe(home(one));
        expect(router.ofPartitionKey(partitionKey)).toBe(home(hashKeyOf(partitionKey)));
      }),
    );
  });

  test('boundaries that differ only in the low 80 bits are told apart', () => {
    const cut = (1n << 100n) + 5n;
    const router = new Router([
      { index: 0, range: { start: 0n, end: cut - 1n } },
      { index: 1, range: { start: cut, end: cut + 1n } },
      { index: 2, range: { start: cut + 2n, end: HASH_KEY_MOST } },
    ]);
    expect([cut - 1n, cut, cut + 1n, cut + 2n].map((key) => router.ofHashKey(key))).toEqual([0, 1, 1, 2]);
  });
});

describe('even ranges', () => {
  test('cover the key space exactly, for any number of shards', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 5000 }), (count) => coversExactly(evenRanges(count))));
  });

  test('a gap, an overlap or an open end is no cover', () => {
    const [first, second] = evenRanges(2);
    if (first === undefined || second === undefined) throw new Error('two ranges');
    expect(coversExactly([second, first])).toBe(true);
    expect(coversExactly([first])).toBe(false);
    expect(coversExactly([first, { ...second, start: second.start + 1n }])).toBe(false);
    expect(coversExactly([first, { ...second, start: second.start - 1n }])).toBe(false);
  });
});

test.each([
  ['0', 0n],
  [String(HASH_KEY_MOST), HASH_KEY_MOST],
  [String(HASH_KEY_MOST + 1n), undefined],
  ['-1', undefined],
  ['01', undefined],
  ['0x10', undefined],
  ['', undefined],
])('the explicit hash key %s', (text, value) => {
  expect(parseHashKey(text)).toBe(value);
});
