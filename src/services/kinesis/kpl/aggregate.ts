import { createHash } from 'node:crypto';
import { type HashKeyRange, hashKeyOf, holdsKey, parseHashKey } from '../hash-key.ts';
import { bytesField, bytesFieldSize, concat, type Field, numberField, readFields, varintSize } from './protobuf.ts';

/** What an application gives to the KPL. */
export interface UserRecord {
  readonly partitionKey: string;
  readonly explicitHashKey?: string | undefined;
  readonly data: Uint8Array;
  /** Marks of the producer; the format has room for them. */
  readonly tags?: readonly Tag[] | undefined;
}

/** A mark on a user record: a key, and a value where there is one. */
export interface Tag {
  readonly key: string;
  readonly value?: string | undefined;
}

/** A user record as a consumer gets it: with its place inside the record it came in. */
export interface InnerRecord extends UserRecord {
  readonly subSequenceNumber: number;
}

/** What a consumer makes of one record of a shard. */
export interface Deaggregated {
  readonly aggregated: boolean;
  readonly records: readonly InnerRecord[];
  /** Inner records that were dropped because one of them belongs to another shard. */
  readonly dropped: number;
}

const MAGIC = Uint8Array.from([0xf3, 0x89, 0x9a, 0xc2]);
const DIGEST = 16;
/** Magic number and digest around the message. */
export const AGGREGATE_OVERHEAD = MAGIC.length + DIGEST;

const utf8 = new TextEncoder();
const fromUtf8 = new TextDecoder('utf-8', { fatal: true });

/** Packs user records into the data of one Kinesis record ("KPL Aggregated Record Format"). */
export function aggregate(records: readonly UserRecord[]): Uint8Array {
  const partitionKeys = new Map<string, number>();
  const hashKeys = new Map<string, number>();
  const indexIn = (table: Map<string, number>, key: string) => {
    const index = table.get(key) ?? table.size;
    table.set(key, index);
    return index;
  };
  const packed = records.map((record) => {
    const parts = [numberField(1, indexIn(partitionKeys, record.partitionKey))];
    if (record.explicitHashKey !== undefined) parts.push(numberField(2, indexIn(hashKeys, record.explicitHashKey)));
    const tags = (record.tags ?? []).map((tag) => bytesField(4, tagBytes(tag)));
    return bytesField(3, concat([...parts, bytesField(3, record.data), ...tags]));
  });
  const message = concat([
    ...[...partitionKeys.keys()].map((key) => bytesField(1, utf8.encode(key))),
    ...[...hashKeys.keys()].map((key) => bytesField(2, utf8.encode(key))),
    ...packed,
  ]);
  return concat([MAGIC, message, md5(message)]);
}

function tagBytes({ key, value }: Tag): Uint8Array {
  const parts = [bytesField(1, utf8.encode(key))];
  if (value !== undefined) parts.push(bytesField(2, utf8.encode(value)));
  return concat(parts);
}

const md5 = (bytes: Uint8Array): Uint8Array => createHash('md5').update(bytes).digest();

/** Bytes that one more user record adds to an aggregate; `newKey` when its partition key is not in the table yet. */
export function addedBytes(keyIndex: number, newKey: number | undefined, dataBytes: number): number {
  const table = newKey === undefined ? 0 : bytesFieldSize(newKey);
  return table + bytesFieldSize(1 + varintSize(keyIndex) + bytesFieldSize(dataBytes));
}

/**
 * Takes a record of a shard apart as the KCL does. Whatever is no valid aggregate is passed through as one record,
 * never an error. If one inner record belongs to another shard than the consumer's, none of them is delivered: after a
 * split this keeps records from being delivered by two shards (AggregatorUtil, amazon-kinesis-client).
 * `after` is the sub-sequence number of a checkpoint inside this record: what it names and what comes before is done.
 */
export function deaggregate(record: UserRecord, shard?: HashKeyRange, after = -1): Deaggregated {
  const inner = unpack(record.data);
  if (inner === undefined) return { aggregated: false, records: [{ ...record, subSequenceNumber: 0 }], dropped: 0 };
  const strays = shard !== undefined && inner.some((one) => !holdsKey(shard, effectiveHashKey(one)));
  if (strays) return { aggregated: true, records: [], dropped: inner.length };
  return {
    aggregated: true,
    records: inner.map((one, subSequenceNumber) => ({ ...one, subSequenceNumber })).slice(after + 1),
    dropped: 0,
  };
}

/** The hash key that decides where a user record belongs. */
export function effectiveHashKey(record: UserRecord): bigint {
  const explicit = record.explicitHashKey === undefined ? undefined : parseHashKey(record.explicitHashKey);
  return explicit ?? hashKeyOf(record.partitionKey);
}

function unpack(data: Uint8Array): readonly UserRecord[] | undefined {
  if (data.length <= AGGREGATE_OVERHEAD || MAGIC.some((byte, at) => data[at] !== byte)) return undefined;
  const message = data.subarray(MAGIC.length, data.length - DIGEST);
  const digest = data.subarray(data.length - DIGEST);
  if (md5(message).some((byte, at) => digest[at] !== byte)) return undefined;
  const fields = readFields(message);
  if (fields === undefined) return undefined;
  const partitionKeys = texts(fields, 1);
  const hashKeys = texts(fields, 2);
  if (partitionKeys === undefined || hashKeys === undefined) return undefined;
  const records: UserRecord[] = [];
  for (const field of fields) {
    if (field.number !== 3) continue;
    const record = 'bytes' in field ? unpackRecord(field.bytes, partitionKeys, hashKeys) : undefined;
    if (record === undefined) return undefined;
    records.push(record);
  }
  return records;
}

function unpackRecord(
  bytes: Uint8Array,
  partitionKeys: readonly string[],
  hashKeys: readonly string[],
): UserRecord | undefined {
  const fields = readFields(bytes);
  if (fields === undefined) return undefined;
  const numberOf = (number: number) => fields.findLast((field) => field.number === number && 'value' in field);
  const key = numberOf(1);
  const hashKey = numberOf(2);
  const data = fields.findLast((field) => field.number === 3 && 'bytes' in field);
  if (key === undefined || !('value' in key) || data === undefined || !('bytes' in data)) return undefined;
  const partitionKey = partitionKeys[key.value];
  const explicitHashKey = hashKey !== undefined && 'value' in hashKey ? hashKeys[hashKey.value] : undefined;
  if (partitionKey === undefined || (hashKey !== undefined && explicitHashKey === undefined)) return undefined;
  const tags = unpackTags(fields);
  return tags === undefined ? undefined : { partitionKey, explicitHashKey, data: data.bytes, ...tags };
}

/** The tags of a record; undefined where one has no key. */
function unpackTags(fields: readonly Field[]): Pick<UserRecord, 'tags'> | undefined {
  const tags: Tag[] = [];
  for (const field of fields) {
    if (field.number !== 4) continue;
    const inner = 'bytes' in field ? readFields(field.bytes) : undefined;
    const key = inner === undefined ? undefined : texts(inner, 1)?.at(-1);
    const value = inner === undefined ? undefined : texts(inner, 2);
    if (key === undefined || value === undefined) return undefined;
    tags.push(value.length === 0 ? { key } : { key, value: value.at(-1) });
  }
  return tags.length === 0 ? {} : { tags };
}

function texts(fields: readonly Field[], number: number): readonly string[] | undefined {
  const found: string[] = [];
  for (const field of fields) {
    if (field.number !== number) continue;
    if (!('bytes' in field)) return undefined;
    try {
      found.push(fromUtf8.decode(field.bytes));
    } catch {
      return undefined;
    }
  }
  return found;
}
