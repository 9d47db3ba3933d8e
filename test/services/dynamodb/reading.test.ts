import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/core/result.ts';
import { answer, call, fact, playOn } from './tables.ts';

const events = {
  things: {
    partitionKey: 'pk:S',
    sortKey: 'sk:N',
    globalSecondaryIndexes: { 'by-kind': { partitionKey: 'kind:S', sortKey: 'sk:N', projection: 'KEYS_ONLY' } },
    localSecondaryIndexes: { 'by-name': { sortKey: 'nick:S', projection: 'KEYS_ONLY' } },
    items: [3, 1, 2, 10].map((sk) => ({
      pk: 'a',
      sk,
      kind: sk > 2 ? 'big' : 'small',
      nick: `n${sk}`,
      body: 'x'.repeat(100),
    })),
  },
};
const collection = { keyConditionExpression: 'pk = :p', expressionAttributeValues: { ':p': 'a' } };
const sortKeys = (json: Json | undefined) => (json as { sk: { N: string } }[]).map(({ sk }) => sk.N);

describe('Query', () => {
  test('goes through a collection by sort key, forwards and backwards, page by page', async () => {
    const { results } = await playOn(events, [
      call('Query', collection),
      call('Query', { ...collection, scanIndexForward: false, limit: 3 }),
      call('Query', { ...collection, exclusiveStartKey: { pk: 'a', sk: 2 } }),
      call('Query', { ...collection, limit: 4 }),
    ]);
    expect(sortKeys(fact(results[0], 'response', 'items'))).toEqual(['1', '2', '3', '10']);
    expect(sortKeys(fact(results[1], 'response', 'items'))).toEqual(['10', '3', '2']);
    expect(fact(results[1], 'response', 'lastEvaluatedKey')).toEqual({ pk: { S: 'a' }, sk: { N: '2' } });
    expect(sortKeys(fact(results[2], 'response', 'items'))).toEqual(['3', '10']);
    expect(fact(results[2], 'response', 'lastEvaluatedKey')).toBeUndefined();
    // The page stopped because of Limit, so it says so although nothing follows.
    expect(fact(results[3], 'response', 'lastEvaluatedKey')).toEqual({ pk: { S: 'a' }, sk: { N: '10' } });
  });

  test('filters after reading: what is dropped is paid for', async () => {
    const filter = { filterExpression: 'kind = :k', expressionAttributeValues: { ':p': 'a', ':k': 'none' } };
    const { results } = await playOn(events, [
      call('Query', { ...collection, ...filter, returnConsumedCapacity: 'TOTAL' }),
    ]);
    expect(fact(results[0], 'response')).toMatchObject({
      count: 0,
      scannedCount: 4,
      consumedCapacity: { capacityUnits: 0.5 },
    });
  });

  test('a local index fetches what it does not project, each item rounded up', async () => {
    const byName = { ...collection, indexName: 'by-name', returnConsumedCapacity: 'INDEXES' };
    const { results } = await playOn(events, [
      call('Query', byName),
      call('Query', { ...byName, select: 'ALL_ATTRIBUTES', consistentRead: true }),
    ]);
    expect(fact(results[0], 'response', 'consumedCapacity', 'capacityUnits')).toBe(0.5);
    expect(fact(results[0], 'response', 'items')).not.toContainEqual(
      expect.objectContaining({ body: expect.anything() }),
    );
    expect(fact(results[1], 'response', 'consumedCapacity')).toMatchObject({
      capacityUnits: 5,
      table: { capacityUnits: 4 },
      localSecondaryIndexes: { 'by-name': { capacityUnits: 1 } },
    });
    expect(fact(results[1], 'response', 'items')).toContainEqual(expect.objectContaining({ body: expect.anything() }));
  });

  test('a global index pages by its own key and the table’s', async () => {
    const byKind = {
      indexName: 'by-kind',
      keyConditionExpression: 'kind = :k',
      expressionAttributeValues: { ':k': 'big' },
      limit: 1,
    };
    const { results } = await playOn(events, [
      call('Query', byKind),
      call('Query', { ...byKind, exclusiveStartKey: { kind: 'big', sk: 3, pk: 'a' } }),
    ]);
    expect(fact(results[0], 'response', 'lastEvaluatedKey')).toEqual({
      kind: { S: 'big' },
      sk: { N: '3' },
      pk: { S: 'a' },
    });
    expect(sortKeys(fact(results[1], 'response', 'items'))).toEqual(['10']);
  });

  test.each([
    [{ ...collection, indexName: 'none' }, 'The table does not have the specified index: none'],
    [
      { ...collection, indexName: 'by-kind', consistentRead: true },
      'Consistent reads are not supported on global secondary indexes',
    ],
    [{ ...collection, limit: 0 }, 'Member must have value greater than or equal to 1'],
    [{ ...collection, select: 'SOME' }, "Value 'SOME' at 'select'"],
    [
      { ...collection, select: 'ALL_PROJECTED_ATTRIBUTES' },
      'ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName',
    ],
    [{ ...collection, exclusiveStartKey: { pk: 'a' } }, 'The provided starting key is invalid'],
    [{ ...collection, exclusiveStartKey: { pk: 'b', sk: 1 } }, 'The provided starting key is outside query boundaries'],
    [{}, 'Either the KeyConditions or KeyConditionExpression parameter must be specified'],
    [
      {
        keyConditionExpression: 'kind = :k',
        expressionAttributeValues: { ':k': 'big' },
        indexName: 'by-kind',
        select: 'ALL_ATTRIBUTES',
      },
      'its projection type is not ALL',
    ],
  ])('%o is refused', async (parameters, message) => {
    const { results } = await playOn(events, [call('Query', parameters)]);
    expect(answer(results[0])).toContain(message);
  });
});

test('what a query answers is what sorting and filtering all items by hand gives', async () => {
  const item = fc.record({ pk: fc.constantFrom('a', 'b'), sk: fc.integer({ min: -50, max: 50 }), n: fc.nat(9) });
  const unique = fc.uniqueArray(item, { minLength: 1, maxLength: 40, selector: ({ pk, sk }) => `${pk}/${sk}` });
  const bounds = fc.tuple(fc.integer({ min: -60, max: 60 }), fc.integer({ min: -60, max: 60 }));
  await fc.assert(
    fc.asyncProperty(unique, bounds, fc.boolean(), fc.nat(9), async (items, [one, other], forward, least) => {
      const [low, high] = [Math.min(one, other), Math.max(one, other)];
      const table = { things: { partitionKey: 'pk:S', sortKey: 'sk:N', items } };
      const query = {
        keyConditionExpression: 'pk = :p AND sk BETWEEN :low AND :high',
        filterExpression: 'n >= :n',
        expressionAttributeValues: { ':p': 'a', ':low': low, ':high': high, ':n': least },
        scanIndexForward: forward,
      };
      const { results } = await playOn(table, [call('Query', query)]);
      const wanted = items
        .filter(({ pk, sk, n }) => pk === 'a' && sk >= low && sk <= high && n >= least)
        .sort((left, right) => (forward ? left.sk - right.sk : right.sk - left.sk))
        .map(({ sk }) => String(sk));
      expect(sortKeys(fact(results[0], 'response', 'items'))).toEqual(wanted);
    }),
    { numRuns: 30 },
  );
});

describe('Scan', () => {
  const keys = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
  const digits = { things: { partitionKey: 'pk:S', items: keys.map((pk) => ({ pk })) } };
  const partitionKeys = (json: Json | undefined) => (json as { pk: { S: string } }[]).map(({ pk }) => pk.S);

  test('goes through a table in the order of the hash', async () => {
    const { results } = await playOn(digits, [call('Scan', {})]);
    expect(partitionKeys(fact(results[0], 'response', 'items')).join(' ')).toBe('2 8 9 1 6 0 5 4 7 3');
  });

  test('segments do not overlap and cover the table', async () => {
    const segments = [0, 1, 2].map((segment) => call('Scan', { segment, totalSegments: 3 }));
    const { results } = await playOn(digits, segments);
    const found = results.flatMap((result) => partitionKeys(fact(result, 'response', 'items')));
    expect(found.sort()).toEqual(keys);
  });

  test.each([
    [{ segment: 1 }, 'The TotalSegments parameter is required'],
    [{ totalSegments: 2 }, 'The Segment parameter is required'],
    [{ segment: 2, totalSegments: 2 }, 'Segment: 2 is not less than TotalSegments: 2'],
  ])('%o is refused', async (parameters, message) => {
    const { results } = await playOn(digits, [call('Scan', parameters)]);
    expect(answer(results[0])).toContain(message);
  });

  test('a page ends at 1 MB', async () => {
    const items = Array.from({ length: 5 }, (_, at) => ({ pk: `k${at}`, body: 'x'.repeat(300 * 1024) }));
    const { results } = await playOn({ things: { partitionKey: 'pk:S', items } }, [call('Scan', {})]);
    expect(fact(results[0], 'response', 'count')).toBe(4);
    expect(fact(results[0], 'response', 'lastEvaluatedKey')).toBeDefined();
  });
});

describe('eventual consistency', () => {
  const put = call('PutItem', { item: { pk: 'a', v: 2 } });
  const read = (consistentRead: boolean) => call('GetItem', { key: { pk: 'a' }, consistentRead });
  const table = { things: { partitionKey: 'pk:S', items: [{ pk: 'a', v: 1 }] } };
  const seen = (result: Parameters<typeof fact>[0]) => fact(result, 'response', 'item', 'v', 'N');

  test('a read right after a write may miss it, a consistent one never does, and later none does', async () => {
    const steps = [put, ...Array.from({ length: 12 }, () => read(false)), read(true), { wait: '1s' }, read(false)];
    const { results } = await playOn(table, steps);
    const early = new Set(results.slice(1, 13).map(seen));
    expect(early).toEqual(new Set(['1', '2']));
    expect(seen(results[13])).toBe('2');
    expect(seen(results[15])).toBe('2');
  });

  test('a global index follows its table a little later', async () => {
    const withIndex = {
      things: { partitionKey: 'pk:S', globalSecondaryIndexes: { late: { partitionKey: 'kind:S' } } },
    };
    const query = call('Query', {
      indexName: 'late',
      keyConditionExpression: 'kind = :k',
      expressionAttributeValues: { ':k': 'x' },
    });
    const write = call('PutItem', { item: { pk: 'a', kind: 'x' } });
    const { results } = await playOn(withIndex, [write, query, { wait: '600ms' }, query]);
    expect(fact(results[1], 'response', 'count')).toBe(0);
    expect(fact(results[3], 'response', 'count')).toBe(1);
  });
});
