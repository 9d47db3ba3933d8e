import {
  checkModeSwitch,
  ON_DEMAND_READ_MBPS,
  ON_DEMAND_SHARDS,
  ON_DEMAND_WRITE_MBPS,
  onDemandWriteMBps,
  shardsNeeded,
} from '../../../src/services/kinesis/capacity-mode.ts';
import * as quotas from '../../../src/services/kinesis/quotas.ts';
import { errorCode, type Refusal } from '../../../src/services/kinesis/reasons.ts';
import { shardOf } from '../../../src/services/kinesis/stream.ts';
import { checkCreating, checkRecordSize, checkRetention } from '../../../src/services/kinesis/stream-limits.ts';
import { admitWrite, checkEntry, checkRequest } from '../../../src/services/kinesis/write.ts';
import { isList, isRecord, own } from '../compare.ts';
import type { Adapter, Json } from '../contract.ts';
import { pick, pickNumber, pickText, pickTime, truthOf } from './input.ts';
import { iterators, reads } from './reads.ts';
import { modeOf, NOW, refused, streamWith } from './routing.ts';
import { subscriptions } from './subscriptions.ts';

/** What a shard, a stream and an account take: the first reading of the input that fits. */
export const limits: Adapter = {
  answer: (input) =>
    iterators(input) ??
    writes(input) ??
    requests(input) ??
    reads(input) ??
    subscriptions(input) ??
    settings(input) ??
    onDemand(input) ??
    provisioned(input) ??
    sizing(input) ??
    defaults(input),
};

/** A verdict on one call. */
export const judged = (refusal: Refusal | undefined): Json =>
  refusal === undefined ? { allowed: true, valid: true, error: null, throttled: false } : refused(refusal);

/** A verdict on each of several values, or on one. */
function judgedEach(given: Json, judge: (value: number) => Refusal | undefined): Json {
  if (!isList(given)) return judged(judge(Number(given)));
  const found = given.map((one) => judge(Number(one)));
  return {
    allowed: found.map((one) => one === undefined),
    valid: found.map((one) => one === undefined),
    errors: found.map((one) => (one === undefined ? null : errorCode(one))),
  };
}

/** Records to one shard within some time. */
function writes(input: Json): Json | undefined {
  const count = pickNumber(input, 'records', 'recordCount');
  const perSecond = pickNumber(input, 'recordsPerSecond', 'keyRecordsPerSecond', 'putsPerSecond');
  if ((count === undefined && perSecond === undefined) || isRecord(own(input, 'PutRecords'))) return undefined;
  const bytes = pickNumber(input, 'bytesEach', 'recordBytes', 'bytesPerRecord', 'sizeBytes', 'size');
  const within = pickTime(input, 'within', 'duration', 'window') ?? 1000;
  return written(count ?? perSecond ?? 0, bytes ?? 1, within);
}

function written(count: number, bytes: number, withinMs: number): Json {
  const shard = shardOf(streamWith(1), 0);
  const refusals: Refusal[] = [];
  for (let at = 0; at < count; at += 1) {
    const refusal = admitWrite(shard, bytes, NOW + Math.floor((at * withinMs) / Math.max(1, count)));
    if (refusal !== undefined) refusals.push(refusal);
  }
  return {
    bytesLimitExceeded: refusals.some((one) => one.refused === 'shard-write-bytes'),
    recordsLimitExceeded: refusals.some((one) => one.refused === 'shard-write-records'),
    exceeded: refusals.length > 0,
    limitExceeded: refusals.length > 0,
    accepted: count - refusals.length,
    stored: count - refusals.length,
    rejected: refusals.length,
    throttled: refusals.length,
    FailedRecordCount: refusals.length,
    allowed: refusals.length === 0,
    error: refusals[0] === undefined ? null : errorCode(refusals[0]),
    errorCode: refusals[0] === undefined ? null : errorCode(refusals[0]),
  };
}

/** The form of one put or of a request with many. */
function requests(input: Json): Json | undefined {
  const stream = streamWith(1);
  const kib = pickNumber(input, 'MaxRecordSizeInKiB', 'maxRecordSizeKiB');
  if (kib !== undefined) stream.recordBytesMost = kib * quotas.KIB;
  const many = own(input, 'PutRecords');
  if (typeof many === 'number' || isRecord(many)) {
    const count = typeof many === 'number' ? many : (pickNumber(many, 'records', 'count', 'recordCount') ?? 0);
    const total = pickNumber(many, 'totalBytes', 'requestBytes');
    const each = pickNumber(many, 'bytesEach', 'recordBytes', 'size') ?? (total === undefined ? 1 : total / count);
    return judged(
      checkRequest(
        stream,
        Array.from({ length: count }, () => ({ partitionKey: 'k', bytes: each })),
      ),
    );
  }
  const one = own(input, 'PutRecord') ?? input;
  const whole = pickNumber(one, 'bytes', 'recordBytes', 'size', 'sizeBytes');
  const data = pickNumber(one, 'dataBytes', 'DataBytes');
  if (whole === undefined && data === undefined) return undefined;
  const key = pickNumber(one, 'partitionKeyBytes', 'keyBytes') ?? pickText(one, 'PartitionKey')?.length ?? 0;
  return judged(checkEntry(stream, { partitionKey: 'k', bytes: whole ?? (data ?? 0) + key }));
}

/** Settings of a stream, and how often some of them may change. */
function settings(input: Json): Json | undefined {
  const retention = ['IncreaseStreamRetentionPeriod', 'DecreaseStreamRetentionPeriod'].map((name) => own(input, name));
  const hours =
    pick(input, 'RetentionPeriodHours', 'retentionHours') ??
    retention.map((one) => pick(one, 'RetentionPeriodHours', 'hours') ?? one).find((one) => one !== undefined);
  if (typeof hours === 'number' || isList(hours)) return judgedEach(hours, checkRetention);
  const kib = pick(input, 'MaxRecordSizeInKiB', 'maxRecordSizeKiB');
  if (typeof kib === 'number' || isList(kib)) return judgedEach(kib, checkRecordSize);
  const switches = pickNumber(input, 'modeSwitchesInLast24h', 'modeSwitches', 'modeSwitchesInLast24Hours');
  if (switches !== undefined) {
    const before = Array.from({ length: switches }, () => NOW);
    return judged(checkModeSwitch('PROVISIONED', 'ON_DEMAND', before, NOW));
  }
  const creating = pickNumber(input, 'streamsCreating', 'creatingStreams', 'creating');
  return creating === undefined ? undefined : judged(checkCreating(creating));
}

/** What a provisioned stream of so many shards takes. */
function provisioned(input: Json): Json | undefined {
  const shards = pickNumber(input, 'shards', 'ShardCount', 'openShards');
  if (modeOf(input) === 'ON_DEMAND' || shards === undefined || pickText(input, 'region') !== undefined)
    return undefined;
  return {
    writeMBps: (shards * quotas.SHARD_WRITE_BYTES) / quotas.MIB,
    readMBps: (shards * quotas.SHARD_READ_BYTES) / quotas.MIB,
    recordsPerSecond: shards * quotas.SHARD_WRITE_RECORDS,
    writeRecordsPerSecond: shards * quotas.SHARD_WRITE_RECORDS,
    readCallsPerSecond: shards * quotas.SHARD_READ_CALLS,
  };
}

function onDemand(input: Json): Json | undefined {
  if (modeOf(input) !== 'ON_DEMAND') return undefined;
  const most = quotas.regionQuotas(pickText(input, 'region') ?? 'us-east-1');
  const peak = pickNumber(input, 'peakWriteMBps', 'peakWriteMBpsLast30Days', 'peakMBps', 'peak') ?? 0;
  const takes = onDemandWriteMBps(peak, most.onDemandWriteMBps);
  return {
    writeMBps: peak === 0 ? ON_DEMAND_WRITE_MBPS : takes,
    readMBps: peak === 0 ? ON_DEMAND_READ_MBPS : 2 * takes,
    shards: ON_DEMAND_SHARDS,
    maxWriteMBps: most.onDemandWriteMBps,
    maxReadMBps: most.onDemandReadMBps,
    maxWriteGBps: most.onDemandWriteMBps / 1024,
    maxReadGBps: most.onDemandReadMBps / 1024,
    streams: most.onDemandStreams,
    onDemandStreams: most.onDemandStreams,
    maxStreams: most.onDemandStreams,
  };
}

function sizing(input: Json): Json | undefined {
  const incoming = pickNumber(input, 'incomingKBps', 'incomingWriteBandwidthInKB', 'inKB', 'writeKBps', 'incomingKB');
  const outgoing = pickNumber(input, 'outgoingKBps', 'outgoingReadBandwidthInKB', 'outKB', 'readKBps', 'outgoingKB');
  if (incoming === undefined && outgoing === undefined) return undefined;
  const shards = shardsNeeded(incoming ?? 0, outgoing ?? 0);
  return { shards, ShardCount: shards, shardsNeeded: shards };
}

const HOUR = 3_600_000;

/** The documented numbers by what they are about. */
const NUMBERS: readonly { readonly about: RegExp; readonly numbers: { readonly [key: string]: Json } }[] = [
  {
    about: /retention/i,
    numbers: {
      defaultHours: quotas.RETENTION_HOURS_DEFAULT,
      minHours: quotas.RETENTION_HOURS_LEAST,
      maxHours: quotas.RETENTION_HOURS_MOST,
      maxDays: quotas.RETENTION_HOURS_MOST / 24,
      defaultMs: quotas.RETENTION_HOURS_DEFAULT * HOUR,
    },
  },
  {
    about: /record.?size|MaxRecordSize/i,
    numbers: {
      defaultKiB: quotas.RECORD_KIB_DEFAULT,
      minKiB: quotas.RECORD_KIB_LEAST,
      maxKiB: quotas.RECORD_KIB_MOST,
      defaultMiB: quotas.RECORD_KIB_DEFAULT / 1024,
      maxMiB: quotas.RECORD_KIB_MOST / 1024,
      defaultBytes: quotas.RECORD_KIB_DEFAULT * 1024,
      maxBytes: quotas.RECORD_KIB_MOST * 1024,
    },
  },
  {
    about: /GetRecords/i,
    numbers: {
      maxRecords: quotas.GET_RECORDS_MOST_RECORDS,
      maxMB: quotas.GET_RECORDS_MOST_BYTES / quotas.MIB,
      maxMiB: quotas.GET_RECORDS_MOST_BYTES / quotas.MIB,
      maxBytes: quotas.GET_RECORDS_MOST_BYTES,
      callsPerSecond: quotas.SHARD_READ_CALLS,
      callsPerSecondPerShard: quotas.SHARD_READ_CALLS,
    },
  },
  {
    about: /iterator/i,
    numbers: {
      expiresAfterMs: quotas.ITERATOR_LIFE_MS,
      expiresMs: quotas.ITERATOR_LIFE_MS,
      lifetimeMs: quotas.ITERATOR_LIFE_MS,
      callsPerSecond: quotas.SHARD_ITERATOR_CALLS,
    },
  },
  {
    about: /PutRecords/i,
    numbers: {
      maxRecords: quotas.PUT_RECORDS_MOST,
      maxMiB: quotas.PUT_RECORDS_MOST_BYTES / quotas.MIB,
      maxMB: quotas.PUT_RECORDS_MOST_BYTES / quotas.MIB,
      maxBytes: quotas.PUT_RECORDS_MOST_BYTES,
    },
  },
  { about: /partition.?key/i, numbers: { maxCharacters: quotas.PARTITION_KEY_MOST, max: quotas.PARTITION_KEY_MOST } },
  {
    about: /write/i,
    numbers: {
      MBps: quotas.SHARD_WRITE_BYTES / quotas.MIB,
      writeMBps: quotas.SHARD_WRITE_BYTES / quotas.MIB,
      bytesPerSecond: quotas.SHARD_WRITE_BYTES,
      recordsPerSecond: quotas.SHARD_WRITE_RECORDS,
    },
  },
  {
    about: /read/i,
    numbers: {
      MBps: quotas.SHARD_READ_BYTES / quotas.MIB,
      readMBps: quotas.SHARD_READ_BYTES / quotas.MIB,
      bytesPerSecond: quotas.SHARD_READ_BYTES,
      callsPerSecond: quotas.SHARD_READ_CALLS,
    },
  },
  {
    about: /consumer|fan.?out/i,
    numbers: {
      max: quotas.FAN_OUT_CONSUMERS,
      consumers: quotas.FAN_OUT_CONSUMERS,
      maxConsumers: quotas.FAN_OUT_CONSUMERS,
      maxAdvantage: quotas.FAN_OUT_CONSUMERS_ADVANTAGE,
      creating: quotas.FAN_OUT_CONSUMERS_CREATING,
      MBpsPerShard: quotas.SHARD_READ_BYTES / quotas.MIB,
    },
  },
  {
    about: /SubscribeToShard|subscription/i,
    numbers: {
      lifetimeMs: quotas.SUBSCRIPTION_LIFE_MS,
      maxMs: quotas.SUBSCRIPTION_LIFE_MS,
      expiresAfterMs: quotas.SUBSCRIPTION_LIFE_MS,
      resubscribeAfterMs: quotas.RESUBSCRIBE_AFTER_MS,
    },
  },
  {
    about: /SplitShard|MergeShards|CreateStream/i,
    numbers: {
      callsPerSecond: quotas.RESHARD_CALLS,
      perSecond: quotas.RESHARD_CALLS,
      creating: quotas.STREAMS_CREATING,
    },
  },
  {
    about: /mode.?switch|UpdateStreamMode/i,
    numbers: { perDay: quotas.MODE_SWITCHES_PER_DAY, per24h: quotas.MODE_SWITCHES_PER_DAY },
  },
  {
    about: /UpdateShardCount/i,
    numbers: {
      perDay: quotas.SHARD_COUNT_UPDATES_PER_DAY,
      per24h: quotas.SHARD_COUNT_UPDATES_PER_DAY,
      maxShards: quotas.SHARD_COUNT_MOST,
    },
  },
];

function defaults(input: Json): Json | undefined {
  const about = pickText(input, 'default', 'defaults', 'limit', 'quota', 'what') ?? '';
  const region = pickText(input, 'region');
  const regional = region === undefined ? undefined : quotas.regionQuotas(region);
  const known = NUMBERS.find(
    (one) =>
      one.about.test(about) ||
      Object.keys(isRecord(input) ? input : {}).some((key) => truthOf(input, key) === true && one.about.test(key)),
  );
  if (known !== undefined) return known.numbers;
  if (regional === undefined && !/shard|stream/i.test(about)) return undefined;
  const numbers = regional ?? quotas.regionQuotas('us-east-1');
  return {
    shards: numbers.shards,
    shardQuota: numbers.shards,
    shardLimit: numbers.shards,
    maxShards: numbers.shards,
    default: numbers.shards,
    quota: numbers.shards,
    onDemandStreams: numbers.onDemandStreams,
    onDemandWriteMBps: numbers.onDemandWriteMBps,
    onDemandReadMBps: numbers.onDemandReadMBps,
  };
}
