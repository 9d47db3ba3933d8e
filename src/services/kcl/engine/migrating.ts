import type { Worker } from '../state.ts';
import {
  DEAD_AFTER_REPORTS,
  METRICS_REPORT_MS,
  MIGRATION_JITTER,
  MIGRATION_LOOK_MS,
  MIGRATION_STABLE_MS,
} from '../timers.ts';
import { METRICS, publish } from './metrics.ts';
import { note, type Run, schedule, tableTrouble, workerSettings } from './run.ts';
import { isSyncLeader } from './syncing.ts';

/** Whether a worker process still runs a release before 3.0, in a fleet that is being deployed. */
export function isOldRelease(run: Run, worker: Worker): boolean {
  const version = workerSettings(run, worker)?.version;
  return version !== undefined && version.major < 3 && run.config.features.leaderAssignment;
}

/**
 * Decides at its start how a worker of 3.x behaves: as 2.x while a migration is under way, as 3.x otherwise. The state in
 * DynamoDB stands above the setting (`MigrationClientVersionStateInitializer`, amazon-kinesis-client).
 */
export function beginMigration(run: Run, worker: Worker): void {
  const { app, config } = run;
  const setting = config.clientVersion;
  worker.readySince = undefined;
  worker.compatible = isOldRelease(run, worker);
  if (worker.compatible || !config.features.leaderAssignment || setting === '3X') return;
  if (app.migration === '3X_WITH_ROLLBACK') return;
  worker.compatible = true;
  if (setting === 'phase1') return;
  app.migration = 'UPGRADE_FROM_2X';
  const jitter = run.simulation.random(`${worker.address}/migration`).fraction() * MIGRATION_JITTER;
  const every = Math.floor(MIGRATION_LOOK_MS * (1 + jitter));
  schedule(run, worker, run.now, 'report');
  schedule(run, worker, run.now + MIGRATION_LOOK_MS, 'migration-ready');
  schedule(run, worker, run.now + every, 'migration-watch', { every });
}

/** Owners of leases without a fresh row of metrics; a lease that nobody owns counts as one of them. */
function silentOwners(run: Run, worker: Worker): readonly string[] {
  const now = run.now + (workerSettings(run, worker)?.clockSkew ?? 0);
  const second = (moment: number) => Math.floor(moment / 1000);
  const expiry = (DEAD_AFTER_REPORTS * METRICS_REPORT_MS) / 1000;
  const silent = new Set<string>();
  for (const { leaseOwner } of run.app.table.rows()) {
    const stats = leaseOwner === undefined ? undefined : run.app.stats.get(leaseOwner);
    const isFresh = stats !== undefined && second(stats.lastUpdate) + expiry > second(now);
    if (!isFresh) silent.add(leaseOwner ?? 'nobody');
  }
  return [...silent].sort();
}

/**
 * Every minute the leader of a migration, chosen as in 2.x, asks whether every owner of a lease emits metrics; once that
 * has stood for ten minutes it writes the end of the migration into the coordinator state (`MigrationReadyMonitor`,
 * amazon-kinesis-client).
 * @modelChoice The index on leaseOwner, which must be active too, is so from the start.
 */
export function lookWhetherReady(run: Run, worker: Worker): void {
  if (!worker.compatible || run.app.migration !== 'UPGRADE_FROM_2X') return;
  schedule(run, worker, run.now + MIGRATION_LOOK_MS, 'migration-ready');
  if (tableTrouble(run, worker, 2) !== undefined) return;
  if (!isSyncLeader(run, worker)) {
    worker.readySince = undefined;
    return;
  }
  const silent = silentOwners(run, worker);
  publish(run, METRICS.workerMetricsReady, silent.length === 0 ? 1 : 0);
  if (silent.length > 0) {
    worker.readySince = undefined;
    note(run, worker, 'migration-waits', { worker: worker.name, silent }, 'block');
    return;
  }
  worker.readySince ??= run.now;
  const stoodMs = run.now - worker.readySince;
  if (stoodMs < MIGRATION_STABLE_MS) {
    if (stoodMs === 0) note(run, worker, 'migration-ready', { worker: worker.name, waitMs: MIGRATION_STABLE_MS });
    return;
  }
  run.app.migration = '3X_WITH_ROLLBACK';
  run.app.tableCalls.writes += 1;
  note(run, worker, 'migration-over', { worker: worker.name, stoodMs }, 'match');
}

/** Every worker looks by itself whether the migration is over, and from then on behaves as 3.x (`ClientVersionChangeMonitor`). */
export function watchMigration(run: Run, worker: Worker, every: number): void {
  if (!worker.compatible) return;
  const isOver = run.app.migration === '3X_WITH_ROLLBACK' && tableTrouble(run, worker, 1) === undefined;
  if (!isOver) {
    publish(run, METRICS.compatibleWorkers, 1, worker.ownerId);
    schedule(run, worker, run.now + every, 'migration-watch', { every });
    return;
  }
  worker.compatible = false;
  worker.nextTakeAt = Number.POSITIVE_INFINITY;
  note(run, worker, 'worker-flipped', { worker: worker.name }, 'match');
  for (const kind of ['assign', 'discover']) schedule(run, worker, run.now, kind);
}
