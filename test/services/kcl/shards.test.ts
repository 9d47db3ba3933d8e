import { describe, expect, test } from 'vitest';
import { entriesSince } from '../../../src/services/kcl/index.ts';
import { play, problemsOf } from '../play.ts';
import { billing, fleet, told } from './fleet.ts';

const V2 = 'version: "2.x", initialPosition: TRIM_HORIZON, retrieval: polling';
const SPLIT =
  '{ call: kinesis:SplitShard clicks, with: { shardToSplit: shardId-000000000000, newStartingHashKey: "170141183460469231731687303715884105728" } }';

describe('a split', () => {
  test('children wait until everything before them is processed', async () => {
    const one = await fleet({
      shards: 1,
      producer: 'rate: 100/s, for: 2m',
      app: `${V2}, processing: { perRecord: 15ms, checkpointEvery: 100 }`,
      workers: '{ w1: {} }',
      steps: ['wait: 60s', SPLIT, 'wait: 10m'],
    });
    const [ended] = told(one, 'shard-ended');
    expect(ended).toMatchObject({ children: ['shardId-000000000001', 'shardId-000000000002'] });
    const children = told(one, 'consumer-initialized').filter((begun) => begun.lease !== 'shardId-000000000000');
    expect(children).toHaveLength(2);
    expect(children.every((begun) => begun.second > (ended?.second ?? 0))).toBe(true);
    expect(one.account).toMatchObject({
      stored: 12_000,
      delivered: 12_000,
      duplicates: { total: 0 },
      lost: { total: 0 },
    });
  });

  test('the row of the parent goes once the children are being read', async () => {
    const one = await fleet({
      shards: 1,
      producer: 'rate: 10/s, for: 12m',
      app: V2,
      workers: '{ w1: {} }',
      steps: ['wait: 60s', SPLIT, 'wait: 11m'],
    });
    expect(told(one, 'lease-deleted')).toMatchObject([{ lease: 'shardId-000000000000' }]);
    expect([...one.app.state.table.rows()].map((row) => row.leaseKey)).toEqual([
      'shardId-000000000001',
      'shardId-000000000002',
    ]);
    expect(one.account.delivered).toBe(7200);
  });

  test('a processor that does not checkpoint at the end of the shard stops its children for good', async () => {
    const one = await fleet({
      shards: 1,
      producer: 'rate: 10/s, for: 4m',
      app: `${V2}, processing: { checkpointAtShardEnd: false }`,
      workers: '{ w1: {} }',
      steps: ['wait: 60s', SPLIT, 'wait: 4m'],
    });
    expect(told(one, 'shard-end-not-checkpointed').length).toBeGreaterThan(10);
    expect(told(one, 'consumer-initialized')).toHaveLength(1);
    expect(one.account.waiting).toBeGreaterThan(1000);
  });
});

describe('a merge', () => {
  test('the child waits for both parents', async () => {
    const one = await fleet({
      shards: 2,
      producer: 'rate: 40/s, for: 4m',
      app: `${V2}, processing: { perRecord: 2ms }`,
      workers: '{ w1: {}, w2: {} }',
      steps: [
        'wait: 60s',
        '{ call: kinesis:MergeShards clicks, with: { shardToMerge: shardId-000000000000, adjacentShardToMerge: shardId-000000000001 } }',
        'wait: 6m',
      ],
    });
    const ends = told(one, 'shard-ended').map((ended) => ended.second);
    expect(ends).toHaveLength(2);
    const child = told(one, 'consumer-initialized').find((begun) => begun.lease === 'shardId-000000000002');
    expect(child?.second).toBeGreaterThanOrEqual(Math.max(...ends));
    expect(one.account).toMatchObject({ delivered: 9600, lost: { total: 0 } });
  });
});

describe('several streams', () => {
  test('lease keys name the stream; every stream is read', async () => {
    const { world } = await play(`
accounts:
  shop:
    id: "111122223333"
    kinesis:
      streams: { clicks: { shards: 2 }, orders: { shards: 1 } }
      producers: { a: { stream: clicks, rate: 10/s, for: 1m }, b: { stream: orders, rate: 5/s, for: 1m } }
    kcl:
      applications:
        billing: { streams: [clicks, orders], version: "2.x", initialPosition: TRIM_HORIZON, workers: { w1: {} } }
steps:
  - wait: 2m
`);
    const { app, account } = billing(world);
    const keys = [...app.state.table.rows()].map((row) => row.leaseKey);
    expect(
      keys.map((key) =>
        key
          .split(':')
          .filter((_, at) => at !== 2)
          .join(':'),
      ),
    ).toEqual([
      '111122223333:clicks:shardId-000000000000',
      '111122223333:clicks:shardId-000000000001',
      '111122223333:orders:shardId-000000000000',
    ]);
    expect(account).toMatchObject({ stored: 900, delivered: 900 });
  });
});

describe('aggregates that straddle a split', () => {
  test('are dropped by the client library and sent again by the KPL: nothing is lost, and next to nothing comes twice', async () => {
    const one = await fleet({
      shards: 1,
      producer: 'rate: 500/s, for: 2m, size: 100 B, kpl: {}',
      app: `${V2}, processing: { perRecord: 0.1ms }`,
      workers: '{ w1: {} }',
      steps: ['wait: 30s', SPLIT, 'wait: 5m'],
    });
    expect(told(one, 'aggregate-dropped').length).toBeGreaterThan(0);
    expect(one.account.lost.total).toBe(0);
    // A record that was alone in its aggregate arrived where it belongs, and is sent again all the same.
    expect(one.account.duplicates.total).toBeLessThan(5);
  });
});

test('a hole in the hash ranges is filled after three looks', async () => {
  const one = await fleet({
    shards: 3,
    app: `${V2}, leases: { shardId-000000000000: { leaseOwner: w1 }, shardId-000000000002: { leaseOwner: w1 } }`,
    workers: '{ w1: {} }',
    steps: ['wait: 6m'],
  });
  expect(told(one, 'hole-found').map((hole) => [hole.second, hole.times])).toEqual([
    [60, 1],
    [180, 2],
    [300, 3],
  ]);
  expect(told(one, 'leases-created')).toMatchObject([{ second: 300, leases: ['shardId-000000000001'] }]);
});

test('1.x syncs shards every minute and at the end of a shard', async () => {
  const one = await fleet({
    shards: 3,
    app: 'version: "1.x", initialPosition: TRIM_HORIZON, leases: { shardId-000000000000: { leaseOwner: w1 } }',
    workers: '{ w1: {} }',
    steps: ['wait: 2m'],
  });
  expect(told(one, 'leases-created')).toMatchObject([{ second: 0 }]);
});

describe('the file', () => {
  const app = (text: string) => `
accounts:
  shop:
    id: "111122223333"
    kinesis: { streams: { clicks: { shards: 2 } } }
    kcl:
      applications:
        billing: ${text}
`;

  test.each([
    ['{ workers: { w1: {} } }', 'needs stream or streams'],
    ['{ stream: clicks, streams: [clicks], workers: { w1: {} } }', 'needs stream or streams'],
    ['{ stream: nothing, workers: { w1: {} } }', 'nothing'],
    ['{ stream: clicks, version: "4", workers: { w1: {} } }', '4'],
    ['{ stream: clicks, failoverTime: 10ms, workers: { w1: {} } }', '10ms'],
    ['{ stream: clicks, workers: { w1: { speed: 0 } } }', '0'],
    ['{ stream: clicks, leases: { shardId-000000000000: { checkpoint: soon } }, workers: { w1: {} } }', 'soon'],
  ])('%s', async (text, word) => {
    const problems = await problemsOf(app(text));
    expect(problems.join('\n')).toContain(word);
    expect(problems.some((problem) => problem.includes(' error '))).toBe(true);
  });

  test.each([
    ['version: "2.2", enablePriorityLeaseAssignment: false', 'KCL 2.2 does not know enablePriorityLeaseAssignment'],
    ['version: "2.x", gracefulLeaseHandoff: { enabled: true }', 'KCL 2.x does not know gracefulLeaseHandoff'],
    ['version: "2.x", leaseAssignmentInterval: 5s', 'KCL 2.x does not know leaseAssignmentInterval'],
    ['version: "3.1", leaderLease: { duration: 60s }', 'KCL 3.1 does not know leaderLease'],
  ])('%s: what the release does not know is said', async (settings, says) => {
    const problems = await problemsOf(app(`{ stream: clicks, ${settings}, workers: { w1: {} } }`));
    expect(problems).toEqual([expect.stringContaining(` warning ${says}`)]);
  });

  test('a leader needs its heartbeat before its lock ends', async () => {
    const problems = await problemsOf(
      app('{ stream: clicks, version: "3.x", leaderLease: { duration: 20s }, workers: { w1: {} } }'),
    );
    expect(problems).toEqual([expect.stringContaining('before its next heartbeat')]);
  });

  test('a good one has no problems', async () => {
    expect(await problemsOf(app('{ stream: clicks, version: "2.x", workers: { w1: { clockSkew: -90s } } }'))).toEqual(
      [],
    );
  });
});

test('the journal keeps the newest six thousand entries', async () => {
  const one = await fleet({ shards: 1, app: V2, workers: '{ w1: {}, w2: {}, w3: {}, w4: {} }', steps: ['wait: 12h'] });
  const entries = entriesSince(one.app.state.journal, 0);
  expect(entries.length).toBeLessThanOrEqual(24 * 256);
  expect(one.app.state.journal.dropped).toBeGreaterThan(0);
});
