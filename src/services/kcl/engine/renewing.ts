import { isSpuriousFailure, renewLease } from '../lease-write.ts';
import type { Held, Worker } from '../state.ts';
import { isExpiredLease, RENEW_TRIES } from '../timers.ts';
import { requestHandoff } from './handing-over.ts';
import { drop } from './holding.ts';
import { METRICS, publish } from './metrics.ts';
import { commit, mayHaveTrouble, note, type Run, schedule, tableTrouble } from './run.ts';

/** Weight of the newest interval in a lease's throughput. */
const THROUGHPUT_ALPHA = 0.5;

/** The renewer runs at a fixed rate; a run that comes late is not made up for. */
export function renewAll(run: Run, worker: Worker): void {
  const { renew } = run.config.timers;
  worker.nextRenewAt = run.now + renew;
  schedule(run, worker, worker.nextRenewAt, 'renew');
  const lostBefore = worker.lost;
  const troubled = mayHaveTrouble(run, worker);
  for (const held of worker.held.values()) {
    if (troubled || !renewQuickly(run, held)) renew1(run, worker, held, troubled);
  }
  publish(run, METRICS.currentLeases, worker.held.size, worker.ownerId);
  const lost = worker.lost - lostBefore;
  if (lost > 0) publish(run, METRICS.lostLeases, lost, worker.ownerId);
}

/** The plain case of 1.x and 2.x: nothing is in the way, and the counter is the remembered one. */
function renewQuickly({ app, config, now }: Run, held: Held): boolean {
  if (config.features.leaderAssignment || isExpiredLease(held.renewedAt, now, config.failoverTime)) return false;
  if (!app.table.renew(held.slot, held.counter)) return false;
  app.tableCalls.writes += 1;
  held.counter += 1;
  held.renewedAt = now;
  return true;
}

function renew1(run: Run, worker: Worker, held: Held, troubled: boolean): void {
  const { app, config } = run;
  if (isExpiredLease(held.renewedAt, run.now, config.failoverTime)) {
    drop(run, worker, held, 'own clock');
    return;
  }
  const trouble = troubled ? tableTrouble(run, worker, RENEW_TRIES) : undefined;
  if (trouble !== undefined) {
    note(run, worker, 'renew-failed', { worker: worker.name, lease: held.leaseKey, because: trouble }, 'block');
    // It will find the lease expired by its own clock, if no later renewal gets through.
    schedule(run, worker, held.renewedAt + config.failoverTime + 1, 'expire', {
      lease: held.leaseKey,
      token: held.token,
    });
    return;
  }
  const throughput = config.features.leaderAssignment ? throughputOf(held, config.timers.renew) : undefined;
  let written = renewLease(app.table.at(held.slot), held, throughput);
  if ('failed' in written && written.failed === 'handoff' && held.checkpointOwner === undefined) {
    requestHandoff(run, worker, held);
    written = renewLease(app.table.at(held.slot), held, throughput);
  }
  if (commit(run, written)) {
    held.counter = written.row.leaseCounter;
    held.renewedAt = run.now;
    held.throughputKBps = throughput;
  } else if (isSpuriousFailure(app.table.at(held.slot), worker.ownerId, held)) {
    held.counter += 1;
    held.renewedAt = run.now;
  } else {
    drop(run, worker, held, 'renewal');
  }
}

/** KB per second delivered since the last renewal, averaged over time. */
function throughputOf(held: Held, interval: number): number {
  const now = held.bytes / 1024 / (interval / 1000);
  held.bytes = 0;
  const before = held.throughputKBps;
  const average = before === undefined ? now : before + THROUGHPUT_ALPHA * (now - before);
  return Math.round(average * 100) / 100;
}

/** A lease whose renewals failed may have become too old for its own worker. */
export function expire(run: Run, worker: Worker, leaseKey: string, token: number): void {
  const held = worker.held.get(leaseKey);
  if (held?.token === token && isExpiredLease(held.renewedAt, run.now, run.config.failoverTime)) {
    drop(run, worker, held, 'own clock');
  }
}
