import type { Instant } from '../../../core/time.ts';
import type { Outgoing } from '../producer-state.ts';
import { MIB } from '../quotas.ts';
import { AGGREGATE_OVERHEAD, addedBytes } from './aggregate.ts';

/** A user record inside the KPL. */
export interface KplRecord extends Outgoing {
  /** The highest 48 bits of its hash key. */
  readonly prefix: number;
  /** Where the KPL thinks it belongs, by its own shard map. */
  predicted: number;
  /** When it must leave its buffer. */
  deadline: Instant;
  readonly expiresAt: Instant;
}

/** A Kinesis record being filled with the user records of one shard. */
export interface RecordBuffer {
  records: KplRecord[];
  /** Its size once aggregated. */
  bytes: number;
  deadline: Instant;
  /** Partition keys in its table. */
  keys: Map<string, number>;
}

/** A Kinesis record on its way out. */
export interface Parcel {
  readonly predicted: number;
  readonly records: readonly KplRecord[];
  /** Data and partition key. */
  readonly bytes: number;
  readonly deadline: Instant;
}

/** What the limiter still lets through to one shard. */
export interface Limiter {
  records: number;
  bytes: number;
  at: Instant;
  queue: Parcel[];
}

/** The inside of one KPL process. */
export interface KplState {
  /** The shard map as it was last fetched: the shards that were open then. */
  shardMap: readonly number[];
  buffers: Map<number, RecordBuffer>;
  limiters: Map<number, Limiter>;
  /** Parcels collected for the next PutRecords. */
  collected: Parcel[];
  drainScheduled: boolean;
  collectScheduledAt: Instant | undefined;
}

/** A process that has just fetched the shard map. */
export function newKpl(shardMap: readonly number[]): KplState {
  return {
    shardMap,
    buffers: new Map(),
    limiters: new Map(),
    collected: [],
    drainScheduled: false,
    collectScheduledAt: undefined,
  };
}

/** A state that can change without changing this one. Records on their way are copied too: they count attempts. */
export function forkKpl(state: KplState): KplState {
  const copies = new Map<KplRecord, KplRecord>();
  const copy = (record: KplRecord) => {
    const known = copies.get(record) ?? { ...record };
    copies.set(record, known);
    return known;
  };
  const parcel = (one: Parcel): Parcel => ({ ...one, records: one.records.map(copy) });
  return {
    ...state,
    buffers: new Map(
      [...state.buffers].map(([shard, buffer]) => [
        shard,
        { ...buffer, records: buffer.records.map(copy), keys: new Map(buffer.keys) },
      ]),
    ),
    limiters: new Map([...state.limiters].map(([shard, one]) => [shard, { ...one, queue: one.queue.map(parcel) }])),
    collected: state.collected.map(parcel),
  };
}

export function newBuffer(): RecordBuffer {
  return { records: [], bytes: AGGREGATE_OVERHEAD, deadline: Number.POSITIVE_INFINITY, keys: new Map() };
}

/** Bytes of a partition key. */
export const keyBytes = (partitionKey: string): number => Buffer.byteLength(partitionKey, 'utf8');

/** Puts a user record into a buffer and counts the bytes it adds. */
export function addToBuffer(buffer: RecordBuffer, record: KplRecord): void {
  const known = buffer.keys.get(record.partitionKey);
  const index = known ?? buffer.keys.size;
  if (known === undefined) buffer.keys.set(record.partitionKey, index);
  buffer.records.push(record);
  buffer.bytes += addedBytes(index, known === undefined ? keyBytes(record.partitionKey) : undefined, record.bytes);
  buffer.deadline = Math.min(buffer.deadline, record.deadline);
}

/** The Kinesis record a buffer makes: a single user record goes as it is, more are aggregated under the key `a`. */
export function parcelOf(predicted: number, buffer: RecordBuffer): Parcel {
  const [only, second] = buffer.records;
  const bytes =
    only !== undefined && second === undefined ? only.bytes + keyBytes(only.partitionKey) : buffer.bytes + 1;
  return { predicted, records: buffer.records, bytes, deadline: buffer.deadline };
}

export function newLimiter(now: Instant): Limiter {
  return { records: 1000, bytes: MIB, at: now, queue: [] };
}

/**
 * Lets parcels through as the shard's tokens allow: at most a second's worth is saved, and they grow with `rateLimit`
 * percent of the shard's limits (`limiter.h`, amazon-kinesis-producer).
 */
export function drain(limiter: Limiter, now: Instant, rateLimit: number): Parcel[] {
  const grown = ((now - limiter.at) / 1000) * (rateLimit / 100);
  limiter.records = Math.min(1000, limiter.records + grown * 1000);
  limiter.bytes = Math.min(MIB, limiter.bytes + grown * MIB);
  limiter.at = now;
  const through: Parcel[] = [];
  for (let next = limiter.queue[0]; next !== undefined; next = limiter.queue[0]) {
    if (limiter.records < 1 || limiter.bytes < next.bytes) break;
    limiter.records -= 1;
    limiter.bytes -= next.bytes;
    limiter.queue.shift();
    through.push(next);
  }
  return through;
}
