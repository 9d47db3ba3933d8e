import { describe, expect, test } from 'vitest';
import { SHARD_END, TRIM_HORIZON } from '../../../src/services/kcl/checkpoint.ts';
import { type Lease, newLease } from '../../../src/services/kcl/lease.ts';
import {
  assignLease,
  evictLease,
  initiateHandoff,
  isSpuriousFailure,
  prepareCheckpoint,
  renewLease,
  takeLease,
  type Written,
  writeCheckpoint,
} from '../../../src/services/kcl/lease-write.ts';

const row: Lease = { ...newLease('s0', TRIM_HORIZON), leaseOwner: 'a', leaseCounter: 7 };
const at = (position: number) => ({ position, sub: 0 });
const written = (result: Written) => ('row' in result ? result.row : undefined);
const failed = (result: Written) => ('failed' in result ? result.failed : undefined);

describe('a renewal', () => {
  test('raises the counter it remembers', () => {
    expect(written(renewLease(row, { counter: 7 }))?.leaseCounter).toBe(8);
    expect(written(renewLease(row, { counter: 7 }, 12.5))?.throughputKBps).toBe(12.5);
  });

  test('fails when anybody has written since, and when the row is gone', () => {
    expect(failed(renewLease(row, { counter: 6 }))).toBe('counter');
    expect(failed(renewLease(undefined, { counter: 7 }))).toBe('missing');
  });

  test('fails once when a handoff has begun that its worker does not know of', () => {
    const leaving = { ...row, leaseOwner: 'b', checkpointOwner: 'a' };
    expect(failed(renewLease(leaving, { counter: 7 }))).toBe('handoff');
    expect(written(renewLease(leaving, { counter: 7, checkpointOwner: 'a' }))?.leaseCounter).toBe(8);
  });

  test('a failure is no loss if the row is its own and one ahead', () => {
    expect(isSpuriousFailure(row, 'a', { counter: 6 })).toBe(true);
    expect(isSpuriousFailure(row, 'a', { counter: 5 })).toBe(false);
    expect(isSpuriousFailure(row, 'b', { counter: 6 })).toBe(false);
  });
});

describe('a take', () => {
  test('of two workers that saw the same counter the second loses', () => {
    const first = written(takeLease(row, 7, 'b'));
    expect(first).toMatchObject({ leaseOwner: 'b', leaseCounter: 8, ownerSwitchesSinceCheckpoint: 1 });
    expect(failed(takeLease(first, 7, 'c'))).toBe('counter');
  });

  test('counts an owner switch only between two owners', () => {
    expect(written(takeLease(row, 7, 'a'))?.ownerSwitchesSinceCheckpoint).toBe(0);
    expect(written(takeLease({ ...row, leaseOwner: undefined }, 7, 'b'))?.ownerSwitchesSinceCheckpoint).toBe(0);
  });
});

describe('a checkpoint', () => {
  test('is also a heartbeat, and starts counting owner switches anew', () => {
    const switched = { ...row, ownerSwitchesSinceCheckpoint: 3, pendingCheckpoint: at(5) };
    expect(written(writeCheckpoint(switched, 7, at(5)))).toMatchObject({
      leaseCounter: 8,
      ownerSwitchesSinceCheckpoint: 0,
      checkpoint: at(5),
      pendingCheckpoint: undefined,
    });
  });

  test('of a worker that lost the lease is refused', () => {
    const taken = written(takeLease(row, 7, 'b'));
    expect(failed(writeCheckpoint(taken, 7, at(5)))).toBe('counter');
    expect(failed(prepareCheckpoint(taken, 7, at(5)))).toBe('counter');
    expect(failed(writeCheckpoint(undefined, 7, SHARD_END))).toBe('missing');
  });

  test('prepared stands beside the old one until it is committed', () => {
    const prepared = written(prepareCheckpoint(row, 7, at(5)));
    expect(prepared).toMatchObject({ leaseCounter: 8, checkpoint: TRIM_HORIZON, pendingCheckpoint: at(5) });
  });
});

describe('the leader', () => {
  const seen = { leaseOwner: 'a' };

  test('assigns under the owners it saw', () => {
    expect(written(assignLease(row, seen, 'b'))).toMatchObject({ leaseOwner: 'b', leaseCounter: 8 });
    expect(failed(assignLease(row, { leaseOwner: 'c' }, 'b'))).toBe('owner');
    expect(failed(assignLease({ ...row, checkpointOwner: 'x' }, seen, 'b'))).toBe('owner');
  });

  test('begins a handoff without touching the counter', () => {
    const leaving = written(initiateHandoff(row, seen, 'b'));
    expect(leaving).toMatchObject({ leaseOwner: 'b', checkpointOwner: 'a', leaseCounter: 7 });
    expect(failed(initiateHandoff(leaving, { leaseOwner: 'b' }, 'c'))).toBe('handoff');
    expect(failed(initiateHandoff({ ...row, leaseOwner: undefined }, { leaseOwner: undefined }, 'c'))).toBe('owner');
  });

  test('the old owner leaves a handoff by its checkpoint owner, else by its owner', () => {
    const leaving = { ...row, leaseOwner: 'b', checkpointOwner: 'a' };
    expect(written(evictLease(leaving, leaving))).toMatchObject({ leaseOwner: 'b', checkpointOwner: undefined });
    expect(written(evictLease(row, row))).toMatchObject({ leaseOwner: undefined, leaseCounter: 8 });
    expect(failed(evictLease(row, leaving))).toBe('owner');
  });

  test('an assignment in the middle of a handoff counts as an owner switch', () => {
    const leaving = { ...row, leaseOwner: 'b', checkpointOwner: 'a' };
    expect(written(assignLease(leaving, leaving, 'b'))).toMatchObject({
      checkpointOwner: undefined,
      ownerSwitchesSinceCheckpoint: 1,
    });
  });
});
