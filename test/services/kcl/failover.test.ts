import { describe, expect, test } from 'vitest';
import { fleet, owners, rows, told } from './fleet.ts';

const V2 = 'version: "2.x", initialPosition: TRIM_HORIZON, retrieval: polling';
const PRODUCER = 'rate: 40/s, for: 5m';
const SLOWLY = 'processing: { perRecord: 10ms, checkpointEvery: 50 }';

/** What happened after the first two minutes. */
const late = <Entry extends { readonly second: number }>(entries: readonly Entry[]) =>
  entries.filter((entry) => entry.second > 120);

/** Two workers share four shards, then something happens. */
function twoWorkers(steps: readonly string[], app = `${V2}, ${SLOWLY}`) {
  return fleet({
    producer: PRODUCER,
    app: `${app}, leases: { ${rows('w1', 0, 2)}, ${rows('w2', 2, 4)} }`,
    workers: '{ w1: {}, w2: {} }',
    steps: ['wait: 2m', ...steps],
  });
}

describe('a crash', () => {
  test('is noticed after two scans at the least, four at the most of another worker', async () => {
    const one = await twoWorkers(['fail: kcl/billing/w2', 'wait: 60s']);
    const takes = late(told(one, 'take-available'));
    const dead = takes.flatMap((pass) => pass.taken);
    expect(dead.map((lease) => lease.from)).toEqual(['w2', 'w2']);
    const took = (takes[0]?.second ?? 0) - 120;
    expect(took).toBeGreaterThan(10);
    expect(took).toBeLessThanOrEqual(40.1);
    expect(dead[0]?.ageMs).toBeGreaterThan(10_000);
  });

  test('records since the last checkpoint are delivered twice, none is lost', async () => {
    const { account } = await twoWorkers(['fail: kcl/billing/w2', 'wait: 5m']);
    expect(account).toMatchObject({ stored: 12_000, delivered: 12_000, waiting: 0, lost: { total: 0 } });
    expect(account.duplicates.crash).toBeGreaterThan(0);
    expect(account.duplicates.crash).toBeLessThanOrEqual(2 * 50);
    expect(account.duplicates.total).toBe(account.duplicates.crash);
    expect(account.deliveries).toBe(12_000 + account.duplicates.total);
    expect(account.effects).toBe(account.deliveries);
  });

  test('an idempotent consumer takes effect once per record all the same', async () => {
    const { account } = await twoWorkers(
      ['fail: kcl/billing/w2', 'wait: 5m'],
      `${V2}, processing: { perRecord: 10ms, checkpointEvery: 50, idempotent: true }`,
    );
    expect(account.duplicates.total).toBeGreaterThan(0);
    expect(account.effects).toBe(12_000);
  });

  test('a worker that comes back under its own name renews its rows at once', async () => {
    const one = await twoWorkers(['fail: { what: kcl/billing/w2, for: 3s }', 'wait: 30s']);
    expect(late(told(one, 'own-leases-renewed'))).toMatchObject([{ worker: 'w2', second: 123 }]);
    expect(owners(one)).toEqual({ w1: 2, w2: 2 });
    expect(late(told(one, 'take-available'))).toEqual([]);
  });

  test('under a new name it waits like everybody else', async () => {
    const one = await twoWorkers(
      ['fail: { what: kcl/billing/w2, for: 3s }', 'wait: 60s'],
      `${V2}, ${SLOWLY}, workerIds: random`,
    );
    expect(late(told(one, 'own-leases-renewed'))).toEqual([]);
    expect(owners(one)).toEqual({ w1: 2, 'w2-2': 2 });
    expect(told(one, 'worker-started').at(-1)).toMatchObject({ worker: 'w2', id: 'w2-2' });
  });
});

describe('a long pause', () => {
  test('the worker works on as a zombie until its next renewal; its checkpoints are refused', async () => {
    const one = await twoWorkers(
      ['fail: { what: kcl/billing/w2, how: hang, for: 60s }', 'wait: 2m', 'wait: 5m'],
      `${V2}, processing: { perRecord: 10ms, checkpointEvery: 5 }`,
    );
    expect(told(one, 'worker-resumed')).toMatchObject([{ worker: 'w2', pausedMs: 60_000 }]);
    const lost = late(told(one, 'lease-lost')).filter((entry) => entry.worker === 'w2');
    expect(lost.map((entry) => entry.to)).toEqual(['w1', 'w1']);
    expect(one.app.state.overlaps.length).toBeGreaterThan(0);
    expect(one.account).toMatchObject({ delivered: 12_000, waiting: 0, lost: { total: 0 } });
    expect(told(one, 'consumer-shut-down').map((end) => end.callback)).toContain('leaseLost');
  });

  test('is not noticed at all where the next renewal still comes within the failover time', async () => {
    const one = await twoWorkers(['fail: { what: kcl/billing/w2, how: hang, for: 6s }', 'wait: 60s']);
    expect(late(told(one, 'lease-lost'))).toEqual([]);
    expect(late(told(one, 'take-available'))).toEqual([]);
  });

  test('longer than that the worker gives up its leases by its own clock, though nobody took them', async () => {
    const one = await twoWorkers(['fail: { what: kcl/billing/w2, how: hang, for: 9500ms }', 'wait: 20s']);
    expect(late(told(one, 'lease-lost'))).toMatchObject([
      { worker: 'w2', noticed: 'own clock', to: null },
      { worker: 'w2', noticed: 'own clock', to: null },
    ]);
  });
});

describe('other faults', () => {
  test('a worker without network gives up its leases by its own clock, before anybody takes them', async () => {
    const one = await twoWorkers(['fail: { what: kcl/billing/w2, how: partition, for: 60s }', 'wait: 59s']);
    const lost = late(told(one, 'lease-lost')).filter((entry) => entry.worker === 'w2');
    expect(lost.map((entry) => entry.noticed)).toEqual(['own clock', 'own clock']);
    const taken = late(told(one, 'take-available'));
    expect(Math.max(...lost.map((entry) => entry.second))).toBeLessThan(Math.min(...taken.map((pass) => pass.second)));
    expect(one.app.state.overlaps).toEqual([]);
  });

  test('a clean stop checkpoints, but the others wait all the same: the rows still name it', async () => {
    const one = await twoWorkers(['fail: { what: kcl/billing/w2, how: stop }', 'wait: 5m']);
    expect(told(one, 'worker-stopped')).toHaveLength(1);
    const [first] = late(told(one, 'take-available'));
    expect(first?.second).toBeGreaterThan(130);
    expect(one.account).toMatchObject({ delivered: 12_000, duplicates: { total: 0 }, lost: { total: 0 } });
  });

  test('without a checkpoint at shutdown a clean stop repeats records', async () => {
    const { account } = await twoWorkers(
      ['fail: { what: kcl/billing/w2, how: stop }', 'wait: 5m'],
      `${V2}, processing: { perRecord: 10ms, checkpointEvery: 50, checkpointOnShutdown: false }`,
    );
    expect(account.duplicates.total).toBeGreaterThan(0);
    expect(account.lost.total).toBe(0);
  });

  test('a throttled lease table makes workers lose leases that nobody took', async () => {
    const one = await twoWorkers(['fail: { what: kcl/billing/table, how: throttle, for: 3m }', 'wait: 8m']);
    expect(told(one, 'renew-failed').length + told(one, 'scan-failed').length).toBeGreaterThan(0);
    expect(one.account).toMatchObject({ delivered: 12_000, waiting: 0, lost: { total: 0 } });
  });

  test('with the table gone everybody stops, and goes on from the checkpoints when it is back', async () => {
    const one = await twoWorkers(['fail: { what: kcl/billing/table, how: down, for: 1m }', 'wait: 8m']);
    const lost = late(told(one, 'lease-lost')).filter((entry) => entry.second < 180);
    expect(lost.map((entry) => entry.noticed)).toEqual(Array(4).fill('own clock'));
    expect(one.account).toMatchObject({ delivered: 12_000, waiting: 0, lost: { total: 0 } });
  });

  test('a slow worker keeps its leases and falls behind', async () => {
    const one = await twoWorkers(
      ['fail: { what: kcl/billing/w2, how: slow }', 'wait: 2m'],
      `${V2}, processing: { perRecord: 20ms, checkpointEvery: 50 }`,
    );
    expect(owners(one)).toEqual({ w1: 2, w2: 2 });
    expect(one.account.lagMs).toBeGreaterThan(30_000);
  });

  test('a processor that throws skips the batch: nobody delivers it again', async () => {
    const one = await twoWorkers(['fail: { what: kcl/billing/w2, how: throw, for: 10s }', 'wait: 5m']);
    expect(one.account.lost.batchSkipped).toBeGreaterThan(0);
    expect(one.account.lost.total).toBe(one.account.lost.batchSkipped);
    expect(one.account.delivered + one.account.lost.total).toBe(12_000);
    expect(told(one, 'batch-skipped').every((skipped) => skipped.worker === 'w2')).toBe(true);
  });
});

test('LATEST before the first checkpoint loses what comes while a lease has no owner', async () => {
  const one = await fleet({
    shards: 1,
    producer: 'rate: 10/s, for: 3m',
    app: 'version: "2.x", retrieval: polling, processing: { perRecord: 1ms, checkpointEvery: never }',
    workers: '{ w1: {}, w2: {} }',
    steps: ['wait: 60s', 'fail: w1', 'fail: w2', 'wait: 30s', 'recover: w1', 'recover: w2', 'wait: 3m'],
  });
  expect(told(one, 'records-skipped')).not.toEqual([]);
  expect(one.account.lost.startedAtLatest).toBeGreaterThanOrEqual(300);
  expect(one.account.delivered + one.account.lost.total).toBe(1800);
});
