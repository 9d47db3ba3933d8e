import { type AssignmentRun, balancesInRun, runAssignment } from '../assignment/run.ts';
import { isStale, withValue } from '../assignment/worker-metrics.ts';
import { assignLease, initiateHandoff } from '../lease-write.ts';
import { newLeading, type Worker } from '../state.ts';
import { ASSIGNMENT_FAILURES_MOST, METRICS_REPORT_MS } from '../timers.ts';
import { handOver, hold } from './holding.ts';
import { METRICS, publish } from './metrics.ts';
import { commit, note, type Run, schedule, tableTrouble, workerSettings } from './run.ts';

/** CPU limit a worker should stay below (the default operating range). */
const CPU_LIMIT = 80;
const CPU_METRIC = 'C';

/**
 * Whether this worker is the leader. The lock is a row whose version its owner raises every 30 seconds; another worker
 * takes it after seeing the same version for two minutes, and asks at most every 30 seconds; 3.2 and later can be set otherwise
 * (`DynamoDBLockBasedLeaderDecider`, amazon-kinesis-client).
 */
function isLeader(run: Run, worker: Worker): boolean {
  const { leading } = worker;
  const { lock } = run.app;
  if (lock.owner === worker.ownerId) return true;
  if (leading.askedAt !== undefined && run.now - leading.askedAt < run.config.leader.heartbeat) return false;
  leading.askedAt = run.now;
  if (lock.version !== leading.lockVersion) {
    leading.lockVersion = lock.version;
    leading.lockSeenAt = run.now;
  }
  const abandoned = run.now - leading.lockSeenAt >= run.config.leader.lease;
  if (lock.owner !== undefined && !abandoned) return false;
  run.app.lock = { owner: worker.ownerId, version: lock.version + 1 };
  note(run, worker, 'leader-elected', { worker: worker.name, version: lock.version + 1, after: lock.owner ?? null });
  schedule(run, worker, run.now + run.config.leader.heartbeat, 'heartbeat');
  return true;
}

/** The leader's heartbeat. */
export function heartbeat(run: Run, worker: Worker): void {
  if (run.app.lock.owner !== worker.ownerId) return;
  schedule(run, worker, run.now + run.config.leader.heartbeat, 'heartbeat');
  if (tableTrouble(run, worker, 1) === undefined)
    run.app.lock = { owner: worker.ownerId, version: run.app.lock.version + 1 };
}

/** Gives the lock back, if this worker holds it. */
export function releaseLock(run: Run, worker: Worker, because: 'shutdown' | 'failures'): void {
  if (run.app.lock.owner !== worker.ownerId) return;
  run.app.lock = { owner: undefined, version: run.app.lock.version + 1 };
  worker.leading = { ...newLeading(), askedAt: run.now };
  note(run, worker, 'leader-released', { worker: worker.name, because });
  if (because === 'failures') publish(run, METRICS.forcedRelease, 1);
}

/** One run of lease assignment, every 20 seconds in every worker; only the leader's does something. */
export function assign(run: Run, worker: Worker): void {
  const { app, config } = run;
  schedule(run, worker, run.now + config.timers.assign, 'assign');
  const trouble = tableTrouble(run, worker, 2);
  const { leading } = worker;
  if (trouble !== undefined) {
    if (app.lock.owner === worker.ownerId) countFailure(run, worker, trouble);
    return;
  }
  if (!isLeader(run, worker)) {
    leading.led = false;
    return;
  }
  if (!leading.led) {
    leading.led = true;
    leading.runs = 0;
    leading.failures = 0;
    leading.memory = new Map();
  }
  const balances = balancesInRun(leading.runs, config.balancingFrequency);
  leading.runs += 1;
  leading.failures = 0;
  app.scanned(app.table.size);
  const skew = workerSettings(run, worker)?.clockSkew ?? 0;
  const done = runAssignment(
    {
      rows: [...app.table.rows()],
      stats: [...app.stats.values()],
      now: run.now,
      wallClock: run.now + skew,
      memory: leading.memory,
      failoverTime: config.failoverTime,
      strategy: config.strategy,
      config: config.assignment,
      balances,
      handoff: config.handoff,
    },
    run.simulation.random(worker.address),
  );
  leading.memory = done.memory;
  writeAssignments(run, worker, done, balances);
  for (const [id, stats] of app.stats) if (isStale(stats, run.now)) app.stats.delete(id);
}

function countFailure(run: Run, worker: Worker, because: 'throttled' | 'unreachable'): void {
  worker.leading.failures += 1;
  note(run, worker, 'assignment-failed', { worker: worker.name, failures: worker.leading.failures, because }, 'block');
  if (worker.leading.failures >= ASSIGNMENT_FAILURES_MOST) releaseLock(run, worker, 'failures');
}

function writeAssignments(run: Run, worker: Worker, done: AssignmentRun, balances: boolean): void {
  const { app } = run;
  const changes: { lease: string; from: string | null; to: string; how: string }[] = [];
  let failed = 0;
  for (const { lease, to, how } of done.changes) {
    const row = app.table.get(lease.leaseKey);
    if (how === 'handoff' && !commit(run, initiateHandoff(row, lease, to))) failed += 1;
    if (how === 'assign' && row !== undefined) {
      const owner = lease.checkpointOwner ?? lease.leaseOwner;
      if (commit(run, assignLease(row, lease, to))) handOver(run, row, owner, to, 'assign');
      else failed += 1;
    }
    if (how === 'handoff' && row !== undefined) {
      app.handovers.set(lease.leaseKey, { from: lease.leaseOwner, to, at: run.now, cause: 'handoff' });
    }
    changes.push({ lease: lease.leaseKey, from: lease.checkpointOwner ?? lease.leaseOwner ?? null, to, how });
  }
  const [average] = done.averages.entries();
  note(
    run,
    worker,
    'assignment-run',
    {
      worker: worker.name,
      leases: done.leases,
      active: done.active,
      todo: done.todo,
      spillover: done.spillover,
      balanced: balances,
      metric: average?.[0] ?? null,
      average: average === undefined ? null : Math.round(average[1] * 100) / 100,
      changes,
    },
    changes.length > 0 ? 'match' : 'note',
  );
  publish(run, METRICS.assignedWorkers, done.active.length);
  publish(run, METRICS.assignedLeases, done.leases);
  publish(run, METRICS.leasesToAssign, done.todo);
  publish(run, METRICS.assignmentSpillover, done.spillover);
  publish(run, METRICS.failedAssignments, failed);
  if (balances) publish(run, METRICS.reassignedLeases, done.balancing?.moved ?? 0);
}

/** A worker looks for rows in its name that it does not hold; those still being handed over are left alone. */
export function discover(run: Run, worker: Worker): void {
  schedule(run, worker, run.now + run.config.timers.discover, 'discover');
  if (worker.status === 'stopping' || tableTrouble(run, worker, 1) !== undefined) return;
  const { table } = run.app;
  let own = 0;
  const me = table.ownerIndex(worker.ownerId);
  for (let slot = 0; slot < table.slots; slot += 1) {
    if (table.owners[slot] !== me) continue;
    own += 1;
    const row = table.at(slot);
    if (row === undefined || row.checkpointOwner !== undefined || worker.held.has(row.leaseKey)) continue;
    note(run, worker, 'lease-discovered', { worker: worker.name, lease: row.leaseKey });
    worker.taken += 1;
    hold(run, worker, row);
  }
  run.app.scanned(own);
}

/**
 * Every 30 seconds a worker writes its load and the time by its own clock.
 * @modelChoice CPU is the time spent processing over all shards, divided by the cores, unless the file fixes it.
 */
export function report(run: Run, worker: Worker): void {
  schedule(run, worker, run.now + METRICS_REPORT_MS, 'report');
  const settings = workerSettings(run, worker);
  const elapsed = run.now - worker.reportedAt;
  const cores = settings?.cores ?? 1;
  const busy = elapsed === 0 ? 0 : Math.min(100, (worker.busyMs * 100) / (elapsed * cores));
  const value = settings?.cpu ?? Math.round(busy * 100) / 100;
  worker.busyMs = 0;
  worker.reportedAt = run.now;
  worker.cpu = withValue(worker.cpu, value);
  if (tableTrouble(run, worker, 1) !== undefined) return;
  const measured = settings?.workerMetrics !== false;
  run.app.stats.set(worker.ownerId, {
    worker: worker.ownerId,
    lastUpdate: run.now + (settings?.clockSkew ?? 0),
    values: measured ? new Map([[CPU_METRIC, worker.cpu]]) : new Map(),
    limits: measured ? new Map([[CPU_METRIC, CPU_LIMIT]]) : new Map(),
  });
}
