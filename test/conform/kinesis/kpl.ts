import {
  AGGREGATE_OVERHEAD,
  aggregate,
  deaggregate,
  type UserRecord,
} from '../../../src/services/kinesis/kpl/aggregate.ts';
import {
  fitsAggregation,
  KPL_BOUNDS,
  KPL_DEFAULTS,
  KPL_TRANSPORT,
  rateShare,
} from '../../../src/services/kinesis/kpl/settings.ts';
import { shardOf } from '../../../src/services/kinesis/stream.ts';
import { admitWrite } from '../../../src/services/kinesis/write.ts';
import { agrees, isList, isRecord, own } from '../compare.ts';
import type { Adapter, Json } from '../contract.ts';
import { has, listOf, pick, pickNumber, pickText, pickTruth, rangeOf, records, textOf } from './input.ts';
import { NOW, streamWith } from './routing.ts';

/** Aggregated records, taken apart or made; the library's settings. A case may count user records instead of listing them. */
export const kpl: Adapter = {
  matches: (expected, actual) => {
    const found = own(actual, 'userRecords');
    const counts = typeof own(expected, 'userRecords') === 'number' && isRecord(actual) && isList(found);
    return agrees(expected, counts ? { ...actual, userRecords: found.length } : actual);
  },
  answer: (input) => {
    const hex = pickText(input, 'dataHex', 'hex', 'recordHex', 'aggregatedHex') ?? fromBase64(input);
    if (hex !== undefined) return takenApart(hex, input);
    const list =
      listOf(input, 'userRecords') ?? listOf(input, 'aggregate') ?? listOf(input, 'records') ?? listOf(input, 'encode');
    if (list !== undefined && list.length > 0) return packed(records(list).map(userRecord));
    return straddles(input) ?? rates(input) ?? settings(input);
  },
};

function fromBase64(input: Json): string | undefined {
  const text = pickText(input, 'dataBase64', 'base64');
  return text === undefined ? undefined : Buffer.from(text, 'base64').toString('hex');
}

function userRecord(record: Json): UserRecord {
  const data = pickText(record, 'data', 'Data');
  const hash = pick(record, 'explicitHashKey');
  const tags = records(listOf(record, 'tags')).map((tag) => ({
    key: pickText(tag, 'key') ?? '',
    ...(has(tag, 'value') ? { value: String(own(tag, 'value')) } : {}),
  }));
  return {
    partitionKey: pickText(record, 'partitionKey') ?? '',
    explicitHashKey: hash === undefined || hash === null ? undefined : String(hash),
    data: data === undefined ? Buffer.from(pickText(record, 'dataHex') ?? '', 'hex') : Buffer.from(data, 'utf8'),
    ...(tags.length === 0 ? {} : { tags }),
  };
}

function packed(list: readonly UserRecord[]): Json {
  const bytes = Buffer.from(aggregate(list));
  const hex = bytes.toString('hex');
  return {
    dataHex: hex,
    hex,
    bytes: bytes.length,
    length: bytes.length,
    size: bytes.length,
    magic: hex.slice(0, 8),
    md5: hex.slice(-32),
    protobufHex: hex.slice(8, -32),
    overhead: AGGREGATE_OVERHEAD,
    userRecords: list.length,
    kinesisRecords: 1,
    partitionKey: list[0]?.partitionKey ?? null,
  };
}

function takenApart(hex: string, input: Json): Json {
  const record = {
    partitionKey: pickText(input, 'partitionKey') ?? 'outer',
    explicitHashKey: pickText(input, 'explicitHashKey'),
    data: Buffer.from(hex, 'hex'),
  };
  const range = rangeOf(
    pick(input, 'shardRange', 'HashKeyRange', 'shard', 'consumingShard', 'shardHashKeyRange') ?? null,
  );
  const checkpoint = pick(input, 'checkpoint');
  const after =
    pickNumber(input, 'resumeAfterSubSequenceNumber', 'checkpointSubSequenceNumber', 'afterSubSequenceNumber') ??
    pickNumber(checkpoint, 'subSequenceNumber', 'checkpointSubSequenceNumber') ??
    (isList(checkpoint) ? Number(checkpoint[1]) : undefined);
  const taken = deaggregate(record, range, after);
  const list = taken.records.map((one) => ({
    partitionKey: one.partitionKey,
    explicitHashKey: one.explicitHashKey ?? null,
    data: Buffer.from(one.data).toString('utf8'),
    dataHex: Buffer.from(one.data).toString('hex'),
    subSequenceNumber: one.subSequenceNumber,
    tags: (one.tags ?? []).map(({ key, value }): Json => (value === undefined ? { key } : { key, value })),
  }));
  return {
    aggregated: taken.aggregated,
    dropped: taken.dropped,
    delivered: list.length,
    count: list.length,
    userRecords: list,
    records: list,
    subSequenceNumbers: list.map((one) => one.subSequenceNumber),
  };
}

/** User records of one aggregate that a split parts: who delivers them. */
function straddles(input: Json): Json | undefined {
  if (!has(input, 'split') && !has(input, 'straddles')) return undefined;
  const list = records(listOf(input, 'inner')).map(userRecord);
  const ranges = (listOf(input, 'split') ?? []).flatMap((one) => rangeOf(one) ?? []);
  const data = aggregate(list);
  const found = ranges.map((range) => deaggregate({ partitionKey: list[0]?.partitionKey ?? '', data }, range));
  return { delivered: found.map((one) => one.records.length), dropped: found.map((one) => one.dropped) };
}

/** What a shard takes of user records that come alone or aggregated. */
function rates(input: Json): Json | undefined {
  const perSecond = pickNumber(input, 'userRecordsPerSecond', 'recordsPerSecond');
  if (perSecond === undefined) return undefined;
  const bytes = pickNumber(input, 'userRecordBytes', 'bytesEach', 'recordBytes') ?? 100;
  const aggregates = pickTruth(input, 'aggregation', 'aggregated', 'AggregationEnabled') !== false;
  const inOne = aggregates
    ? (pickNumber(input, 'userRecordsPerAggregate', 'perAggregate') ??
      Math.max(1, Math.floor(KPL_DEFAULTS.aggregationMaxSize / bytes)))
    : 1;
  const shard = shardOf(streamWith(1), 0);
  const kinesisRecords = Math.ceil(perSecond / inOne);
  let throttled = 0;
  for (let at = 0; at < kinesisRecords; at += 1) {
    const users = Math.min(inOne, perSecond - at * inOne);
    if (admitWrite(shard, users * bytes, NOW) !== undefined) throttled += users;
  }
  return {
    throttled: throttled > 0,
    throttledUserRecords: throttled,
    accepted: perSecond - throttled,
    kinesisRecordsPerSecond: kinesisRecords,
    kinesisRecords,
    exceedsRecordsLimit: kinesisRecords > 1000,
  };
}

const capitalised = (settings: object): { readonly [key: string]: Json } =>
  Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name.charAt(0).toUpperCase() + name.slice(1), value as Json]),
  );

/** The library's settings: their defaults, their bounds, and what follows from one of them. */
function settings(input: Json): Json | undefined {
  const given = pick(input, 'KinesisProducerConfiguration', 'config', 'configuration', 'defaults', 'default') ?? input;
  const all = { ...capitalised(KPL_DEFAULTS), ...capitalised(KPL_TRANSPORT) };
  const named = typeof given === 'string' ? own(all, given) : undefined;
  const bytes = pickNumber(input, 'userRecordBytes', 'userRecordSize', 'bytes');
  const max = pickNumber(given, 'AggregationMaxSize') ?? KPL_DEFAULTS.aggregationMaxSize;
  const rate = pickNumber(given, 'RateLimit') ?? KPL_DEFAULTS.rateLimit;
  const buffered = pickNumber(given, 'RecordMaxBufferedTime') ?? KPL_DEFAULTS.recordMaxBufferedTime;
  const share = rateShare(rate);
  const known = Object.keys(all).some((name) => pick(given, name) !== undefined || textOf(input, 'default') === name);
  if (bytes === undefined && !known && given === input) return undefined;
  return {
    ...all,
    ...(named === undefined ? {} : { value: named, default: named }),
    ...boundsOf(given),
    ...(bytes === undefined
      ? {}
      : { aggregated: fitsAggregation(bytes, max), bypassesAggregation: !fitsAggregation(bytes, max) }),
    maxReorderMs: 2 * buffered,
    reorderMs: 2 * buffered,
    recordsPerSecond: share.records,
    bytesPerSecond: share.bytes,
  };
}

/** Whether each given setting, or each of its values, is within its bounds. */
function boundsOf(given: Json): { readonly [key: string]: Json } {
  for (const [name, [least, most]] of Object.entries(KPL_BOUNDS)) {
    const value = pick(given, name);
    if (value === undefined) continue;
    const fits = (one: Json) => Number(one) >= least && Number(one) <= most;
    const valid = isList(value) ? value.map(fits) : fits(value);
    return { valid, allowed: valid };
  }
  return {};
}
