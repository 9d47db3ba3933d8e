import { isShardEnd, type Sentinel, sentinelOf } from '../checkpoint.ts';
import { checkpointText } from '../checkpoint-text.ts';
import { unfinishedParents } from '../lease-cleanup.ts';
import { deliveredTo, lose } from '../ledger.ts';
import { type Consumer, type Held, newConsumer, type Worker } from '../state.ts';
import { PARENT_POLL_MS } from '../timers.ts';
import { higherReason, type ShutdownReason, shutdownName } from '../version.ts';
import { checkpoint, resumeAt } from './checkpointing.ts';
import { fetchNext } from './fetching.ts';
import { finishHandoff } from './handing-over.ts';
import { isHeld } from './holding.ts';
import { placeOf } from './places.ts';
import { loopTick, note, type Run, schedule } from './run.ts';
import { endShard } from './shard-ends.ts';

/**
 * One step of the main loop for one lease. A processor takes one state a step: waiting for its parents, initializing,
 * processing; a lease that is not held any more ends it (`Scheduler`, `ShardConsumer`, amazon-kinesis-client).
 */
export function step(run: Run, worker: Worker, leaseKey: string, token: number): void {
  const consumer = worker.consumers.get(leaseKey);
  if (consumer !== undefined && consumer.token !== token) return;
  if (!isHeld(run, worker, leaseKey, token)) {
    if (consumer !== undefined) requestEnd(run, worker, consumer, 'leaseLost');
    return;
  }
  const held = worker.held.get(leaseKey);
  if (held === undefined) return;
  if (consumer === undefined) {
    create(run, worker, held);
    return;
  }
  if (consumer.state === 'WAITING_ON_PARENT_SHARDS') waitForParents(run, worker, consumer);
  else if (consumer.state === 'INITIALIZING') initialize(run, worker, consumer);
  else if (consumer.state === 'SHUTTING_DOWN') finishIfIdle(run, worker, consumer);
}

function create(run: Run, worker: Worker, held: Held): void {
  const place = placeOf(run, held.leaseKey);
  const row = run.app.table.get(held.leaseKey);
  if (place === undefined || row === undefined) return;
  if (isShardEnd(row.checkpoint)) {
    // A finished shard gets no processor any more, only its row's deletion.
    worker.finished.add(held.leaseKey);
    return;
  }
  const consumer = newConsumer(held, { source: place.source.address, shard: place.shard.index }, run.now);
  worker.consumers.set(held.leaseKey, consumer);
  waitForParents(run, worker, consumer);
}

function waitForParents(run: Run, worker: Worker, consumer: Consumer): void {
  const { table } = run.app;
  const row = table.get(consumer.leaseKey);
  const parents = row === undefined ? [] : unfinishedParents(row, (key) => table.get(key));
  const again = { lease: consumer.leaseKey, token: consumer.token };
  if (parents.length > 0) {
    if (run.now === consumer.createdAt) {
      note(
        run,
        worker,
        'consumer-waits-for-parents',
        { worker: worker.name, lease: consumer.leaseKey, parents },
        'block',
      );
    }
    schedule(run, worker, loopTick(worker, run.now + PARENT_POLL_MS), 'step', again);
    return;
  }
  consumer.state = 'INITIALIZING';
  schedule(run, worker, loopTick(worker, run.now + 1), 'step', again);
}

function initialize(run: Run, worker: Worker, consumer: Consumer): void {
  const place = placeOf(run, consumer.leaseKey);
  const row = run.app.table.get(consumer.leaseKey);
  if (place === undefined || row === undefined) return;
  const ledger = run.app.ledger(consumer.leaseKey);
  const handover = run.app.handovers.get(consumer.leaseKey);
  consumer.cause = handover?.cause ?? 'crash';
  const start = resumeAt(run, place, row.checkpoint);
  consumer.next = start.user;
  consumer.checkpointed = start.user;
  consumer.asked = start.user;
  consumer.askedAt = run.now;
  consumer.fetchAt = start.position;
  consumer.state = 'PROCESSING';
  skipBefore(run, worker, consumer, sentinelOf(row.checkpoint), start.wanted);
  note(run, worker, 'consumer-initialized', {
    worker: worker.name,
    lease: consumer.leaseKey,
    checkpoint: checkpointText(place.shard, row.checkpoint),
    pending: row.pendingCheckpoint === undefined ? null : checkpointText(place.shard, row.pendingCheckpoint),
    again: Math.max(0, deliveredTo(ledger) - start.user),
  });
  noteOverlap(run, worker, consumer);
  fetchNext(run, worker, consumer);
}

/**
 * Counts what the processor will not see: what came before the tip or the timestamp it starts at, never asked for at
 * first, lost if the application was running; and what has expired.
 */
function skipBefore(run: Run, worker: Worker, consumer: Consumer, from: Sentinel | undefined, wanted: number): void {
  const ledger = run.app.ledger(consumer.leaseKey);
  lose(ledger, { from: wanted, to: consumer.next, cause: 'expired' });
  if (from === 'AT_TIMESTAMP') lose(ledger, { from: 0, to: wanted, cause: 'beforeTimestamp' });
  if (from !== 'LATEST') return;
  const first = ledger.losses.length === 0 && ledger.delivered.length === 0;
  const records = lose(ledger, { from: deliveredTo(ledger), to: consumer.next, cause: 'startedAtLatest' });
  if (first || records === 0) return;
  note(run, worker, 'records-skipped', { worker: worker.name, lease: consumer.leaseKey, records }, 'block');
}

/** Remembers since when two workers are at work on the same shard: here the one that begins comes second. */
function noteOverlap(run: Run, worker: Worker, consumer: Consumer): void {
  for (const other of run.app.workers.values()) {
    if (other.name !== worker.name && isAtWork(other, consumer.leaseKey))
      openOverlap(run, consumer.leaseKey, other, worker);
  }
}

/** A worker goes on after a pause: whoever has its shards by now works on them beside it. */
export function noteOverlapsOfResumed(run: Run, worker: Worker): void {
  for (const leaseKey of worker.consumers.keys()) {
    for (const other of run.app.workers.values()) {
      if (other.name !== worker.name && isAtWork(other, leaseKey)) openOverlap(run, leaseKey, worker, other);
    }
  }
}

function isAtWork(worker: Worker, leaseKey: string): boolean {
  const consumer = worker.consumers.get(leaseKey);
  if (consumer === undefined || worker.status === 'hung') return false;
  return consumer.state === 'PROCESSING' || consumer.working !== undefined;
}

/** The newest overlaps are kept. */
const OVERLAPS_KEPT = 200;

function openOverlap(run: Run, lease: string, old: Worker, young: Worker): void {
  const overlap = { lease, old: old.name, young: young.name, from: run.now, to: Number.POSITIVE_INFINITY };
  run.app.overlaps = [...run.app.overlaps, overlap].slice(-OVERLAPS_KEPT);
}

function endOverlaps(run: Run, worker: Worker, leaseKey: string): void {
  const open = run.app.overlaps.some((one) => one.lease === leaseKey && one.to === Number.POSITIVE_INFINITY);
  if (!open) return;
  run.app.overlaps = run.app.overlaps.map((one) =>
    one.lease === leaseKey &&
    one.to === Number.POSITIVE_INFINITY &&
    (one.old === worker.name || one.young === worker.name)
      ? { ...one, to: run.now }
      : one,
  );
}

/**
 * A processor is to end. What it is processing it finishes first: its callbacks never overlap, and a batch is not
 * interrupted. A reason is replaced only by one of higher rank.
 */
export function requestEnd(run: Run, worker: Worker, consumer: Consumer, reason: ShutdownReason): void {
  consumer.reason = higherReason(consumer.reason, reason);
  consumer.queue = [];
  consumer.state = 'SHUTTING_DOWN';
  finishIfIdle(run, worker, consumer);
}

/** Ends the processor, unless it is in the middle of a batch; then it ends with the batch. */
export function finishIfIdle(run: Run, worker: Worker, consumer: Consumer): void {
  if (consumer.working !== undefined || consumer.reason === undefined) return;
  if (consumer.reason === 'shardEnd') {
    endShard(run, worker, consumer);
    return;
  }
  if (consumer.reason === 'requested' && run.config.checkpointOnShutdown)
    checkpoint(run, worker, consumer, consumer.next);
  complete(run, worker, consumer);
}

/** The processor is gone; the journal says what its last callback was. */
export function complete(run: Run, worker: Worker, consumer: Consumer): void {
  const { leaseKey } = consumer;
  worker.consumers.delete(leaseKey);
  endOverlaps(run, worker, leaseKey);
  const callback = shutdownName(run.config.version, consumer.reason ?? 'leaseLost');
  note(run, worker, 'consumer-shut-down', { worker: worker.name, lease: leaseKey, callback });
  if (consumer.handoffTo !== undefined) finishHandoff(run, worker, consumer, false);
  const held = worker.held.get(leaseKey);
  // A lease that was lost and taken again meanwhile starts anew.
  if (held !== undefined && held.token !== consumer.token) {
    schedule(run, worker, loopTick(worker, run.now + 1), 'step', { lease: leaseKey, token: held.token });
  }
}
