import { describe, expect, test } from 'vitest';
import {
  AT_TIMESTAMP,
  type Checkpoint,
  compareCheckpoints,
  LATEST,
  readCheckpoint,
  SHARD_END,
  sentinelOf,
  TRIM_HORIZON,
} from '../../../src/services/kcl/checkpoint.ts';
import { auditLeases, findHole, HASH_RANGE_MOST, sameHole } from '../../../src/services/kcl/hash-range.ts';
import { isBlockedByHandoff, isEligibleForHandoff, type Lease, newLease } from '../../../src/services/kcl/lease.ts';
import { unfinishedParents, whyKept } from '../../../src/services/kcl/lease-cleanup.ts';
import { type ListedShard, leasesForEmptyTable, leasesToCreate } from '../../../src/services/kcl/shard-sync.ts';
import { shardSyncLeader } from '../../../src/services/kcl/shard-sync-leader.ts';
import { isExpiredLease, leaseTimers } from '../../../src/services/kcl/timers.ts';
import {
  columnsOf,
  featuresOf,
  higherReason,
  parseVersion,
  shutdownName,
  tablesOf,
} from '../../../src/services/kcl/version.ts';

const version = (text: string) => {
  const read = parseVersion(text);
  if (read === undefined) throw new Error(text);
  return read;
};

describe('timers', () => {
  test.each([
    [10_000, { renew: 3308, take: 20_050, assign: 20_000, discover: 9975 }],
    [30_000, { renew: 9975, take: 60_050, assign: 60_000, discover: 29_975 }],
    [1000, { renew: 308, take: 2050, assign: 2000, discover: 975 }],
  ])('failover time %i ms', (failoverTime, timers) => {
    expect(leaseTimers(failoverTime)).toEqual(timers);
  });

  test('expiry is strictly older', () => {
    expect([isExpiredLease(0, 10_000, 10_000), isExpiredLease(0, 10_001, 10_000)]).toEqual([false, true]);
  });
});

describe('checkpoints', () => {
  const at = (position: number, sub = 0): Checkpoint => ({ position, sub });

  test('are in order: sentinels, numbers, places inside an aggregate, the end', () => {
    const order = [AT_TIMESTAMP, TRIM_HORIZON, LATEST, at(0), at(0, 4), at(7), SHARD_END];
    const mixed = [...order].reverse().sort(compareCheckpoints);
    expect(mixed).toEqual(order);
  });

  test('of a real table are compared as numbers of 128 bits', () => {
    const [one, other] = ['9', '49546986683135544286507457936321625675700192471156785154'].map((text) =>
      readCheckpoint(text, 0),
    );
    expect(compareCheckpoints(one as Checkpoint, other as Checkpoint)).toBeLessThan(0);
  });

  test('are words or digits, nothing else', () => {
    expect(sentinelOf(readCheckpoint('SHARD_END', 0) as Checkpoint)).toBe('SHARD_END');
    expect(['', '12x', 'toString', '-1'].map((text) => readCheckpoint(text, 0))).toEqual(Array(4).fill(undefined));
  });
});

describe('versions', () => {
  test.each([
    ['1.x', { priorityAssignment: false, unownedAvailable: false, leaderAssignment: false, prefetch: false }],
    ['2.2', { priorityAssignment: false, leaseAuditor: false, fanOutByDefault: true, prefetch: true }],
    ['2.3', { priorityAssignment: true, unownedAvailable: false, leaseAuditor: true }],
    ['2.6', { priorityAssignment: true, unownedAvailable: true, leaderAssignment: false }],
    ['3.0', { leaderAssignment: true, singleTable: false, leaseCountStrategy: false }],
    ['3.4.3', { leaseCountStrategy: true, singleTable: false }],
    ['3.5', { singleTable: true }],
  ])('%s', (text, features) => {
    expect(featuresOf(version(text))).toMatchObject(features);
  });

  test('a number is a version too, 4 is none', () => {
    expect(parseVersion('2.6')).toMatchObject({ major: 2, minor: 6, patch: 999 });
    expect(['4', '2.6.x.1', '', 'two'].map(parseVersion)).toEqual(Array(4).fill(undefined));
  });

  test('columns and tables of each line', () => {
    expect(columnsOf(version('1.7'))).toHaveLength(7);
    expect(columnsOf(version('2.6'))).toContain('startingHashKey');
    expect(columnsOf(version('2.6'))).not.toContain('checkpointOwner');
    expect(columnsOf(version('3.5')).slice(-3)).toEqual(['throughputKBps', 'checkpointOwner', 'entityType']);
    expect(tablesOf(version('3.0'), 'app')).toEqual(['app', 'app-WorkerMetricStats', 'app-CoordinatorState']);
    expect([tablesOf(version('2.6'), 'app'), tablesOf(version('3.5'), 'app')]).toEqual([['app'], ['app']]);
  });

  test('a shutdown reason gives way to a higher one only', () => {
    expect(higherReason('requested', 'leaseLost')).toBe('leaseLost');
    expect(higherReason('leaseLost', 'shardEnd')).toBe('leaseLost');
    expect([shutdownName(version('1.x'), 'leaseLost'), shutdownName(version('3.x'), 'leaseLost')]).toEqual([
      'shutdown(ZOMBIE)',
      'leaseLost',
    ]);
  });
});

describe('the auditor', () => {
  const range = (start: bigint, end: bigint) => ({ start, end });
  const whole = [range(0n, 99n), range(100n, HASH_RANGE_MOST)];

  test('finds the first gap, in any order, through overlaps', () => {
    expect(findHole(whole)).toBeUndefined();
    expect(findHole([...whole].reverse())).toBeUndefined();
    expect(findHole([range(0n, 98n), range(100n, HASH_RANGE_MOST)])).toEqual({
      before: range(0n, 98n),
      after: range(100n, HASH_RANGE_MOST),
    });
    expect(findHole([range(0n, 500n), range(10n, 20n), range(501n, HASH_RANGE_MOST)])).toBeUndefined();
  });

  test('a missing beginning or end is a gap; without ranges everything is', () => {
    expect(findHole([range(1n, HASH_RANGE_MOST)])).toBeDefined();
    expect(findHole([range(0n, HASH_RANGE_MOST - 1n)])).toBeDefined();
    expect(findHole([])).toEqual({});
    expect(sameHole(findHole([]), undefined)).toBe(false);
  });

  test('is sure after seeing the same gap three times in a row', () => {
    const gap = [range(0n, 98n), range(100n, HASH_RANGE_MOST)];
    const other = [range(0n, 97n), range(100n, HASH_RANGE_MOST)];
    const looks = [gap, gap, other, other, other];
    let memory = auditLeases(whole, 2, undefined, 3).memory;
    const syncs = looks.map((ranges) => {
      const look = auditLeases(ranges, 2, memory, 3);
      memory = look.memory;
      return look.sync;
    });
    expect(syncs).toEqual([false, false, false, false, true]);
    expect(auditLeases([], 0, undefined, 3).sync).toBe(true);
  });
});

describe('shard sync', () => {
  const shard = (shardId: string, parents: readonly string[] = [], open = true): ListedShard => ({
    shardId,
    parents,
    open,
  });
  const created = (rows: readonly Lease[]) => rows.map((row) => `${row.leaseKey} ${sentinelOf(row.checkpoint)}`);

  test('fills an empty table with every listed shard, closed ones too', () => {
    const rows = leasesForEmptyTable([shard('s0', [], false), shard('s1', ['s0'])], 'TRIM_HORIZON');
    expect(created(rows)).toEqual(['s0 TRIM_HORIZON', 's1 TRIM_HORIZON']);
  });

  test('leaves children to the end of their parents', () => {
    expect(created(leasesToCreate([shard('s0', [], false), shard('s1', ['s0'])], new Set(['s0']), 'LATEST'))).toEqual(
      [],
    );
  });

  test('creates the missing ancestor of an open shard, and leaves the open one to it', () => {
    const shards = [shard('s0', [], false), shard('s1', ['s0'], false), shard('s2', ['s1'])];
    expect(created(leasesToCreate(shards, new Set(['s0']), 'LATEST'))).toEqual([]);
    const merged = [shard('a', [], false), shard('b', [], false), shard('c', ['a', 'b'])];
    expect(created(leasesToCreate(merged, new Set(['a']), 'TRIM_HORIZON'))).toEqual(['b TRIM_HORIZON']);
  });

  test('an open shard without ancestors in the table begins at the initial position', () => {
    expect(created(leasesToCreate([shard('s0'), shard('s1')], new Set(['s0']), 'LATEST'))).toEqual(['s1 LATEST']);
  });

  test('a child listed beside its open parent waits for the next look', () => {
    expect(
      leasesToCreate([shard('s0'), shard('s1', ['s0'])], new Set(['x']), 'LATEST').map((one) => one.leaseKey),
    ).toEqual(['s0']);
  });

  test('the leader does not depend on the order of the owners, nor on repeats', () => {
    const leader = shardSyncLeader(['w1', 'w2', 'w3']);
    expect(['w1', 'w2', 'w3']).toContain(leader);
    expect(shardSyncLeader(['w3', 'w1', 'w2', 'w1'])).toBe(leader);
    expect([shardSyncLeader([]), shardSyncLeader(['only'])]).toEqual([undefined, 'only']);
  });
});

describe('the row of a finished shard', () => {
  const ended = { ...newLease('p', SHARD_END), childShardIds: ['c1', 'c2'] };
  const rowsOf =
    (...rows: readonly Lease[]) =>
    (key: string) =>
      rows.find((row) => row.leaseKey === key);
  const begun = (key: string) => newLease(key, { position: 4, sub: 0 });

  test.each([
    ['goes once both children are read', ended, [begun('c1'), begun('c2')], undefined],
    ['stays before its end', newLease('p', TRIM_HORIZON), [], 'not-ended'],
    ['stays without known children', newLease('p', SHARD_END), [], 'no-children-known'],
    ['stays while a child has no row', ended, [begun('c1')], 'child-row-missing'],
    ['stays while a child has not begun', ended, [begun('c1'), newLease('c2', TRIM_HORIZON)], 'child-not-begun'],
    [
      'stays while its own parent has a row',
      { ...ended, parentShardIds: ['pp'] },
      [begun('c1'), begun('c2'), newLease('pp', SHARD_END)],
      'parent-row-present',
    ],
  ] as const)('%s', (_, row, rows, because) => {
    expect(whyKept(row, row.childShardIds, rowsOf(...rows))).toBe(because);
  });

  test('a child waits for parents that have a row before their end, and only for them', () => {
    const child = newLease('c', TRIM_HORIZON, { parentShardIds: ['a', 'b', 'gone'] });
    expect(unfinishedParents(child, rowsOf(newLease('a', SHARD_END), begun('b')))).toEqual(['b']);
  });
});

describe('a handoff', () => {
  const owned: Lease = { ...newLease('s', TRIM_HORIZON), leaseOwner: 'a' };

  test('is for rows that are owned, alive, and not moving already', () => {
    expect(isEligibleForHandoff(owned, false)).toBe(true);
    expect(isEligibleForHandoff(owned, true)).toBe(false);
    expect(isEligibleForHandoff({ ...owned, checkpoint: SHARD_END }, false)).toBe(false);
    expect(isEligibleForHandoff({ ...owned, checkpointOwner: 'x' }, false)).toBe(false);
  });

  test('blocks other moves until its timeout', () => {
    const leaving = { ...owned, leaseOwner: 'b', checkpointOwner: 'a' };
    expect([isBlockedByHandoff(leaving, false, 100, 99), isBlockedByHandoff(leaving, false, 100, 100)]).toEqual([
      true,
      false,
    ]);
    expect(isBlockedByHandoff(leaving, true, 100, 99)).toBe(false);
    expect(isBlockedByHandoff(owned, false, 100, 99)).toBe(false);
  });
});
