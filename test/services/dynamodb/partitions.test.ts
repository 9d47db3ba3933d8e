import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { World } from '../../../src/core/world.ts';
import { HIGHEST, LOWEST, placeOfKey } from '../../../src/services/dynamodb/key/place.ts';
import { provisionedPartitions } from '../../../src/services/dynamodb/partition/initial.ts';
import {
  cutPartition,
  evenKeySpace,
  type KeySpace,
  partitionAt,
} from '../../../src/services/dynamodb/partition/key-space.ts';
import { splitDecision } from '../../../src/services/dynamodb/partition/split-decision.ts';
import { exactInteger } from '../../../src/services/dynamodb/value/exact-number.ts';
import { fact, playOn } from './tables.ts';

/** The partitions must be the whole key space, in order, without a gap. */
function expectWhole({ partitions }: KeySpace): void {
  expect(partitions[0]?.low).toBe(LOWEST);
  expect(partitions.at(-1)?.high).toBe(HIGHEST);
  partitions.slice(1).forEach((partition, at) => {
    expect(partition.low).toBe(partitions[at]?.high);
    expect(partition.low > (partitions[at]?.low ?? '')).toBe(true);
  });
}

const place = fc
  .tuple(fc.string({ maxLength: 4 }), fc.integer())
  .map(([key, sort]) => placeOfKey([key], [exactInteger(sort)]));

test('partitions cover the key space without overlap, however they are cut', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.array(place, { maxLength: 20 }), place, (count, cuts, probe) => {
      const space = evenKeySpace(count, 0);
      for (const cut of cuts) cutPartition(space, partitionAt(space, cut).id, cut, 0, 0);
      expectWhole(space);
      const found = partitionAt(space, probe);
      expect(found.low <= probe && probe < found.high).toBe(true);
      expect(new Set(space.partitions.map(({ id }) => id)).size).toBe(space.partitions.length);
    }),
  );
});

test('the historic formula: by throughput, by size', () => {
  const GB = 1024 ** 3;
  expect(provisionedPartitions({ read: 10_000, write: 1000 }, 0)).toBe(5);
  expect(provisionedPartitions({ read: 100, write: 500 }, 15 * GB)).toBe(2);
  expect(provisionedPartitions({ read: 1, write: 1 }, 0)).toBe(1);
});

describe('whether a split can help', () => {
  const samples = (make: (at: number) => [string, number]) =>
    Array.from({ length: 200 }, (_, at) => {
      const [key, sort] = make(at);
      return placeOfKey([key], [exactInteger(sort)]);
    });
  const decide = (make: (at: number) => [string, number], collectionsPinned = false) =>
    splitDecision({ samples: samples(make), collectionsPinned, partitionAttributes: 1 });
  const scattered = (at: number) => (at * 7919) % 1000;

  test.each([
    ['many keys', (at: number): [string, number] => [`k${scattered(at)}`, 1], false, 'helps'],
    ['one collection, scattered sort keys', (at: number): [string, number] => ['hot', scattered(at)], false, 'helps'],
    [
      'the same under a local index',
      (at: number): [string, number] => ['hot', scattered(at)],
      true,
      'pinned-by-local-index',
    ],
    ['one item', (): [string, number] => ['hot', 1], false, 'single-item'],
    ['one item under a local index', (): [string, number] => ['hot', 1], true, 'single-item'],
    ['a sort key that only grows', (at: number): [string, number] => ['hot', at], false, 'sequential-keys'],
    ['many keys under a local index', (at: number): [string, number] => [`k${scattered(at) % 20}`, at], true, 'helps'],
  ])('%s', (_, make, pinned, answer) => {
    const decision = decide(make, pinned);
    expect(decision.helps ? 'helps' : decision.because).toBe(answer);
    if (decision.helps) expect(Math.abs(decision.below - 0.5)).toBeLessThan(0.2);
  });

  test('nobody can say from too few requests', () => {
    expect(splitDecision({ samples: ['a'], collectionsPinned: false, partitionAttributes: 1 })).toMatchObject({
      helps: false,
      because: 'too-few-requests',
    });
  });
});

const load = (items: object, more: object = {}) => ({
  load: {
    id: 'traffic',
    call: 'dynamodb:PutItem',
    with: { tableName: 'things' },
    rate: '75/s',
    for: '200s',
    items,
    ...more,
  },
});
const partitionsOf = (world: World, index?: string) => {
  const table = world.runtimes.dynamodb?.tables.get('shop/table/things');
  const scalable =
    index === undefined ? table : table?.globalIndexes.find(({ definition }) => definition.name === index);
  if (scalable === undefined) throw new Error('there is such a table');
  return scalable.space;
};

describe('splits for heat', () => {
  const table = {
    things: { partitionKey: 'pk:S', sortKey: 'sk:N', ...{ warmThroughput: { writeUnitsPerSecond: 4000 } } },
  };

  test('a hot collection with scattered sort keys is cut, and then serves more', async () => {
    const hot = { pk: 'hot', sk: { uniform: 100_000 }, size: '20 KB' };
    const { results, world } = await playOn(table, [
      load(hot),
      load(hot, { id: 'after', for: '5s' }),
      { show: 'can-split-help things' },
    ]);
    expect(partitionsOf(world).partitions).toHaveLength(5);
    expectWhole(partitionsOf(world));
    expect(fact(results[0], 'throttled')).toBeGreaterThan(0);
    expect(fact(results[1], 'throttled')).toBe(0);
  });

  test('keys in sequence are not cut, and the question says why', async () => {
    const sequence = { pk: 'hot', sk: { sequence: 1 }, size: '20 KB' };
    const { results, world } = await playOn(table, [load(sequence), { show: 'can-split-help things' }]);
    expect(partitionsOf(world).partitions).toHaveLength(4);
    expect(results[1]?.reason).toBe('split-sequential-keys');
    expect(fact(results[0], 'canSplitHelp')).toBe('split-sequential-keys');
  });

  test('can be turned off', async () => {
    const off = { model: { dynamodbSplitForHeat: false } };
    const { world } = await playOn(table, [load({ pk: 'hot', sk: { uniform: 100_000 }, size: '20 KB' })], off);
    expect(partitionsOf(world).partitions).toHaveLength(4);
  });
});

describe('size', () => {
  const big = (more: object) => ({
    things: {
      partitionKey: 'pk:S',
      sortKey: 'sk:N',
      provisionedThroughput: { readCapacityUnits: 1, writeCapacityUnits: 1000 },
      fill: { count: 26_300, items: { pk: 'tenant', sk: { sequence: 1 }, name: 'x', size: '399 KB' } },
      ...more,
    },
  });
  const put = (bytes: number, sk: number) => ({
    call: 'dynamodb:PutItem',
    with: { tableName: 'things', item: { pk: 'tenant', sk, name: 'x', body: 'x'.repeat(bytes) } },
  });

  test('a collection that outgrows a partition is cut between sort keys', async () => {
    const { world } = await playOn(big({}), [put(390_000, 900_000), put(390_000, 900_001)]);
    const space = partitionsOf(world);
    expectWhole(space);
    expect(space.partitions.length).toBeGreaterThan(1);
    for (const { bytes } of space.partitions) expect(bytes).toBeLessThanOrEqual(10 * 1024 ** 3);
  });

  test('with a local index it is limited to 10 GB: growing writes are refused, shrinking ones and other keys are not', async () => {
    const index = { localSecondaryIndexes: { 'by-name': { sortKey: 'name:S', projection: 'KEYS_ONLY' } } };
    const { results, world } = await playOn(big(index), [
      put(390_000, 900_000),
      put(100, 1),
      {
        call: 'dynamodb:PutItem',
        with: { tableName: 'things', item: { pk: 'other', sk: 1, body: 'x'.repeat(300_000) } },
      },
    ]);
    expect(results.map(({ outcome, awsCode }) => awsCode ?? outcome)).toEqual([
      'ItemCollectionSizeLimitExceededException',
      'allowed',
      'allowed',
    ]);
    expectWhole(partitionsOf(world));
  });
});

test('no partition does more than its limits in any second, whatever the load', async () => {
  const rate = fc.integer({ min: 200, max: 3000 });
  const keys = fc.constantFrom<object>(
    { zipf: 1.3, of: 500 },
    { uniform: 50 },
    { hot: 'x', share: 0.8, of: 20 },
    { sequence: 1 },
  );
  await fc.assert(
    fc.asyncProperty(rate, keys, fc.integer({ min: 1, max: 3 }), async (perSecond, pk, kilobytes) => {
      const table = {
        things: { partitionKey: 'pk:S', globalSecondaryIndexes: { 'by-kind': { partitionKey: 'kind:S' } } },
      };
      const items = { pk, kind: { uniform: 3 }, size: `${kilobytes} KB` };
      const steps = Array.from({ length: 4 }, (_, at) =>
        load(items, { id: `l${at}`, rate: `${perSecond}/s`, for: '1s' }),
      );
      for (const at of [1, 2, 3, 4]) {
        const { world } = await playOn(table, steps.slice(0, at));
        for (const index of [undefined, 'by-kind']) {
          for (const { write, read } of partitionsOf(world, index).partitions) {
            expect(Math.max(write.used, write.lastUsed)).toBeLessThanOrEqual(1000);
            expect(Math.max(read.used, read.lastUsed)).toBeLessThanOrEqual(3000);
          }
        }
      }
    }),
    { numRuns: 3 },
  );
});
