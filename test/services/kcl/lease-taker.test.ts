import { describe, expect, test } from 'vitest';
import { Belief } from '../../../src/services/kcl/belief.ts';
import { TRIM_HORIZON } from '../../../src/services/kcl/checkpoint.ts';
import { newLease } from '../../../src/services/kcl/lease.ts';
import { LeaseTable } from '../../../src/services/kcl/lease-table.ts';
import { decideTake, leasesToSteal, type TakeOptions, targetLeases } from '../../../src/services/kcl/lease-taker.ts';

const F = 10_000;

const options: TakeOptions = {
  worker: 'me',
  failoverTime: F,
  maxLeasesForWorker: 2 ** 31 - 1,
  maxLeasesToStealAtOneTime: 1,
  priorityAssignment: true,
  veryOldMultiplier: 3,
  unownedAvailable: true,
};

/** Rows as `owner:age` (age in seconds since the counter moved), in order of their keys; `-` is nobody. */
function pass(rows: readonly string[], changed: Partial<TakeOptions> = {}) {
  const table = new LeaseTable();
  const belief = new Belief();
  const now = 1_000_000;
  for (const [index, text] of rows.entries()) {
    const [owner = '', age = '0'] = text.split(':');
    const leaseOwner = owner === '-' ? undefined : owner;
    table.put({ ...newLease(`shard-${index}`, TRIM_HORIZON), leaseOwner, leaseCounter: 5 });
    belief.set(index, 5, now - Number(age) * 1000);
  }
  return decideTake(table, belief, now, { ...options, ...changed }, undefined);
}

describe('the target', () => {
  test.each([
    [8, 2, 4, 0],
    [9, 2, 5, 0],
    [1, 3, 1, 0],
    [3, 3, 1, 0],
    [0, 1, 1, 0],
    [10_000, 200, 50, 0],
  ])('%i leases over %i workers: %i each', (leases, workers, target, spillover) => {
    expect(targetLeases(leases, workers, 1e9)).toEqual({ target, spillover });
  });

  test('is cut by maxLeasesForWorker, and what is cut off is the spillover', () => {
    expect(targetLeases(10, 2, 3)).toEqual({ target: 3, spillover: 2 });
  });
});

describe('stealing', () => {
  test.each([
    // victim, target, need, most at one time, stolen
    [8, 4, 4, 1, 1],
    [8, 4, 4, 10, 4],
    [5, 4, 3, 10, 1],
    [4, 4, 2, 1, 1],
    [4, 4, 1, 1, 0],
    [3, 4, 2, 1, 0],
    [8, 4, 0, 1, 0],
  ])('victim %i, target %i, need %i, most %i: %i', (victim, target, need, most, stolen) => {
    expect(leasesToSteal(victim, target, need, most)).toBe(stolen);
  });
});

describe('a pass', () => {
  test('without rows takes nothing', () => {
    expect(pass([])).toMatchObject({ branch: 'no-leases', take: [] });
  });

  test('counts rows at their end, and workers only while they hold something alive', () => {
    expect(pass(['a', 'a', 'b:11', '-'])).toMatchObject({ leases: 4, workers: 2, target: 2, mine: 0, available: 2 });
  });

  test('takes what is expired, not what is exactly as old as the failover time', () => {
    expect(pass(['a:10', 'b']).branch).not.toBe('available');
    expect(pass(['a:10.001', 'b'])).toMatchObject({ branch: 'available', take: [0] });
  });

  test('takes no more available leases than it needs', () => {
    expect(pass(['a', 'a', '-', '-', '-', '-'])).toMatchObject({ target: 3, need: 3, take: [2, 3, 4] });
  });

  test('does not steal while anything is available', () => {
    expect(pass(['a', 'a', 'a', 'a', 'a', '-'])).toMatchObject({ branch: 'available', take: [5] });
  });

  test('steals one from the fullest', () => {
    expect(pass(['a', 'a', 'a', 'b', 'b', 'b', 'b', 'b'])).toMatchObject({
      branch: 'steal',
      target: 3,
      victim: { worker: 'b', leases: 5 },
      take: [3],
    });
  });

  test('may end one off balance: the fullest is at the target', () => {
    expect(pass(['a', 'a', 'a', 'me', 'me'])).toMatchObject({ branch: 'no-steal', target: 3, need: 1, take: [] });
  });

  test('takes very old leases first, whatever the target', () => {
    const rows = ['me', 'me', 'dead:31', 'dead:31'];
    expect(pass(rows)).toMatchObject({ branch: 'very-old', veryOld: 2, take: [2, 3] });
    expect(pass(rows, { maxLeasesForWorker: 3 })).toMatchObject({ branch: 'very-old', take: [2] });
    expect(pass([...rows, 'b'], { priorityAssignment: false })).toMatchObject({ branch: 'available', target: 3 });
  });

  test('an unowned lease is available at once, in releases before 2.6 only after it has aged', () => {
    expect(pass(['-', 'a'])).toMatchObject({ branch: 'available', workers: 2, take: [0] });
    expect(pass(['-', 'a'], { unownedAvailable: false })).toMatchObject({ branch: 'no-steal', workers: 3, take: [] });
    expect(pass(['-:11', 'a'], { unownedAvailable: false })).toMatchObject({ branch: 'available', take: [0] });
  });
});

describe('a belief', () => {
  const row = (leaseKey: string, leaseCounter: number, leaseOwner?: string) => ({
    ...newLease(leaseKey, TRIM_HORIZON),
    leaseCounter,
    leaseOwner,
  });

  test('starts when the counter is seen to move, not when it moved', () => {
    const table = new LeaseTable([row('s0', 1, 'a')]);
    const belief = new Belief();
    belief.scan(table, 1000);
    table.put(row('s0', 9, 'a'));
    belief.scan(table, 5000);
    belief.scan(table, 9000);
    expect([belief.since(0), belief.counter(0)]).toEqual([5000, 9]);
  });

  test('a row first seen without owner was never renewed; one first seen owned counts as renewed now', () => {
    const belief = new Belief();
    belief.scan(new LeaseTable([row('s0', 0), row('s1', 0, 'a')]), 1000);
    expect([belief.since(0), belief.since(1)]).toEqual([0, 1000]);
  });

  test('forgets rows that are gone', () => {
    const table = new LeaseTable([row('s0', 1, 'a'), row('s1', 1, 'a')]);
    const belief = new Belief();
    belief.scan(table, 1000);
    table.delete('s0');
    belief.scan(table, 2000);
    expect([belief.since(0), belief.since(1), belief.since(7)]).toEqual([undefined, 1000, undefined]);
  });

  test('a copy does not change with the original', () => {
    const table = new LeaseTable([row('s0', 1, 'a')]);
    const belief = new Belief();
    belief.scan(table, 1000);
    const copy = belief.fork();
    copy.took(0, 2, 3000);
    expect([belief.counter(0), copy.counter(0)]).toEqual([1, 2]);
  });
});

test('a forked table does not change with the original', () => {
  const table = new LeaseTable([newLease('s0', TRIM_HORIZON)]);
  const copy = table.fork();
  copy.put({ ...newLease('s0', TRIM_HORIZON), leaseOwner: 'a', leaseCounter: 1 });
  copy.put(newLease('s1', TRIM_HORIZON));
  copy.delete('s0');
  expect([table.size, table.get('s0')?.leaseOwner, table.ownerNames]).toEqual([1, undefined, []]);
  expect([copy.size, copy.slots, copy.currentOwners()]).toEqual([1, 2, []]);
});
