import { assignLease } from '../lease-write.ts';
import type { Consumer, Held, Worker } from '../state.ts';
import { requestEnd } from './consuming.ts';
import { commit, loopTick, note, type Run, schedule } from './run.ts';

/** How often a worker looks whether a handed-over processor has finished (`LeaseGracefulShutdownHandler`). */
const CHECK_MS = 2000;

/** A renewal showed that the row is being handed over: the worker stays checkpointOwner, its processor may finish. */
export function requestHandoff(run: Run, worker: Worker, held: Held): void {
  const row = run.app.table.get(held.leaseKey);
  if (row?.checkpointOwner !== worker.ownerId || row.leaseOwner === undefined) return;
  held.checkpointOwner = worker.ownerId;
  note(run, worker, 'handoff-requested', { worker: worker.name, lease: held.leaseKey, to: row.leaseOwner });
  const consumer = worker.consumers.get(held.leaseKey);
  const payload = { lease: held.leaseKey, token: held.token };
  if (consumer === undefined || consumer.token !== held.token) {
    schedule(run, worker, run.now + CHECK_MS, 'handoff', payload);
    return;
  }
  consumer.handoffTo = row.leaseOwner;
  consumer.handoffAt = run.now;
  schedule(run, worker, loopTick(worker, run.now + 1), 'request-end', payload);
  schedule(run, worker, run.now + run.config.handoff.timeout, 'handoff', payload);
}

/** The main loop asks the processor to finish its batch and to checkpoint. */
export function requestEndForHandoff(run: Run, worker: Worker, leaseKey: string, token: number): void {
  const consumer = worker.consumers.get(leaseKey);
  if (consumer?.token !== token || consumer.handoffTo === undefined) return;
  if (consumer.state === 'PROCESSING') consumer.state = 'SHUTDOWN_REQUESTED';
  requestEnd(run, worker, consumer, 'requested');
}

/** The processor has not finished in time: the lease is transferred all the same. */
export function handoffDue(run: Run, worker: Worker, leaseKey: string, token: number): void {
  const consumer = worker.consumers.get(leaseKey);
  if (consumer?.token === token) finishHandoff(run, worker, consumer, true);
  else transfer(run, worker, leaseKey, token, false);
}

/** The old owner clears its name from the row, so that the new one may begin. */
export function finishHandoff(run: Run, worker: Worker, consumer: Consumer, timedOut: boolean): void {
  transfer(run, worker, consumer.leaseKey, consumer.token, timedOut);
}

function transfer(run: Run, worker: Worker, leaseKey: string, token: number, timedOut: boolean): void {
  const held = worker.held.get(leaseKey);
  const row = run.app.table.get(leaseKey);
  if (held?.token !== token || row?.checkpointOwner !== worker.ownerId || row.leaseOwner === undefined) return;
  const to = row.leaseOwner;
  if (!commit(run, assignLease(row, row, to))) return;
  worker.held.delete(leaseKey);
  note(run, worker, 'handoff-done', { worker: worker.name, lease: leaseKey, to, timedOut });
  const consumer = worker.consumers.get(leaseKey);
  if (consumer?.token === token) {
    // It goes on until its batch ends; what it still delivers the new owner delivers too.
    consumer.zombie = 'handoff';
    consumer.handoffTo = undefined;
    schedule(run, worker, loopTick(worker, run.now + 1), 'step', { lease: leaseKey, token });
  }
}
