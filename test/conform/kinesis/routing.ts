import { HASH_KEY_MOST, hashKeyOf, parseHashKey } from '../../../src/services/kinesis/hash-key.ts';
import { errorCode, isRefusal, type Refusal } from '../../../src/services/kinesis/reasons.ts';
import { carryOut, middleOf, split } from '../../../src/services/kinesis/reshard.ts';
import {
  newStream,
  openShard,
  type Shard,
  type Stream,
  type StreamMode,
  shardId,
  shardIndex,
  shardOf,
} from '../../../src/services/kinesis/stream.ts';
import { checkStrategy } from '../../../src/services/kinesis/stream-limits.ts';
import { checkRequest, type PutEntry, shardFor } from '../../../src/services/kinesis/write.ts';
import { isList, isRecord, own } from '../compare.ts';
import type { Adapter, Json } from '../contract.ts';
import { listOf, pick, pickNumber, pickText, rangeOf, records, texts } from './input.ts';

export const NOW = 1_767_603_600_000;

/** A stream as `CreateStream` makes it. */
export function streamWith(shards: number, mode: Stream['mode'] = 'PROVISIONED'): Stream {
  return newStream({ account: 'a', region: 'us-east-1', name: 's', shards, mode, retention: 86_400_000 }, NOW);
}

export const refused = (refusal: Refusal): { readonly [key: string]: Json } => ({
  error: errorCode(refusal),
  errorCode: errorCode(refusal),
  allowed: false,
  valid: false,
});
export const written = (range: { readonly start: bigint; readonly end: bigint }): Json => [
  String(range.start),
  String(range.end),
];

/** The capacity mode of a stream or an input. */
export function modeOf(value: Json | undefined): StreamMode | undefined {
  const mode = pickText(value, 'StreamMode', 'mode') ?? pickText(pick(value, 'StreamModeDetails'), 'StreamMode');
  return mode === undefined ? undefined : mode.startsWith('ON_DEMAND') ? 'ON_DEMAND' : 'PROVISIONED';
}

/** A stream from its shard count, or from shards with their ranges. */
export function streamIn(input: Json): Stream | undefined {
  const given = pick(input, 'stream', 'CreateStream') ?? input;
  const list = listOf(given, 'shards') ?? listOf(given, 'Shards') ?? listOf(input, 'shards');
  const mode = modeOf(given) ?? modeOf(input);
  const count = pickNumber(given, 'ShardCount', 'shards', 'openShards') ?? pickNumber(input, 'ShardCount', 'shards');
  const stream = streamWith(count ?? 1, mode);
  const ranges = (list ?? []).map(rangeOf);
  if (list === undefined || ranges.some((range) => range === undefined)) {
    return count === undefined && list === undefined ? undefined : stream;
  }
  const opened = list.map((one, at) =>
    openShard(shardIndex(pickText(one, 'ShardId', 'id') ?? '') ?? at, ranges[at] ?? { start: 0n, end: 0n }, NOW),
  );
  const shards: Shard[] = [];
  for (const shard of opened) shards[shard.index] = shard;
  stream.shards = shards;
  stream.open = opened
    .toSorted((one, other) => (one.range.start < other.range.start ? -1 : 1))
    .map((shard) => shard.index);
  return stream;
}

/** Carries out a `SplitShard` that stands in the input. */
function afterSplit(stream: Stream, order: Json | undefined): Refusal | undefined {
  if (!isRecord(order)) return undefined;
  const index = shardIndex(pickText(order, 'ShardToSplit', 'shard') ?? '') ?? 0;
  const shard = shardOf(stream, index);
  const key = parseHashKey(String(pick(order, 'NewStartingHashKey') ?? '')) ?? middleOf(shard.range);
  const halves = split(shard, key);
  if (isRefusal(halves)) return halves;
  carryOut(stream, halves, (one) => shardOf(stream, one), NOW);
  return undefined;
}

/** Everything that is to be routed. */
function entriesOf(input: Json): readonly PutEntry[] {
  const put = pick(input, 'PutRecord') ?? input;
  const many = records(listOf(pick(input, 'PutRecords') ?? input, 'Records'));
  const explicit = pick(put, 'ExplicitHashKey', 'hashKey');
  const keys = [...texts(listOf(put, 'PartitionKeys')), ...(pickText(put, 'PartitionKey') === undefined ? [] : [''])];
  const own = (partitionKey: string) => ({
    partitionKey: partitionKey === '' ? (pickText(put, 'PartitionKey') ?? '') : partitionKey,
    explicitHashKey: explicit === undefined || isList(explicit) ? undefined : String(explicit),
  });
  const hashKeys = pick(put, 'ExplicitHashKeys', 'hashKeys') ?? (keys.length === 0 ? explicit : undefined);
  const length = pickNumber(put, 'PartitionKeyLength', 'partitionKeyCharacters');
  return [
    ...keys.map(own),
    ...(isList(hashKeys) ? hashKeys : hashKeys === undefined ? [] : [hashKeys]).map((key) => ({
      partitionKey: 'k',
      explicitHashKey: String(key),
    })),
    ...(length === undefined ? [] : [{ partitionKey: 'k'.repeat(length) }]),
    ...many.map((record) => {
      const key = pick(record, 'ExplicitHashKey');
      return {
        partitionKey: pickText(record, 'PartitionKey') ?? '',
        explicitHashKey: key === undefined || key === null ? undefined : String(key),
      };
    }),
  ].map((entry) => ({ ...entry, bytes: 1 }));
}

/** Where keys go: ranges of a stream, MD5 of a key, shards of keys. */
export const routing: Adapter = {
  answer: (input) => {
    const made = streamIn(input);
    const entries = entriesOf(input);
    if (made === undefined && entries.length === 0) return undefined;
    const stream = made ?? streamWith(1);
    const strategy =
      pickText(input, 'RecordDistributionStrategy') ??
      pickText(pick(input, 'stream', 'CreateStream'), 'RecordDistributionStrategy');
    if (strategy === 'AUTO') {
      const wrong = checkStrategy(stream.mode, strategy);
      if (wrong !== undefined) return refused(wrong);
      stream.strategy = strategy;
    }
    const wrong = afterSplit(stream, own(input, 'SplitShard')) ?? checkRequest(stream, entries);
    if (wrong !== undefined) return refused(wrong);
    const shards = entries.map((entry) => {
      const index = shardFor(stream, entry);
      if (stream.strategy === 'AUTO') stream.nextShard += 1;
      return index;
    });
    const hashes = entries.map(({ partitionKey, explicitHashKey }) => explicitHashKey ?? hashKeyOf(partitionKey));
    const ids = shards.map(shardId);
    return {
      allowed: true,
      valid: true,
      error: null,
      ShardIds: entries.length === 0 ? stream.open.map(shardId) : ids,
      ShardId: ids[0] ?? null,
      shard: ids[0] ?? null,
      shardIndex: shards[0] ?? null,
      shards: entries.length === 0 ? stream.open.map(shardId) : ids,
      hashKey: hashes[0] === undefined ? null : String(hashes[0]),
      hashKeys: hashes.map(String),
      hex: hashes[0] === undefined ? null : BigInt(hashes[0]).toString(16).padStart(32, '0'),
      HashKeyRanges: stream.open.map((index) => written(shardOf(stream, index).range)),
      maxHashKey: String(HASH_KEY_MOST),
      openShards: stream.open.length,
    };
  },
};
