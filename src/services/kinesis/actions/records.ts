import type { Json } from '../../../core/result.ts';
import { formatInstant } from '../../../core/time.ts';
import { list, object, optional, required } from '../../../schema/collections.ts';
import { instant, integer, oneOf, size, text } from '../../../schema/scalars.ts';
import type { ApiAction } from '../../service.ts';
import { parseHashKey, routingKeyText } from '../hash-key.ts';
import {
  admitIterator,
  ITERATOR_TYPES,
  type IteratorType,
  readIterator,
  startingPosition,
  writeIterator,
} from '../iterator.ts';
import { metricsOf } from '../metrics.ts';
import { putEntry } from '../put.ts';
import { GET_RECORDS_MOST_RECORDS } from '../quotas.ts';
import { admitRead, batchFrom, countRead } from '../read.ts';
import { errorCode, isRefusal, type KinesisEntry, kinesisReasons, type Refusal, refuse } from '../reasons.ts';
import { arrivalAt, noteAt, partitionKeyAt } from '../record-log.ts';
import { sequenceNumber } from '../sequence-number.ts';
import { isExpired, type Shard, shardId, shardIndex, shardOf, stateOf } from '../stream.ts';
import { checkReadLimit } from '../stream-limits.ts';
import { checkEntry, checkRequest, type PutEntry } from '../write.ts';
import { entry, type StreamCall, streamAction } from './request.ts';

interface PutParameters {
  readonly streamName?: string;
  readonly partitionKey?: string;
  readonly explicitHashKey?: string;
  readonly data?: string;
  readonly size?: number;
}

/** Bytes of the data: of the text given, or as many as `size` says. */
function bytesOf(parameters: Pick<PutParameters, 'data' | 'size' | 'partitionKey'>): number {
  return (
    (parameters.size ?? Buffer.byteLength(parameters.data ?? '', 'utf8')) +
    Buffer.byteLength(parameters.partitionKey ?? '', 'utf8')
  );
}

function entryOf(parameters: PutParameters): PutEntry {
  return {
    partitionKey: parameters.partitionKey ?? '',
    explicitHashKey: parameters.explicitHashKey,
    bytes: bytesOf(parameters),
  };
}

/** Puts one entry whose form has been checked; says where it went. */
function putOne(call: StreamCall<unknown>, one: PutEntry, data: string | undefined) {
  const hashKey = one.explicitHashKey === undefined ? undefined : parseHashKey(one.explicitHashKey);
  const put = putEntry(call.simulation, call.draft, call.address, {
    partitionKey: one.partitionKey,
    hashKey,
    bytes: one.bytes,
    users: 1,
    note:
      data === undefined && hashKey === undefined
        ? undefined
        : { data: data === undefined ? undefined : Buffer.from(data, 'utf8'), explicitHashKey: hashKey },
  });
  return { put, routed: routedBy(call, one, isRefusal(put) ? shardOfRefusal(put) : shardId(put.shard)) };
}

const shardOfRefusal = (refusal: Refusal) => ('shard' in refusal.looked ? String(refusal.looked.shard) : '');

function routedBy(call: StreamCall<unknown>, one: PutEntry, shard: string): KinesisEntry {
  if (call.stream.strategy === 'AUTO') return entry('routed-by-service', { shard }, call.address, 'match');
  const hashKey = routingKeyText(one.partitionKey, one.explicitHashKey);
  return one.explicitHashKey === undefined
    ? entry('routed-by-partition-key', { partitionKey: one.partitionKey, hashKey, shard }, call.address, 'match')
    : entry('routed-by-explicit-hash-key', { hashKey, shard }, call.address, 'match');
}

function sequenceOf(shard: Shard, position: number): string {
  return sequenceNumber({
    shardOpenedAt: shard.openedAt,
    shardIndex: shard.index,
    position,
    arrivedAt: arrivalAt(shard.log, position),
  });
}

const dataFields = {
  data: optional(text({ description: 'the record as text' })),
  size: optional(size),
  partitionKey: optional(text({ description: '1 to 256 characters' })),
  explicitHashKey: optional(text({ description: 'a decimal number below 2^128' })),
} as const;

const putRecord = streamAction(
  { ...dataFields, sequenceNumberForOrdering: optional(text()) },
  (call: StreamCall<PutParameters>) => {
    if (call.parameters.partitionKey === undefined) return refuse('parameter-missing', { parameter: 'PartitionKey' });
    const one = entryOf(call.parameters);
    const wrong = checkEntry(call.stream, one);
    if (wrong !== undefined) return wrong;
    const { put, routed } = putOne(call, one, call.parameters.data);
    if (isRefusal(put)) return put;
    const shard = shardOf(call.stream, put.shard);
    return {
      response: { shardId: shard.id, sequenceNumber: sequenceOf(shard, put.position) },
      entries: [routed, entry('record-stored', { shard: shard.id, bytes: one.bytes }, call.address)],
    };
  },
);

interface PutRecordsParameters {
  readonly records?: readonly PutParameters[];
}

const putRecords = streamAction(
  { records: optional(list(object(dataFields))) },
  (call: StreamCall<PutRecordsParameters & PutParameters>) => {
    const given = call.parameters.records;
    if (given === undefined || given.length === 0) return refuse('parameter-missing', { parameter: 'Records' });
    const wrong = checkRequest(call.stream, given.map(entryOf));
    if (wrong !== undefined) return wrong;
    const entries: KinesisEntry[] = [];
    let failed = 0;
    const records = given.map((one): Json => {
      const { put, routed } = putOne(call, entryOf(one), one.data);
      entries.push(routed);
      if (!isRefusal(put)) {
        const shard = shardOf(call.stream, put.shard);
        return { shardId: shard.id, sequenceNumber: sequenceOf(shard, put.position) };
      }
      failed += 1;
      entries.push(entry(put.refused, put.looked as never, call.address, 'block'));
      const { says } = kinesisReasons[put.refused] as { says: (looked: never, at: string) => string };
      return { errorCode: errorCode(put), errorMessage: says(put.looked as never, call.address) };
    });
    call.simulation.metric(metricsOf(call.stream.name).recordsThrottled, failed);
    return { response: { failedRecordCount: failed, records }, entries, facts: { failedRecordCount: failed } };
  },
);

interface IteratorParameters {
  readonly shardId?: string;
  readonly shardIteratorType?: IteratorType;
  readonly startingSequenceNumber?: string;
  readonly timestamp?: number;
}

/** The shard a call names, if the stream has it and its data have not expired. */
export function namedShard(call: StreamCall<unknown>, id: string | undefined): Shard | Refusal {
  if (id === undefined) return refuse('parameter-missing', { parameter: 'ShardId' });
  const index = shardIndex(id);
  const shard = index === undefined ? undefined : call.stream.shards[index];
  if (index === undefined || shard === undefined || stateOf(call.stream, shard, call.simulation.now) === 'EXPIRED') {
    return refuse('shard-not-found', { shard: id });
  }
  return call.draft.ownShard(call.stream, index);
}

const getShardIterator = streamAction(
  {
    shardId: optional(text()),
    shardIteratorType: optional(oneOf(ITERATOR_TYPES)),
    startingSequenceNumber: optional(text()),
    timestamp: optional(instant),
  },
  (call: StreamCall<IteratorParameters & PutParameters>) => {
    const { parameters, simulation } = call;
    const shard = namedShard(call, parameters.shardId);
    if (isRefusal(shard)) return shard;
    const type = parameters.shardIteratorType ?? 'LATEST';
    const refused = admitIterator(shard, simulation.now);
    if (refused !== undefined) return refused;
    const start = { type, sequenceNumber: parameters.startingSequenceNumber, timestamp: parameters.timestamp };
    const position = startingPosition(call.stream, shard, start, simulation.now);
    if (typeof position !== 'number') return position;
    const iterator = writeIterator(
      { stream: call.stream.name, shard: shard.index, position, madeAt: simulation.now },
      shard,
    );
    return {
      response: { shardIterator: iterator },
      entries: [entry('iterator-made', { shard: shard.id, type }, call.address)],
    };
  },
);

interface GetParameters {
  readonly shardIterator?: string;
  readonly limit?: number;
}

const getRecords = streamAction(
  { shardIterator: required(text()), limit: optional(integer()) },
  (call: StreamCall<GetParameters & PutParameters>) => {
    const { parameters, simulation, stream } = call;
    const now = simulation.now;
    const limit = parameters.limit ?? GET_RECORDS_MOST_RECORDS;
    const tooMany = checkReadLimit(limit);
    if (tooMany !== undefined) return tooMany;
    const iterator = readIterator(parameters.shardIterator ?? '');
    const known = iterator === undefined || iterator.stream !== stream.name ? undefined : stream.shards[iterator.shard];
    if (iterator === undefined || known === undefined) return refuse('iterator-unreadable', {});
    if (isExpired(iterator, now)) return refuse('iterator-expired', { shard: known.id, ageMs: now - iterator.madeAt });
    const shard = call.draft.ownShard(stream, known.index);
    const refused = admitRead(shard, now);
    if (refused !== undefined) {
      simulation.metric(metricsOf(stream.name).readsThrottled, 1);
      return refused;
    }
    const batch = batchFrom(stream, shard, iterator.position, now, limit);
    countRead(shard, batch.bytes, now);
    stream.read[stream.mode].shared += batch.bytes;
    simulation.metric(metricsOf(stream.name).iteratorAge, batch.behindMs);
    simulation.metric(metricsOf(stream.name).readRecords, batch.to - batch.from);
    simulation.metric(metricsOf(stream.name).readBytes, batch.bytes);
    const children = shard.children.map(shardId);
    const read = { shard: shard.id, records: batch.to - batch.from, bytes: batch.bytes, behindMs: batch.behindMs };
    return {
      response: {
        records: recordsOf(shard, batch.from, batch.to),
        nextShardIterator: batch.ended
          ? null
          : writeIterator({ stream: stream.name, shard: shard.index, position: batch.to, madeAt: now }, shard),
        millisBehindLatest: batch.behindMs,
        ...(batch.ended ? { childShards: children } : {}),
      },
      entries: [
        entry('records-read', read, call.address),
        ...(batch.ended ? [entry('shard-exhausted', { shard: shard.id, children }, call.address, 'note')] : []),
      ],
    };
  },
);

/** No response lists more records than a person reads; the rest is counted. */
const LISTED_MOST = 100;

function recordsOf(shard: Shard, from: number, to: number): readonly Json[] {
  const listed: Json[] = [];
  for (let position = from; position < Math.min(to, from + LISTED_MOST); position += 1) {
    const data = noteAt(shard.log, position)?.data;
    listed.push({
      sequenceNumber: sequenceOf(shard, position),
      partitionKey: partitionKeyAt(shard.log, position),
      approximateArrivalTimestamp: formatInstant(arrivalAt(shard.log, position)),
      ...(data === undefined ? {} : { data: Buffer.from(data).toString('utf8') }),
    });
  }
  return listed;
}

/** Actions on records. */
export const recordActions: Readonly<Record<string, ApiAction>> = {
  PutRecord: putRecord,
  PutRecords: putRecords,
  GetShardIterator: getShardIterator,
  GetRecords: getRecords,
};
