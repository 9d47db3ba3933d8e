import type { Instant } from '../../core/time.ts';
import { parseHashKey } from './hash-key.ts';
import {
  MIB,
  PARTITION_KEY_MOST,
  PUT_RECORDS_MOST,
  PUT_RECORDS_MOST_BYTES,
  SHARD_WRITE_BYTES,
  SHARD_WRITE_RECORDS,
} from './quotas.ts';
import { type Refusal, refuse } from './reasons.ts';
import { routerOf, type Shard, type Stream } from './stream.ts';

/** A record somebody wants to put. `bytes` is data and partition key together. */
export interface PutEntry {
  readonly partitionKey: string;
  readonly explicitHashKey?: string | undefined;
  readonly bytes: number;
}

/** The form of one entry, before any shard is asked. Undefined where nothing is wrong. */
export function checkEntry(stream: Stream, entry: PutEntry): Refusal | undefined {
  const characters = [...entry.partitionKey].length;
  if (characters < 1 || characters > PARTITION_KEY_MOST) return refuse('partition-key-length', { characters });
  if (entry.explicitHashKey !== undefined && parseHashKey(entry.explicitHashKey) === undefined) {
    return refuse('hash-key-outside', { hashKey: entry.explicitHashKey });
  }
  if (entry.bytes > stream.recordBytesMost) {
    return refuse('record-too-large', { bytes: entry.bytes, limit: stream.recordBytesMost });
  }
  return undefined;
}

/** The form of a PutRecords request: its count, its size, and each entry ("PutRecords", API Reference). */
export function checkRequest(stream: Stream, entries: readonly PutEntry[]): Refusal | undefined {
  if (entries.length > PUT_RECORDS_MOST) {
    return refuse('too-many-records', { records: entries.length, limit: PUT_RECORDS_MOST });
  }
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  if (bytes > PUT_RECORDS_MOST_BYTES) return refuse('request-too-large', { bytes, limit: PUT_RECORDS_MOST_BYTES });
  for (const entry of entries) {
    const wrong = checkEntry(stream, entry);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/** The index of the shard that takes the entry. Under AUTO the keys are ignored and the open shards take turns. */
export function shardFor(stream: Stream, entry: PutEntry): number {
  if (stream.strategy === 'AUTO') return stream.open[stream.nextShard % stream.open.length] ?? 0;
  const explicit = entry.explicitHashKey === undefined ? undefined : parseHashKey(entry.explicitHashKey);
  const router = routerOf(stream);
  return explicit === undefined ? router.ofPartitionKey(entry.partitionKey) : router.ofHashKey(explicit);
}

/**
 * Asks the shard's limits for one record and counts it if they allow it: 1 MB or 1,000 records per second, whichever
 * comes first ("Quotas and limits").
 * @modelChoice AWS does not say how a second is measured; here it is the second of the clock.
 */
export function admitWrite(shard: Shard, bytes: number, now: Instant): Refusal | undefined {
  const { writes } = shard;
  const second = Math.floor(now / 1000);
  if (writes.second !== second) {
    writes.second = second;
    writes.bytes = 0;
    writes.records = 0;
  }
  if (writes.records >= SHARD_WRITE_RECORDS) {
    return refuse('shard-write-records', { shard: shard.id, used: writes.records, limit: SHARD_WRITE_RECORDS });
  }
  const refused = bytes > MIB ? admitLarge(shard, bytes, now) : admitBytes(shard, bytes);
  if (refused === undefined) writes.records += 1;
  return refused;
}

function admitBytes(shard: Shard, bytes: number): Refusal | undefined {
  const { writes } = shard;
  if (writes.bytes + bytes > SHARD_WRITE_BYTES) {
    return refuse('shard-write-bytes', { shard: shard.id, bytes, used: writes.bytes, limit: SHARD_WRITE_BYTES });
  }
  writes.bytes += bytes;
  return undefined;
}

const BURST_BYTES = 10 * MIB;
const BURST_BYTES_PER_MS = MIB / 1000;

/**
 * Records above 1 MiB are taken from a budget that refills ("Handle large records", Developer Guide).
 * @modelChoice The budget's size is not documented: 10 MiB per shard, refilled with 1 MiB per second.
 */
function admitLarge(shard: Shard, bytes: number, now: Instant): Refusal | undefined {
  const { burst } = shard;
  burst.left = Math.min(BURST_BYTES, burst.left + (now - burst.at) * BURST_BYTES_PER_MS);
  burst.at = now;
  if (burst.left < bytes) return refuse('large-record-burst', { shard: shard.id, bytes, left: Math.floor(burst.left) });
  burst.left -= bytes;
  return undefined;
}
