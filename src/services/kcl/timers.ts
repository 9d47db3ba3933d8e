import type { Milliseconds } from '../../core/time.ts';

/** `epsilonMillis`: the slack all lease timers leave. */
export const EPSILON_MS = 25;
/** The scheduler's loop (`shardConsumerDispatchPollIntervalMillis`). */
export const MAIN_LOOP_MS = 1000;
/** How often a child looks whether its parents are done (`parentShardPollIntervalMillis`). */
export const PARENT_POLL_MS = 10_000;
/** A failed task (a shard end without a checkpoint) is tried again after this (`taskBackoffTimeMillis`). */
export const TASK_BACKOFF_MS = 500;
/** Idle time between reads: 1.x, and the polling of later lines. */
export const IDLE_READ_V1_MS = 1000;
export const IDLE_READ_V2_MS = 1500;
/** Prefetching stops at this many batches, bytes or records. */
export const PREFETCH_BATCHES = 4;
export const PREFETCH_BYTES = 8 * 1024 * 1024;
export const PREFETCH_RECORDS = 30_000;

/** Tries of one DynamoDB call that is throttled. */
export const TAKE_TRIES = 3;
export const RENEW_TRIES = 2;
export const SCAN_TRIES = 1;

/** Shard sync and cleanup. */
export const BOOTSTRAP_WAIT_LEAST_MS = 1000;
export const BOOTSTRAP_WAIT_MOST_MS = 30_000;
export const BOOTSTRAP_CHECK_MS = 3000;
export const AUDITOR_FIRST_MS = 60_000;
export const AUDITOR_INTERVAL_MS = 120_000;
export const HOLE_CONFIDENCE = 3;
export const SYNC_LEADER_INTERVAL_MS = 300_000;
export const SHARD_SYNC_V1_MS = 60_000;
export const CLEANUP_INTERVAL_MS = 60_000;
export const COMPLETED_CLEANUP_MS = 300_000;
export const GARBAGE_CLEANUP_MS = 1_800_000;

/** 3.x: the leader's lock, worker metrics, lease assignment. */
export const LEADER_LEASE_MS = 120_000;
export const LEADER_HEARTBEAT_MS = 30_000;
export const METRICS_REPORT_MS = 30_000;
export const METRICS_VALUES_KEPT = 10;
export const DEAD_AFTER_REPORTS = 2;
export const STALE_METRICS_MS = 86_400_000;
export const ASSIGNMENT_FAILURES_MOST = 3;
/** A migration from 2.x: how often its leader looks whether it can end, and everybody whether it has (plus up to a tenth). */
export const MIGRATION_LOOK_MS = 60_000;
export const MIGRATION_JITTER = 0.1;
/** How long all owners must have emitted metrics before the leader ends the migration. */
export const MIGRATION_STABLE_MS = 600_000;
export const VERY_OLD_MULTIPLIER = 3;

/** The timers that follow from the failover time. */
export interface LeaseTimers {
  readonly renew: Milliseconds;
  readonly take: Milliseconds;
  /** 3.x: the leader's assignment run, and everybody's look for new assignments. */
  readonly assign: Milliseconds;
  readonly discover: Milliseconds;
}

/**
 * Renew every F/3 − ε, take every 2 × (F + ε), in whole milliseconds (`LeaseCoordinator`, amazon-kinesis-client).
 * 3.x assigns every 2F, unless set otherwise, and discovers every half of that less ε.
 */
export function leaseTimers(
  failoverTime: Milliseconds,
  epsilon: Milliseconds = EPSILON_MS,
  assign: Milliseconds = 2 * failoverTime,
): LeaseTimers {
  return {
    renew: Math.floor(failoverTime / 3) - epsilon,
    take: (failoverTime + epsilon) * 2,
    assign,
    discover: Math.floor(assign / 2) - epsilon,
  };
}

/** Whether a lease whose counter last moved at `last` is expired: strictly older than the failover time. */
export function isExpiredLease(last: number, now: number, failoverTime: Milliseconds): boolean {
  return now - last > failoverTime;
}

/** Whether nobody has renewed a lease for so long that it is taken before all others, whatever the target. */
export function isVeryOldLease(last: number, now: number, failoverTime: Milliseconds): boolean {
  return now - last > VERY_OLD_MULTIPLIER * failoverTime;
}

/**
 * How long after the last renewal of a dead owner's lease another worker has it, at the earliest and at the latest. Two
 * looks are needed: in 1.x and 2.x the second scan of a taker, in 3.x the second run of the leader, and then the new
 * owner's discovery and its main loop.
 */
export function takeoverWindow(
  timers: LeaseTimers,
  leaderAssigns: boolean,
): { readonly earliest: Milliseconds; readonly latest: Milliseconds } {
  return leaderAssigns
    ? { earliest: timers.assign, latest: 2 * timers.assign + timers.discover + MAIN_LOOP_MS }
    : { earliest: timers.take, latest: 2 * timers.take };
}
