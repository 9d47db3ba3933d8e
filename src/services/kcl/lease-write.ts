import type { Checkpoint } from './checkpoint.ts';
import type { Lease } from './lease.ts';

/** What a conditional write came to: the new row, or which condition failed. */
export type Written =
  | { readonly row: Lease }
  | { readonly failed: 'missing' | 'exists' | 'counter' | 'owner' | 'handoff' };

const missing: Written = { failed: 'missing' };

/** Shard sync makes a row, unless there is one: who comes second changes nothing (`createLeaseIfNotExists`). */
export function createLease(row: Lease | undefined, lease: Lease): Written {
  return row === undefined ? { row: lease } : { failed: 'exists' };
}

/** What a worker remembers of a row it holds. */
export interface Remembered {
  readonly counter: number;
  /** 3.x: the old owner's name, once it has learnt of a handoff. */
  readonly checkpointOwner?: string | undefined;
}

/**
 * Heartbeat of the owner: the counter must be the remembered one, and in 3.x no handoff may have begun that it does not
 * know of (`renewLease`, amazon-kinesis-client).
 */
export function renewLease(row: Lease | undefined, remembered: Remembered, throughputKBps?: number): Written {
  if (row === undefined) return missing;
  if (row.leaseCounter !== remembered.counter) return { failed: 'counter' };
  if (row.checkpointOwner !== remembered.checkpointOwner) return { failed: 'handoff' };
  const renewed = { ...row, leaseCounter: row.leaseCounter + 1 };
  return { row: throughputKBps === undefined ? renewed : { ...renewed, throughputKBps } };
}

/**
 * Whether a failed renewal was no loss after all: the row is still this worker's and one step ahead, so an earlier
 * write had arrived although its answer was lost.
 */
export function isSpuriousFailure(row: Lease | undefined, worker: string, remembered: Remembered): boolean {
  return row !== undefined && row.leaseOwner === worker && row.leaseCounter === remembered.counter + 1;
}

/** A worker takes or steals a row: the counter must be the one it saw in its scan (`takeLease`). */
export function takeLease(row: Lease | undefined, seenCounter: number, worker: string): Written {
  if (row === undefined) return missing;
  if (row.leaseCounter !== seenCounter) return { failed: 'counter' };
  return { row: { ...owned(row, worker), leaseCounter: row.leaseCounter + 1, checkpointOwner: undefined } };
}

/** The row under a new owner; a change between two owners is counted, and so is the end of a handoff. */
function owned(row: Lease, worker: string): Lease {
  const switched = row.checkpointOwner !== undefined || (row.leaseOwner !== undefined && row.leaseOwner !== worker);
  return {
    ...row,
    leaseOwner: worker,
    ownerSwitchesSinceCheckpoint: row.ownerSwitchesSinceCheckpoint + (switched ? 1 : 0),
  };
}

/** The owner writes a checkpoint: the counter must be the remembered one; owner switches start at 0 again. */
export function writeCheckpoint(row: Lease | undefined, counter: number, checkpoint: Checkpoint): Written {
  if (row === undefined) return missing;
  if (row.leaseCounter !== counter) return { failed: 'counter' };
  return {
    row: {
      ...row,
      leaseCounter: row.leaseCounter + 1,
      checkpoint,
      pendingCheckpoint: undefined,
      ownerSwitchesSinceCheckpoint: 0,
    },
  };
}

/** The first half of a two-phase checkpoint: it is noted, the checkpoint itself stays. */
export function prepareCheckpoint(row: Lease | undefined, counter: number, pendingCheckpoint: Checkpoint): Written {
  if (row === undefined) return missing;
  if (row.leaseCounter !== counter) return { failed: 'counter' };
  return { row: { ...row, leaseCounter: row.leaseCounter + 1, pendingCheckpoint } };
}

/** Both owners as the leader last saw them. */
export interface SeenOwners {
  readonly leaseOwner: string | undefined;
  readonly checkpointOwner?: string | undefined;
}

const sameOwners = (row: Lease, seen: SeenOwners) =>
  row.leaseOwner === seen.leaseOwner && row.checkpointOwner === seen.checkpointOwner;

/** 3.x: the leader gives a row to a worker; both owners must be as it saw them (`assignLease`). */
export function assignLease(row: Lease | undefined, seen: SeenOwners, worker: string): Written {
  if (row === undefined) return missing;
  if (!sameOwners(row, seen)) return { failed: 'owner' };
  return { row: { ...owned(row, worker), leaseCounter: row.leaseCounter + 1, checkpointOwner: undefined } };
}

/**
 * 3.x: the leader asks the owner to hand over. The counter stays, so that the old owner's renewals go on
 * (`initiateGracefulLeaseHandoff`).
 */
export function initiateHandoff(row: Lease | undefined, seen: SeenOwners, worker: string): Written {
  if (row === undefined) return missing;
  if (row.leaseOwner !== seen.leaseOwner || row.leaseOwner === undefined) return { failed: 'owner' };
  if (row.checkpointOwner !== undefined) return { failed: 'handoff' };
  return { row: { ...row, leaseOwner: worker, checkpointOwner: row.leaseOwner } };
}

/** The owner, or the old owner of a handoff, is taken out of the row; both must be as seen (`evictLease`). */
export function evictLease(row: Lease | undefined, seen: SeenOwners): Written {
  if (row === undefined) return missing;
  if (!sameOwners(row, seen)) return { failed: 'owner' };
  const leaseCounter = row.leaseCounter + 1;
  return row.checkpointOwner === undefined
    ? { row: { ...row, leaseOwner: undefined, leaseCounter } }
    : { row: { ...row, checkpointOwner: undefined, leaseCounter } };
}
