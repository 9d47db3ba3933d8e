import type { Instant } from '../../core/time.ts';

/** What a sequence number is made of. */
export interface SequenceParts {
  /** When the shard was opened; seconds are kept. */
  readonly shardOpenedAt: Instant;
  readonly shardIndex: number;
  /** Position in the shard, from 0. */
  readonly position: number;
  /** When the record arrived; seconds are kept. */
  readonly arrivedAt: Instant;
}

/** The first hexadecimal digit; it gives today's numbers their 56 decimal digits beginning with 49. */
const LEAD = '2';
const VERSION = '2';
const DIGITS = 47;

/**
 * The sequence number of a record. It grows with the position, so numbers of one shard compare as big integers.
 * @modelChoice AWS documents only that numbers are unique per key and increase; the layout is the one observed in
 * real numbers (opening time of the shard, shard, counter, arrival time).
 */
export function sequenceNumber(parts: SequenceParts): string {
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0').slice(-digits);
  const text =
    LEAD +
    hex(Math.floor(parts.shardOpenedAt / 1000), 9) +
    hex(parts.shardIndex, 1) +
    hex(parts.position + 1, 16) +
    '00' +
    hex(Math.floor(parts.arrivedAt / 1000), 9) +
    hex(parts.shardIndex, 8) +
    VERSION;
  return BigInt(`0x${text}`).toString();
}

/** Takes a sequence number apart; undefined where it has another shape. The starting number of a shard is position −1. */
export function parseSequenceNumber(text: string): SequenceParts | undefined {
  if (!/^\d{1,60}$/.test(text)) return undefined;
  const hex = BigInt(text).toString(16);
  if (hex.length !== DIGITS || !hex.startsWith(LEAD) || !hex.endsWith(VERSION)) return undefined;
  const read = (from: number, to: number) => Number.parseInt(hex.slice(from, to), 16);
  return {
    shardOpenedAt: read(1, 10) * 1000,
    shardIndex: read(38, 46),
    position: read(11, 27) - 1,
    arrivedAt: read(29, 38) * 1000,
  };
}

/** Negative, zero or positive as the first number is smaller, equal or greater. Shorter numbers are smaller. */
export function compareSequenceNumbers(one: string, other: string): number {
  if (one.length !== other.length) return one.length - other.length;
  return one < other ? -1 : one > other ? 1 : 0;
}
