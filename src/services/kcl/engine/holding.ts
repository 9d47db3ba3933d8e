import type { Lease } from '../lease.ts';
import type { DuplicateCause } from '../ledger.ts';
import type { Held, Worker } from '../state.ts';
import { isExpiredLease } from '../timers.ts';
import { loopTick, note, type Run, schedule } from './run.ts';

/** A worker acquires a lease: a new token, and at the next step of its main loop a consumer. */
export function hold(run: Run, worker: Worker, row: Lease): Held {
  const held: Held = {
    leaseKey: row.leaseKey,
    slot: run.app.table.slotOf(row.leaseKey) ?? 0,
    counter: row.leaseCounter,
    renewedAt: run.now,
    token: run.app.token(),
    checkpointOwner: undefined,
    bytes: 0,
    throughputKBps: row.throughputKBps,
  };
  worker.held.set(row.leaseKey, held);
  schedule(run, worker, loopTick(worker, run.now), 'step', { lease: row.leaseKey, token: held.token });
  return held;
}

/** Whether the worker may still use the lease: it holds it, and has renewed it within the failover time. */
export function isHeld(run: Run, worker: Worker, leaseKey: string, token: number): boolean {
  const held = worker.held.get(leaseKey);
  return held?.token === token && !isExpiredLease(held.renewedAt, run.now, run.config.failoverTime);
}

/** The worker learns that a lease is no longer its own; its processor is told at the next step of the main loop. */
export function drop(run: Run, worker: Worker, held: Held, noticed: 'renewal' | 'checkpoint' | 'own clock'): void {
  if (worker.held.get(held.leaseKey)?.token !== held.token) return;
  worker.held.delete(held.leaseKey);
  worker.lost += 1;
  const owner = run.app.table.get(held.leaseKey)?.leaseOwner;
  const to = owner === worker.ownerId ? null : (owner ?? null);
  note(run, worker, 'lease-lost', { worker: worker.name, lease: held.leaseKey, to, noticed }, 'block');
  schedule(run, worker, loopTick(worker, run.now), 'step', { lease: held.leaseKey, token: held.token });
}

/**
 * Remembers that a row changes hands, and why what the new owner will deliver again is delivered again: because the old
 * owner is gone, or lives on without the row, or was robbed, or handed over.
 */
export function handOver(
  run: Run,
  row: Lease,
  from: string | undefined,
  to: string,
  how: 'take' | 'steal' | 'assign' | 'handoff',
): void {
  const old = run.app.byOwner(from);
  const cause = causeOf(old, how);
  run.app.handovers.set(row.leaseKey, { from, to, at: run.now, cause });
  const consumer = old === undefined || from === to ? undefined : run.app.own(old.name)?.consumers.get(row.leaseKey);
  if (consumer !== undefined) consumer.zombie = cause;
}

function causeOf(old: Worker | undefined, how: 'take' | 'steal' | 'assign' | 'handoff'): DuplicateCause {
  if (old === undefined || old.status === 'crashed' || old.status === 'waiting' || old.status === 'starting')
    return 'crash';
  if (old.status === 'stopped' || old.status === 'stopping') return 'shutdown';
  if (how === 'steal') return 'steal';
  if (how === 'handoff') return 'handoff';
  // It runs or hangs, but its renewals did not arrive: it will go on processing until it learns.
  return how === 'assign' && old.status === 'running' ? 'handoff' : 'zombie';
}
