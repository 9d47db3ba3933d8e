import type { Instant } from '../../core/time.ts';
import { SHARD_ITERATOR_CALLS } from './quotas.ts';
import { type Refusal, refuse } from './reasons.ts';
import { firstAtOrAfter } from './record-log.ts';
import { parseSequenceNumber } from './sequence-number.ts';
import { type Shard, type ShardIterator, type Stream, shardIndex, trimHorizon } from './stream.ts';

export const ITERATOR_TYPES = [
  'AT_SEQUENCE_NUMBER',
  'AFTER_SEQUENCE_NUMBER',
  'AT_TIMESTAMP',
  'TRIM_HORIZON',
  'LATEST',
] as const;
export type IteratorType = (typeof ITERATOR_TYPES)[number];

/** Where an iterator is to begin ("GetShardIterator", API Reference). */
export interface StartingPoint {
  readonly type: IteratorType;
  readonly sequenceNumber?: string | undefined;
  readonly timestamp?: Instant | undefined;
}

/**
 * The position an iterator begins at: at or after a sequence number, the first record at or after a moment, the oldest
 * record, or just after the newest.
 * @modelChoice A sequence number that has been trimmed behaves like TRIM_HORIZON.
 */
export function startingPosition(stream: Stream, shard: Shard, start: StartingPoint, now: Instant): number | Refusal {
  const horizon = trimHorizon(stream, shard, now);
  switch (start.type) {
    case 'TRIM_HORIZON':
      return horizon;
    case 'LATEST':
      return shard.log.length;
    case 'AT_TIMESTAMP':
      if (start.timestamp === undefined) return refuse('timestamp-missing', { type: start.type });
      return Math.max(horizon, firstAtOrAfter(shard.log, start.timestamp));
    case 'AT_SEQUENCE_NUMBER':
    case 'AFTER_SEQUENCE_NUMBER': {
      if (start.sequenceNumber === undefined) return refuse('timestamp-missing', { type: start.type });
      const parts = parseSequenceNumber(start.sequenceNumber);
      if (parts === undefined || parts.shardIndex !== shard.index || parts.position >= shard.log.length) {
        return refuse('sequence-number-unknown', { sequenceNumber: start.sequenceNumber, shard: shard.id });
      }
      const first = start.type === 'AT_SEQUENCE_NUMBER' ? parts.position : parts.position + 1;
      return Math.max(horizon, first, 0);
    }
  }
}

/** Counts a GetShardIterator call of a shard the caller owns: five per second. */
export function admitIterator(shard: Shard, now: Instant): Refusal | undefined {
  const second = Math.floor(now / 1000);
  if (shard.iterators.second !== second) shard.iterators = { second, calls: 0 };
  if (shard.iterators.calls >= SHARD_ITERATOR_CALLS) {
    return refuse('iterator-rate', { shard: shard.id, limit: SHARD_ITERATOR_CALLS });
  }
  shard.iterators.calls += 1;
  return undefined;
}

/** The opaque text of an iterator. */
export function writeIterator(iterator: ShardIterator, shard: Shard): string {
  const text = [iterator.stream, shard.id, iterator.position, iterator.madeAt].join('|');
  return Buffer.from(text, 'utf8').toString('base64');
}

/** Reads an iterator's text; undefined where it is none. */
export function readIterator(text: string): ShardIterator | undefined {
  const [stream, shard, position, madeAt, ...rest] = Buffer.from(text, 'base64').toString('utf8').split('|');
  const index = shardIndex(shard ?? '');
  const numbers = [Number(position), Number(madeAt)];
  if (stream === undefined || index === undefined || rest.length > 0) return undefined;
  if (!numbers.every((number) => Number.isSafeInteger(number) && number >= 0)) return undefined;
  return { stream, shard: index, position: numbers[0] ?? 0, madeAt: numbers[1] ?? 0 };
}
