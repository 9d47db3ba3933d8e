import { describe, expect, test } from 'vitest';
import type { Result } from '../../../src/core/result.ts';
import { THROTTLING_REASONS, throttlingError } from '../../../src/services/dynamodb/capacity/throttling-reason.ts';
import { decreasesADay, mayDecrease, maySwitch } from '../../../src/services/dynamodb/scaling/decrease-rule.ts';
import { climbed, firstLadder, levelAfterSwitch, raised } from '../../../src/services/dynamodb/throughput/ladder.ts';
import { call, fact, playOn } from './tables.ts';

const provisioned = (read: number, write: number) => ({
  provisionedThroughput: { readCapacityUnits: read, writeCapacityUnits: write },
});
const load = (rate: string, time: string, more: object = {}) => ({
  load: {
    id: 'traffic',
    call: 'dynamodb:PutItem',
    with: { tableName: 'things' },
    rate,
    for: time,
    items: { pk: { uniform: 100_000 } },
    ...more,
  },
});
const reasons = (result: Result | undefined) => Object.keys(fact(result, 'reasons') as object);

test('there are sixteen reasons, each with its error', () => {
  expect(new Set(THROTTLING_REASONS).size).toBe(16);
  expect(throttlingError('KeyRangeThroughputExceeded', 'PROVISIONED')).toBe('ProvisionedThroughputExceededException');
  expect(throttlingError('KeyRangeThroughputExceeded', 'PAY_PER_REQUEST')).toBe('ThrottlingException');
  expect(throttlingError('AccountLimitExceeded', 'PAY_PER_REQUEST')).toBe('RequestLimitExceeded');
  expect(throttlingError('MaxOnDemandThroughputExceeded', 'PAY_PER_REQUEST')).toBe('ThrottlingException');
});

describe('provisioned throughput', () => {
  const table = { things: { partitionKey: 'pk:S', ...provisioned(5, 60) } };

  test('a full bank serves a spike far above the rate', async () => {
    const { results } = await playOn(table, [load('900/s', '5s')]);
    expect(fact(results[0], 'throttled')).toBe(0);
  });

  test('the bank of 300 seconds lasts as long as the documentation says', async () => {
    // 300 × 60 units in the bank, drawn on at 80 - 60 = 20 a second: 900 seconds.
    const eighty = { items: { pk: { uniform: 100_000 }, size: '10 KB' } };
    const { results } = await playOn(table, [load('8/s', '895s', eighty), load('8/s', '20s', eighty)]);
    expect(fact(results[0], 'throttled')).toBe(0);
    expect(fact(results[1], 'throttled')).toBeGreaterThan(0);
    expect(reasons(results[1])).toEqual(['TableWriteProvisionedThroughputExceeded']);
  });

  test('with an empty bank a second above the rate throttles, though the minute fits', async () => {
    const empty = { things: { ...table.things, burstBank: '0s' } };
    const { results } = await playOn(empty, [load('900/s', '1s')]);
    expect(fact(results[0], 'succeeded')).toBe(60);
    expect(fact(results[0], 'throttled')).toBe(840);
  });
});

describe('one partition', () => {
  const hot = { items: { pk: 'hot' } };

  test('does 1,000 writes a second and no more, however much the table has', async () => {
    const table = { things: { partitionKey: 'pk:S', ...provisioned(10, 10_000) } };
    const { results } = await playOn(table, [load('1500/s', '3s', hot)]);
    expect(fact(results[0], 'succeeded')).toBe(3000);
    expect(reasons(results[0])).toEqual(['TableWriteKeyRangeThroughputExceeded']);
  });

  test('limits reads and writes apart', async () => {
    const table = { things: { partitionKey: 'pk:S', items: [{ pk: 'hot' }] } };
    const read = { call: 'dynamodb:GetItem', with: { tableName: 'things', consistentRead: true }, ...hot };
    const { results } = await playOn(table, [
      load('1000/s', '2s', hot),
      load('4000/s', '2s', { ...read, id: 'reads' }),
    ]);
    expect(fact(results[0], 'throttled')).toBe(0);
    expect(fact(results[1], 'succeeded')).toBe(6000);
    expect(reasons(results[1])).toEqual(['TableReadKeyRangeThroughputExceeded']);
  });

  test('may use what the others leave, and could not before 2018', async () => {
    // The documentation's example: 400 units over four partitions, one of which gets 150.
    const table = { things: { partitionKey: 'pk:S', ...provisioned(6000, 2000), burstBank: '0s' } };
    const skewed = load('900/s', '3s', { items: { pk: { hot: 'giant', share: 0.75, of: 1000 } } });
    const adaptive = await playOn(table, [skewed]);
    expect(fact(adaptive.results[0], 'throttled')).toBe(0);
    const before = await playOn(table, [skewed], { model: { dynamodbAdaptive: false } });
    expect(fact(before.results[0], 'throttled')).toBeGreaterThan(0);
    expect(reasons(before.results[0])).toEqual(['TableWriteKeyRangeThroughputExceeded']);
  });
});

describe('on demand', () => {
  test('a new table does 4,000 writes a second at once', async () => {
    const table = { things: { partitionKey: 'pk:S' } };
    const { results } = await playOn(table, [load('3500/s', '2s'), load('6000/s', '2s', { id: 'more' })]);
    expect(fact(results[0], 'throttled')).toBe(0);
    expect(fact(results[1], 'throttled')).toBeGreaterThan(3000);
  });

  test('a maximum is a maximum', async () => {
    const table = { things: { partitionKey: 'pk:S', onDemandThroughput: { maxWriteRequestUnits: 100 } } };
    const { results } = await playOn(table, [load('150/s', '2s')]);
    expect(fact(results[0], 'succeeded')).toBe(200);
    expect(reasons(results[0])).toEqual(['TableWriteMaxOnDemandThroughputExceeded']);
  });

  test('a table has a quota', async () => {
    const steps = [load('300/s', '2s')];
    const tables = { things: { partitionKey: 'pk:S' } };
    const accounts = {
      shop: { id: '111122223333', region: 'eu-west-1', dynamodb: { tables, quotas: { tableWrite: 200 } } },
    };
    const { results } = await playOn({}, steps, { accounts });
    expect(fact(results[0], 'succeeded')).toBe(400);
    expect(reasons(results[0])).toEqual(['TableWriteAccountLimitExceeded']);
  });

  test('the level is twice the previous peak, raised at most once in 30 minutes', () => {
    const minute = 60_000;
    const first = firstLadder(4000, {});
    expect(first.level).toBe(4000);
    expect(firstLadder(4000, { peak: 50_000 }).level).toBe(100_000);
    const once = climbed(first, 4000, minute);
    expect(once).toMatchObject({ peak: 4000, level: 8000 });
    const twice = climbed(once, 8000, 2 * minute);
    expect(twice).toMatchObject({ peak: 8000, level: 8000 });
    expect(raised(twice, 30 * minute).level).toBe(8000);
    expect(raised(twice, 31 * minute).level).toBe(16_000);
    expect(levelAfterSwitch(4000, 100)).toBe(4000);
    expect(levelAfterSwitch(4000, 10_000)).toBe(10_000);
  });

  test('partitions are added as the level rises', async () => {
    const table = { things: { partitionKey: 'pk:S' } };
    const { results } = await playOn(table, [
      load('195/s', '61s', { items: { pk: { uniform: 100_000 }, size: '20 KB' } }),
      { show: 'things/capacity' },
      { show: 'things/partitions' },
    ]);
    expect(fact(results[1], 'value', 'write', 'rate')).toBeGreaterThan(7000);
    expect(fact(results[2], 'value')).toHaveLength(8);
  });
});

describe('a global index', () => {
  const table = (index: object) => ({
    things: {
      partitionKey: 'pk:S',
      ...provisioned(5, 1000),
      globalSecondaryIndexes: { 'by-status': { partitionKey: 'status:S', burstBank: '0s', ...index } },
    },
  });
  const statuses = { items: { pk: { uniform: 100_000 }, status: { uniform: 500 } } };

  test('with too little throughput throttles the writes of its table', async () => {
    const { results } = await playOn(table(provisioned(5, 50)), [load('200/s', '2s', statuses)]);
    expect(fact(results[0], 'succeeded')).toBe(100);
    expect(reasons(results[0])).toEqual(['IndexWriteProvisionedThroughputExceeded']);
  });

  test('is named in the error by its ARN', async () => {
    const put = (pk: string) => call('PutItem', { item: { pk, status: 'new' } });
    const { results } = await playOn(table(provisioned(5, 1)), [put('a'), put('b')]);
    expect(results[1]).toMatchObject({
      outcome: 'throttled',
      reason: 'IndexWriteProvisionedThroughputExceeded',
      awsCode: 'ProvisionedThroughputExceededException',
      at: 'shop/table/things/by-status',
    });
    expect(fact(results[1], 'throttlingReasons')).toEqual([
      {
        reason: 'IndexWriteProvisionedThroughputExceeded',
        resource: 'arn:aws:dynamodb:eu-west-1:111122223333:table/things/index/by-status',
      },
    ]);
  });

  test('that is not touched costs nothing', async () => {
    const { results } = await playOn(table(provisioned(5, 1)), [load('200/s', '2s')]);
    expect(fact(results[0], 'throttled')).toBe(0);
  });
});

describe('changing capacity', () => {
  const update = (parameters: object) => call('UpdateTable', parameters);
  const throughput = (write: number) => ({
    provisionedThroughput: { readCapacityUnits: 5, writeCapacityUnits: write },
  });

  test('takes a while, during which the old limits hold and nothing else may change', async () => {
    const table = { things: { partitionKey: 'pk:S', ...provisioned(5, 10), burstBank: '0s' } };
    const { results } = await playOn(table, [
      update(throughput(100)),
      update(throughput(200)),
      load('50/s', '2s'),
      { wait: '2m' },
      load('50/s', '2s', { id: 'later' }),
    ]);
    expect(results[0]?.outcome).toBe('allowed');
    expect(results[1]?.awsCode).toBe('ResourceInUseException');
    expect(fact(results[2], 'throttled')).toBeGreaterThan(0);
    expect(fact(results[4], 'throttled')).toBe(0);
  });

  test('stays below the quota of a table with its indexes', async () => {
    const { results } = await playOn(
      {
        things: {
          partitionKey: 'pk:S',
          ...provisioned(5, 10),
          globalSecondaryIndexes: { 'by-status': { partitionKey: 'status:S', ...provisioned(5, 30_000) } },
        },
      },
      [
        update(throughput(10_001)),
        update(throughput(10_000)),
        update({ ...throughput(40_000), indexName: 'by-status' }),
      ],
    );
    expect(results[0]?.awsCode).toBe('LimitExceededException');
    expect(results[1]?.outcome).toBe('allowed');
    expect(results[2]?.awsCode).toBe('ResourceInUseException');
  });

  test('after a switch to on-demand a table serves what it was ever provisioned with', async () => {
    const table = { things: { partitionKey: 'pk:S', ...provisioned(5, 10_000) } };
    const { results } = await playOn(table, [
      update({ billingMode: 'PAY_PER_REQUEST' }),
      { wait: '3m' },
      call('DescribeTable', {}),
    ]);
    expect(fact(results[2], 'response', 'table')).toMatchObject({
      provisionedThroughput: { readCapacityUnits: 0, writeCapacityUnits: 0 },
      warmThroughput: { writeUnitsPerSecond: 10_000, readUnitsPerSecond: 12_000 },
    });
  });

  test('throughput may be lowered 27 times a day, and a table switched to on-demand four times', () => {
    const hour = 3_600_000;
    expect(decreasesADay()).toBe(27);
    expect(mayDecrease([0, 1, 2, 3], 10)).toBe(false);
    expect(mayDecrease([0, 1, 2, 3], hour + 3)).toBe(true);
    expect(mayDecrease([0, 1, 2, 3], 24 * hour)).toBe(true);
    expect(maySwitch([0, hour, 2 * hour, 3 * hour], 4 * hour)).toBe(false);
    expect(maySwitch([0, hour, 2 * hour, 3 * hour], 25 * hour)).toBe(true);
  });
});
