import { describe, expect, test } from 'vitest';
import { fleet, owners, rows, told } from './fleet.ts';

const V3 = 'version: "3.x", initialPosition: TRIM_HORIZON, retrieval: polling';
const LOAD = 'rate: 80/s, for: 12m';
const WORK = 'processing: { perRecord: 10ms, checkpointEvery: 20 }';
const late =
  (from: number) =>
  <Entry extends { readonly second: number }>(entries: readonly Entry[]) =>
    entries.filter((entry) => entry.second > from);

/** Three workers of 3.x, evenly loaded from the start, then something happens. */
function three(steps: readonly string[], settings: { app?: string; workers?: string } = {}) {
  return fleet({
    shards: 6,
    producer: LOAD,
    app: `${V3}, ${settings.app ?? WORK}, leases: { ${rows('w1', 0, 2)}, ${rows('w2', 2, 4)}, ${rows('w3', 4, 6)} }`,
    workers: settings.workers ?? '{ w1: {}, w2: {}, w3: {} }',
    steps,
  });
}

describe('the leader', () => {
  test('gives the leases of a dead worker away in one run', async () => {
    const one = await three(['wait: 2m', 'fail: kcl/billing/w3', 'wait: 90s']);
    expect(owners(one)['w3']).toBeUndefined();
    const moved = late(120)(told(one, 'assignment-run')).filter((run) => run.changes.length > 0);
    expect(moved[0]?.changes.map((change) => [change.from, change.how])).toEqual([
      ['w3', 'assign'],
      ['w3', 'assign'],
    ]);
    expect(one.account.lost.total).toBe(0);
  });

  test('a dead leader: the next one is elected after two minutes, and only then leases move', async () => {
    const one = await three(['wait: 2m', 'fail: kcl/billing/w1', 'wait: 8m']);
    const elections = told(one, 'leader-elected');
    expect(elections.map((election) => election.after)).toEqual([null, 'w1']);
    const elected = (elections[1]?.second ?? 0) - 120;
    expect(elected).toBeGreaterThan(90);
    expect(elected).toBeLessThan(180);
    const first = late(120)(told(one, 'assignment-run')).find((run) => run.changes.length > 0);
    expect(first?.second).toBeGreaterThan(120 + elected);
    expect(owners(one)['w1']).toBeUndefined();
    expect(one.account.lost.total).toBe(0);
  });

  test('with a shorter lease on the lock the next one comes sooner (3.2)', async () => {
    const settings = { app: `${WORK}, leaderLease: { duration: 30s, heartbeat: 5s }, leaseAssignmentInterval: 5s` };
    const one = await three(['wait: 2m', 'fail: kcl/billing/w1', 'wait: 2m'], settings);
    const elected = (told(one, 'leader-elected')[1]?.second ?? 0) - 120;
    expect(elected).toBeGreaterThanOrEqual(25);
    expect(elected).toBeLessThan(60);
  });

  test('that stops cleanly gives the lock back: the next one needs no two minutes', async () => {
    const one = await three(['wait: 2m', 'fail: { what: kcl/billing/w1, how: stop }', 'wait: 60s']);
    expect(told(one, 'leader-released')).toMatchObject([{ worker: 'w1', because: 'shutdown' }]);
    const [, second] = told(one, 'leader-elected');
    expect(second?.second).toBeLessThanOrEqual(160);
  });

  test('lets go after three runs without the lease table', async () => {
    const one = await three(['wait: 2m', 'fail: { what: kcl/billing/table, how: down, for: 90s }', 'wait: 6m']);
    expect(told(one, 'assignment-failed').map((failed) => failed.failures)).toEqual([1, 2, 3]);
    expect(told(one, 'leader-released')).toMatchObject([{ because: 'failures' }]);
    expect(one.account.lost.total).toBe(0);
  });

  test('believes a worker dead whose clock is two minutes behind', async () => {
    const one = await three(['wait: 3m'], { workers: '{ w1: {}, w2: { clockSkew: -2m }, w3: {} }' });
    expect(told(one, 'assignment-run').at(-1)?.active).toEqual(['w1', 'w3']);
  });

  test('a slow machine gets less: leases move until the loads are within ten percent', async () => {
    const one = await three(['wait: 10m'], { workers: '{ w1: { cores: 4 }, w2: { cores: 4 }, w3: { cores: 1 } }' });
    expect(owners(one)['w3']).toBe(1);
  });
});

describe('a handoff', () => {
  const young = '{ w1: {}, w2: {}, w3: {}, w4: { startsAt: 60s } }';

  test('lets the old worker finish and checkpoint: nothing is delivered twice', async () => {
    const one = await three(['wait: 6m'], { workers: young });
    expect(owners(one)['w4']).toBeGreaterThan(0);
    const requested = told(one, 'handoff-requested');
    expect(requested.length).toBeGreaterThan(0);
    expect(told(one, 'handoff-done').every((done) => !done.timedOut)).toBe(true);
    expect(one.account.duplicates.total).toBe(0);
  });

  test('that takes too long is overruled, and then records are delivered twice', async () => {
    const one = await fleet({
      shards: 2,
      producer: 'rate: 20/s, for: 8m, size: 100 B',
      app: `${V3}, leases: { ${rows('w1', 0, 2)} }, gracefulLeaseHandoff: { timeout: 300ms }, maxRecords: 2000, processing: { perRecord: 70ms, checkpointEvery: never }`,
      workers: '{ w1: {}, w2: { startsAt: 3m } }',
      steps: ['wait: 7m'],
    });
    expect(told(one, 'handoff-done').some((done) => done.timedOut)).toBe(true);
    expect(one.account.duplicates.total).toBeGreaterThan(0);
    expect(one.account.lost.total).toBe(0);
  });

  test('switched off, the old worker learns it from its next renewal', async () => {
    const one = await three(['wait: 6m'], { workers: young, app: `${WORK}, gracefulLeaseHandoff: { enabled: false }` });
    expect(told(one, 'handoff-requested')).toEqual([]);
    expect(told(one, 'lease-lost').length).toBeGreaterThan(0);
    expect(one.account.duplicates.total).toBeGreaterThan(0);
  });
});
