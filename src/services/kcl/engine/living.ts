import type { Fault } from '../../../core/world.ts';
import { Belief } from '../belief.ts';
import { renewLease } from '../lease-write.ts';
import { newLeading, type Worker } from '../state.ts';
import {
  AUDITOR_FIRST_MS,
  BOOTSTRAP_CHECK_MS,
  BOOTSTRAP_WAIT_LEAST_MS,
  BOOTSTRAP_WAIT_MOST_MS,
  SHARD_SYNC_V1_MS,
} from '../timers.ts';
import { noteOverlapsOfResumed, requestEnd } from './consuming.ts';
import { resumeFetching } from './fetching.ts';
import { handOver, hold } from './holding.ts';
import { releaseLock } from './leading.ts';
import { beginMigration } from './migrating.ts';
import { interrupt, work } from './processing.ts';
import { isAssigned, loopTick, note, type Run, schedule, tableTrouble } from './run.ts';
import { syncShards } from './syncing.ts';

/** A worker process starts: with its old name, or with a new one where ids are random. */
export function start(run: Run, worker: Worker): void {
  worker.life += 1;
  worker.starts += 1;
  worker.status = 'starting';
  worker.since = run.now;
  worker.ownerId = run.config.randomIds && worker.starts > 1 ? `${worker.name}-${worker.starts}` : worker.name;
  worker.belief = new Belief();
  worker.held.clear();
  worker.consumers.clear();
  worker.missed = [];
  worker.slowdown = 1;
  worker.leading = newLeading();
  worker.hole = undefined;
  worker.syncLeader = undefined;
  worker.finished.clear();
  if (run.app.table.size > 0 || run.config.version.major === 1) {
    begin(run, worker);
    return;
  }
  const random = run.simulation.random(`${worker.address}/bootstrap`);
  const waitMs = random.between(BOOTSTRAP_WAIT_LEAST_MS, BOOTSTRAP_WAIT_MOST_MS);
  note(run, worker, 'worker-waits-for-leases', { worker: worker.name, waitMs });
  schedule(run, worker, run.now + BOOTSTRAP_CHECK_MS, 'bootstrap', { until: run.now + waitMs });
}

/** Another look at the empty table; whoever has waited long enough fills it. */
export function bootstrap(run: Run, worker: Worker, until: number): void {
  if (run.app.table.size === 0 && run.now < until) {
    schedule(run, worker, run.now + BOOTSTRAP_CHECK_MS, 'bootstrap', { until });
    return;
  }
  begin(run, worker);
}

/** From here on the worker renews, looks for leases and steps its consumers. */
function begin(run: Run, worker: Worker): void {
  const { config } = run;
  const isFirstLine = config.version.major === 1;
  if (tableTrouble(run, worker, 1) === undefined && (run.app.table.size === 0 || isFirstLine)) syncShards(run, worker);
  worker.status = 'running';
  worker.runningSince = run.now;
  worker.reportedAt = run.now;
  worker.cleanedAt = run.now;
  worker.busyMs = 0;
  note(run, worker, 'worker-started', { worker: worker.name, id: worker.ownerId });
  renewOwn(run, worker);
  beginMigration(run, worker);
  if (isAssigned(run, worker)) {
    for (const kind of ['report', 'assign', 'discover']) schedule(run, worker, run.now, kind);
    // A leader that comes back under its own name still holds the lock.
    if (run.app.lock.owner === worker.ownerId) schedule(run, worker, run.now, 'heartbeat');
  } else {
    worker.nextTakeAt = run.now;
    schedule(run, worker, run.now, 'take');
  }
  worker.nextRenewAt = run.now;
  schedule(run, worker, run.now, 'renew');
  schedule(run, worker, run.now, 'clean');
  if (config.features.leaseAuditor && !isFirstLine) schedule(run, worker, run.now + AUDITOR_FIRST_MS, 'audit');
  else schedule(run, worker, run.now + SHARD_SYNC_V1_MS, 'sync');
}

/** At its start a worker renews the rows that name it, even expired ones, unless they are being handed over. */
function renewOwn(run: Run, worker: Worker): void {
  if (tableTrouble(run, worker, 1) !== undefined) return;
  const own = [...run.app.table.rows()].filter(
    (row) => row.leaseOwner === worker.ownerId && row.checkpointOwner === undefined,
  );
  const leases: string[] = [];
  for (const row of own) {
    const written = renewLease(row, { counter: row.leaseCounter });
    run.app.tableCalls.writes += 1;
    if (!('row' in written)) continue;
    run.app.table.put(written.row);
    handOver(run, row, worker.ownerId, worker.ownerId, 'take');
    hold(run, worker, written.row);
    leases.push(row.leaseKey);
  }
  if (leases.length > 0) note(run, worker, 'own-leases-renewed', { worker: worker.name, leases }, 'match');
}

/** A worker fails: `crash`, `hang`, `slow`, `partition`, `stop`, `throw`. */
export function fail(run: Run, worker: Worker, fault: Fault): void {
  const leases = worker.held.size;
  if (worker.status === 'crashed' || worker.status === 'stopped' || worker.status === 'waiting') return;
  switch (fault.how) {
    case 'crash':
      crash(run, worker);
      note(run, worker, 'worker-crashed', { worker: worker.name, leases }, 'block');
      break;
    case 'hang':
      for (const consumer of worker.consumers.values()) interrupt(run, worker, consumer);
      worker.status = 'hung';
      worker.since = run.now;
      note(run, worker, 'worker-hung', { worker: worker.name, leases }, 'block');
      break;
    case 'partition':
      worker.status = 'cut-off';
      worker.since = run.now;
      note(run, worker, 'worker-cut-off', { worker: worker.name }, 'block');
      break;
    case 'slow':
      worker.slowdown = SLOWDOWN;
      break;
    case 'stop':
      stop(run, worker);
      break;
    default:
      // `throw` is looked at by every batch.
      break;
  }
}

/** @modelChoice A slow worker takes ten times as long for every record. */
const SLOWDOWN = 10;

/** A fault ends: a crashed or stopped worker starts again, a hung one goes on where it stood. */
export function recover(run: Run, worker: Worker, fault: Fault): void {
  switch (fault.how) {
    case 'crash':
    case 'stop':
      start(run, worker);
      break;
    case 'hang':
      if (worker.status === 'hung') resume(run, worker);
      break;
    case 'partition':
      if (worker.status !== 'cut-off') break;
      worker.status = 'running';
      note(run, worker, 'worker-reachable', { worker: worker.name, awayMs: run.now - worker.since });
      break;
    case 'slow':
      worker.slowdown = 1;
      break;
    default:
      break;
  }
}

/** Everything in the process is gone at once. */
export function crash(run: Run, worker: Worker): void {
  for (const consumer of worker.consumers.values()) interrupt(run, worker, consumer);
  worker.life += 1;
  worker.status = 'crashed';
  worker.since = run.now;
  worker.held.clear();
  worker.consumers.clear();
  worker.nextRenewAt = Number.POSITIVE_INFINITY;
  worker.nextTakeAt = Number.POSITIVE_INFINITY;
  closeOverlaps(run, worker);
}

function closeOverlaps(run: Run, worker: Worker): void {
  run.app.overlaps = run.app.overlaps.map((one) =>
    one.to === Number.POSITIVE_INFINITY && (one.old === worker.name || one.young === worker.name)
      ? { ...one, to: run.now }
      : one,
  );
}

/**
 * After a pause processors go on with their batches first; then every timer that came due runs once, and the main loop,
 * whose sleep is over, takes a step before anything new is fetched.
 */
function resume(run: Run, worker: Worker): void {
  worker.status = 'running';
  note(run, worker, 'worker-resumed', { worker: worker.name, pausedMs: run.now - worker.since });
  noteOverlapsOfResumed(run, worker);
  for (const consumer of worker.consumers.values()) work(run, worker, consumer);
  const missed = [...new Set(worker.missed)];
  worker.missed = [];
  for (const kind of missed) schedule(run, worker, run.now, kind);
  for (const held of worker.held.values()) {
    schedule(run, worker, run.now, 'step', { lease: held.leaseKey, token: held.token });
  }
  for (const consumer of worker.consumers.values()) resumeFetching(run, worker, consumer);
}

/** `startGracefulShutdown`: every processor may finish and checkpoint; then the leases are dropped, in memory only. */
export function stop(run: Run, worker: Worker): void {
  worker.status = 'stopping';
  note(run, worker, 'worker-stopping', { worker: worker.name, leases: worker.held.size });
  for (const consumer of [...worker.consumers.values()]) {
    if (consumer.state === 'PROCESSING') consumer.state = 'SHUTDOWN_REQUESTED';
    requestEnd(run, worker, consumer, 'requested');
  }
  stopIfDone(run, worker);
}

/** The worker ends once all processors have. */
export function stopIfDone(run: Run, worker: Worker): void {
  if (worker.status !== 'stopping') return;
  if (worker.consumers.size > 0) {
    schedule(run, worker, loopTick(worker, run.now + 1), 'stop-if-done');
    return;
  }
  releaseLock(run, worker, 'shutdown');
  crash(run, worker);
  worker.status = 'stopped';
  note(run, worker, 'worker-stopped', { worker: worker.name });
}
