import { arrivalAt, notedPositions, usersBefore } from '../../kinesis/index.ts';
import { deliver, lose } from '../ledger.ts';
import { positionOf } from '../positions.ts';
import type { Consumer, QueuedBatch, Worker, Working } from '../state.ts';
import { checkpoint } from './checkpointing.ts';
import { finishIfIdle } from './consuming.ts';
import { finishFetching, resumeFetching } from './fetching.ts';
import { METRICS, publish } from './metrics.ts';
import { shardOfConsumer } from './places.ts';
import { note, type Run, schedule, workerSettings } from './run.ts';

/** Takes the next batch of the queue, if there is one, and begins its first chunk. */
export function work(run: Run, worker: Worker, consumer: Consumer): void {
  while (consumer.working === undefined && consumer.state === 'PROCESSING') {
    const batch = consumer.queue.shift();
    if (batch === undefined) break;
    beginBatch(run, worker, consumer, batch);
  }
}

function beginBatch(run: Run, worker: Worker, consumer: Consumer, batch: QueuedBatch): void {
  const from = Math.max(batch.from, consumer.next);
  const held = worker.held.get(consumer.leaseKey);
  if (held?.token === consumer.token) held.bytes += batch.bytes;
  if (run.simulation.faults.get(worker.address)?.how === 'throw') {
    const ledger = run.app.ledger(consumer.leaseKey);
    lose(ledger, { from, to: batch.to, cause: 'batchSkipped' });
    note(
      run,
      worker,
      'batch-skipped',
      { worker: worker.name, lease: consumer.leaseKey, records: batch.to - from },
      'block',
    );
    consumer.next = batch.to;
    endBatch(run, worker, consumer);
    return;
  }
  const to = dropStrays(run, worker, consumer, from, batch.to);
  if (to.from >= batch.to) {
    consumer.next = Math.max(consumer.next, batch.to);
    endBatch(run, worker, consumer);
    return;
  }
  consumer.next = to.from;
  if (to.rest !== undefined) consumer.queue.unshift({ from: to.rest, to: batch.to, bytes: 0, records: 0 });
  beginChunk(run, worker, consumer, to.end);
}

/**
 * Leaves out aggregates that hold a user record of another shard, and counts records their producer had stored before.
 * Returns the run to deliver first, and where the rest of the batch begins.
 */
function dropStrays(
  run: Run,
  worker: Worker,
  consumer: Consumer,
  from: number,
  to: number,
): { readonly from: number; readonly end: number; readonly rest: number | undefined } {
  const shard = shardOfConsumer(run, consumer);
  if (shard === undefined) return { from, end: to, rest: undefined };
  const { log, range } = shard;
  const ledger = run.app.ledger(consumer.leaseKey);
  const first = positionOf(log, from).position;
  const end = positionOf(log, to - 1).position + 1;
  let start = from;
  for (const [position, { aggregate, retried }] of notedPositions(log, first, end)) {
    const [users, after] = [usersBefore(log, position), usersBefore(log, position + 1)];
    const strays = aggregate !== undefined && (aggregate.least < range.start || aggregate.most > range.end);
    if (!strays) {
      if (retried !== undefined && position >= ledger.notesTo) {
        ledger.duplicates = { ...ledger.duplicates, producerRetry: ledger.duplicates.producerRetry + retried };
        ledger.notesTo = position + 1;
      }
      continue;
    }
    if (users > start) return { from: start, end: users, rest: users };
    lose(ledger, { from: users, to: after, cause: 'aggregateDropped' });
    note(
      run,
      worker,
      'aggregate-dropped',
      { worker: worker.name, lease: consumer.leaseKey, records: after - users },
      'block',
    );
    start = after;
  }
  return { from: start, end: to, rest: undefined };
}

function perRecordOf(run: Run, worker: Worker): number {
  return (run.config.perRecord * worker.slowdown) / (workerSettings(run, worker)?.speed ?? 1);
}

/** A chunk ends at the next checkpoint or with the batch. */
function beginChunk(run: Run, worker: Worker, consumer: Consumer, batchEnd: number): void {
  const perRecordMs = perRecordOf(run, worker);
  const from = consumer.next;
  const to = Math.min(batchEnd, chunkEnd(run, consumer, perRecordMs));
  consumer.chunk += 1;
  consumer.working = { from, to, batchEnd, startedAt: run.now, perRecordMs };
  const at = run.now + Math.ceil((to - from) * perRecordMs);
  if (at === run.now) endChunk(run, worker, consumer, consumer.working);
  else schedule(run, worker, at, 'work', { lease: consumer.leaseKey, token: consumer.token, chunk: consumer.chunk });
}

function chunkEnd(run: Run, consumer: Consumer, perRecordMs: number): number {
  const policy = run.config.checkpointPolicy;
  if (consumer.refused) return Number.POSITIVE_INFINITY;
  if (policy.kind === 'records') return Math.max(consumer.next + 1, consumer.asked + policy.every);
  if (policy.kind !== 'time' || perRecordMs === 0) return Number.POSITIVE_INFINITY;
  const left = consumer.askedAt + policy.every - run.now;
  return consumer.next + Math.max(1, Math.ceil(left / perRecordMs));
}

/** A chunk is done: its records are delivered, and the policy may ask for a checkpoint. */
export function finishChunk(run: Run, worker: Worker, leaseKey: string, token: number, chunk: number): void {
  const consumer = worker.consumers.get(leaseKey);
  if (consumer?.token !== token || consumer.chunk !== chunk || consumer.working === undefined) return;
  endChunk(run, worker, consumer, consumer.working);
  work(run, worker, consumer);
  resumeFetching(run, worker, consumer);
  finishFetching(run, worker, consumer);
}

function endChunk(run: Run, worker: Worker, consumer: Consumer, working: Working): void {
  deliverWork(run, worker, consumer, working, working.to);
  consumer.working = undefined;
  const policy = run.config.checkpointPolicy;
  const due =
    (policy.kind === 'records' && consumer.next - consumer.asked >= policy.every) ||
    (policy.kind === 'time' && run.now - consumer.askedAt >= policy.every);
  if (due) checkpoint(run, worker, consumer, consumer.next);
  if (working.to < working.batchEnd) beginChunk(run, worker, consumer, working.batchEnd);
  else endBatch(run, worker, consumer);
}

/** Writes down what has been delivered of a chunk. */
function deliverWork(run: Run, worker: Worker, consumer: Consumer, working: Working, to: number): void {
  const { from, startedAt, perRecordMs } = working;
  const delivery = { from, to, worker: worker.name, startedAt, perRecordMs };
  deliver(run.app.ledger(consumer.leaseKey), delivery, consumer.zombie ?? consumer.cause);
  consumer.next = Math.max(consumer.next, to);
  worker.busyMs += (to - from) * perRecordMs;
}

function endBatch(run: Run, worker: Worker, consumer: Consumer): void {
  if (run.config.checkpointPolicy.kind === 'batch') checkpoint(run, worker, consumer, consumer.next);
  publish(run, METRICS.behindLatest, behindMs(run, consumer), consumer.leaseKey);
  finishIfIdle(run, worker, consumer);
}

/** How far a processor is behind the tip of its shard. */
export function behindMs(run: Run, consumer: Consumer): number {
  const log = shardOfConsumer(run, consumer)?.log;
  if (log === undefined) return 0;
  const { position } = positionOf(log, consumer.next);
  return position < log.length ? Math.max(0, run.now - arrivalAt(log, position)) : 0;
}

/** A crash or a pause in the middle of a chunk: whole records that were finished are delivered, the rest is not. */
export function interrupt(run: Run, worker: Worker, consumer: Consumer): void {
  const { working } = consumer;
  if (working === undefined) return;
  const finished =
    working.perRecordMs === 0
      ? working.to
      : working.from + Math.floor((run.now - working.startedAt) / working.perRecordMs);
  deliverWork(run, worker, consumer, working, Math.min(finished, working.to));
  consumer.chunk += 1;
  consumer.working = undefined;
  if (consumer.next < working.batchEnd) {
    consumer.queue.unshift({ from: consumer.next, to: working.batchEnd, bytes: 0, records: 0 });
  }
}
