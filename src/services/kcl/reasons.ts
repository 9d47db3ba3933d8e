import type { EntryOf, ReasonTable } from '../../core/trace.ts';
import { shortCheckpoint } from './checkpoint-text.ts';

/** The numbers of one pass of a taker, as every branch shows them. */
export interface PassFacts {
  readonly worker: string;
  /** N and W. */
  readonly leases: number;
  readonly workers: number;
  readonly target: number;
  readonly spillover: number;
  readonly mine: number;
  readonly need: number;
  readonly available: number;
  readonly veryOld: number;
  readonly victim?: string | undefined;
  readonly victimLeases?: number | undefined;
  readonly taken: readonly TakenFacts[];
  /** Leases whose counter moved between scan and write: the race was lost. */
  readonly raceLost: readonly string[];
}

/** One lease that changed hands, and how old the taker believed its last heartbeat to be. */
export interface TakenFacts {
  readonly lease: string;
  readonly from: string | null;
  /** Null: never seen renewed. */
  readonly ageMs: number | null;
}

/** What each decision of the client library was made from. */
export interface KclFacts {
  'worker-started': { worker: string; id: string };
  'worker-waits-for-leases': { worker: string; waitMs: number };
  'leases-created': { worker: string; leases: readonly string[]; position: string };
  'own-leases-renewed': { worker: string; leases: readonly string[] };
  'worker-crashed': { worker: string; leases: number };
  'worker-hung': { worker: string; leases: number };
  'worker-resumed': { worker: string; pausedMs: number };
  'worker-cut-off': { worker: string };
  'worker-reachable': { worker: string; awayMs: number };
  'worker-stopping': { worker: string; leases: number };
  'worker-stopped': { worker: string };
  'take-no-leases': PassFacts;
  'take-very-old': PassFacts;
  'take-at-target': PassFacts;
  'take-available': PassFacts;
  'take-steal': PassFacts;
  'take-no-steal': PassFacts;
  'scan-failed': { worker: string; because: 'throttled' | 'unreachable' };
  'renew-failed': { worker: string; lease: string; because: 'throttled' | 'unreachable' };
  'lease-lost': { worker: string; lease: string; to: string | null; noticed: 'renewal' | 'checkpoint' | 'own clock' };
  'checkpoint-refused': { worker: string; lease: string; because: 'lost' | 'expired' | 'throttled' | 'unreachable' };
  'consumer-waits-for-parents': { worker: string; lease: string; parents: readonly string[] };
  'consumer-initialized': { worker: string; lease: string; checkpoint: string; pending: string | null; again: number };
  'consumer-shut-down': { worker: string; lease: string; callback: string };
  'shard-ended': { worker: string; lease: string; children: readonly string[] };
  'shard-end-not-checkpointed': { worker: string; lease: string };
  'merge-parent-missing': { worker: string; lease: string };
  'lease-deleted': { worker: string; lease: string };
  'hole-found': { worker: string; times: number; needed: number };
  'leader-elected': { worker: string; version: number; after: string | null };
  'leader-released': { worker: string; because: 'shutdown' | 'failures' };
  'assignment-run': {
    worker: string;
    leases: number;
    active: readonly string[];
    todo: number;
    spillover: number;
    balanced: boolean;
    metric: string | null;
    average: number | null;
    changes: readonly { lease: string; from: string | null; to: string; how: string }[];
  };
  'assignment-failed': { worker: string; failures: number; because: 'throttled' | 'unreachable' };
  'lease-discovered': { worker: string; lease: string };
  'migration-waits': { worker: string; silent: readonly string[] };
  'migration-ready': { worker: string; waitMs: number };
  'migration-over': { worker: string; stoodMs: number };
  'worker-flipped': { worker: string };
  'handoff-requested': { worker: string; lease: string; to: string };
  'handoff-done': { worker: string; lease: string; to: string; timedOut: boolean };
  'batch-skipped': { worker: string; lease: string; records: number };
  'aggregate-dropped': { worker: string; lease: string; records: number };
  'records-skipped': { worker: string; lease: string; records: number };
}

export type KclReason = keyof KclFacts;
export type KclEntry = EntryOf<'kcl', KclFacts>;

const TAKER = 'amazon-kinesis-client, DynamoDBLeaseTaker';
const RENEWER = 'amazon-kinesis-client, DynamoDBLeaseRenewer';
const COORDINATOR = 'amazon-kinesis-client, Scheduler';
const SYNCER = 'amazon-kinesis-client, HierarchicalShardSyncer';
const ASSIGNER = 'amazon-kinesis-client, LeaseAssignmentManager';
const CONSUMER = 'amazon-kinesis-client, ShardConsumer';

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`;
const listed = (names: readonly string[]) =>
  names.length <= 4 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

/** The formula of a pass with its numbers filled in. */
const formula = (pass: PassFacts) =>
  `${counted(pass.leases, 'lease')} / ${counted(pass.workers, 'worker')} → target ${pass.target}; ` +
  `${pass.worker} holds ${pass.mine}, needs ${Math.max(0, pass.need)}; ${pass.available} available`;

const takenWords = (taken: readonly TakenFacts[]) =>
  taken.length === 0
    ? 'takes none'
    : `takes ${listed(taken.map(({ lease, from, ageMs }) => `${lease} (${from === null ? 'unowned' : `of ${from}`}, ${ageMs === null ? 'never renewed' : `${seconds(ageMs)} old`})`))}`;

const raceWords = (lost: readonly string[]) => (lost.length === 0 ? '' : `; lost the race for ${listed(lost)}`);

export const kclReasons = {
  'worker-started': {
    says: ({ worker, id }) =>
      `${worker} runs${id === worker ? '' : ` as ${id}`}: renews, looks for leases, steps its consumers`,
    meaning: 'A worker has finished starting.',
    page: COORDINATOR,
  },
  'worker-waits-for-leases': {
    says: ({ worker, waitMs }) => `the lease table is empty: ${worker} gives others ${seconds(waitMs)} to fill it`,
    meaning: 'Workers wait a random 1 to 30 seconds, looking every 3, before they sync shards themselves.',
    page: COORDINATOR,
  },
  'leases-created': {
    says: ({ worker, leases, position }) =>
      `${worker} creates ${counted(leases.length, 'row')} at ${position}: ${listed(leases)}`,
    meaning: 'Shard sync creates rows for shards without one.',
    page: SYNCER,
  },
  'own-leases-renewed': {
    says: ({ worker, leases }) =>
      `${worker} finds its own name in ${listed(leases)} and renews, expired or not: no failover needed`,
    meaning: 'At its start a worker renews the rows it owns, even expired ones.',
    page: RENEWER,
  },
  'worker-crashed': {
    says: ({ worker, leases }) =>
      leases === 0
        ? `${worker} is gone; it held no lease`
        : `${worker} is gone; its ${counted(leases, 'lease')} ${leases === 1 ? 'stays' : 'stay'} in its name until others see ${leases === 1 ? 'it' : 'them'} expire`,
    meaning: 'A crash stops all timers of a worker; nothing is written.',
  },
  'worker-hung': {
    says: ({ worker, leases }) => `${worker} stands still with ${counted(leases, 'lease')}: no renewals, no processing`,
    meaning: 'A pause stops everything in a process until it ends.',
  },
  'worker-resumed': {
    says: ({ worker, pausedMs }) =>
      `${worker} goes on after ${seconds(pausedMs)}; what it was processing continues at once`,
    meaning: 'After a pause processing goes on before the worker can learn that its leases are lost.',
  },
  'worker-cut-off': {
    says: ({ worker }) => `${worker} reaches neither DynamoDB nor Kinesis; what it has fetched is still processed`,
    meaning: 'A network cut lets a worker run, but not renew, read or checkpoint.',
  },
  'worker-reachable': {
    says: ({ worker, awayMs }) => `${worker} is reachable again after ${seconds(awayMs)}`,
    meaning: 'The network cut has ended.',
  },
  'worker-stopping': {
    says: ({ worker, leases }) =>
      `${worker} shuts down: ${counted(leases, 'processor')} asked to finish and checkpoint`,
    meaning: 'A graceful shutdown calls every processor before the worker ends.',
    page: COORDINATOR,
  },
  'worker-stopped': {
    says: ({ worker }) =>
      `${worker} has stopped and dropped its leases in memory; the rows keep its name, so others wait for expiry`,
    meaning: 'After a graceful shutdown the rows still name the worker.',
    page: COORDINATOR,
  },
  'take-no-leases': {
    says: ({ worker }) => `${worker} scans: no leases`,
    meaning: 'An empty table: nothing to take.',
    page: TAKER,
  },
  'take-very-old': {
    says: (pass) =>
      `${pass.worker} scans: ${counted(pass.veryOld, 'lease')} not renewed for three failover times; whatever the target, ${takenWords(pass.taken)}${raceWords(pass.raceLost)}`,
    meaning:
      'Leases nobody has renewed for three failover times are taken first, up to maxLeasesForWorker; the pass ends there.',
    page: TAKER,
  },
  'take-at-target': {
    says: (pass) => `${pass.worker} scans: ${formula(pass)}; has its share, takes none`,
    meaning: 'A worker at its target takes nothing, not even available leases.',
    page: TAKER,
  },
  'take-available': {
    says: (pass) => `${pass.worker} scans: ${formula(pass)}; ${takenWords(pass.taken)}${raceWords(pass.raceLost)}`,
    meaning: 'Available leases are taken up to what is needed; a pass that takes some never steals.',
    page: TAKER,
  },
  'take-steal': {
    says: (pass) =>
      `${pass.worker} scans: ${formula(pass)}; none is free, so it robs the richest, ${pass.victim} with ${pass.victimLeases}: ${takenWords(pass.taken)}${raceWords(pass.raceLost)}`,
    meaning: 'Without available leases one is stolen from the most loaded worker (maxLeasesToStealAtOneTime).',
    page: TAKER,
  },
  'take-no-steal': {
    says: (pass) =>
      `${pass.worker} scans: ${formula(pass)}; the richest, ${pass.victim}, has only ${pass.victimLeases} against a target of ${pass.target}: off by one stays`,
    meaning: 'A worker that needs one lease does not rob another that is at the target.',
    page: TAKER,
  },
  'scan-failed': {
    says: ({ worker, because }) => `${worker} cannot scan the lease table (${because}): this pass is skipped`,
    meaning: 'A scan is tried once; without it there is no pass.',
    page: TAKER,
  },
  'renew-failed': {
    says: ({ worker, lease, because }) =>
      `${worker} cannot renew ${lease} (${because}); it keeps it until its own clock says expired`,
    meaning: 'A renewal that cannot be written is neither a success nor a loss.',
    page: RENEWER,
  },
  'lease-lost': {
    says: ({ worker, lease, to, noticed }) =>
      noticed === 'own clock'
        ? `${worker} has not renewed ${lease} for longer than the failover time and gives it up by itself`
        : `${worker} learns at a ${noticed} that ${lease} is ${to === null ? 'no longer its own' : `${to}'s`}`,
    meaning:
      'The row has moved on: the worker drops the lease, and its processor is told at the next step of the main loop.',
    page: RENEWER,
  },
  'checkpoint-refused': {
    says: ({ worker, lease, because }) =>
      because === 'lost' || because === 'expired'
        ? `${worker} may not checkpoint ${lease} (ShutdownException: ${because === 'lost' ? 'another worker has it' : 'its own renewal is too old'})`
        : `${worker} cannot checkpoint ${lease}: the table is ${because}`,
    meaning:
      'A checkpoint needs the lease: its counter must be the remembered one, and its last renewal not older than the failover time.',
    page: RENEWER,
  },
  'consumer-waits-for-parents': {
    says: ({ worker, lease, parents }) => `${worker} holds ${lease} but waits: ${listed(parents)} not read to the end`,
    meaning: 'A child shard is read once every parent that has a row is at SHARD_END; looked at every 10 seconds.',
    page: 'amazon-kinesis-client, BlockOnParentShardTask',
  },
  'consumer-initialized': {
    says: ({ worker, lease, checkpoint, pending, again }) =>
      `${worker} starts on ${lease} after ${shortCheckpoint(checkpoint)}${pending === null ? '' : ` (prepared: ${shortCheckpoint(pending)})`}${again > 0 ? `; ${counted(again, 'record')} behind it were processed before and come again` : ''}`,
    meaning: 'A processor begins behind the checkpoint; what was processed after it comes again.',
    page: CONSUMER,
  },
  'consumer-shut-down': {
    says: ({ worker, lease, callback }) => `${worker} ends its processor of ${lease}: ${callback}`,
    meaning: 'A processor has ended, with the reason its callback was given.',
    page: CONSUMER,
  },
  'shard-ended': {
    says: ({ worker, lease, children }) =>
      `${worker} has read ${lease} to its end: checkpoint SHARD_END${children.length === 0 ? '' : `, rows for ${listed(children)}`}`,
    meaning: 'At a shard’s end rows for the children are made, then the processor must checkpoint.',
    page: 'amazon-kinesis-client, ShutdownTask',
  },
  'shard-end-not-checkpointed': {
    says: ({ worker, lease }) =>
      `${worker}'s processor did not checkpoint at the end of ${lease}: asked again every 500 ms, the children stay blocked`,
    meaning: 'Without a checkpoint at the end the shutdown task fails and is retried.',
    page: 'amazon-kinesis-client, ShutdownTask',
  },
  'merge-parent-missing': {
    says: ({ worker, lease }) =>
      `${worker} at the end of ${lease}: the other parent of the merge has no row yet, so the child gets none`,
    meaning: 'A merged child is created only if both parents have rows, or neither.',
    page: 'amazon-kinesis-client, ShutdownTask',
  },
  'lease-deleted': {
    says: ({ worker, lease }) => `${worker} deletes the row of ${lease}: its children are being read`,
    meaning: 'A finished row goes once all children have begun and no parent row is left.',
    page: 'amazon-kinesis-client, LeaseCleanupManager',
  },
  'hole-found': {
    says: ({ worker, times, needed }) =>
      `${worker} sees the same hole in the hash ranges of the leases, look ${times} of ${needed}; after ${needed} it syncs shards`,
    meaning: 'The auditor syncs shards after seeing the same hole three times.',
    page: 'amazon-kinesis-client, PeriodicShardSyncManager',
  },
  'leader-elected': {
    says: ({ worker, after }) =>
      `${worker} holds the leader lock${after === null ? '' : ` after ${after}`} and will assign all leases`,
    meaning: 'One worker of 3.x is the leader: it holds a lock row in DynamoDB.',
    page: 'amazon-kinesis-client, DynamoDBLockBasedLeaderDecider',
  },
  'leader-released': {
    says: ({ worker, because }) => `${worker} gives up the leader lock (${because})`,
    meaning: 'A leader releases its lock at a shutdown, or after three failed runs.',
    page: ASSIGNER,
  },
  'assignment-run': {
    says: ({ worker, leases, active, todo, spillover, balanced, changes }) =>
      `${worker} assigns: ${counted(leases, 'lease')}, ${counted(active.length, 'active worker')}, ${todo} expired or free${spillover > 0 ? `, ${spillover} without room` : ''}${balanced ? ', balances' : ''}; ${changes.length === 0 ? 'nothing changes' : listed(changes.map((one) => `${one.lease} → ${one.to}${one.how === 'handoff' ? ' (handoff)' : one.how === 'blocked' ? ' (waits for a handoff)' : ''}`))}`,
    meaning: 'The leader gives away expired and free leases, and every third run balances.',
    page: ASSIGNER,
  },
  'assignment-failed': {
    says: ({ worker, failures, because }) =>
      `${worker} cannot load leases or metrics (${because}): run ${failures} of 3 failed`,
    meaning: 'Three failed runs in a row make a leader release its lock.',
    page: ASSIGNER,
  },
  'migration-waits': {
    says: ({ worker, silent }) =>
      `${worker} looks whether the fleet can go over to 3.x: ${listed(silent)} ${silent.length === 1 ? 'owns' : 'own'} leases without emitting metrics, so it stays with 2.x`,
    meaning: 'A migration from 2.x waits until every owner of a lease emits worker metrics.',
    page: 'amazon-kinesis-client, MigrationReadyMonitor',
  },
  'migration-ready': {
    says: ({ worker, waitMs }) =>
      `${worker} sees every owner emit metrics; if that stands for ${seconds(waitMs)}, the fleet goes over to 3.x`,
    meaning: 'The condition of a migration must stand for ten minutes.',
    page: 'amazon-kinesis-client, MigrationReadyMonitor',
  },
  'migration-over': {
    says: ({ worker, stoodMs }) =>
      `${worker} ends the migration: all owners have emitted metrics for ${seconds(stoodMs)}; each worker sees it at its next look, about every minute`,
    meaning: 'The coordinator state says 3X_WITH_ROLLBACK; every worker reads it by itself.',
    page: 'amazon-kinesis-client, MigrationClientVersionUpgradeFrom2xState',
  },
  'worker-flipped': {
    says: ({ worker }) => `${worker} goes over to 3.x: it takes no more leases by itself, a leader assigns them`,
    meaning: 'A worker has seen that the migration is over and changes its way of getting leases.',
    page: 'amazon-kinesis-client, ClientVersionChangeMonitor',
  },
  'lease-discovered': {
    says: ({ worker, lease }) => `${worker} discovers that ${lease} is its own`,
    meaning: 'Workers of 3.x look for rows in their name about every ten seconds.',
    page: 'amazon-kinesis-client, DynamoDBLeaseDiscoverer',
  },
  'handoff-requested': {
    says: ({ worker, lease, to }) =>
      `${worker} learns at a renewal that ${lease} goes to ${to}: its processor may finish and checkpoint`,
    meaning: 'During a handoff the old owner stays checkpointOwner and keeps renewing.',
    page: 'amazon-kinesis-client, LeaseGracefulShutdownHandler',
  },
  'handoff-done': {
    says: ({ worker, lease, to, timedOut }) =>
      `${worker} hands ${lease} to ${to}${timedOut ? ', unfinished: the handoff timed out' : ''}`,
    meaning: 'The old owner clears checkpointOwner; the new one discovers the row.',
    page: 'amazon-kinesis-client, LeaseGracefulShutdownHandler',
  },
  'batch-skipped': {
    says: ({ worker, lease, records }) =>
      `${worker}'s processor of ${lease} threw: the ${counted(records, 'record')} of the batch are skipped, not retried`,
    meaning: 'Exceptions of processRecords are logged; the batch is not delivered again.',
    page: 'amazon-kinesis-client, ProcessTask',
  },
  'aggregate-dropped': {
    says: ({ worker, lease, records }) =>
      `${worker} drops an aggregate of ${counted(records, 'user record')} in ${lease}: one of them belongs to another shard`,
    meaning: 'An aggregate that straddles two shards is not delivered by either.',
    page: 'amazon-kinesis-client, AggregatorUtil',
  },
  'records-skipped': {
    says: ({ worker, lease, records }) =>
      `${worker} starts ${lease} at the tip: ${counted(records, 'record')} before it are never read`,
    meaning: 'LATEST starts behind the newest record, also when no checkpoint was written before a failover.',
    page: CONSUMER,
  },
} satisfies ReasonTable<KclFacts>;
