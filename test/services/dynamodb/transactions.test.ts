import { describe, expect, test } from 'vitest';
import { statistics } from '../../../src/core/metrics.ts';
import { answer, fact, playOn, START } from './tables.ts';

const table = {
  things: {
    partitionKey: 'pk:S',
    items: [
      { pk: 'a', n: 1 },
      { pk: 'b', n: 2 },
    ],
  },
};
const put = (pk: string, more: object = {}) => ({ put: { tableName: 'things', item: { pk, ...more } } });
const write = (transactItems: readonly object[], more: object = {}) => ({
  call: 'dynamodb:TransactWriteItems',
  with: { transactItems, returnConsumedCapacity: 'TOTAL', ...more },
});
const check = {
  conditionCheck: {
    tableName: 'things',
    key: { pk: 'a' },
    conditionExpression: 'n > :n',
    expressionAttributeValues: { ':n': 5 },
  },
};
const get = (pk: string) => ({
  call: 'dynamodb:GetItem',
  with: { tableName: 'things', key: { pk }, consistentRead: true },
});

describe('transactions', () => {
  test('three small puts cost 6, twice each', async () => {
    const items = ['x', 'y', 'z'].map((pk) => put(pk, { body: 'x'.repeat(490) }));
    const { results } = await playOn(table, [write(items)]);
    expect(fact(results[0], 'response', 'consumedCapacity')).toEqual([
      { tableName: 'things', capacityUnits: 6, writeCapacityUnits: 6 },
    ]);
  });

  test('one failing check cancels all, with reasons in the order of the actions', async () => {
    const { results } = await playOn(table, [write([put('x'), check]), get('x')]);
    expect(answer(results[0])).toBe(
      'error: TransactionCanceledException: Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]',
    );
    expect(fact(results[0], 'cancellationReasons')).toMatchObject([
      { code: 'None' },
      { code: 'ConditionalCheckFailed' },
    ]);
    expect(fact(results[1], 'response', 'item')).toBeUndefined();
  });

  test('the same token repeats without effect, is billed as a read, and is forgotten after ten minutes', async () => {
    const item = put('x', { body: 'x'.repeat(9 * 1024 - 20) });
    const again = write([item], { clientRequestToken: 't' });
    const { results } = await playOn(table, [
      again,
      again,
      write([put('x')], { clientRequestToken: 't' }),
      { wait: '10m' },
      again,
    ]);
    const consumed = (at: number) => fact(results[at], 'response', 'consumedCapacity', '0', 'capacityUnits');
    expect([consumed(0), consumed(1)]).toEqual([18, 6]);
    expect(answer(results[2])).toContain('IdempotentParameterMismatchException');
    expect(consumed(4)).toBe(18);
  });

  test.each([
    ['no action', [], 'Member must have length greater than or equal to 1'],
    [
      '101 actions',
      Array.from({ length: 101 }, (_, at) => put(`k${at}`)),
      'Member must have length less than or equal to 100',
    ],
    ['two on one item', [put('x'), put('x')], 'Transaction request cannot include multiple operations on one item'],
    ['two in one', [{ ...put('x'), ...check }], 'can only contain one of Check, Put, Update or Delete'],
  ])('%s is refused', async (_, actions, message) => {
    const { results } = await playOn(table, [write(actions)]);
    expect(answer(results[0])).toContain(`ValidationException: `);
    expect(answer(results[0])).toContain(message);
  });

  test('reads of several items are one moment and cost twice', async () => {
    const one = (pk: string) => ({ get: { tableName: 'things', key: { pk } } });
    const read = {
      call: 'dynamodb:TransactGetItems',
      with: { transactItems: [one('b'), one('none'), one('a')], returnConsumedCapacity: 'TOTAL' },
    };
    const { results } = await playOn(table, [read]);
    expect(fact(results[0], 'response', 'responses')).toEqual([
      { item: { pk: { S: 'b' }, n: { N: '2' } } },
      {},
      { item: { pk: { S: 'a' }, n: { N: '1' } } },
    ]);
    expect(fact(results[0], 'response', 'consumedCapacity', '0', 'readCapacityUnits')).toBe(6);
  });
});

describe('batches', () => {
  const batchWrite = (requests: readonly object[]) => ({
    call: 'dynamodb:BatchWriteItem',
    with: { requestItems: { things: requests }, returnConsumedCapacity: 'TOTAL' },
  });
  const item = (pk: string, bytes: number) => ({
    putRequest: { item: { pk, body: 'x'.repeat(bytes - 2 - pk.length - 4) } },
  });

  test('each item is charged by itself', async () => {
    const { results } = await playOn(table, [
      batchWrite([item('x', 500), item('y', 3584), { deleteRequest: { key: { pk: 'none' } } }]),
      {
        call: 'dynamodb:BatchGetItem',
        with: {
          requestItems: { things: { keys: [{ pk: 'x' }, { pk: 'y' }, { pk: 'none' }], consistentRead: true } },
          returnConsumedCapacity: 'TOTAL',
        },
      },
    ]);
    expect(fact(results[0], 'response', 'consumedCapacity', '0', 'capacityUnits')).toBe(6);
    expect(fact(results[1], 'response', 'responses', 'things')).toHaveLength(2);
    expect(fact(results[1], 'response', 'consumedCapacity', '0', 'capacityUnits')).toBe(3);
  });

  test('what is throttled comes back as unprocessed, and only all of it is an error', async () => {
    const small = {
      things: {
        partitionKey: 'pk:S',
        provisionedThroughput: { readCapacityUnits: 1, writeCapacityUnits: 2 },
        burstBank: '0s',
      },
    };
    const { results } = await playOn(small, [
      batchWrite([item('x', 500), item('y', 500), item('z', 500)]),
      batchWrite([item('q', 500)]),
    ]);
    expect(fact(results[0], 'response', 'unprocessedItems', 'things')).toHaveLength(1);
    expect(results[1]?.outcome).toBe('throttled');
  });

  test.each([
    [batchWrite([]), 'Member must have length greater than or equal to 1'],
    [
      batchWrite(Array.from({ length: 26 }, (_, at) => item(`k${at}`, 100))),
      'Member must have length less than or equal to 25',
    ],
    [batchWrite([item('x', 100), item('x', 100)]), 'Provided list of item keys contains duplicates'],
    [
      { call: 'dynamodb:BatchGetItem', with: { requestItems: { things: { keys: [{ pk: 'a' }, { pk: 'a' }] } } } },
      'Provided list of item keys contains duplicates',
    ],
    [{ call: 'dynamodb:BatchGetItem', with: {} }, 'The requestItems parameter is required for BatchGetItem'],
  ])('%o is refused', async (step, message) => {
    const { results } = await playOn(table, [step]);
    expect(answer(results[0])).toContain(message);
  });
});

describe('a throttled transaction', () => {
  const small = {
    things: {
      partitionKey: 'pk:S',
      provisionedThroughput: { readCapacityUnits: 1, writeCapacityUnits: 2 },
      burstBank: '0s',
    },
  };
  const put = (pk: string) => ({ put: { tableName: 'things', item: { pk } } });

  test('names the action and the limit it met after the actions before it', async () => {
    const { results } = await playOn(small, [
      { call: 'dynamodb:TransactWriteItems', with: { transactItems: [put('a'), put('b')] } },
    ]);
    expect(fact(results[0], 'cancellationReasons')).toMatchObject([
      { code: 'None' },
      { code: 'ProvisionedThroughputExceeded', message: expect.stringContaining('configured provisioned throughput') },
    ]);
    const blocks = results[0]?.trace.filter(({ verdict }) => verdict === 'block').map(({ reason }) => reason);
    expect(blocks).toEqual(['gate-provisioned', 'TableWriteProvisionedThroughputExceeded', 'transaction-canceled']);
  });

  test('counts once; a batch counts as throttled only where nothing of it was done', async () => {
    const batch = (...keys: string[]) => ({
      call: 'dynamodb:BatchWriteItem',
      with: { requestItems: { things: keys.map((pk) => ({ putRequest: { item: { pk } } })) } },
    });
    const { world } = await playOn(small, [batch('a', 'b', 'c', 'd'), batch('e', 'f')]);
    const sum = (name: string) =>
      [...world.metrics]
        .filter(([key]) => key.startsWith(`AWS/DynamoDB|${name}|`))
        .flatMap(([, series]) => statistics(series, START, START + 60_000, 60_000))
        .reduce((total, point) => total + point.sum, 0);
    expect(sum('ThrottledRequests')).toBe(1);
    expect(sum('WriteThrottleEvents')).toBe(4);
  });
});
