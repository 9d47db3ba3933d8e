import type { RandomStream } from '../../../core/random.ts';
import type { Instant, Milliseconds } from '../../../core/time.ts';
import { actualOwner, isBlockedByHandoff, isEligibleForHandoff, type Lease } from '../lease.ts';
import { ASSIGNMENT_FAILURES_MOST, isExpiredLease } from '../timers.ts';
import { LeaseCountDecider } from './lease-count-decider.ts';
import { type Balancing, VarianceDecider } from './variance-decider.ts';
import { type AssignmentConfig, AssignmentView, type ViewedLease } from './view.ts';
import type { WorkerStats } from './worker-metrics.ts';

export type AssignmentStrategy = 'WORKER_UTILIZATION_AWARE' | 'LEASE_COUNT_BASED';

/** What the leader remembers of a row from its last run; a new leader starts with nothing. */
export interface SeenLease {
  readonly counter: number;
  readonly since: Instant;
  readonly leaseOwner: string | undefined;
  readonly checkpointOwner: string | undefined;
  /** When a pending handoff may be overruled. */
  readonly handoffTimeoutAt: Instant;
}

/** Whether a leader's run balances: the first one after its election, and then every so many (`varianceBalancingFrequency`). */
export function balancesInRun(run: number, frequency: number): boolean {
  return run % frequency === 0;
}

/** How a run of the leader ended: well, with an exception, or with a Java `Error`. */
export type RunEnd = 'success' | 'exception' | 'error';

/**
 * After which of these runs the leader gives its lock back: three exceptions in a row, or one `Error`. Undefined where it
 * keeps it (`LeaseAssignmentManager.run`, amazon-kinesis-client).
 */
export function releasedAfter(runs: readonly RunEnd[]): number | undefined {
  let failures = 0;
  for (const [at, end] of runs.entries()) {
    failures = end === 'success' ? 0 : failures + 1;
    if (end === 'error' || failures >= ASSIGNMENT_FAILURES_MOST) return at + 1;
  }
  return undefined;
}

export interface AssignmentInput {
  readonly rows: readonly Lease[];
  readonly stats: readonly WorkerStats[];
  /** Of the scan; leases are timed by it. */
  readonly now: Instant;
  /** The leader's own wall clock; workers' heartbeats are compared with it. */
  readonly wallClock: Instant;
  readonly memory: ReadonlyMap<string, SeenLease>;
  readonly failoverTime: Milliseconds;
  readonly strategy: AssignmentStrategy;
  readonly config: AssignmentConfig;
  /** Whether this is a run that balances (every third by default, and the first one of a leader). */
  readonly balances: boolean;
  readonly handoff: { readonly enabled: boolean; readonly timeout: Milliseconds };
}

/** One change the leader writes. */
export interface AssignmentChange {
  readonly lease: Lease;
  readonly to: string;
  /** `handoff`: the old owner is asked to finish first; `blocked`: another handoff is under way, nothing is written. */
  readonly how: 'assign' | 'handoff' | 'blocked';
}

/** One run of the leader, with the numbers it was decided from. */
export interface AssignmentRun {
  readonly changes: readonly AssignmentChange[];
  readonly leases: number;
  readonly active: readonly string[];
  /** Expired or unassigned rows. */
  readonly todo: number;
  /** Rows for which no worker had room. */
  readonly spillover: number;
  readonly averages: ReadonlyMap<string, number>;
  readonly balancing: Balancing | { readonly target: number; readonly moved: number } | undefined;
  readonly memory: ReadonlyMap<string, SeenLease>;
}

/** Assigns and balances the leases of an application (`LeaseAssignmentManager.performAssignment`, amazon-kinesis-client). */
export function runAssignment(input: AssignmentInput, random: RandomStream | undefined): AssignmentRun {
  const memory = new Map(input.rows.map((row) => [row.leaseKey, look(row, input)]));
  const seen = (row: Lease) => memory.get(row.leaseKey)?.since ?? 0;
  const rows = input.rows.map((lease) => {
    const since = seen(lease);
    const expired = isExpiredLease(since, input.now, input.failoverTime);
    return { lease, since, todo: expired || actualOwner(lease) === undefined };
  });
  const view = new AssignmentView(rows, input.stats, input.wallClock, input.config);
  const decider =
    input.strategy === 'LEASE_COUNT_BASED' ? new LeaseCountDecider(view) : new VarianceDecider(view, random);
  const todo = view.leases.filter((viewed) => viewed.todo);
  const left = decider.assign(todo);
  const balancing = input.balances && view.candidates.length > 0 ? decider.balance() : undefined;
  return {
    changes: [...view.moves].map(([viewed, to]) => change(viewed, to, memory, input)),
    leases: input.rows.length,
    active: view.candidates.map((candidate) => candidate.worker),
    todo: todo.length,
    spillover: left.length,
    averages: view.averages,
    balancing,
    memory,
  };
}

/** What the leader knows of a row after this scan: a counter that grew counts as renewed now. */
function look(row: Lease, input: AssignmentInput): SeenLease {
  const before = input.memory.get(row.leaseKey);
  const since =
    before === undefined ? firstSight(row, input.now) : row.leaseCounter > before.counter ? input.now : before.since;
  const sameHandoff =
    before !== undefined &&
    before.checkpointOwner !== undefined &&
    before.checkpointOwner === row.checkpointOwner &&
    before.leaseOwner === row.leaseOwner;
  return {
    counter: row.leaseCounter,
    since,
    leaseOwner: row.leaseOwner,
    checkpointOwner: row.checkpointOwner,
    handoffTimeoutAt: sameHandoff ? before.handoffTimeoutAt : handoffTimeoutFrom(input.now, input),
  };
}

/** A row without owner goes to the front; one that is owned counts as alive. */
function firstSight(row: Lease, now: Instant): Instant {
  return actualOwner(row) === undefined ? 0 : now;
}

/** The old owner has its timeout, and a failover time to learn of the handoff. */
export function handoffTimeoutFrom(now: Instant, input: Pick<AssignmentInput, 'handoff' | 'failoverTime'>): Instant {
  return now + input.handoff.timeout + input.failoverTime;
}

function change(
  viewed: ViewedLease,
  to: string,
  memory: ReadonlyMap<string, SeenLease>,
  input: AssignmentInput,
): AssignmentChange {
  const { lease, todo } = viewed;
  const timeoutAt = memory.get(lease.leaseKey)?.handoffTimeoutAt ?? 0;
  if (isBlockedByHandoff(lease, todo, timeoutAt, input.now)) return { lease, to, how: 'blocked' };
  return { lease, to, how: input.handoff.enabled && isEligibleForHandoff(lease, todo) ? 'handoff' : 'assign' };
}
