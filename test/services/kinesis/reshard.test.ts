import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coversExactly, evenRanges } from '../../../src/services/kinesis/hash-key.ts';
import { errorCode, isRefusal } from '../../../src/services/kinesis/reasons.ts';
import {
  carryOut,
  checkReshardable,
  checkTarget,
  checkUpdates,
  merge,
  middleOf,
  split,
  uniformScaling,
} from '../../../src/services/kinesis/reshard.ts';
import { newStream, openShard, routerOf, type Stream, shardOf } from '../../../src/services/kinesis/stream.ts';

const NOW = 1_767_603_600_000;
const DAY = 86_400_000;
const of = (shards: number): Stream =>
  newStream({ account: 'a', region: 'r', name: 's', shards, mode: 'PROVISIONED', retention: DAY }, NOW);
const shard = (start: bigint, end: bigint, index = 0) => openShard(index, { start, end }, NOW);
const refused = (value: object | undefined) => (isRefusal(value) ? errorCode(value) : undefined);

describe('a split', () => {
  test.each([
    [0n, 'InvalidArgumentException'],
    [1n, 'InvalidArgumentException'],
    [2n, undefined],
    [98n, undefined],
    [99n, 'InvalidArgumentException'],
    [100n, 'InvalidArgumentException'],
  ])('of 0…99 at %i', (key, error) => {
    expect(refused(split(shard(0n, 99n), key))).toBe(error);
  });

  test('makes two children of one parent', () => {
    expect(split(shard(0n, 99n, 7), 40n)).toEqual({
      closes: [7],
      opens: [
        { range: { start: 0n, end: 39n }, parent: 7 },
        { range: { start: 40n, end: 99n }, parent: 7 },
      ],
    });
  });
});

describe('a merge', () => {
  test.each<[bigint, bigint, boolean]>([
    [382n, 454n, true],
    [200n, 275n, true],
    [383n, 454n, false],
    [380n, 454n, false],
  ])('of 276…381 with %i…%i', (start, end, allowed) => {
    const merged = merge(shard(276n, 381n, 1), shard(start, end, 2));
    expect(isRefusal(merged)).toBe(!allowed);
    if (isRefusal(merged)) return;
    expect(merged.opens).toEqual([
      { range: { start: start < 276n ? start : 276n, end: end > 381n ? end : 381n }, parent: 1, adjacentParent: 2 },
    ]);
  });

  test('needs two open shards', () => {
    const closed = { ...shard(382n, 454n, 2), closedAt: NOW };
    expect(refused(merge(shard(276n, 381n, 1), closed))).toBe('InvalidArgumentException');
  });
});

describe('a new shard count', () => {
  test.each([
    [4, 8, true],
    [4, 9, false],
    [4, 2, true],
    [4, 1, false],
    [5, 2, false],
    [5, 3, true],
    [1, 1, true],
    [6000, 10_001, false],
    [12_000, 9999, true],
  ])('from %i to %i', (open, target, allowed) => {
    expect(checkTarget(open, target) === undefined).toBe(allowed);
  });

  test('works ten times in any 24 hours', () => {
    const updates = Array.from({ length: 10 }, (_, at) => NOW - at * 1000);
    expect(refused(checkUpdates(updates, NOW))).toBe('LimitExceededException');
    expect(checkUpdates(updates, NOW + DAY)).toBeUndefined();
  });

  test('keeps the shards whose ranges stay', () => {
    const stream = of(4);
    const reshard = uniformScaling(stream, 2);
    expect(reshard.closes).toEqual([0, 1, 2, 3]);
    expect(reshard.opens.map(({ parent, adjacentParent }) => [parent, adjacentParent])).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(uniformScaling(of(3), 3)).toEqual({ closes: [], opens: [] });
  });
});

test.each([
  ['ACTIVE', 'PROVISIONED', undefined],
  ['UPDATING', 'PROVISIONED', 'ResourceInUseException'],
  ['CREATING', 'PROVISIONED', 'ResourceInUseException'],
  ['ACTIVE', 'ON_DEMAND', 'ValidationException'],
] as const)('resharding a stream that is %s and %s', (status, mode, error) => {
  expect(refused(checkReshardable({ ...of(2), status, mode }, 'SplitShard'))).toBe(error);
});

test('whatever is split, merged and scaled, the open shards cover the key space exactly', () => {
  const action = fc.oneof(
    fc.record({ kind: fc.constant('split' as const), at: fc.nat() }),
    fc.record({ kind: fc.constant('merge' as const), at: fc.nat() }),
    fc.record({ kind: fc.constant('scale' as const), at: fc.nat() }),
  );
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.array(action, { maxLength: 25 }), (shards, actions) => {
      const stream = of(shards);
      for (const { kind, at } of actions) {
        const first = shardOf(stream, stream.open[at % stream.open.length] ?? 0);
        const second = shardOf(stream, stream.open[(at + 1) % stream.open.length] ?? 0);
        const reshard =
          kind === 'split'
            ? split(first, middleOf(first.range))
            : kind === 'merge'
              ? merge(first, second)
              : uniformScaling(stream, Math.max(1, Math.min(64, at % (2 * stream.open.length + 1))));
        if (!isRefusal(reshard)) carryOut(stream, reshard, (index) => shardOf(stream, index), NOW);
        expect(coversExactly(stream.open.map((index) => shardOf(stream, index).range))).toBe(true);
        const [range] = evenRanges(1);
        expect(routerOf(stream).ofHashKey(range?.end ?? 0n)).toBe(stream.open.at(-1));
      }
      for (const one of stream.shards) {
        if (one.closedAt === undefined) continue;
        const children = one.children.map((index) => shardOf(stream, index).range);
        expect(children.length).toBeGreaterThan(0);
        expect(children.some((child) => child.start <= one.range.start && one.range.start <= child.end)).toBe(true);
      }
    }),
    { numRuns: 60 },
  );
});
