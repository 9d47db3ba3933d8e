import { isShardEnd } from '../checkpoint.ts';
import { auditLeases } from '../hash-range.ts';
import { createLease } from '../lease-write.ts';
import { leasesForEmptyTable, leasesToCreate } from '../shard-sync.ts';
import { shardSyncLeader } from '../shard-sync-leader.ts';
import type { Worker } from '../state.ts';
import { AUDITOR_INTERVAL_MS, HOLE_CONFIDENCE, SHARD_SYNC_V1_MS, SYNC_LEADER_INTERVAL_MS } from '../timers.ts';
import { METRICS, publish } from './metrics.ts';
import { listShards, listShardsAtStart, placeOf, sourcesOf } from './places.ts';
import { commit, isAssigned, note, type Run, schedule, tableTrouble } from './run.ts';

/** Creates the rows that shards lack: all of them in an empty table, else those the ancestors' rows will not make. */
export function syncShards(run: Run, worker: Worker): void {
  const { table } = run.app;
  const empty = table.size === 0;
  const created: string[] = [];
  for (const source of sourcesOf(run)) {
    const rows = new Set([...table.rows()].map((row) => row.leaseKey));
    const missing = empty
      ? leasesForEmptyTable(listShardsAtStart(run, source), run.config.initialPosition)
      : leasesToCreate(listShards(run, source), rows, run.config.initialPosition);
    for (const row of missing) {
      if (commit(run, createLease(table.get(row.leaseKey), row))) created.push(row.leaseKey);
    }
  }
  if (created.length === 0) return;
  const position = run.config.initialPosition;
  note(run, worker, 'leases-created', { worker: worker.name, leases: created, position });
}

/**
 * Whether this worker syncs shards: in 3.x the leader, in 2.x the first of the shuffled owners (or everybody, if nobody
 * owns a lease). The owners are looked at again every five minutes.
 */
export function isSyncLeader(run: Run, worker: Worker): boolean {
  if (isAssigned(run, worker)) return run.app.lock.owner === worker.ownerId;
  const known = worker.syncLeader;
  if (known?.worker === undefined || run.now - known.lookedAt >= SYNC_LEADER_INTERVAL_MS) {
    worker.syncLeader = { worker: shardSyncLeader(run.app.table.currentOwners()), lookedAt: run.now };
  }
  const leader = worker.syncLeader?.worker;
  return leader === undefined || leader === worker.ownerId;
}

/** The auditor: every two minutes the leader looks for a hole in the leases' hash ranges, and syncs once it is sure. */
export function audit(run: Run, worker: Worker): void {
  schedule(run, worker, run.now + AUDITOR_INTERVAL_MS, 'audit');
  if (tableTrouble(run, worker, 1) !== undefined || !isSyncLeader(run, worker)) return;
  const rows = [...run.app.table.rows()];
  let partial = 0;
  let toSync = 0;
  for (const source of sourcesOf(run)) {
    const own = rows.filter((row) => row.leaseKey.startsWith(source.prefix));
    const ranges = own
      .filter((row) => !isShardEnd(row.checkpoint))
      .flatMap((row) => row.hashRange ?? placeOf(run, row.leaseKey)?.shard.range ?? []);
    const { sync, hole, memory } = auditLeases(ranges, own.length, worker.hole, HOLE_CONFIDENCE);
    worker.hole = memory;
    if (hole !== undefined) {
      partial += 1;
      note(run, worker, 'hole-found', { worker: worker.name, times: memory?.times ?? 1, needed: HOLE_CONFIDENCE });
    }
    if (sync) {
      toSync += 1;
      syncShards(run, worker);
    }
  }
  publish(run, METRICS.partialStreams, partial);
  publish(run, METRICS.streamsToSync, toSync);
}

/** 1.x has no auditor: every worker syncs shards once a minute. */
export function syncEveryMinute(run: Run, worker: Worker): void {
  schedule(run, worker, run.now + SHARD_SYNC_V1_MS, 'sync');
  if (tableTrouble(run, worker, 1) === undefined) syncShards(run, worker);
}
