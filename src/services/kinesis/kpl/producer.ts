import type { Simulation } from '../../../core/simulation.ts';
import type { ProducerDefinition } from '../definition.ts';
import { hashKeyOf, prefixOfRepeatedKey } from '../hash-key.ts';
import type { ProducerState } from '../producer-state.ts';
import { putEntry } from '../put.ts';
import { isRefusal } from '../reasons.ts';
import type { KinesisDraft } from '../runtime.ts';
import { routerOf, type Stream, shardOf } from '../stream.ts';
import { fitsAggregation, type KplSettings } from './settings.ts';
import {
  addToBuffer,
  drain,
  type KplRecord,
  type KplState,
  newBuffer,
  newKpl,
  newLimiter,
  type Parcel,
  parcelOf,
} from './state.ts';

const DRAIN_MS = 25;
/** A shard with this much waiting is sent at once, so that its traffic stays even (`collector.h`). */
const FLUSH_SHARD_BYTES = 256 * 1024;

/** A KPL process at work during one event. */
export interface KplRun {
  readonly simulation: Simulation;
  readonly draft: KinesisDraft;
  readonly producer: ProducerDefinition;
  readonly settings: KplSettings;
  readonly state: ProducerState;
  readonly kpl: KplState;
  readonly stream: Stream;
  readonly streamAddress: string;
}

/** The KPL of a producer; made when its first record comes. */
export function kplOf(state: ProducerState, stream: Stream): KplState {
  state.kpl ??= newKpl(stream.open);
  return state.kpl;
}

/** An application hands a user record to the KPL; one above `MaxUserRecordSize` it does not take. */
export function addUserRecord(run: KplRun, partitionKey: string, bytes: number): void {
  const now = run.simulation.now;
  const { recordTtl, recordMaxBufferedTime, maxUserRecordSize } = run.settings;
  if (bytes > maxUserRecordSize) {
    run.state.counts.failed += 1;
    return;
  }
  enqueue(run, {
    partitionKey,
    bytes,
    madeAt: now,
    attempts: 0,
    stored: false,
    prefix: prefixOfRepeatedKey(partitionKey),
    predicted: 0,
    deadline: now + recordMaxBufferedTime,
    expiresAt: now + recordTtl,
  });
}

function enqueue(run: KplRun, record: KplRecord): void {
  const { kpl, settings } = run;
  record.predicted = routerOf(run.stream, kpl.shardMap).ofPrefix(record.prefix, record.partitionKey);
  if (!settings.aggregationEnabled || !fitsAggregation(record.bytes, settings.aggregationMaxSize)) {
    const buffer = newBuffer();
    addToBuffer(buffer, record);
    limit(run, parcelOf(record.predicted, buffer));
    return;
  }
  let buffer = kpl.buffers.get(record.predicted);
  if (buffer === undefined) {
    buffer = newBuffer();
    kpl.buffers.set(record.predicted, buffer);
  }
  const before = buffer.deadline;
  addToBuffer(buffer, record);
  if (buffer.bytes >= settings.aggregationMaxSize || buffer.records.length >= settings.aggregationMaxCount) {
    flush(run, record.predicted);
  } else if (buffer.deadline < before) {
    schedule(run, buffer.deadline, 'kpl-flush', record.predicted);
  }
}

/** A buffer's time may have come; one that was flushed meanwhile has a later deadline. */
export function flushDue(run: KplRun, shard: number): void {
  const buffer = run.kpl.buffers.get(shard);
  if (buffer !== undefined && buffer.records.length > 0 && buffer.deadline <= run.simulation.now) flush(run, shard);
}

function flush(run: KplRun, shard: number): void {
  const buffer = run.kpl.buffers.get(shard);
  if (buffer === undefined) return;
  run.kpl.buffers.delete(shard);
  limit(run, parcelOf(shard, buffer));
}

function limit(run: KplRun, parcel: Parcel): void {
  const { kpl } = run;
  const now = run.simulation.now;
  const limiter = kpl.limiters.get(parcel.predicted) ?? newLimiter(now);
  kpl.limiters.set(parcel.predicted, limiter);
  limiter.queue.push(parcel);
  collect(run, drain(limiter, now, run.settings.rateLimit));
  if (limiter.queue.length > 0 && !kpl.drainScheduled) {
    kpl.drainScheduled = true;
    schedule(run, now + DRAIN_MS, 'kpl-drain');
  }
}

/** Looks at all limiters; what has waited beyond its time to live fails. */
export function drainAll(run: KplRun): void {
  const now = run.simulation.now;
  run.kpl.drainScheduled = false;
  for (const limiter of run.kpl.limiters.values()) {
    const waiting = limiter.queue;
    limiter.queue = waiting.filter((parcel) => parcel.records.some((record) => record.expiresAt > now));
    for (const parcel of waiting) {
      if (!limiter.queue.includes(parcel)) run.state.counts.expired += parcel.records.length;
    }
    collect(run, drain(limiter, now, run.settings.rateLimit));
    if (limiter.queue.length > 0) run.kpl.drainScheduled = true;
  }
  if (run.kpl.drainScheduled) schedule(run, now + DRAIN_MS, 'kpl-drain');
}

function collect(run: KplRun, parcels: readonly Parcel[]): void {
  if (parcels.length === 0) return;
  const { kpl, settings } = run;
  kpl.collected.push(...parcels);
  const bytes = (of: readonly Parcel[]) => of.reduce((sum, parcel) => sum + parcel.bytes, 0);
  const [first] = parcels;
  const ofShard = kpl.collected.filter((parcel) => parcel.predicted === first?.predicted);
  if (
    kpl.collected.length >= settings.collectionMaxCount ||
    bytes(kpl.collected) >= settings.collectionMaxSize ||
    bytes(ofShard) >= FLUSH_SHARD_BYTES
  ) {
    send(run);
    return;
  }
  const deadline = Math.min(...parcels.map((parcel) => parcel.deadline));
  const at = Math.max(run.simulation.now, deadline);
  if (kpl.collectScheduledAt !== undefined && kpl.collectScheduledAt <= at) return;
  kpl.collectScheduledAt = at;
  schedule(run, at, 'kpl-send');
}

/** Sends everything that has been collected, in as many PutRecords as it takes. */
export function send(run: KplRun): void {
  const { kpl, settings, state } = run;
  kpl.collectScheduledAt = undefined;
  const parcels = kpl.collected;
  kpl.collected = [];
  state.counts.requests += Math.ceil(parcels.length / settings.collectionMaxCount);
  const known = kpl.shardMap;
  for (const parcel of parcels) put(run, parcel, known);
}

/**
 * Puts one record. In another shard than expected the shard map is stale: it is fetched anew, and user records that do
 * not belong where they went, or that went to a shard not known yet, are sent once more (`retrier.cc`,
 * amazon-kinesis-producer).
 */
function put(run: KplRun, parcel: Parcel, known: readonly number[]): void {
  const { state, settings } = run;
  const [first] = parcel.records;
  if (first === undefined) return;
  state.counts.records += 1;
  const aggregated = parcel.records.length > 1;
  const retried = parcel.records.filter((record) => record.stored).length;
  const put = putEntry(run.simulation, run.draft, run.streamAddress, {
    partitionKey: aggregated ? 'a' : first.partitionKey,
    hashKey: hashKeyOf(first.partitionKey),
    bytes: parcel.bytes,
    users: parcel.records.length,
    note: noteOf(parcel, aggregated, retried),
  });
  if (isRefusal(put)) {
    state.counts.throttled += 1;
    for (const record of parcel.records) {
      if (settings.failIfThrottled) state.counts.failed += 1;
      else retry(run, record);
    }
    return;
  }
  state.counts.storedTwice += retried;
  if (put.shard === parcel.predicted) {
    state.counts.stored += parcel.records.length;
    return;
  }
  run.kpl.shardMap = run.stream.open;
  const actual = known.includes(put.shard) ? shardOf(run.stream, put.shard).range : undefined;
  for (const record of parcel.records) {
    const key = hashKeyOf(record.partitionKey);
    const arrived = actual !== undefined && actual.start <= key && key <= actual.end;
    if (arrived || !settings.aggregationEnabled) state.counts.stored += 1;
    else {
      record.stored = true;
      retry(run, record);
    }
  }
}

function noteOf(parcel: Parcel, aggregated: boolean, retried: number) {
  if (!aggregated) return retried > 0 ? { retried } : undefined;
  let [low] = parcel.records;
  let high = low;
  for (const record of parcel.records) {
    if (low === undefined || record.prefix < low.prefix) low = record;
    if (high === undefined || record.prefix > high.prefix) high = record;
  }
  const least = hashKeyOf(low?.partitionKey ?? '');
  const most = hashKeyOf(high?.partitionKey ?? '');
  return { aggregate: { count: parcel.records.length, least, most }, ...(retried > 0 ? { retried } : {}) };
}

/** Back into a buffer, for half the buffering time; a record past its time to live fails (`retrier.cc`). */
function retry(run: KplRun, record: KplRecord): void {
  const now = run.simulation.now;
  record.attempts += 1;
  if (record.expiresAt <= now) {
    run.state.counts.expired += 1;
    return;
  }
  record.deadline = Math.min(now + run.settings.recordMaxBufferedTime / 2, record.expiresAt);
  enqueue(run, record);
}

function schedule(run: KplRun, at: number, kind: string, shard?: number): void {
  run.simulation.schedule(at, 'kinesis', kind, { producer: run.producer.address, shard });
}
