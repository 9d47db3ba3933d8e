import { hash } from 'node:crypto';

/** The largest hash key: 2^128 − 1. */
export const HASH_KEY_MOST = (1n << 128n) - 1n;

/** An inclusive range of the 128-bit key space ("HashKeyRange", Kinesis Data Streams API Reference). */
export interface HashKeyRange {
  readonly start: bigint;
  readonly end: bigint;
}

const HASH_KEY = /^(?:0|[1-9]\d{0,38})$/;

/** The hash key of a partition key: its MD5 as an unsigned 128-bit number ("PutRecord", API Reference). */
export function hashKeyOf(partitionKey: string): bigint {
  return BigInt(`0x${hash('md5', partitionKey, 'hex')}`);
}

/** The highest 48 bits of the hash key of a partition key; several times quicker than the whole. */
export function prefixOfPartitionKey(partitionKey: string): number {
  // One character a byte: strings come out of the hash much faster than buffers.
  const digest = hash('md5', partitionKey, 'binary');
  let prefix = 0;
  for (let at = 0; at < 6; at += 1) prefix = prefix * 256 + digest.charCodeAt(at);
  return prefix;
}

/** Producers draw the same keys again and again; so many of them are remembered, then forgotten all at once. */
const PREFIXES_KEPT = 1 << 16;
const knownPrefixes = new Map<string, number>();

/** The same for a key that is likely to come again: it is hashed only once. */
export function prefixOfRepeatedKey(partitionKey: string): number {
  let prefix = knownPrefixes.get(partitionKey);
  if (prefix === undefined) {
    prefix = prefixOfPartitionKey(partitionKey);
    if (knownPrefixes.size >= PREFIXES_KEPT) knownPrefixes.clear();
    knownPrefixes.set(partitionKey, prefix);
  }
  return prefix;
}

/** Reads a decimal hash key; undefined where it is no number of the key space. */
export function parseHashKey(text: string): bigint | undefined {
  if (!HASH_KEY.test(text)) return undefined;
  const value = BigInt(text);
  return value <= HASH_KEY_MOST ? value : undefined;
}

/** The highest 48 bits of a hash key: enough to tell most keys apart, and exact as a number. */
export function prefixOf(hashKey: bigint): number {
  return Number(hashKey >> 80n);
}

/** Whether the range holds the key. */
export function holdsKey(range: HashKeyRange, hashKey: bigint): boolean {
  return range.start <= hashKey && hashKey <= range.end;
}

/**
 * The ranges of a stream made with `count` shards: equal widths, the last one takes the remainder (as
 * `DescribeStream` shows after `CreateStream`).
 */
export function evenRanges(count: number): HashKeyRange[] {
  const width = (HASH_KEY_MOST + 1n) / BigInt(count);
  return Array.from({ length: count }, (_, index) => ({
    start: BigInt(index) * width,
    end: index === count - 1 ? HASH_KEY_MOST : BigInt(index + 1) * width - 1n,
  }));
}

/** Whether the ranges, in any order, cover the whole key space without gap or overlap. */
export function coversExactly(ranges: readonly HashKeyRange[]): boolean {
  const sorted = [...ranges].sort((one, other) => (one.start < other.start ? -1 : 1));
  let next = 0n;
  for (const range of sorted) {
    if (range.start !== next || range.end < range.start) return false;
    next = range.end + 1n;
  }
  return next === HASH_KEY_MOST + 1n;
}

/** The hash key that routes a record, in decimals: the explicit one, where given. */
export function routingKeyText(partitionKey: string, explicitHashKey: string | undefined): string {
  return explicitHashKey ?? String(hashKeyOf(partitionKey));
}
