import { describe, expect, test } from 'vitest';
import { advance } from '../../../src/core/step.ts';
import {
  afterMinute,
  isScalingTarget,
  NEW_SCALING,
  wantedThroughput,
} from '../../../src/services/dynamodb/scaling/target-tracking.ts';
import { play, problemsOf } from '../play.ts';
import { call, fact, playOn, START, scenarioWith } from './tables.ts';

const load = (rate: string, more: object = {}) => ({
  load: {
    id: 'traffic',
    call: 'dynamodb:PutItem',
    with: { tableName: 'things' },
    rate,
    items: { pk: { uniform: 1000 } },
    ...more,
  },
});

describe('auto scaling', () => {
  const policy = { min: 10, max: 100, target: 70 };

  test('targets from 20 to 90 percent', () => {
    expect([19, 20, 90, 91].map(isScalingTarget)).toEqual([false, true, true, false]);
  });

  test('two minutes above the target scale out, fifteen far below it scale in', () => {
    let state = afterMinute(NEW_SCALING, policy, 9, 10);
    expect(wantedThroughput(state, policy, 9, 10)).toBeUndefined();
    state = afterMinute(state, policy, 9, 10);
    expect(state.alarm).toBe('HIGH');
    expect(wantedThroughput(state, policy, 9, 10)).toBe(13);
    expect(wantedThroughput(state, policy, 900, 10)).toBe(100);
    let idle = NEW_SCALING;
    for (let minute = 0; minute < 14; minute += 1) idle = afterMinute(idle, policy, 1, 50);
    expect(idle.alarm).toBe('OK');
    expect(wantedThroughput(afterMinute(idle, policy, 1, 50), policy, 1, 50)).toBe(10);
  });

  test('is too slow for a spike: throttling first, throughput minutes later', async () => {
    const items = { pk: { uniform: 1000 }, size: '10 KB' };
    const table = {
      things: {
        partitionKey: 'pk:S',
        provisionedThroughput: { readCapacityUnits: 5, writeCapacityUnits: 10 },
        burstBank: '0s',
        autoScaling: { write: { minCapacity: 10, maxCapacity: 100, targetValue: 70 } },
      },
    };
    const { results } = await playOn(table, [
      load('4/s', { id: 'before', for: '90s', items }),
      load('4/s', { id: 'waiting', for: '30m', items }),
      load('4/s', { id: 'after', for: '60s', items }),
      { show: 'things/scaling' },
      { wait: '20m' },
      { show: 'things/capacity' },
    ]);
    expect(fact(results[0], 'throttled')).toBeGreaterThan(0);
    expect(fact(results[2], 'throttled')).toBe(0);
    expect(fact(results[3], 'value', 'write', 'utilization')).toBeGreaterThan(0);
    expect(fact(results[5], 'value', 'write', 'rate')).toBe(10);
  });
});

describe('streams', () => {
  const table = { things: { partitionKey: 'pk:S', streamSpecification: 'NEW_AND_OLD_IMAGES' } };

  test('have a record for every change, none for a write that changes nothing', async () => {
    const { results } = await playOn(table, [
      call('PutItem', { item: { pk: 'a', v: 1 } }),
      call('PutItem', { item: { pk: 'a', v: 1 } }),
      call('PutItem', { item: { pk: 'a', v: 2 } }),
      call('DeleteItem', { key: { pk: 'a' } }),
      { show: 'things/stream' },
    ]);
    const records = fact(results[4], 'value') as { eventName: string; newImage?: object; oldImage?: object }[];
    expect(records.map(({ eventName }) => eventName)).toEqual(['INSERT', 'MODIFY', 'REMOVE']);
    expect(records[1]).toMatchObject({ oldImage: { v: { N: '1' } }, newImage: { v: { N: '2' } } });
  });
});

describe('time to live', () => {
  const seconds = (offset: number) => Math.floor(START / 1000) + offset;
  const table = {
    things: {
      partitionKey: 'pk:S',
      timeToLive: 'expires',
      streamSpecification: 'KEYS_ONLY',
      items: [
        { pk: 'soon', expires: seconds(60) },
        { pk: 'later', expires: seconds(7 * 86_400) },
        { pk: 'ancient', expires: 1000 },
        { pk: 'never' },
      ],
    },
  };

  test('deletes in the background: later than the moment, without units, marked in the stream', async () => {
    const scan = call('Scan', { consistentRead: true });
    const { results } = await playOn(table, [{ wait: '5m' }, scan, { wait: '1d' }, scan, { show: 'things/stream' }]);
    expect(fact(results[1], 'response', 'count')).toBe(4);
    const left = (fact(results[3], 'response', 'items') as { pk: { S: string } }[]).map(({ pk }) => pk.S);
    expect(left.sort()).toEqual(['ancient', 'later', 'never']);
    expect(fact(results[4], 'value')).toMatchObject([
      { eventName: 'REMOVE', key: 'soon', userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } },
    ]);
  });
});

describe('a world', () => {
  const tables = {
    things: {
      partitionKey: 'pk:S',
      streamSpecification: 'KEYS_ONLY',
      globalSecondaryIndexes: { 'by-kind': { partitionKey: 'kind:S' } },
    },
  };
  const traffic = load('300/s', { items: { pk: { zipf: 1.1, of: 500 }, kind: { uniform: 20 }, size: '2 KB' } });

  test('comes out the same whether time passes at once or in slices', async () => {
    const { world } = await playOn(tables, [traffic]);
    const atOnce = advance(world, START + 70_000);
    let sliced = world;
    for (let at = 777; at < 70_000; at += 777) sliced = advance(sliced, START + at);
    sliced = advance(sliced, START + 70_000);
    const seen = (one: typeof world) => {
      const table = one.runtimes.dynamodb?.tables.get('shop/table/things');
      const items: unknown[] = [];
      table?.items.visit('', '\uffff', (...entry) => items.push(entry) > 0);
      table?.globalIndexes[0]?.entries.visit('', '\uffff', (...entry) => items.push(entry) > 0);
      return { items, table, load: one.runtimes.load, metrics: one.metrics, random: one.random, queue: one.queue };
    };
    expect(seen(sliced)).toEqual(seen(atOnce));
  });

  test('has the same bytes for the same seed, and others for another', async () => {
    const steps = [load('500/s', { for: '3s', items: { pk: { uniform: 100_000 } } }), { show: 'things/items' }];
    const [one, same] = [await playOn(tables, steps), await playOn(tables, steps)];
    expect(JSON.stringify(same.results)).toBe(JSON.stringify(one.results));
    const other = await playOn(tables, steps, { seed: 8 });
    expect(JSON.stringify(other.results[1]?.facts)).not.toBe(JSON.stringify(one.results[1]?.facts));
  });

  test('that one went back to is as it was', async () => {
    const { scenario } = await (await import('../../../src/scenario/scenario.ts')).readScenario({
      path: 'test.yaml',
      text: scenarioWith(tables, [call('PutItem', { item: { pk: 'a' } }), load('500/s', { for: '2s' })]),
    });
    if (scenario === undefined) throw new Error('loads');
    const { worlds } = (await import('../../../src/scenario/ask.ts')).replay(scenario);
    const counts = worlds.map((one) => one.runtimes.dynamodb?.tables.get('shop/table/things')?.items.total.count);
    expect(counts[0]).toBe(0);
    expect(counts[1]).toBe(1);
    expect(counts[2]).toBeGreaterThan(100);
  });
});

describe('a change of the file', () => {
  const tables = { things: { partitionKey: 'pk:S', items: [{ pk: 'a', kind: 'x' }] } };
  const path = (rest: string) => `shop.dynamodb.tables.things.${rest}`;

  test('adds an index over the items that are there', async () => {
    const { results } = await playOn(tables, [
      call('PutItem', { item: { pk: 'b', kind: 'x' } }),
      { change: { [path('globalSecondaryIndexes')]: { 'by-kind': { partitionKey: 'kind:S' } } } },
      call('Query', {
        indexName: 'by-kind',
        keyConditionExpression: 'kind = :k',
        expressionAttributeValues: { ':k': 'x' },
      }),
    ]);
    expect(fact(results[2], 'response', 'count')).toBe(2);
  });

  test('changes throughput at once and keeps the items', async () => {
    const { results } = await playOn(tables, [
      { change: { [path('provisionedThroughput')]: { readCapacityUnits: 5000, writeCapacityUnits: 5000 } } },
      { show: 'things' },
      { show: 'things/partitions' },
    ]);
    expect(fact(results[1], 'value')).toMatchObject({
      billingModeSummary: { billingMode: 'PROVISIONED' },
      provisionedThroughput: { readCapacityUnits: 5000, writeCapacityUnits: 5000 },
      itemCount: 1,
    });
    expect((fact(results[2], 'value') as unknown[]).length).toBeGreaterThanOrEqual(7);
  });

  test('takes a table away', async () => {
    const { results } = await playOn({ ...tables, other: { partitionKey: 'pk:S' } }, [
      { change: { 'shop.dynamodb.tables.things': null } },
      { call: 'dynamodb:Scan things' },
    ]);
    expect(results[1]?.awsCode).toBe('ResourceNotFoundException');
  });
});

describe('what is shown', () => {
  const tables = {
    things: {
      partitionKey: 'pk:S',
      sortKey: 'sk:N',
      items: [
        { pk: 'hello', sk: 1 },
        { pk: 'hello', sk: 2 },
        { pk: '2', sk: 1 },
      ],
    },
  };

  test('where a key lands, its collection, who draws most', async () => {
    const { results } = await playOn(tables, [
      { show: 'where-is things hello' },
      { show: 'things/item-collection hello' },
      { show: 'can-split-help things P2' },
      { show: 'things/contributors' },
    ]);
    expect(fact(results[0], 'value')).toEqual({ hash: '0x8f051e55', partition: 'P3' });
    expect(fact(results[1], 'value')).toHaveLength(2);
    expect(results[2]?.reason).toBe('split-not-needed');
    expect(fact(results[3], 'value')).toEqual([]);
  });
});

describe('Contributor Insights', () => {
  const things = {
    partitionKey: 'pk:S',
    sortKey: 'sk:N',
    globalSecondaryIndexes: {
      'by-kind': {
        partitionKey: 'kind:S',
        provisionedThroughput: { readCapacityUnits: 1, writeCapacityUnits: 1 },
        burstBank: '0s',
      },
    },
    provisionedThroughput: { readCapacityUnits: 10, writeCapacityUnits: 4000 },
  };
  const hot = load('1500/s', { for: '2s', items: { pk: 'hot', sk: { sequence: 1 } } });
  const keys = (result: Parameters<typeof fact>[0]) =>
    (fact(result, 'value') as { key: string }[]).map(({ key }) => key);

  test('tells most used and most throttled keys, by partition key and by item', async () => {
    const rules = ['PKC', 'PKT', 'SKC', 'SKT'];
    const { results } = await playOn({ things }, [
      hot,
      ...rules.map((rule) => ({ show: `things/contributors/${rule}` })),
    ]);
    const [, used, throttled, usedItems, throttledItems] = results;
    expect(keys(used)).toEqual(['hot']);
    expect(keys(throttled)).toEqual(['hot']);
    expect(fact(throttled, 'value', '0', 'share')).toBe(1);
    expect(keys(usedItems).every((key) => key.startsWith('hot/'))).toBe(true);
    expect(new Set(keys(throttledItems)).size).toBe(10);
  });

  test('leaves out writes that an index holds back, and rules of a sort key where there is none', async () => {
    const held = load('100/s', { for: '2s', items: { pk: { uniform: 9 }, sk: 1, kind: 'x' } });
    const { results } = await playOn({ things }, [
      held,
      { show: 'things/contributors/PKT' },
      { show: 'things/by-kind/contributors/PKT' },
      { show: 'things/by-kind/contributors/SKC' },
    ]);
    expect(fact(results[0], 'throttled')).toBeGreaterThan(100);
    expect([fact(results[1], 'value'), fact(results[2], 'value')]).toEqual([[], []]);
    expect(fact(results[3], 'problem')).toBe('SKC is no rule of Contributor Insights here');
  });
});

describe('problems of a file', () => {
  const problems = async (table: object) => (await problemsOf(scenarioWith({ things: table }, []))).join('\n');

  test.each([
    [{ partitionKey: 'pk:X' }, 'pk:X'],
    [{ partitionKey: 'pk', localSecondaryIndexes: { lsi: { sortKey: 'a' } } }, 'needs a table with a sort key'],
    [
      { partitionKey: 'pk', sortKey: 'a:N', globalSecondaryIndexes: { gsi: { partitionKey: 'a:S' } } },
      'a is a key of type N elsewhere',
    ],
    [{ partitionKey: 'pk', items: [{ name: 'x' }] }, 'Missing the key pk in the item'],
    [{ partitionKey: 'pk', items: [{ pk: 'x' }, { pk: 'x' }] }, 'an earlier item has the same key'],
    [{ partitionKey: 'pk', autoScaling: { write: { minCapacity: 1, maxCapacity: 2, targetValue: 95 } } }, '95 is not'],
    [
      { partitionKey: 'pk', provisionedThroughput: { readCapacityUnits: 1, writeCapacityUnits: 50_000 } },
      'more than the 40000',
    ],
    [{ partitionKey: 'pk', billing: 'PROVISIONED' }, 'unknown key billing'],
    [{ partitionKey: null }, 'nothing is not a key attribute'],
    [{ partitionKey: 'pk', region: 'tokyo' }, 'tokyo is not an AWS Region'],
    [{ partitionKey: 'pk', sortKey: 'pk:N' }, 'pk stands twice in one key'],
    [
      {
        partitionKey: 'pk',
        billingMode: 'PAY_PER_REQUEST',
        provisionedThroughput: { readCapacityUnits: 1, writeCapacityUnits: 1 },
      },
      'provisionedThroughput has no effect while the table is on demand',
    ],
    [{ partitionKey: 'pk', burstBank: '0s' }, 'burstBank has no effect while the table is on demand'],
    [
      { partitionKey: 'pk', billingMode: 'PROVISIONED', previousPeak: { write: 1000 } },
      'previousPeak has no effect while the table is provisioned',
    ],
    [
      {
        partitionKey: 'pk',
        billingMode: 'PROVISIONED',
        autoScaling: { write: { minCapacity: 9, maxCapacity: 2 } },
      },
      'autoScaling.write: minCapacity 9 is above maxCapacity 2',
    ],
    [{ partitionKey: 'pk', warmThroughput: { writeUnitsPerSecond: 100 } }, 'writeUnitsPerSecond 100 is too low'],
    [
      { partitionKey: 'pk', fill: { count: 1, items: { pk: { sequence: 1 }, size: '999 GB' } } },
      'Item size has exceeded the maximum allowed size',
    ],
  ])('%o', async (table, problem) => {
    expect(await problems(table)).toContain(problem);
  });

  test('a name AWS would not take', async () => {
    expect((await problemsOf(scenarioWith({ 'no spaces': { partitionKey: 'pk' } }, []))).join()).toContain(
      'cannot be the name of a table',
    );
  });
});

test('a load is authorized like a call', async () => {
  const { results } = await play(
    JSON.stringify({
      title: 'test',
      accounts: {
        shop: {
          id: '111122223333',
          region: 'eu-west-1',
          iam: { users: { ann: {} } },
          dynamodb: { tables: { things: { partitionKey: 'pk:S' } } },
        },
      },
      steps: [load('10/s', { for: '1s', as: 'user/ann' })],
    }),
  );
  expect(fact(results[0], 'reasons')).toEqual({ 'implicit-deny': 10 });
});
