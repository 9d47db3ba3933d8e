import { type Checkpoint, isShardEnd } from './checkpoint.ts';
import type { HashRange } from './hash-range.ts';

/** One row of the lease table. Rows are values: a write makes a new one. */
export interface Lease {
  readonly leaseKey: string;
  readonly leaseOwner: string | undefined;
  /** Grows with every write: heartbeat and optimistic lock in one. */
  readonly leaseCounter: number;
  readonly ownerSwitchesSinceCheckpoint: number;
  readonly checkpoint: Checkpoint;
  /** The first half of a two-phase checkpoint. */
  readonly pendingCheckpoint?: Checkpoint | undefined;
  readonly parentShardIds: readonly string[];
  readonly childShardIds: readonly string[];
  readonly hashRange?: HashRange | undefined;
  /** 3.x: what the shard delivers, as a moving average. */
  readonly throughputKBps?: number | undefined;
  /** 3.x: who still owns it while it is handed over. */
  readonly checkpointOwner?: string | undefined;
}

/** A row as shard sync creates it. */
export function newLease(
  leaseKey: string,
  checkpoint: Checkpoint,
  rest: Partial<Pick<Lease, 'parentShardIds' | 'hashRange'>> = {},
): Lease {
  return {
    leaseKey,
    leaseOwner: undefined,
    leaseCounter: 0,
    ownerSwitchesSinceCheckpoint: 0,
    checkpoint,
    parentShardIds: rest.parentShardIds ?? [],
    childShardIds: [],
    hashRange: rest.hashRange,
  };
}

/** Who works on it now: during a handoff still the old owner. */
export function actualOwner(lease: Lease): string | undefined {
  return lease.checkpointOwner ?? lease.leaseOwner;
}

/** Whether the row may be taken: unowned, or its counter has not moved for longer than the failover time. */
export function isAvailable(lease: Pick<Lease, 'leaseOwner'>, expired: boolean, unownedAvailable: boolean): boolean {
  return expired || (unownedAvailable && lease.leaseOwner === undefined);
}

/** Whether a move must let the old owner finish: owned, alive, not at its end, not in a handoff already. */
export function isEligibleForHandoff(lease: Lease, expiredOrUnassigned: boolean): boolean {
  return !expiredOrUnassigned && !isShardEnd(lease.checkpoint) && lease.checkpointOwner === undefined;
}

/** Whether a running handoff keeps others from moving the row: until it times out, expires, or the shard ends. */
export function isBlockedByHandoff(
  lease: Lease,
  expiredOrUnassigned: boolean,
  timeoutAt: number,
  now: number,
): boolean {
  return (
    !expiredOrUnassigned && !isShardEnd(lease.checkpoint) && lease.checkpointOwner !== undefined && now < timeoutAt
  );
}
