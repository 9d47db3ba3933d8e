import { describe, expect, test } from 'vitest';
import { applicationAt } from '../../../src/services/kcl/index.ts';
import {
  deliver,
  deliveriesOf,
  distinctDelivered,
  lose,
  lostRecords,
  newLedger,
} from '../../../src/services/kcl/ledger.ts';
import { play } from '../play.ts';
import { fleet, rows, told } from './fleet.ts';

const V2 = 'version: "2.x", initialPosition: TRIM_HORIZON, retrieval: polling';

describe('a ledger', () => {
  const run = (from: number, to: number, worker = 'w1') => ({ from, to, worker, startedAt: 1000, perRecordMs: 2 });

  test('counts what was delivered before, by cause', () => {
    const ledger = newLedger();
    deliver(ledger, run(0, 10), 'crash');
    deliver(ledger, run(5, 12, 'w2'), 'steal');
    expect([ledger.deliveries, distinctDelivered(ledger), ledger.duplicates.steal, ledger.duplicates.crash]).toEqual([
      17, 12, 5, 0,
    ]);
  });

  test('keeps disjoint runs in order, whatever order they come in', () => {
    const ledger = newLedger();
    for (const [from, to] of [
      [20, 30],
      [0, 5],
      [10, 12],
      [4, 11],
    ] as const) {
      deliver(ledger, run(from, to), 'crash');
    }
    expect(ledger.delivered).toEqual([0, 12, 20, 30]);
    expect(ledger.duplicates.crash).toBe(2);
  });

  test('knows who got a record, and when', () => {
    const ledger = newLedger();
    deliver(ledger, run(0, 10), 'crash');
    deliver(ledger, run(8, 9, 'w2'), 'zombie');
    expect(deliveriesOf(ledger, 8)).toEqual([
      { worker: 'w1', at: 1018 },
      { worker: 'w2', at: 1002 },
    ]);
    expect(deliveriesOf(ledger, 10)).toEqual([]);
  });

  test('a lost record that somebody delivers after all is not lost', () => {
    const ledger = newLedger();
    lose(ledger, { from: 0, to: 10, cause: 'batchSkipped' });
    deliver(ledger, run(3, 5), 'crash');
    expect(lostRecords(ledger).map(({ from, to }) => [from, to])).toEqual([
      [0, 3],
      [5, 10],
    ]);
  });
});

describe('checkpoints', () => {
  const crashAt = (processing: string) =>
    fleet({
      shards: 1,
      producer: 'rate: 50/s, for: 3m',
      app: `${V2}, leases: { ${rows('w1', 0, 1)} }, processing: { perRecord: 10ms, ${processing} }`,
      workers: '{ w1: {}, w2: {} }',
      steps: ['wait: 61500ms', 'fail: w1', 'wait: 4m'],
    });

  test.each([
    ['checkpointEvery: 10', 10],
    ['checkpointEvery: 500', 500],
    ['checkpointEvery: 10s', 510],
    ['checkpointEvery: batch', 120],
    ['checkpointEvery: never', 3100],
  ])('%s: at most so many records come twice', async (policy, most) => {
    const { account } = await crashAt(policy);
    expect(account.duplicates.total).toBeLessThanOrEqual(most);
    expect(account).toMatchObject({ stored: 9000, delivered: 9000, lost: { total: 0 } });
  });

  test('never: everything since the beginning comes twice', async () => {
    const { account } = await crashAt('checkpointEvery: never');
    expect(account.duplicates.crash).toBeGreaterThan(2500);
  });

  test('in two phases: the new owner is told what was prepared, and begins at what was committed', async () => {
    const one = await crashAt('checkpointEvery: 100, twoPhase: 5s');
    const begun = told(one, 'consumer-initialized').at(-1);
    expect(begun?.worker).toBe('w2');
    expect(begun?.pending).not.toBeNull();
    expect(begun?.pending).not.toBe(begun?.checkpoint);
    expect(one.account).toMatchObject({ delivered: 9000, lost: { total: 0 } });
  });
});

describe('lag', () => {
  test('a processor that takes longer than records come falls behind without end', async () => {
    const run = (minutes: number) =>
      fleet({
        shards: 1,
        producer: 'rate: 100/s, for: 30m',
        app: `${V2}, processing: { perRecord: 20ms }`,
        workers: '{ w1: {} }',
        steps: [`wait: ${minutes}m`],
      });
    const [early, late] = [(await run(2)).account.lagMs, (await run(6)).account.lagMs];
    expect(early).toBeGreaterThan(30_000);
    expect(late - early).toBeGreaterThan(100_000);
  });

  test('records that expire before they are read are lost, and counted', async () => {
    const { account } = await fleet({
      shards: 1,
      producer: 'rate: 1/s, for: 2h',
      app: `${V2}`,
      workers: '{ w1: { startsAt: 25h } }',
      steps: ['wait: 26h'],
    });
    expect(account.lost.expired + account.delivered).toBe(account.stored);
    expect(account.delivered).toBeLessThan(account.stored);
  });

  test.each([
    [5, 0],
    [6, 60],
  ])('%i applications that poll one shard every second', async (count, refusals) => {
    const names = Array.from({ length: count }, (_, index) => `app${index}`);
    const { world } = await play(`
accounts:
  shop:
    id: "111122223333"
    kinesis:
      streams: { clicks: { shards: 1 } }
      producers: { web: { stream: clicks, rate: 20/s, for: 4m } }
    kcl:
      applications:
${names.map((name) => `        ${name}: { stream: clicks, version: "2.x", retrieval: polling, idleTimeBetweenReads: 1s, initialPosition: TRIM_HORIZON, workers: { ${name}w: {} } }`).join('\n')}
steps:
  - wait: 5m
`);
    const apps = names.map((name) => applicationAt(world, `shop/kcl/${name}`));
    const refused = apps.map(
      (app) => app?.state.workers.values().next().value?.consumers.values().next().value?.throttledReads ?? 0,
    );
    expect(refused.reduce((sum, one) => sum + one, 0)).toBeGreaterThanOrEqual(refusals);
    if (refusals === 0) expect(refused).toEqual(Array(count).fill(0));
  });
});
