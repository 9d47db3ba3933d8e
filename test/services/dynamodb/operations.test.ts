import { describe, expect, test } from 'vitest';
import { answer, call, fact, playOn } from './tables.ts';

const plain = { things: { partitionKey: 'pk:S', items: [{ pk: 'a', n: 1, text: 'old' }] } };
const indexed = {
  things: {
    partitionKey: 'pk:S',
    sortKey: 'sk:S',
    globalSecondaryIndexes: { inc: { partitionKey: 'g:S', projection: ['proj'] } },
    localSecondaryIndexes: { lsi: { sortKey: 'l:S' } },
    items: [{ pk: 'b', sk: '1', g: 'g', l: 'L1', proj: 'p', other: 'o' }],
  },
};
const capacity = (units: number) => ({ capacityUnits: units });

describe('writing one item', () => {
  test('a put replaces the whole item and returns the old one', async () => {
    const { results } = await playOn(plain, [
      call('PutItem', { item: { pk: 'a', fresh: true }, returnValues: 'ALL_OLD' }),
      call('GetItem', { key: { pk: 'a' }, consistentRead: true }),
    ]);
    expect(fact(results[0], 'response', 'attributes')).toEqual({ pk: { S: 'a' }, n: { N: '1' }, text: { S: 'old' } });
    expect(fact(results[1], 'response', 'item')).toEqual({ pk: { S: 'a' }, fresh: { BOOL: true } });
  });

  test.each([
    ['ALL_OLD', { pk: { S: 'a' }, n: { N: '1' }, text: { S: 'old' } }],
    ['ALL_NEW', { pk: { S: 'a' }, n: { N: '6' }, text: { S: 'old' } }],
    ['UPDATED_OLD', { n: { N: '1' } }],
    ['UPDATED_NEW', { n: { N: '6' } }],
  ])('an update returns %s', async (returnValues, attributes) => {
    const update = { updateExpression: 'ADD n :five', expressionAttributeValues: { ':five': 5 } };
    const { results } = await playOn(plain, [call('UpdateItem', { key: { pk: 'a' }, ...update, returnValues })]);
    expect(fact(results[0], 'response', 'attributes')).toEqual(attributes);
  });

  test('an update creates the item it does not find; a delete of a missing one is no error', async () => {
    const { results } = await playOn(plain, [
      call('UpdateItem', { key: { pk: 'new' }, returnValues: 'ALL_NEW' }),
      call('DeleteItem', { key: { pk: 'nobody' }, returnConsumedCapacity: 'TOTAL' }),
    ]);
    expect(fact(results[0], 'response', 'attributes')).toEqual({ pk: { S: 'new' } });
    expect(fact(results[1], 'response', 'consumedCapacity', 'capacityUnits')).toBe(1);
  });

  test('a condition that fails says so, returns the old item if asked, and still costs', async () => {
    const condition = {
      conditionExpression: 'attribute_not_exists(pk)',
      returnValuesOnConditionCheckFailure: 'ALL_OLD',
    };
    const { results } = await playOn(plain, [call('PutItem', { item: { pk: 'a' }, ...condition })]);
    expect(answer(results[0])).toBe('error: ConditionalCheckFailedException: The conditional request failed');
    expect(results[0]?.reason).toBe('condition-failed');
    expect(fact(results[0], 'response', 'item', 'text')).toEqual({ S: 'old' });
    expect(fact(results[0], 'consumed', 'capacityUnits')).toBe(1);
  });
});

describe('what AWS refuses', () => {
  const at = (parameters: object) => ({ ...parameters });
  test.each([
    ['PutItem', at({}), "Value null at 'item' failed to satisfy constraint: Member must not be null"],
    ['PutItem', at({ item: { n: 1 } }), 'Missing the key pk in the item'],
    ['PutItem', at({ item: { pk: 5 } }), 'Type mismatch for key pk expected: S actual: N'],
    ['PutItem', at({ item: { pk: '' } }), 'cannot contain an empty string value. Key: pk'],
    ['PutItem', at({ item: { pk: 'x'.repeat(2049) } }), 'maximum size limit of2048 bytes'],
    [
      'PutItem',
      at({ item: { pk: 'a', big: 'x'.repeat(400 * 1024) } }),
      'Item size has exceeded the maximum allowed size',
    ],
    ['PutItem', at({ item: { pk: 'a' }, returnValues: 'ALL_NEW' }), 'ReturnValues can only be ALL_OLD or NONE'],
    ['PutItem', at({ item: { pk: 'a' }, returnConsumedCapacity: 'ALL' }), "Value 'ALL' at 'returnConsumedCapacity'"],
    [
      'PutItem',
      at({ item: { pk: 'a' }, expressionAttributeNames: { '#a': 'a' } }),
      'ExpressionAttributeNames can only be specified when using expressions',
    ],
    ['GetItem', at({ key: { pk: 'a', sk: 'b' } }), 'The provided key element does not match the schema'],
    ['GetItem', at({ key: { pk: 1 } }), 'The provided key element does not match the schema'],
    [
      'UpdateItem',
      at({ key: { pk: 'a' }, updateExpression: 'SET pk = :v', expressionAttributeValues: { ':v': 'b' } }),
      'Cannot update attribute pk. This attribute is part of the key',
    ],
    [
      'UpdateItem',
      at({ key: { pk: 'a' }, updateExpression: 'SET n = :v', expressionAttributeValues: { ':v': 'b', ':w': 'c' } }),
      'Value provided in ExpressionAttributeValues unused in expressions: keys: {:w}',
    ],
    [
      'UpdateItem',
      at({ key: { pk: 'a' }, updateExpression: 'SET m.deep = :v', expressionAttributeValues: { ':v': 'b' } }),
      'The document path provided in the update expression is invalid for update',
    ],
  ])('%s %o', async (action, parameters, message) => {
    const { results } = await playOn(plain, [call(action, parameters)]);
    expect(answer(results[0])).toMatch(/^error: ValidationException/);
    expect(answer(results[0])).toContain(message);
  });

  test('a table that is not there', async () => {
    const { results } = await playOn(plain, [{ call: 'dynamodb:Scan nothing' }]);
    expect(answer(results[0])).toBe('error: ResourceNotFoundException: Requested resource not found');
  });
});

describe('what a write costs its indexes', () => {
  const put = (item: object) => call('PutItem', { item, returnConsumedCapacity: 'INDEXES' });
  const base = { pk: 'b', sk: '1', g: 'g', l: 'L1', proj: 'p', other: 'o' };

  test.each([
    ['a new item in no index', { pk: 'x', sk: '1' }, { table: 1 }],
    ['a new item with the global key', { pk: 'x', sk: '1', g: 'g' }, { table: 1, global: 1 }],
    ['a new item in both', { pk: 'x', sk: '1', g: 'g', l: 'L' }, { table: 1, global: 1, local: 1 }],
    ['the same item again', base, { table: 1 }],
    ['an attribute the global index lacks', { ...base, other: 'changed' }, { table: 1, local: 1 }],
    ['an attribute both have', { ...base, proj: 'changed' }, { table: 1, global: 1, local: 1 }],
    ['another global key', { ...base, g: 'moved' }, { table: 1, global: 2, local: 1 }],
    ['another local key', { ...base, l: 'moved' }, { table: 1, local: 2 }],
    ['without the index keys', { pk: 'b', sk: '1' }, { table: 1, global: 1, local: 1 }],
  ])('%s', async (_, item, arms: { table: number; global?: number; local?: number }) => {
    const { results } = await playOn(indexed, [put(item)]);
    const consumed = fact(results[0], 'response', 'consumedCapacity');
    expect(consumed).toEqual({
      tableName: 'things',
      capacityUnits: arms.table + (arms.global ?? 0) + (arms.local ?? 0),
      table: capacity(arms.table),
      ...(arms.global === undefined ? {} : { globalSecondaryIndexes: { inc: capacity(arms.global) } }),
      ...(arms.local === undefined ? {} : { localSecondaryIndexes: { lsi: capacity(arms.local) } }),
    });
  });

  test('a wrong type for an index key refuses the write of the table', async () => {
    const { results } = await playOn(indexed, [put({ pk: 'b', sk: '1', g: 5 })]);
    expect(answer(results[0])).toContain('Type mismatch for Index Key g Expected: S Actual: N IndexName: inc');
  });
});

describe('size limits', () => {
  const room = (bytes: number) => ({ pk: 'a', b: 'x'.repeat(bytes - 4) });

  test.each([
    [409_600, 'allowed'],
    [409_601, 'error'],
  ])('a put of %i bytes is %s', async (bytes, outcome) => {
    const { results } = await playOn(plain, [call('PutItem', { item: room(bytes) })]);
    expect(results[0]?.outcome).toBe(outcome);
  });

  test.each([
    [409_581, 'allowed'],
    [409_582, 'error'],
  ])('an update with one SET to %i bytes is %s', async (bytes, outcome) => {
    const update = { updateExpression: 'SET b = :v', expressionAttributeValues: { ':v': 'x'.repeat(bytes - 4) } };
    const table = { things: { partitionKey: 'pk:S' } };
    const { results } = await playOn(table, [call('UpdateItem', { key: { pk: 'a' }, ...update })]);
    expect(results[0]?.outcome).toBe(outcome);
  });
});

describe('an update of an index key', () => {
  const table = {
    things: {
      partitionKey: 'pk:S',
      globalSecondaryIndexes: { late: { partitionKey: 'kind:S' } },
      items: [{ pk: 'a', n: 1, nothing: '' }],
    },
  };
  const update = (updateExpression: string, more: object = {}) =>
    call('UpdateItem', { key: { pk: 'a' }, updateExpression, ...more });
  const value = (v: unknown) => ({ expressionAttributeValues: { ':v': v } });

  test.each([
    [update('SET kind = :v', value(1)), 'Type mismatch for Index Key kind Expected: S Actual: N IndexName: late'],
    [update('ADD kind :v', value(1)), 'Type mismatch for Index Key kind Expected: S Actual: N IndexName: late'],
    [update('SET kind.x = :v', value('x')), "Key attributes must be scalars; list random access '[]' and map lookup"],
    [update('SET kind = n'), 'attempted to update the secondary index key to unsupported type'],
    [update('SET kind = nothing'), 'cannot contain an empty string value.'],
    [update('SET kind = :v', value('x'.repeat(2049))), 'the secondary index key beyond allowed size limits'],
  ])('%o is refused', async (step, message) => {
    const { results } = await playOn(table, [step]);
    expect(answer(results[0])).toContain(`error: ValidationException`);
    expect(answer(results[0])).toContain(message);
  });
});
