import { describe, expect, test } from 'vitest';
import { advance } from '../../../src/core/step.ts';
import { problemsOf } from '../play.ts';
import { answer, call, fact, playOn, scenarioWith } from './tables.ts';

const table = {
  partitionKey: 'id:S',
  items: [{ id: 'a', sum: 5 }, { id: 'b', sum: 7 }, { id: 'c', sum: 'many' }, { id: 'd' }],
};
const create = (name: string, attribute: string, more: object = {}) => ({
  create: {
    indexName: name,
    keySchema: [{ attributeName: attribute, keyType: 'HASH' }],
    projection: { projectionType: 'ALL' },
    ...more,
  },
});
const remove = (name: string) => ({ delete: { indexName: name } });
const update = (...globalSecondaryIndexUpdates: object[]) =>
  call('UpdateTable', {
    attributeDefinitions: [
      { attributeName: 'sum', attributeType: 'N' },
      { attributeName: 'kind', attributeType: 'S' },
    ],
    globalSecondaryIndexUpdates,
  });
const scan = call('Scan', { indexName: 'by-sum' });
const describeIndex = (result: Parameters<typeof fact>[0]) =>
  fact(result, 'response', 'table', 'globalSecondaryIndexes', '0');
const ONE =
  'error: LimitExceededException: Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table';
const IN_USE = 'error: ResourceInUseException: Attempt to change a resource which is still in use: ';

describe('an index that UpdateTable creates', () => {
  test('is allocated, filled and then read; items of another type stay out of it', async () => {
    const { results } = await playOn({ things: table }, [
      update(create('by-sum', 'sum')),
      scan,
      { wait: '1m' },
      call('DescribeTable', {}),
      call('PutItem', { item: { id: 'e', sum: 5 }, returnConsumedCapacity: 'INDEXES' }),
      call('PutItem', { item: { id: 'f', sum: 'few' } }),
      scan,
      { wait: '9m' },
      scan,
      call('UpdateItem', {
        key: { id: 'c' },
        updateExpression: 'SET note = :n',
        expressionAttributeValues: { ':n': 'x' },
      }),
      { wait: '1s' },
      scan,
    ]);
    const refused = 'error: ValidationException: Cannot read from backfilling global secondary index: by-sum';
    expect(fact(results[0], 'response', 'tableDescription', 'tableStatus')).toBe('UPDATING');
    expect(answer(results[1])).toBe(refused);
    expect(fact(results[3], 'response', 'table', 'tableStatus')).toBe('ACTIVE');
    expect(describeIndex(results[3])).toMatchObject({ indexStatus: 'CREATING', backfilling: true });
    expect(fact(results[4], 'consumed', 'capacityUnits')).toBe(2);
    expect(answer(results[5])).toContain('Type mismatch for Index Key sum Expected: N Actual: S IndexName: by-sum');
    expect(answer(results[6])).toBe(refused);
    expect(fact(results[8], 'response', 'count')).toBe(3);
    expect(fact(results[11], 'response', 'count')).toBe(3);
    expect(results[7]?.trace.map(({ reason, looked }) => [reason, looked])).toEqual([
      ['index-active', { of: 'things/by-sum', entered: 2, leftOut: 1, units: 2 }],
    ]);
  });

  test('takes as long as its write capacity lets it, and is counted apart', async () => {
    const slow = {
      partitionKey: 'id:S',
      provisionedThroughput: { readCapacityUnits: 5, writeCapacityUnits: 100 },
      fill: { count: 3000, items: { id: { sequence: 1 }, kind: { uniform: 500 } } },
    };
    const provisionedThroughput = { readCapacityUnits: 1, writeCapacityUnits: 4 };
    const { results, world } = await playOn({ things: slow }, [
      update(create('by-kind', 'kind', { provisionedThroughput })),
      { wait: '20m' },
      { wait: '10m' },
    ]);
    expect(results[1]?.trace.map(({ reason }) => reason)).toEqual(['index-backfilling']);
    const active = results[2]?.trace[0];
    expect(active?.looked).toMatchObject({ entered: 3000, units: 3000 });
    const entries = world.runtimes.dynamodb?.tables.get('shop/table/things')?.globalIndexes[0]?.entries;
    expect(entries?.total.count).toBe(3000);
  });

  test('comes out the same however time is cut', async () => {
    const { world: begun } = await playOn({ things: table }, [update(create('by-sum', 'sum'))]);
    const until = begun.now + 600_000;
    const halfway = advance(begun, begun.now + 123_456);
    const one = advance(begun, until).runtimes.dynamodb?.tables.get('shop/table/things')?.globalIndexes[0];
    const other = advance(halfway, until).runtimes.dynamodb?.tables.get('shop/table/things')?.globalIndexes[0];
    expect(other).toEqual(one);
    expect(one?.entries.total.count).toBe(2);
  });

  test('outlives a change of the scenario', async () => {
    const { results } = await playOn({ things: table }, [
      update(create('by-sum', 'sum')),
      { wait: '1m' },
      { change: { 'shop.dynamodb.tables.things.timeToLive': 'gone' } },
      { wait: '9m' },
      scan,
      update(remove('by-sum')),
      { change: { 'shop.dynamodb.tables.things.timeToLive': 'gone2' } },
      scan,
    ]);
    expect(fact(results[4], 'response', 'count')).toBe(2);
    expect(answer(results[7])).toBe('error: ValidationException: The table does not have the specified index: by-sum');
  });
});

describe('UpdateTable refuses', () => {
  const answers = async (steps: readonly object[], own: object = table) => {
    const { results } = await playOn({ things: own }, steps);
    return results.map(answer);
  };

  test('a second index at a time, in one call or beside one that is being made', async () => {
    expect(
      await answers([
        update(create('by-sum', 'sum'), create('by-kind', 'kind')),
        update(create('by-sum', 'sum')),
        update(create('by-kind', 'kind')),
        update(remove('by-sum')),
        { wait: '1m' },
        update(create('by-kind', 'kind')),
        update(remove('by-sum')),
        update(create('by-kind', 'kind')),
        { wait: '5s' },
        update(create('by-kind', 'kind')),
      ]),
    ).toEqual([
      ONE,
      'allowed',
      ONE,
      `${IN_USE}Index creation is in resource allocation phase. Retry deletion during backfilling phase or when the index is active. Table: things Index: by-sum`,
      'done',
      ONE,
      'allowed',
      ONE,
      'done',
      'allowed',
    ]);
  });

  test('what is no index of the kind', async () => {
    const own = {
      ...table,
      sortKey: 'at:N',
      items: [],
      provisionedThroughput: { readCapacityUnits: 5, writeCapacityUnits: 5 },
      localSecondaryIndexes: { local: { sortKey: 'kind:S' } },
    };
    const wrong = 'error: ValidationException: One or more parameter values were invalid: ';
    const provisionedThroughput = { readCapacityUnits: 1, writeCapacityUnits: 1 };
    expect(
      await answers(
        [
          update(create('by-sum', 'sum')),
          update(create('by-other', 'other', { provisionedThroughput })),
          update(create('local', 'sum', { provisionedThroughput })),
          update(create('by-sum', 'sum', { provisionedThroughput, projection: { projectionType: 'INCLUDE' } })),
          update(remove('local')),
          update({ update: { indexName: 'local', provisionedThroughput } }),
          update({}),
        ],
        own,
      ),
    ).toEqual([
      `${wrong}ProvisionedThroughput must be specified for index: by-sum`,
      `${wrong}Some index key attributes are not defined in AttributeDefinitions. Keys: [other], AttributeDefinitions: [sum, kind, id, at]`,
      'error: ValidationException: Attempting to create an index which already exists: local',
      `${wrong}ProjectionType is INCLUDE, but NonKeyAttributes is not specified`,
      'error: ResourceNotFoundException: Requested resource not found: Index local for table things',
      'error: ResourceNotFoundException: Requested resource not found: Index local for table things',
      `${wrong}An index update must be one of Create, Update and Delete`,
    ]);
  });

  test('a local index, which no parameter of the API can add', async () => {
    const step = call('UpdateTable', { localSecondaryIndexUpdates: [] });
    expect(await problemsOf(scenarioWith({ things: table }, [step]))).toMatchObject([
      expect.stringContaining('localSecondaryIndexUpdates'),
    ]);
  });
});
