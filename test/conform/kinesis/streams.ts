import { ON_DEMAND_READ_MBPS, ON_DEMAND_WRITE_MBPS } from '../../../src/services/kinesis/capacity-mode.ts';
import {
  EVENT_SOURCE_DEFAULTS,
  maxConcurrentInvocations,
  wrongParameter,
} from '../../../src/services/kinesis/event-source-mapping.ts';
import { evenRanges, hashKeyOf } from '../../../src/services/kinesis/hash-key.ts';
import { aggregate, deaggregate } from '../../../src/services/kinesis/kpl/aggregate.ts';
import { RETENTION_HOURS_DEFAULT, RETENTION_HOURS_MOST, regionQuotas } from '../../../src/services/kinesis/quotas.ts';
import { batchFrom } from '../../../src/services/kinesis/read.ts';
import { errorCode, isRefusal, type Refusal } from '../../../src/services/kinesis/reasons.ts';
import { appendRecord } from '../../../src/services/kinesis/record-log.ts';
import { checkReshardable, checkTarget, checkUpdates, merge, split } from '../../../src/services/kinesis/reshard.ts';
import {
  newStream,
  openShard,
  type Reshard,
  type Shard,
  type Stream,
  shardId,
  shardOf,
} from '../../../src/services/kinesis/stream.ts';
import { admitWrite, checkRequest, shardFor } from '../../../src/services/kinesis/write.ts';
import { agrees, isList, isRecord, own } from '../compare.ts';
import type { Adapter, Json } from '../contract.ts';
import { has, listOf, numberOf, rangeOf, records, textOf, texts, truthOf } from './input.ts';

const NOW = 1_767_603_600_000;

function streamWith(shards: number, mode: Stream['mode'] = 'PROVISIONED'): Stream {
  return newStream({ account: 'a', region: 'us-east-1', name: 's', shards, mode, retention: 86_400_000 }, NOW);
}

const refused = (refusal: Refusal): Json => ({ error: errorCode(refusal), allowed: false });
const written = (range: { start: bigint; end: bigint }): Json => [String(range.start), String(range.end)];

/** Where keys go: ranges of a new stream, MD5 of a key, shards of keys. */
export const routing: Adapter = {
  answer: (input) => {
    const created = numberOf(own(input, 'CreateStream'), 'ShardCount');
    const stream = streamWith(numberOf(own(input, 'stream'), 'ShardCount') ?? created ?? 1);
    const keys = texts(listOf(input, 'PartitionKeys'));
    const single = textOf(input, 'PartitionKey');
    const entries = [
      ...keys.map((partitionKey) => ({ partitionKey, explicitHashKey: textOf(input, 'ExplicitHashKey') })),
      ...(single === undefined ? [] : [{ partitionKey: single, explicitHashKey: textOf(input, 'ExplicitHashKey') }]),
      ...records(listOf(input, 'Records')).map((record) => ({
        partitionKey: textOf(record, 'PartitionKey') ?? '',
        explicitHashKey: textOf(record, 'ExplicitHashKey'),
      })),
    ].map((entry) => ({ ...entry, bytes: 1 }));
    const wrong = checkRequest(stream, entries);
    if (wrong !== undefined) return refused(wrong);
    const shards = entries.map((entry) => shardId(shardFor(stream, entry)));
    return {
      ShardIds: shards,
      ShardId: shards[0] ?? null,
      hashKey: single === undefined ? null : String(hashKeyOf(single)),
      HashKeyRanges: evenRanges(stream.shards.length).map(written),
    };
  },
};

const RESHARDS = ['MergeShards', 'SplitShard', 'UpdateShardCount'] as const;

/** Splits, merges, new counts; and how a closed shard ends. */
export const reshard: Adapter = {
  answer: (input) => {
    const status = textOf(input, 'StreamStatus');
    const action = RESHARDS.find((name) => has(input, name));
    if (status !== undefined && action !== undefined) {
      const wrong = checkReshardable({ ...streamWith(2), status: status as Stream['status'] }, action);
      return wrong === undefined ? { allowed: true } : refused(wrong);
    }
    const open = numberOf(input, 'openShards');
    if (open !== undefined) return newCounts(open, input);
    const shard = own(input, 'shard');
    if (isRecord(shard) && has(input, 'GetRecords')) return endOf(shard);
    return splitOrMerge(input);
  },
};

function newCounts(open: number, input: Json): Json {
  const updates = numberOf(input, 'updatesInLast24h') ?? 0;
  const spent = checkUpdates(
    Array.from({ length: updates }, () => NOW),
    NOW,
  );
  const judge = (target: number) => spent ?? checkTarget(open, target);
  const target = numberOf(input, 'TargetShardCount') ?? numberOf(input, 'target');
  const one = target === undefined ? undefined : judge(target);
  const targets = (listOf(input, 'cases') ?? []).filter((each) => typeof each === 'number');
  return {
    allowed: target === undefined ? targets.map((each) => judge(each) === undefined) : one === undefined,
    error: one === undefined ? null : errorCode(one),
  };
}

function endOf(shard: Json): Json {
  const stream = streamWith(1);
  const own0 = shardOf(stream, 0);
  for (let left = numberOf(shard, 'recordsLeft') ?? 0; left > 0; left -= 1) {
    appendRecord(own0.log, stream, NOW, { partitionKey: 'k', bytes: 1, users: 1 });
  }
  if (truthOf(shard, 'closed') === true) own0.closedAt = NOW;
  const batch = batchFrom(stream, own0, 0, NOW);
  return { NextShardIterator: batch.ended ? null : 'an iterator', Records: batch.to - batch.from };
}

function splitOrMerge(input: Json): Json | undefined {
  const ranges = listOf(input, 'shards') ?? [own(input, 'shard') ?? null];
  const shards = ranges.flatMap((one, index): Shard[] => {
    const range = rangeOf(one);
    return range === undefined ? [] : [openShard(index, range, NOW)];
  });
  const [first, second] = shards;
  const key = textOf(own(input, 'SplitShard'), 'NewStartingHashKey') ?? textOf(input, 'NewStartingHashKey');
  let outcome: Reshard | Refusal | undefined;
  if (key !== undefined && first !== undefined) outcome = split(first, BigInt(key));
  else if (has(input, 'MergeShards') && first !== undefined && second !== undefined) outcome = merge(first, second);
  if (outcome === undefined) return undefined;
  if (isRefusal(outcome)) return refused(outcome);
  const children = outcome.opens.map(({ range }) => written(range));
  const [child] = outcome.opens;
  const parent = (index: number | undefined) => (index === undefined ? null : shardId(index));
  return {
    child: children[0] ?? null,
    children,
    allowed: true,
    ParentShardId: parent(child?.parent),
    AdjacentParentShardId: parent(child?.adjacentParent),
  };
}

/** What a shard, a stream and an account take. */
export const limits: Adapter = {
  answer: (input) => {
    const bytes = numberOf(input, 'bytesEach');
    const count = numberOf(input, 'records');
    if (count !== undefined && has(input, 'shard'))
      return writes(count, bytes ?? 1, numberOf(input, 'withinMs') ?? 1000);
    if (textOf(input, 'default') === 'retention') {
      return { defaultHours: RETENTION_HOURS_DEFAULT, maxHours: RETENTION_HOURS_MOST };
    }
    if (textOf(input, 'mode') === 'ON_DEMAND')
      return { writeMBps: ON_DEMAND_WRITE_MBPS, readMBps: ON_DEMAND_READ_MBPS };
    const region = textOf(input, 'region') ?? textOf(input, 'Region');
    if (region === undefined) return undefined;
    const quotas = regionQuotas(region);
    return { shards: quotas.shards, shardQuota: quotas.shards, onDemandStreams: quotas.onDemandStreams };
  },
};

function writes(count: number, bytes: number, withinMs: number): Json {
  const shard = shardOf(streamWith(1), 0);
  const refusals: Refusal[] = [];
  for (let at = 0; at < count; at += 1) {
    const refusal = admitWrite(shard, bytes, NOW + Math.floor((at * Math.max(0, withinMs - 1)) / Math.max(1, count)));
    if (refusal !== undefined) refusals.push(refusal);
  }
  return {
    bytesLimitExceeded: refusals.some((one) => one.refused === 'shard-write-bytes'),
    recordsLimitExceeded: refusals.some((one) => one.refused === 'shard-write-records'),
    accepted: count - refusals.length,
    throttled: refusals.length,
    error: refusals[0] === undefined ? null : errorCode(refusals[0]),
  };
}

/** Aggregated records, taken apart or made. A case may state how many user records there are instead of listing them. */
export const kpl: Adapter = {
  matches: (expected, actual) => {
    const found = own(actual, 'userRecords');
    const counts = typeof own(expected, 'userRecords') === 'number' && isRecord(actual) && isList(found);
    return agrees(expected, counts ? { ...actual, userRecords: found.length } : actual);
  },
  answer: (input) => {
    const hex = textOf(input, 'dataHex');
    if (hex === undefined) {
      const userRecords = records(listOf(input, 'userRecords')).map((record) => ({
        partitionKey: textOf(record, 'partitionKey') ?? '',
        explicitHashKey: textOf(record, 'explicitHashKey'),
        data: Buffer.from(textOf(record, 'data') ?? '', 'utf8'),
      }));
      return userRecords.length === 0 ? undefined : { dataHex: Buffer.from(aggregate(userRecords)).toString('hex') };
    }
    const record = { partitionKey: textOf(input, 'partitionKey') ?? 'outer', data: Buffer.from(hex, 'hex') };
    const taken = deaggregate(record, rangeOf(own(input, 'shardRange') ?? own(input, 'HashKeyRange')));
    return {
      aggregated: taken.aggregated,
      dropped: taken.dropped,
      userRecords: taken.records.map((one) => ({
        partitionKey: one.partitionKey,
        explicitHashKey: one.explicitHashKey ?? null,
        data: Buffer.from(one.data).toString('utf8'),
        subSequenceNumber: one.subSequenceNumber,
      })),
    };
  },
};

/** A consuming Lambda function. */
export const lambdaEsm: Adapter = {
  answer: (input) => {
    const mapping = own(input, 'EventSourceMapping');
    const source = mapping ?? input;
    const given = (name: string) => numberOf(source, name.charAt(0).toUpperCase() + name.slice(1));
    const parameters = {
      ...EVENT_SOURCE_DEFAULTS,
      ...Object.fromEntries(
        Object.keys(EVENT_SOURCE_DEFAULTS).flatMap((name) => {
          const value = given(name);
          return value === undefined ? [] : [[name, value]];
        }),
      ),
    };
    const shards = numberOf(input, 'shards');
    const capitalised = Object.entries(parameters).map(([name, value]) => [
      name.charAt(0).toUpperCase() + name.slice(1),
      value,
    ]);
    return {
      ...Object.fromEntries(capitalised),
      valid: wrongParameter(parameters) === undefined,
      maxConcurrentInvocations: shards === undefined ? null : maxConcurrentInvocations(shards, parameters),
    };
  },
};
