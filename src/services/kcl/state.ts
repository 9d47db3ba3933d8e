import type { Instant, Milliseconds } from '../../core/time.ts';
import type { FaultNote } from '../kinesis/index.ts';
import type { SeenLease } from './assignment/run.ts';
import type { WorkerStats } from './assignment/worker-metrics.ts';
import { Belief } from './belief.ts';
import type { HoleMemory } from './hash-range.ts';
import type { Journal } from './journal.ts';
import type { LeaseTable } from './lease-table.ts';
import type { DuplicateCause, Ledger } from './ledger.ts';
import type { ShutdownReason } from './version.ts';

/** A lease as the worker that holds it remembers it. */
export interface Held {
  readonly leaseKey: string;
  /** Where the row stands in the table. */
  readonly slot: number;
  counter: number;
  /** When a write of its own last moved the counter. */
  renewedAt: Instant;
  /** Given anew at every acquisition: a lease lost and taken again is another one. */
  readonly token: number;
  /** 3.x: its own name, once it has learnt that the lease is being handed over. */
  checkpointOwner: string | undefined;
  /** 3.x: bytes delivered since the last renewal, and the moving average written with it. */
  bytes: number;
  throughputKBps: number | undefined;
}

export type ConsumerState =
  | 'WAITING_ON_PARENT_SHARDS'
  | 'INITIALIZING'
  | 'PROCESSING'
  | 'SHUTDOWN_REQUESTED'
  | 'SHUTTING_DOWN';

/** A fetched run of user records [from, to) that waits to be processed. */
export interface QueuedBatch {
  readonly from: number;
  readonly to: number;
  readonly bytes: number;
  readonly records: number;
}

/** What a processor is doing now: user records from `from`, until the next checkpoint or the end of the batch. */
export interface Working {
  readonly from: number;
  readonly to: number;
  readonly batchEnd: number;
  readonly startedAt: Instant;
  readonly perRecordMs: number;
}

/** The processor of one shard in one worker. User records are numbered from 0 in their shard. */
export interface Consumer {
  readonly leaseKey: string;
  readonly source: string;
  readonly shard: number;
  readonly token: number;
  readonly createdAt: Instant;
  state: ConsumerState;
  reason: ShutdownReason | undefined;
  /** Position of the next Kinesis record to fetch. */
  fetchAt: number;
  /** Whether a fetch is scheduled or a waiter registered. */
  fetching: boolean;
  nextFetchAt: Instant;
  /** The shard is closed and everything has been fetched. */
  fetchedAll: boolean;
  queue: QueuedBatch[];
  working: Working | undefined;
  /** The next user record to deliver. */
  next: number;
  checkpointed: number;
  /** Up to where, and when, it last tried to checkpoint; the policy counts from there. */
  asked: number;
  askedAt: Instant;
  /** A checkpoint was refused because the lease is lost: it does not try again. */
  refused: boolean;
  /** A prepared checkpoint that is to be committed. */
  prepared: number | undefined;
  /** Why records behind its checkpoint are delivered again. */
  cause: DuplicateCause;
  /** Once it no longer holds the row: why what it still delivers is delivered twice. */
  zombie: DuplicateCause | undefined;
  /** Stale events of an interrupted chunk are told by it. */
  chunk: number;
  handoffTo: string | undefined;
  handoffAt: Instant;
  throttledReads: number;
}

export type WorkerStatus = 'waiting' | 'starting' | 'running' | 'hung' | 'cut-off' | 'stopping' | 'stopped' | 'crashed';

/** 3.x: what a worker knows of the leader lock, and remembers as a leader. */
export interface Leading {
  lockVersion: number;
  lockSeenAt: Instant;
  askedAt: Instant | undefined;
  /** Whether its last run was a leader's run. */
  led: boolean;
  runs: number;
  failures: number;
  memory: ReadonlyMap<string, SeenLease>;
}

/** One worker process. */
export interface Worker {
  readonly name: string;
  readonly address: string;
  /** What stands in the rows: the name, or another one at every start. */
  ownerId: string;
  /** Grows with every start and end; events of earlier lives are ignored. */
  life: number;
  starts: number;
  status: WorkerStatus;
  /** Since when it has been hung, cut off, crashed. */
  since: Instant;
  runningSince: Instant;
  belief: Belief;
  held: Map<string, Held>;
  consumers: Map<string, Consumer>;
  nextRenewAt: Instant;
  nextTakeAt: Instant;
  /** Timers that came due while it was hung. */
  missed: string[];
  /** How many times slower than its speed it works (a fault). */
  slowdown: number;
  leading: Leading;
  /** 3.x in a migration from 2.x: it still behaves as 2.x does. */
  compatible: boolean;
  /** Since when it has seen, as the leader of a migration, every owner emit metrics. */
  readySince: Instant | undefined;
  /** Processing time since the last metrics report. */
  busyMs: Milliseconds;
  reportedAt: Instant;
  cpu: readonly number[];
  hole: HoleMemory | undefined;
  /** 2.x: who syncs shards, as of its last look. */
  syncLeader: { readonly worker: string | undefined; readonly lookedAt: Instant } | undefined;
  /** Leases of finished shards that wait for their rows to be deleted, and when rows were last deleted. */
  finished: Set<string>;
  cleanedAt: Instant;
  /** Counts since the start, for people. */
  lost: number;
  taken: number;
}

/** How a lease last changed hands: the reason for what its new owner delivers again. */
export interface Handover {
  readonly from: string | undefined;
  readonly to: string;
  readonly at: Instant;
  readonly cause: DuplicateCause;
}

/** Two workers at work on the same shard. */
export interface Overlap {
  readonly lease: string;
  readonly old: string;
  readonly young: string;
  readonly from: Instant;
  readonly to: Instant;
}

/** The leader lock in the coordinator state. */
export interface LeaderLock {
  readonly owner: string | undefined;
  /** Grows with every heartbeat. */
  readonly version: number;
}

/**
 * How far a migration from 2.x is, as it stands in the coordinator state: not begun (undefined), under way, or over,
 * with the way back still open.
 */
export type Migration = 'UPGRADE_FROM_2X' | '3X_WITH_ROLLBACK' | undefined;

/** What an application has used that is paid for elsewhere. */
export interface Usage {
  /** Since when there is the application. */
  readonly since: Instant;
  readonly readUnits: number;
  readonly pushedBytes: number;
}

/** The running state of one application. */
export interface Application {
  readonly table: LeaseTable;
  readonly workers: ReadonlyMap<string, Worker>;
  readonly ledgers: ReadonlyMap<string, Ledger>;
  readonly handovers: ReadonlyMap<string, Handover>;
  readonly overlaps: readonly Overlap[];
  readonly stats: ReadonlyMap<string, WorkerStats>;
  readonly lock: LeaderLock;
  readonly migration: Migration;
  readonly journal: Journal;
  /** Faults of workers and of the lease table. */
  readonly faults: readonly FaultNote[];
  readonly nextToken: number;
  /** What DynamoDB and the streams are paid for: read units of the lease table, and what fan-out consumers were pushed. */
  readonly usage: Usage;
  /** How many writes and scans DynamoDB has seen. */
  readonly tableCalls: { readonly writes: number; readonly scans: number; readonly lostRaces: number };
}

/** The running state of the client library, by addresses of applications. */
export interface KclRuntime {
  readonly applications: ReadonlyMap<string, Application>;
}

declare module '../../core/world.ts' {
  interface Runtimes {
    kcl: KclRuntime;
  }
}

/** A worker that has not been started. */
export function newWorker(name: string, address: string, startsAt: Instant): Worker {
  return {
    name,
    address,
    ownerId: name,
    life: 0,
    starts: 0,
    status: 'waiting',
    since: startsAt,
    runningSince: startsAt,
    belief: new Belief(),
    held: new Map(),
    consumers: new Map(),
    nextRenewAt: Number.POSITIVE_INFINITY,
    nextTakeAt: Number.POSITIVE_INFINITY,
    missed: [],
    slowdown: 1,
    leading: newLeading(),
    compatible: false,
    readySince: undefined,
    busyMs: 0,
    reportedAt: startsAt,
    cpu: [],
    hole: undefined,
    syncLeader: undefined,
    finished: new Set(),
    cleanedAt: startsAt,
    lost: 0,
    taken: 0,
  };
}

export function newLeading(): Leading {
  return { lockVersion: -1, lockSeenAt: 0, askedAt: undefined, led: false, runs: 0, failures: 0, memory: new Map() };
}

/** A worker that can change without changing this one; its belief stays shared until a scan. */
export function forkWorker(worker: Worker): Worker {
  return {
    ...worker,
    held: new Map([...worker.held].map(([key, held]) => [key, { ...held }])),
    consumers: new Map(
      [...worker.consumers].map(([key, consumer]) => [key, { ...consumer, queue: [...consumer.queue] }]),
    ),
    missed: [...worker.missed],
    leading: { ...worker.leading },
    finished: new Set(worker.finished),
  };
}

/** A processor as it is made for a lease. */
export function newConsumer(
  held: Held,
  place: { readonly source: string; readonly shard: number },
  now: Instant,
): Consumer {
  return {
    leaseKey: held.leaseKey,
    source: place.source,
    shard: place.shard,
    token: held.token,
    createdAt: now,
    state: 'WAITING_ON_PARENT_SHARDS',
    reason: undefined,
    fetchAt: 0,
    fetching: false,
    nextFetchAt: now,
    fetchedAll: false,
    queue: [],
    working: undefined,
    next: 0,
    checkpointed: 0,
    asked: 0,
    askedAt: now,
    refused: false,
    prepared: undefined,
    cause: 'crash',
    zombie: undefined,
    chunk: 0,
    handoffTo: undefined,
    handoffAt: 0,
    throttledReads: 0,
  };
}
