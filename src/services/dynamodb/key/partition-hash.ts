import { hash } from 'node:crypto';
import type { ScalarKey } from '../value/attribute-value.ts';

/**
 * DynamoDB's hash function is its own secret ("Partitions and data distribution", Developer Guide).
 *
 * @modelChoice MD5 over a fixed salt and the key's bytes, of which the first 32 bits place a key. Scan orders that were
 * once seen on the service fit this scheme, so scans come out in a believable and reproducible order.
 */
const SALT = 'Outliers';
/** Characters, one per byte, that place a key. */
export const HASH_BYTES = 4;
/** Points of the key space. */
export const KEY_SPACE = 2 ** 32;

/** Where a partition key lands: four bytes, one character each, which order as the hash does. */
export function partitionHash(values: readonly ScalarKey[]): string {
  const [only] = values;
  return only !== undefined && values.length === 1 ? hashOfOne(only) : digest(saltedBytes(values));
}

/** The hash of a key of one attribute. */
export function hashOfOne(value: ScalarKey): string {
  return digest(typeof value === 'string' ? SALT + value : saltedBytes([value]));
}

function digest(salted: string | Buffer<ArrayBuffer>): string {
  return hash('md5', salted, 'binary').slice(0, HASH_BYTES);
}

/** The point of the key space that a hash stands for, from 0 to 2^32 - 1. */
export function hashPoint(hash: string): number {
  let point = 0;
  for (let at = 0; at < HASH_BYTES; at += 1) point = point * 256 + hash.charCodeAt(at);
  return point;
}

/** The hash that stands for a point of the key space. */
export function hashAt(point: number): string {
  const bytes: number[] = [];
  for (let rest = point, at = 0; at < HASH_BYTES; at += 1, rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return String.fromCharCode(...bytes);
}

/** A hash as people read it (`0x8f051e21`). */
export function hashText(hash: string): string {
  return `0x${hashPoint(hash)
    .toString(16)
    .padStart(2 * HASH_BYTES, '0')}`;
}

/**
 * The bytes that are hashed.
 *
 * @modelChoice Several values of a multi-attribute key are joined, each behind its length, so that no two keys mix.
 */
function saltedBytes(values: readonly ScalarKey[]): Buffer<ArrayBuffer> {
  const pieces: Buffer[] = [Buffer.from(SALT)];
  for (const value of values) {
    const bytes = bytesOf(value);
    if (values.length > 1) pieces.push(Buffer.from([bytes.length >> 8, bytes.length & 0xff]));
    pieces.push(bytes);
  }
  return Buffer.concat(pieces);
}

function bytesOf(value: ScalarKey): Buffer {
  return typeof value === 'string' ? Buffer.from(value, 'utf8') : Buffer.from(value.bytes, 'latin1');
}
