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

describe('transactions under load', () => {
  const tables = { accounts: { partitionKey: 'id:S' }, things: { partitionKey: 'id:S' } };
  const count = { updateExpression: 'ADD n :one', expressionAttributeValues: { ':one': 1 } };
  const transact = (id: string, transactItems: object[], more: object = {}) => ({
    load: { id, call: 'dynamodb:TransactWriteItems', with: { transactItems }, rate: '100/s', ...more },
  });
  const onBank = { update: { tableName: 'accounts', key: { id: 'bank' }, ...count } };
  const onOwn = { put: { tableName: 'things', item: { v: 1 } } };

  test('of transactions on one item only those succeed that find it free, and no update is lost', async () => {
    const items = { id: { sequence: 1 } };
    const { results } = await playOn(tables, [
      transact('hot', [onBank, onOwn], { for: '5s', rate: '200/s', items }),
      { call: 'dynamodb:GetItem', with: { tableName: 'accounts', key: { id: 'bank' }, consistentRead: true } },
      transact('cold', [onOwn], { for: '1s', items }),
    ]);
    const succeeded = Number(fact(results[0], 'succeeded'));
    expect(fact(results[0], 'reasons')).toEqual({ 'transaction-conflict': 1000 - succeeded });
    expect(succeeded).toBeLessThan(700);
    expect(fact(results[1], 'response', 'item', 'n', 'N')).toBe(String(succeeded));
    expect(fact(results[2], 'failed')).toBe(0);
  });

  test('a single write and a transactional read meet it as well; a plain read and a later write do not', async () => {
    const put = {
      load: { id: 'put', call: 'dynamodb:PutItem', with: { tableName: 'things' }, rate: '100/s', for: '1s' },
    };
    const items = { id: 'x' };
    const { results, world } = await playOn(tables, [
      transact('t', [{ put: { tableName: 'things' } }], { items, rate: '75/s' }),
      { load: { ...put.load, items } },
      {
        call: 'dynamodb:TransactGetItems',
        with: { transactItems: [{ get: { tableName: 'things', key: { id: 'x' } } }] },
      },
      { call: 'dynamodb:PutItem', with: { tableName: 'things', item: { id: 'x' } } },
      { call: 'dynamodb:GetItem', with: { tableName: 'things', key: { id: 'x' } } },
      {
        call: 'dynamodb:BatchWriteItem',
        with: {
          requestItems: { things: [{ deleteRequest: { key: { id: 'x' } } }, { putRequest: { item: { id: 'free' } } }] },
        },
      },
      { stop: 't' },
      { wait: '1s' },
      { call: 'dynamodb:PutItem', with: { tableName: 'things', item: { id: 'x' } } },
    ]);
    expect(fact(results[1], 'reasons', 'transaction-conflict')).toBeGreaterThan(30);
    expect(answer(results[2])).toContain('[TransactionConflict]');
    expect(answer(results[3])).toBe('error: TransactionConflictException: Transaction is ongoing for the item');
    expect(results[3]?.reason).toBe('transaction-conflict');
    expect(fact(results[5], 'response', 'unprocessedItems')).toEqual({
      things: [{ deleteRequest: { key: { id: { S: 'x' } } } }],
    });
    expect([results[4], results[8]].map((result) => result?.outcome)).toEqual(['allowed', 'allowed']);
    expect([...world.metrics.keys()].some((key) => key.startsWith('AWS/DynamoDB|TransactionConflict|'))).toBe(true);
  });

  test('one call after the other never conflicts', async () => {
    const call = { call: 'dynamodb:TransactWriteItems', with: { transactItems: [onBank] } };
    const { results } = await playOn(tables, [call, call]);
    expect(results.map(({ outcome }) => outcome)).toEqual(['allowed', 'allowed']);
  });

  test.each([
    [{ transactItems: [] }, 'lists the actions of each transaction'],
    [{ transactItems: [{}] }, 'names the table of each action'],
    [{ transactItems: [onOwn], clientRequestToken: 'x' }, 'with.clientRequestToken has no place in a load'],
  ])('%o cannot run', async (parameters, problem) => {
    const load = { id: 'l', call: 'dynamodb:TransactWriteItems', with: parameters, rate: '1/s', for: '1s', items: {} };
    const { results } = await playOn(tables, [{ load }]);
    expect(fact(results[0], 'problem')).toContain(problem);
  });
});
