import { describe, expect, test } from 'vitest';
import type { Json, Result } from '../../../src/core/result.ts';
import { play } from '../play.ts';

const SHOP = `
accounts:
  shop:
    id: "111122223333"
    region: us-east-1
    kinesis:
      streams:
        clicks: { shards: 2 }
        events: { streamMode: ON_DEMAND, recordDistributionStrategy: AUTO }
steps:
`;

/** The results of some steps against two streams. */
async function steps(...lines: readonly string[]): Promise<readonly Result[]> {
  return (await play(SHOP + lines.map((line) => `  - ${line}\n`).join(''))).results;
}

const at = (result: Result | undefined, path: string): Json | undefined =>
  path
    .split('.')
    .reduce<Json | undefined>(
      (value, key) => (value !== null && typeof value === 'object' ? (value as Record<string, Json>)[key] : undefined),
      result?.facts as Json,
    );

describe('putting records', () => {
  test('the answer names the shard that the MD5 of the key chooses', async () => {
    const [put] = await steps('{ call: kinesis:PutRecord clicks, with: { partitionKey: user-1, data: hello } }');
    expect(put?.outcome).toBe('allowed');
    expect(at(put, 'response.shardId')).toBe('shardId-000000000001');
    expect(put?.trace.map((entry) => entry.reason)).toContain('routed-by-partition-key');
  });

  test('an explicit hash key takes its place', async () => {
    const [put] = await steps(
      '{ call: kinesis:PutRecord clicks, with: { partitionKey: user-1, explicitHashKey: "0", data: x } }',
    );
    expect(at(put, 'response.shardId')).toBe('shardId-000000000000');
  });

  test('PutRecords succeeds in parts: entry by entry, in the order of the request', async () => {
    const records = Array.from({ length: 3 }, () => '{ partitionKey: user-1, size: 600 KB }').join(', ');
    const [put] = await steps(
      `{ call: kinesis:PutRecords clicks, with: { records: [${records}, { partitionKey: user-2, size: 600 KB }] } }`,
    );
    expect(put?.outcome).toBe('allowed');
    expect(at(put, 'failedRecordCount')).toBe(2);
    const answers = at(put, 'response.records') as readonly Record<string, Json>[];
    expect(answers.map((answer) => answer['errorCode'] ?? answer['shardId'])).toEqual([
      'shardId-000000000001',
      'ProvisionedThroughputExceededException',
      'ProvisionedThroughputExceededException',
      'shardId-000000000000',
    ]);
  });

  test.each([
    ['{ partitionKey: "", data: x }', 'ValidationException'],
    ['{ data: x }', 'ValidationException'],
    ['{ partitionKey: k, explicitHashKey: "340282366920938463463374607431768211456" }', 'InvalidArgumentException'],
    ['{ partitionKey: k, size: 2 MB }', 'ValidationException'],
  ])('%s is refused', async (parameters, code) => {
    const [put] = await steps(`{ call: kinesis:PutRecord clicks, with: ${parameters} }`);
    expect([put?.outcome, put?.awsCode]).toEqual(['error', code]);
  });

  test('a throttled call says which limit it met', async () => {
    const [first, second] = await steps(
      '{ call: kinesis:PutRecord clicks, with: { partitionKey: a, size: 1000 KB } }',
      '{ call: kinesis:PutRecord clicks, with: { partitionKey: a, size: 1000 KB } }',
    );
    expect(first?.outcome).toBe('allowed');
    expect([second?.outcome, second?.reason, second?.awsCode]).toEqual([
      'throttled',
      'shard-write-bytes',
      'ProvisionedThroughputExceededException',
    ]);
  });

  test('with the strategy AUTO the shards take turns', async () => {
    const put = '{ call: kinesis:PutRecord events, with: { partitionKey: same, data: x } }';
    const results = await steps(put, put, put, put, put);
    expect(results.map((result) => at(result, 'response.shardId'))).toEqual(
      [0, 1, 2, 3, 0].map((index) => `shardId-00000000000${index}`),
    );
  });
});

describe('reading records', () => {
  const iterator =
    '{ call: kinesis:GetShardIterator clicks, with: { shardId: shardId-000000000001, shardIteratorType: TRIM_HORIZON } }';

  async function iteratorText(): Promise<string> {
    const [made] = await steps(iterator);
    return String(at(made, 'response.shardIterator'));
  }

  test('an iterator returns what is there, with the next one', async () => {
    const text = await iteratorText();
    const [, , read] = await steps(
      '{ call: kinesis:PutRecord clicks, with: { partitionKey: user-1, data: hello } }',
      iterator,
      `{ call: kinesis:GetRecords clicks, with: { shardIterator: ${text} } }`,
    );
    expect(at(read, 'response.records')).toMatchObject([{ partitionKey: 'user-1', data: 'hello' }]);
    expect(at(read, 'response.millisBehindLatest')).toBe(0);
    expect(at(read, 'response.nextShardIterator')).toEqual(expect.any(String));
  });

  test('it expires after five minutes', async () => {
    const text = await iteratorText();
    const [, , read] = await steps(
      iterator,
      'wait: 301s',
      `{ call: kinesis:GetRecords clicks, with: { shardIterator: ${text} } }`,
    );
    expect([read?.awsCode, read?.reason]).toEqual(['ExpiredIteratorException', 'iterator-expired']);
  });

  test('a closed shard ends: no next iterator, and its children', async () => {
    const text = await iteratorText();
    const [, , , read] = await steps(
      iterator,
      '{ call: kinesis:SplitShard clicks, with: { shardToSplit: shardId-000000000001, newStartingHashKey: "270141183460469231731687303715884105728" } }',
      'wait: 31s',
      `{ call: kinesis:GetRecords clicks, with: { shardIterator: ${text} } }`,
    );
    expect(at(read, 'response.nextShardIterator')).toBeNull();
    expect(at(read, 'response.childShards')).toEqual(['shardId-000000000002', 'shardId-000000000003']);
  });

  test('the sixth call of a second is refused', async () => {
    const text = await iteratorText();
    const read = `{ call: kinesis:GetRecords clicks, with: { shardIterator: ${text} } }`;
    const results = await steps(iterator, read, read, read, read, read, read);
    expect(results.at(-2)?.outcome).toBe('allowed');
    expect([results.at(-1)?.outcome, results.at(-1)?.reason]).toEqual(['throttled', 'shard-read-calls']);
  });

  test('a sequence number of another shard is no starting point', async () => {
    const [, made] = await steps(
      '{ call: kinesis:PutRecord clicks, with: { partitionKey: user-1, data: hello } }',
      '{ call: kinesis:GetShardIterator clicks, with: { shardId: shardId-000000000000, shardIteratorType: AT_SEQUENCE_NUMBER, startingSequenceNumber: "49670559347638130574270654391457140599289116545286930434" } }',
    );
    expect(made?.reason).toBe('sequence-number-unknown');
  });
});

describe('resharding', () => {
  test('a stream that is UPDATING refuses a second reshard; the children come when it is ACTIVE again', async () => {
    const split =
      '{ call: kinesis:SplitShard clicks, with: { shardToSplit: shardId-000000000000, newStartingHashKey: "5000" } }';
    const [, second, before, , after] = await steps(
      split,
      split,
      'show: stream/clicks/shards',
      'wait: 30s',
      'show: stream/clicks/shards',
    );
    expect(second?.awsCode).toBe('ResourceInUseException');
    const states = (result: Result | undefined) =>
      (at(result, 'value') as readonly Record<string, Json>[]).map((shard) => shard['state']);
    expect(states(before)).toEqual(['OPEN', 'OPEN']);
    expect(states(after)).toEqual(['CLOSED', 'OPEN', 'OPEN', 'OPEN']);
  });

  test.each([
    ['kinesis:UpdateShardCount clicks, with: { targetShardCount: 5 }', 'shard-count-target'],
    [
      'kinesis:MergeShards clicks, with: { shardToMerge: shardId-000000000000, adjacentShardToMerge: shardId-000000000009 }',
      'shard-not-found',
    ],
    [
      'kinesis:SplitShard events, with: { shardToSplit: shardId-000000000000, newStartingHashKey: "5000" }',
      'mode-on-demand',
    ],
    [
      'kinesis:SplitShard nothing, with: { shardToSplit: shardId-000000000000, newStartingHashKey: "5000" }',
      'stream-not-found',
    ],
  ])('%s is refused', async (call, reason) => {
    const [result] = await steps(`{ call: ${call} }`);
    expect(result?.reason).toBe(reason);
  });
});

describe('streams', () => {
  test('are created, filled, kept longer and deleted', async () => {
    const results = await steps(
      '{ call: kinesis:CreateStream orders, with: { shardCount: 3 } }',
      '{ call: kinesis:DescribeStreamSummary orders }',
      'wait: 10s',
      '{ call: kinesis:IncreaseStreamRetentionPeriod orders, with: { retentionPeriodHours: 48 } }',
      '{ call: kinesis:IncreaseStreamRetentionPeriod orders, with: { retentionPeriodHours: 24 } }',
      '{ call: kinesis:DescribeStreamSummary orders }',
      '{ call: kinesis:DeleteStream orders }',
      'wait: 10s',
      '{ call: kinesis:DescribeStreamSummary orders }',
    );
    expect(at(results[1], 'response.streamDescriptionSummary.streamStatus')).toBe('CREATING');
    expect(results[4]?.reason).toBe('retention-direction');
    expect(at(results[5], 'response.streamDescriptionSummary')).toMatchObject({
      streamStatus: 'ACTIVE',
      retentionPeriodHours: 48,
      openShardCount: 3,
    });
    expect(results[8]?.awsCode).toBe('ResourceNotFoundException');
  });

  test('a longer retention brings nothing back', async () => {
    const { results } = await play(`${SHOP}
  - { call: kinesis:PutRecord clicks, with: { partitionKey: user-1, data: old } }
  - wait: 25h
  - { call: kinesis:IncreaseStreamRetentionPeriod clicks, with: { retentionPeriodHours: 168 } }
  - { call: kinesis:PutRecord clicks, with: { partitionKey: user-1, data: new } }
  - { call: kinesis:GetShardIterator clicks, with: { shardId: shardId-000000000001, shardIteratorType: TRIM_HORIZON } }
`);
    const text = String(at(results[4], 'response.shardIterator'));
    expect(Buffer.from(text, 'base64').toString()).toContain('|1|');
  });

  test('fan-out consumers subscribe once they are ACTIVE', async () => {
    const subscribe =
      '{ call: kinesis:SubscribeToShard clicks, with: { consumerName: analytics, shardId: shardId-000000000000 } }';
    const results = await steps(
      '{ call: kinesis:RegisterStreamConsumer clicks, with: { consumerName: analytics } }',
      subscribe,
      'wait: 6s',
      subscribe,
      'wait: 2s',
      subscribe,
    );
    expect([1, 3, 5].map((step) => results[step]?.reason ?? results[step]?.outcome)).toEqual([
      'consumer-not-active',
      'allowed',
      'subscribed-too-soon',
    ]);
  });

  test('a consumer by its ARN, from a starting position', async () => {
    const arn = 'arn:aws:kinesis:us-east-1:111122223333:stream/clicks/consumer/analytics:1767603600';
    const where = (type: string) => `startingPosition: { type: ${type} }, shardId: shardId-000000000001`;
    const results = await steps(
      '{ call: kinesis:RegisterStreamConsumer, with: { streamARN: "arn:aws:kinesis:us-east-1:111122223333:stream/clicks", consumerName: analytics } }',
      'wait: 6s',
      '{ call: kinesis:PutRecord clicks, with: { partitionKey: user-1, data: x } }',
      `{ call: kinesis:SubscribeToShard, with: { consumerARN: "${arn}", ${where('LATEST')} } }`,
      `{ call: kinesis:DescribeStreamConsumer, with: { consumerARN: "${arn}" } }`,
      `{ call: kinesis:SubscribeToShard, with: { consumerARN: "${arn}", ${where('AT_SEQUENCE_NUMBER')} } }`,
      '{ call: kinesis:DescribeStreamConsumer clicks, with: { consumerName: nobody } }',
    );
    expect(at(results[3], 'response.continuationPosition')).toBe(1);
    expect(at(results[4], 'response.consumerDescription')).toMatchObject({
      consumerARN: arn,
      consumerStatus: 'ACTIVE',
    });
    expect(results[5]?.awsCode).toBe('InvalidArgumentException');
    expect(results[6]?.awsCode).toBe('ResourceNotFoundException');
  });

  test('a stream is created in AWS’s own words', async () => {
    const create = (name: string, more: string) =>
      `{ call: kinesis:CreateStream, with: { streamName: ${name}, ${more} } }`;
    const results = await steps(
      create('spread', 'streamModeDetails: { streamMode: ON_DEMAND }, recordDistributionStrategy: AUTO'),
      create('large', 'shardCount: 2, maxRecordSizeInKiB: 2048'),
      create('wrong', 'shardCount: 2, recordDistributionStrategy: AUTO'),
      create('larger', 'shardCount: 2, maxRecordSizeInKiB: 10241'),
      '{ call: kinesis:DescribeStream large }',
      '{ call: kinesis:DescribeLimits }',
    );
    expect(results.slice(0, 4).map((result) => result.awsCode ?? result.outcome)).toEqual([
      'allowed',
      'allowed',
      'InvalidArgumentException',
      'ValidationException',
    ]);
    expect(at(results[4], 'response.streamDescription')).toMatchObject({
      streamARN: 'arn:aws:kinesis:us-east-1:111122223333:stream/large',
      maxRecordSizeInKiB: 2048,
      shards: [{ shardId: 'shardId-000000000000' }, { hashKeyRange: { endingHashKey: String(2n ** 128n - 1n) } }],
    });
    expect(at(results[5], 'response')).toMatchObject({ shardLimit: 20_000, openShardCount: 4, onDemandStreamCount: 2 });
  });

  test('what they were called once, and what they are called today', async () => {
    const [family] = await steps('show: kinesis-family');
    expect(JSON.stringify(family?.facts)).toContain('Amazon Data Firehose');
  });
});
