import { targetOf } from '../../../schema/reader.ts';
import { arrivalAt, readShard, shardOf, streamOf, trimHorizon, usersBefore, waitForNews } from '../../kinesis/index.ts';
import { configOf } from '../config.ts';
import { lose } from '../ledger.ts';
import type { Consumer, Worker } from '../state.ts';
import { PREFETCH_BATCHES, PREFETCH_BYTES, PREFETCH_RECORDS } from '../timers.ts';
import { finishIfIdle } from './consuming.ts';
import { work } from './processing.ts';
import { applicationsOf, type Run, schedule } from './run.ts';

/** @modelChoice How long after its arrival a record is pushed to a fan-out consumer: AWS speaks of about 70 ms. */
const PUSH_DELAY_MS = 70;
/** A fan-out consumer gets 2 MB per second and shard. */
const PUSH_BYTES_PER_SECOND = 2 * 1024 * 1024;

/** Fetches the next records of a shard into the processor's queue, and sees to it that it is called again. */
export function fetchNext(run: Run, worker: Worker, consumer: Consumer): void {
  consumer.fetching = false;
  if (consumer.state !== 'PROCESSING' || consumer.fetchedAll) return;
  if (isFull(run, consumer)) return;
  if (worker.status === 'cut-off') {
    later(run, worker, consumer, run.now + run.config.idleTimeBetweenReads);
    return;
  }
  const stream = streamOf(run.simulation, consumer.source);
  if (stream === undefined) {
    // The stream was deleted: the shard ends without children.
    consumer.fetchedAll = true;
    finishFetching(run, worker, consumer);
    return;
  }
  noteExpired(run, consumer);
  const shared = run.config.retrieval === 'polling';
  const batch = readShard(run.simulation, consumer.source, consumer.shard, {
    position: consumer.fetchAt,
    records: run.config.maxRecords,
    bytes: shared ? 10 * 1024 * 1024 : PUSH_BYTES_PER_SECOND,
    shared,
  });
  if ('refused' in batch) {
    consumer.throttledReads += 1;
    later(run, worker, consumer, run.now + run.config.idleTimeBetweenReads);
    return;
  }
  if (!shared) run.app.usage.pushedBytes += batch.bytes;
  const { log } = shardOf(stream, consumer.shard);
  const from = Math.max(consumer.next, usersBefore(log, batch.from));
  const to = usersBefore(log, batch.to);
  consumer.fetchAt = batch.to;
  if (to > from) consumer.queue.push({ from, to, bytes: batch.bytes, records: batch.to - batch.from });
  consumer.fetchedAll = batch.ended;
  fetchAgain(run, worker, consumer, batch.to < log.length, batch.bytes);
  if (consumer.working === undefined) work(run, worker, consumer);
  if (batch.ended) finishFetching(run, worker, consumer);
}

/** Records that expired before they were fetched are lost to this application. */
function noteExpired(run: Run, consumer: Consumer): void {
  const stream = streamOf(run.simulation, consumer.source);
  if (stream === undefined) return;
  const shard = shardOf(stream, consumer.shard);
  if (arrivalAt(shard.log, consumer.fetchAt) >= run.now - stream.retention) return;
  const horizon = trimHorizon(stream, shard, run.now);
  if (horizon <= consumer.fetchAt) return;
  const from = usersBefore(shard.log, consumer.fetchAt);
  const to = usersBefore(shard.log, horizon);
  lose(run.app.ledger(consumer.leaseKey), { from, to, cause: 'expired' });
  consumer.next = Math.max(consumer.next, to);
  consumer.fetchAt = horizon;
}

function isFull(run: Run, consumer: Consumer): boolean {
  if (!run.config.features.prefetch) return consumer.queue.length > 0 || consumer.working !== undefined;
  let bytes = 0;
  let records = 0;
  for (const batch of consumer.queue) {
    bytes += batch.bytes;
    records += batch.records;
  }
  return consumer.queue.length >= PREFETCH_BATCHES || bytes >= PREFETCH_BYTES || records >= PREFETCH_RECORDS;
}

/** When the next fetch comes: polls on their grid, pushes as fast as 2 MB/s allow, or once there is news. */
function fetchAgain(run: Run, worker: Worker, consumer: Consumer, more: boolean, bytes: number): void {
  if (consumer.fetchedAll || consumer.fetching) return;
  const polls = run.config.retrieval === 'polling';
  const interval = run.config.idleTimeBetweenReads;
  consumer.nextFetchAt = run.now + (polls ? interval : Math.ceil((bytes * 1000) / PUSH_BYTES_PER_SECOND));
  if (more || (polls && hasOtherPollers(run, consumer.source))) {
    later(run, worker, consumer, consumer.nextFetchAt);
    return;
  }
  consumer.fetching = true;
  waitForNews(run.simulation, consumer.source, consumer.shard, {
    service: 'kcl',
    kind: 'fetch',
    payload: {
      app: run.address,
      worker: worker.name,
      life: worker.life,
      lease: consumer.leaseKey,
      token: consumer.token,
    },
    from: consumer.nextFetchAt,
    interval: polls ? interval : 0,
    delay: PUSH_DELAY_MS,
  });
}

/**
 * A lone poller's empty polls change nothing, so they are left out until there is news; several pollers of a stream
 * share its limits, and every call counts.
 */
function hasOtherPollers(run: Run, source: string): boolean {
  let pollers = 0;
  for (const application of applicationsOf(run.simulation.definition).values()) {
    const polls = configOf(application).retrieval === 'polling';
    if (polls && application.sources.some((ref) => targetOf(ref).address === source)) pollers += 1;
  }
  return pollers > 1;
}

function later(run: Run, worker: Worker, consumer: Consumer, at: number): void {
  consumer.fetching = true;
  schedule(run, worker, at, 'fetch', { lease: consumer.leaseKey, token: consumer.token });
}

/** Room in the queue again: the fetch that found it full goes on. */
export function resumeFetching(run: Run, worker: Worker, consumer: Consumer): void {
  if (consumer.fetching || consumer.fetchedAll || consumer.state !== 'PROCESSING' || isFull(run, consumer)) return;
  later(run, worker, consumer, Math.max(run.now, consumer.nextFetchAt));
}

/** Everything of a closed shard has been fetched; once it is processed, the shard ends. */
export function finishFetching(run: Run, worker: Worker, consumer: Consumer): void {
  if (!consumer.fetchedAll || consumer.queue.length > 0 || consumer.working !== undefined) return;
  if (consumer.state !== 'PROCESSING') return;
  consumer.state = 'SHUTTING_DOWN';
  consumer.reason = 'shardEnd';
  finishIfIdle(run, worker, consumer);
}
