import { compareSequenceNumbers } from './sequence.ts';

/** Sentinels stand before all numbers, SHARD_END behind them (`ExtendedSequenceNumber`, amazon-kinesis-client). */
export const SENTINELS = {
  AT_TIMESTAMP: -3,
  TRIM_HORIZON: -2,
  LATEST: -1,
  SHARD_END: Number.POSITIVE_INFINITY,
} as const;
export type Sentinel = keyof typeof SENTINELS;

/** A place in a shard up to which a processor says it is done: the record at `position`, and inside it `sub`. */
export interface Checkpoint {
  /** Position of the record in its shard, or the value of a sentinel. */
  readonly position: number;
  /** Place inside an aggregated record. */
  readonly sub: number;
  /** The sequence number, where it was read from a real table. */
  readonly sequenceNumber?: string | undefined;
}

export const TRIM_HORIZON: Checkpoint = { position: SENTINELS.TRIM_HORIZON, sub: 0 };
export const LATEST: Checkpoint = { position: SENTINELS.LATEST, sub: 0 };
export const AT_TIMESTAMP: Checkpoint = { position: SENTINELS.AT_TIMESTAMP, sub: 0 };
export const SHARD_END: Checkpoint = { position: SENTINELS.SHARD_END, sub: 0 };

export type InitialPosition = 'LATEST' | 'TRIM_HORIZON' | 'AT_TIMESTAMP';

/** The checkpoint a lease begins with. */
export function initialCheckpoint(position: InitialPosition): Checkpoint {
  return { TRIM_HORIZON, LATEST, AT_TIMESTAMP }[position];
}

/** The sentinel's word; undefined for a number. */
export function sentinelOf(checkpoint: Checkpoint): Sentinel | undefined {
  const words = Object.keys(SENTINELS) as Sentinel[];
  return words.find((word) => SENTINELS[word] === checkpoint.position);
}

/** Reads a checkpoint column: a sentinel or a sequence number. */
export function readCheckpoint(sequenceNumber: string, sub: number): Checkpoint | undefined {
  if (Object.hasOwn(SENTINELS, sequenceNumber)) return { position: SENTINELS[sequenceNumber as Sentinel], sub };
  return /^\d{1,128}$/.test(sequenceNumber) ? { position: 0, sub, sequenceNumber } : undefined;
}

/** AT_TIMESTAMP < TRIM_HORIZON < LATEST < any number < SHARD_END; ties are broken by the sub-sequence. */
export function compareCheckpoints(one: Checkpoint, other: Checkpoint): number {
  const numbers = one.sequenceNumber !== undefined && other.sequenceNumber !== undefined;
  const order = numbers
    ? compareSequenceNumbers(one.sequenceNumber ?? '', other.sequenceNumber ?? '')
    : one.position === other.position
      ? 0
      : one.position - other.position;
  return order === 0 ? one.sub - other.sub : order;
}

export function isShardEnd(checkpoint: Checkpoint): boolean {
  return checkpoint.position === SENTINELS.SHARD_END;
}

/** Why a processor's checkpoint is an `IllegalArgumentException`. */
export type WrongCheckpoint = 'before-last' | 'beyond-delivered';

/**
 * Whether a processor may checkpoint at a place: not before its last checkpoint, not beyond the last (sub-)sequence number
 * it was given (`ShardRecordProcessorCheckpointer`, amazon-kinesis-client).
 */
export function wrongCheckpoint(
  wanted: Checkpoint,
  last: Checkpoint,
  largestDelivered: Checkpoint,
): WrongCheckpoint | undefined {
  if (compareCheckpoints(wanted, last) < 0) return 'before-last';
  return compareCheckpoints(wanted, largestDelivered) > 0 ? 'beyond-delivered' : undefined;
}
