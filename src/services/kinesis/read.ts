import type { Instant } from '../../core/time.ts';
import { GET_RECORDS_MOST_BYTES, GET_RECORDS_MOST_RECORDS, SHARD_READ_BYTES, SHARD_READ_CALLS } from './quotas.ts';
import { type Refusal, refuse } from './reasons.ts';
import { arrivalAt, bytesBefore, runEnd } from './record-log.ts';
import { type Shard, type Stream, trimHorizon } from './stream.ts';

/** A run of records of one shard: positions [from, to). */
export interface Batch {
  readonly from: number;
  readonly to: number;
  readonly bytes: number;
  /** How far the batch's end lies behind the tip (`MillisBehindLatest`); 0 at the tip. */
  readonly behindMs: number;
  /** The shard is closed and this is the last of it: no next iterator. */
  readonly ended: boolean;
}

/** Asks the limits that all GetRecords callers of a shard share, and counts the call if they allow it. */
export function admitRead(shard: Shard, now: Instant): Refusal | undefined {
  const { reads } = shard;
  if (now < reads.blockedUntil) {
    return refuse('shard-read-bytes', { shard: shard.id, waitMs: reads.blockedUntil - now, returned: reads.returned });
  }
  const second = Math.floor(now / 1000);
  if (reads.second !== second) {
    reads.second = second;
    reads.calls = 0;
    reads.bytes = 0;
  }
  if (reads.calls >= SHARD_READ_CALLS) {
    return refuse('shard-read-calls', { shard: shard.id, calls: reads.calls, limit: SHARD_READ_CALLS });
  }
  reads.calls += 1;
  return undefined;
}

/**
 * The records from `position` on that one call returns: at most 10,000 and 10 MB ("GetRecords", API Reference).
 * A position that has expired is moved to the oldest readable record.
 */
export function batchFrom(
  stream: Stream,
  shard: Shard,
  position: number,
  now: Instant,
  limit = GET_RECORDS_MOST_RECORDS,
  bytesMost = GET_RECORDS_MOST_BYTES,
): Batch {
  const { log } = shard;
  const from = Math.min(Math.max(position, trimHorizon(stream, shard, now)), log.length);
  const to = runEnd(log, from, bytesMost, limit);
  return {
    from,
    to,
    bytes: bytesBefore(log, to) - bytesBefore(log, from),
    behindMs: to < log.length ? Math.max(0, now - arrivalAt(log, to)) : 0,
    ended: shard.closedAt !== undefined && to === log.length,
  };
}

/**
 * Counts what a call returned. A shard gives 2 MB per second: having returned more, it throws until that much time has
 * passed (five seconds after 10 MB).
 * @modelChoice AWS gives 10 MB → five seconds, and one second for other over-use; between them the wait is
 * bytes ÷ 2 MB, and never below a second.
 */
export function countRead(shard: Shard, bytes: number, now: Instant): void {
  const { reads } = shard;
  reads.bytes += bytes;
  if (reads.bytes <= SHARD_READ_BYTES) return;
  reads.returned = reads.bytes;
  reads.blockedUntil = now + Math.max(1000, Math.ceil((reads.bytes * 1000) / SHARD_READ_BYTES));
}
