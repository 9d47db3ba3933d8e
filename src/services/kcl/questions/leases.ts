import type { Instant, Milliseconds } from '../../../core/time.ts';
import { isShardEnd } from '../checkpoint.ts';
import { checkpointText } from '../checkpoint-text.ts';
import type { Lease } from '../lease.ts';
import { unfinishedParents } from '../lease-cleanup.ts';
import type { ConsumerState, Worker, WorkerStatus } from '../state.ts';
import { isExpiredLease } from '../timers.ts';
import { columnsOf } from '../version.ts';
import { accountOf, type ShardAccount } from './accounting.ts';
import { type AskedApplication, type KclWorld, shardOfLease } from './application.ts';

/** A row of the lease table with what is known about it outside the table. */
export interface LeaseView {
  readonly row: Lease;
  readonly checkpoint: string;
  readonly pendingCheckpoint: string | undefined;
  /** The owner's worker and its state, as nobody in the system can see it. */
  readonly ownerStatus: WorkerStatus | 'unknown' | undefined;
  /** Workers that work on it, the owner or not. */
  readonly processors: readonly {
    readonly worker: string;
    readonly state: ConsumerState;
    readonly isZombie: boolean;
  }[];
  readonly waitsFor: readonly string[];
  readonly account: ShardAccount | undefined;
}

/** All rows in order of their keys. */
export function leaseViews(world: KclWorld, app: AskedApplication): readonly LeaseView[] {
  const accounts = new Map(accountOf(world, app).shards.map((shard) => [shard.leaseKey, shard]));
  const rows = [...app.state.table.rows()].sort((one, other) => (one.leaseKey < other.leaseKey ? -1 : 1));
  return rows.map((row) => {
    const shard = shardOfLease(world, app, row.leaseKey)?.shard;
    return {
      row,
      checkpoint: checkpointText(shard, row.checkpoint),
      pendingCheckpoint: row.pendingCheckpoint === undefined ? undefined : checkpointText(shard, row.pendingCheckpoint),
      ownerStatus: statusOf(app, row.leaseOwner),
      processors: processorsOf(app, row),
      waitsFor: isShardEnd(row.checkpoint) ? [] : unfinishedParents(row, (key) => app.state.table.get(key)),
      account: accounts.get(row.leaseKey),
    };
  });
}

function workerOf(app: AskedApplication, ownerId: string | undefined): Worker | undefined {
  return [...app.state.workers.values()].find((worker) => worker.ownerId === ownerId);
}

function statusOf(app: AskedApplication, owner: string | undefined): LeaseView['ownerStatus'] {
  return owner === undefined ? undefined : (workerOf(app, owner)?.status ?? 'unknown');
}

function processorsOf(app: AskedApplication, row: Lease): LeaseView['processors'] {
  return [...app.state.workers.values()].flatMap((worker) => {
    const consumer = worker.consumers.get(row.leaseKey);
    if (consumer === undefined) return [];
    return [
      {
        worker: worker.name,
        state: consumer.state,
        isZombie: (row.checkpointOwner ?? row.leaseOwner) !== worker.ownerId,
      },
    ];
  });
}

/** A row in the columns that the application's version writes. */
export function columnsOfRow(
  view: LeaseView,
  app: AskedApplication,
): { readonly [column: string]: string | number | readonly string[] | null } {
  const { row } = view;
  const all: Readonly<Record<string, string | number | readonly string[] | null>> = {
    leaseKey: row.leaseKey,
    leaseOwner: row.leaseOwner ?? null,
    leaseCounter: row.leaseCounter,
    ownerSwitchesSinceCheckpoint: row.ownerSwitchesSinceCheckpoint,
    checkpoint: view.checkpoint,
    checkpointSubSequenceNumber: row.checkpoint.sub,
    parentShardId: row.parentShardIds,
    pendingCheckpoint: view.pendingCheckpoint ?? null,
    pendingCheckpointSubSequenceNumber: row.pendingCheckpoint?.sub ?? null,
    pendingCheckpointState: null,
    childShardIds: row.childShardIds,
    startingHashKey: row.hashRange === undefined ? null : String(row.hashRange.start),
    endingHashKey: row.hashRange === undefined ? null : String(row.hashRange.end),
    throughputKBps: row.throughputKBps ?? null,
    checkpointOwner: row.checkpointOwner ?? null,
    entityType: 'LEASE',
  };
  return Object.fromEntries(columnsOf(app.config.version).map((column) => [column, all[column] ?? null]));
}

/** What one worker believes about one row. */
export interface BeliefView {
  readonly worker: string;
  /** It holds the lease itself, and since when it has been renewed by its own clock. */
  readonly mine: boolean;
  /** How old it believes the last heartbeat to be; undefined before it has seen the row, null where never renewed. */
  readonly ageMs: Milliseconds | null | undefined;
  /** What is left of the failover time. */
  readonly leftMs: Milliseconds;
  readonly expired: boolean;
  /** When it looks again. */
  readonly nextLookAt: Instant | undefined;
}

/** What every running worker believes about a row's age. Each has its own clock start: the moment it saw the counter move. */
export function beliefsAbout(world: KclWorld, app: AskedApplication, leaseKey: string): readonly BeliefView[] {
  const slot = app.state.table.slotOf(leaseKey);
  if (slot === undefined) return [];
  const { failoverTime } = app.config;
  return [...app.state.workers.values()]
    .filter((worker) => worker.status !== 'waiting' && worker.status !== 'crashed' && worker.status !== 'stopped')
    .map((worker) => {
      const held = worker.held.get(leaseKey);
      const remembered =
        app.config.features.leaderAssignment && !worker.compatible
          ? worker.leading.memory.get(leaseKey)?.since
          : worker.belief.since(slot);
      const since = held?.renewedAt ?? remembered;
      const ageMs = since === undefined ? undefined : since === 0 ? null : world.now - since;
      const expired = since !== undefined && isExpiredLease(since, world.now, failoverTime);
      const next = worker.nextTakeAt;
      return {
        worker: worker.name,
        mine: held !== undefined,
        ageMs,
        leftMs: ageMs === undefined || ageMs === null ? 0 : Math.max(0, failoverTime - ageMs),
        expired,
        nextLookAt: Number.isFinite(next) ? next : undefined,
      };
    });
}
