import { admitIterator, ITERATOR_TYPES, startingPosition } from '../../../src/services/kinesis/iterator.ts';
import { SHARD_READ_CALLS } from '../../../src/services/kinesis/quotas.ts';
import { admitRead, countRead } from '../../../src/services/kinesis/read.ts';
import { errorCode, type Refusal } from '../../../src/services/kinesis/reasons.ts';
import { appendRecord } from '../../../src/services/kinesis/record-log.ts';
import { sequenceNumber } from '../../../src/services/kinesis/sequence-number.ts';
import { isExpired, type Shard, shardOf } from '../../../src/services/kinesis/stream.ts';
import { checkReadLimit } from '../../../src/services/kinesis/stream-limits.ts';
import { isList, isRecord, own } from '../compare.ts';
import type { Adapter, Json } from '../contract.ts';
import { listOf, pick, pickNumber, pickText, pickTime } from './input.ts';
import { judged } from './limits.ts';
import { NOW, refused, streamWith } from './routing.ts';

type Reading = (input: Json) => ReturnType<Adapter['answer']> & (Json | undefined);

/** Iterators: where they begin, how often they are given, when they expire. */
export const iterators: Reading = (input) => {
  const type = ITERATOR_TYPES.find((one) => one === pickText(input, 'ShardIteratorType', 'iteratorType', 'type'));
  const given = listOf(input, 'records') ?? listOf(input, 'Records');
  if (type !== undefined && given !== undefined) return begun(type, given, input);
  const calls = own(input, 'GetShardIterator');
  if (isRecord(calls)) return called(pickNumber(calls, 'calls', 'callsPerSecond') ?? 1, admitIterator);
  const unused = [input, pick(input, 'iterator', 'ShardIterator')]
    .map((one) => pickTime(one, 'age', 'iteratorage', 'unusedfor', 'unused', 'idle', 'usedafter', 'iteratorunused'))
    .find((one) => one !== undefined);
  if (
    unused === undefined ||
    pick(
      input,
      'iterator',
      'ShardIterator',
      'iteratorAgeMs',
      'iteratorAgeSeconds',
      'iteratorAgeMinutes',
      'iteratorUnusedMs',
    ) === undefined
  ) {
    return undefined;
  }
  const expired = isExpired({ stream: 's', shard: 0, position: 0, madeAt: NOW - unused }, NOW);
  return { expired, allowed: !expired, valid: !expired, error: expired ? 'ExpiredIteratorException' : null };
};

function begun(type: (typeof ITERATOR_TYPES)[number], given: readonly Json[], input: Json): Json {
  const stream = streamWith(1);
  const shard = shardOf(stream, 0);
  const names = given.map((one, at) => String(isRecord(one) ? (pick(one, 'SequenceNumber', 'id') ?? at) : one));
  const times = given.map((one, at) => pickNumber(one, 'timestamp', 'ApproximateArrivalTimestamp', 'at') ?? at);
  for (const at of times) appendRecord(shard.log, stream, NOW + at, { partitionKey: 'k', bytes: 1, users: 1 });
  const named = names.indexOf(String(pick(input, 'StartingSequenceNumber', 'SequenceNumber') ?? ''));
  const timestamp = pickNumber(input, 'Timestamp');
  const arrived = NOW + (times[named] ?? 0);
  const start = startingPosition(
    stream,
    shard,
    {
      type,
      sequenceNumber: sequenceNumber({ shardOpenedAt: NOW, shardIndex: 0, position: named, arrivedAt: arrived }),
      timestamp: timestamp === undefined ? undefined : NOW + timestamp,
    },
    NOW + Math.max(0, ...times),
  );
  if (typeof start !== 'number') return refused(start);
  const read = names.slice(start);
  return {
    Records: read,
    records: read,
    first: read[0] ?? null,
    firstRecord: read[0] ?? null,
    startsAt: read[0] ?? null,
    count: read.length,
  };
}

/** Calls to one shard within a second: which of them are refused. */
function called(count: number, admit: (shard: Shard, now: number) => Refusal | undefined): Json {
  const shard = shardOf(streamWith(1), 0);
  const refusals = Array.from({ length: count }, () => admit(shard, NOW)).filter((one) => one !== undefined);
  const [first] = refusals;
  return {
    allowed: refusals.length === 0,
    throttled: refusals.length,
    throttledCalls: refusals.length,
    rejected: refusals.length,
    succeeded: count - refusals.length,
    throttling: refusals.length > 0,
    readCallsLimitExceeded: refusals.length > 0,
    callsLimitExceeded: refusals.length > 0,
    limit: SHARD_READ_CALLS,
    error: first === undefined ? null : errorCode(first),
  };
}

/** GetRecords: calls per second, what one may ask for, and the pause after a large answer. */
export const reads: Reading = (input) => {
  const call = own(input, 'GetRecords');
  const moments = [pick(input, 'callsAtMs', 'GetRecordsAtMs', 'atMs', 'callTimesMs'), call].find(isList);
  if (moments?.every((one) => typeof one === 'number') === true) return timed(moments.map(Number));
  const limit = pickNumber(call, 'Limit');
  if (limit !== undefined) return judged(checkReadLimit(limit));
  const bytes =
    pickNumber(call, 'returnedBytes', 'bytes', 'returns') ??
    pickNumber(input, 'returnedBytes', 'GetRecordsBytes', 'getRecordsReturnedBytes');
  const megabytes =
    pickNumber(call, 'returnedMB', 'returnedMiB', 'MB') ??
    pickNumber(input, 'returnedMB', 'returnedMiB', 'getRecordsReturnedMB');
  const returned = bytes ?? (megabytes === undefined ? undefined : megabytes * 1024 * 1024);
  if (returned !== undefined) return afterLarge(returned, input, call);
  const pollers = pickNumber(input, 'pollers', 'consumers', 'sharedConsumers', 'readers', 'applications');
  const interval = pickTime(input, 'pollinterval', 'interval', 'everycall');
  const each =
    pickNumber(input, 'callsPerSecondEach', 'callsPerSecond', 'callsEach') ??
    (interval === undefined ? 1 : 1000 / interval);
  const single = typeof call === 'number' ? call : pickNumber(call, 'calls', 'callsPerSecond', 'perSecond');
  const calls =
    pollers === undefined
      ? (single ?? pickNumber(input, 'getRecordsCalls', 'getRecordsPerSecond', 'readCalls', 'calls'))
      : pollers * each;
  if (calls === undefined || isList(call)) return undefined;
  return called(Math.round(calls), admitRead);
};

/** Calls at moments: what becomes of each. */
function timed(moments: readonly number[]): Json {
  const shard = shardOf(streamWith(1), 0);
  const allowed = moments.map((at) => admitRead(shard, NOW + at) === undefined);
  return { allowed, results: allowed, throttled: allowed.filter((one) => !one).length };
}

function afterLarge(bytes: number, input: Json, call: Json | undefined): Json {
  const shard = shardOf(streamWith(1), 0);
  countRead(shard, bytes, NOW);
  const blockedMs = Math.max(0, shard.reads.blockedUntil - NOW);
  const stems = ['nextcallafter', 'nextafter', 'after', 'secondcallafter', 'callafter', 'nextcall'];
  const next = pickTime(input, ...stems) ?? pickTime(call, ...stems);
  const verdict = next === undefined ? {} : (judged(admitRead(shard, NOW + next)) as { readonly [key: string]: Json });
  return { ...verdict, blockedMs, throttledForMs: blockedMs, penaltyMs: blockedMs, waitMs: blockedMs };
}
