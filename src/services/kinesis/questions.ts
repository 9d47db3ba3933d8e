import type { Json } from '../../core/result.ts';
import type { World } from '../../core/world.ts';
import { prefixOf, prefixOfPartitionKey, routingKeyText } from './hash-key.ts';
import type { ProducerCounts } from './producer-state.ts';
import { regionQuotas } from './quotas.ts';
import { bytesBefore, firstAtOrAfter, noteAt, partitionKeyAt } from './record-log.ts';
import { type Shard, type ShardState, type Stream, shardId, shardOf, stateOf } from './stream.ts';
import { shardFor } from './write.ts';

/** A shard as people look at it. */
export interface ShardView {
  readonly id: string;
  readonly state: ShardState;
  readonly start: bigint;
  readonly end: bigint;
  /** Its share of the key space, 0 to 1. */
  readonly share: number;
  readonly parents: readonly string[];
  readonly children: readonly string[];
  readonly records: number;
  /** Over the last ten seconds, per second. */
  readonly writeBytesPerSecond: number;
  readonly writeRecordsPerSecond: number;
}

const LOOK_BACK_MS = 10_000;

/** All shards of a stream in order of their ids. */
export function shardsOf(stream: Stream, now: number): readonly ShardView[] {
  return stream.shards.map((shard) => viewOf(stream, shard, now));
}

function viewOf(stream: Stream, shard: Shard, now: number): ShardView {
  // Ten seconds, not ten and the moment before: a full shard shows its limit and no more.
  const from = firstAtOrAfter(shard.log, now - LOOK_BACK_MS + 1);
  const bytes = bytesBefore(shard.log, shard.log.length) - bytesBefore(shard.log, from);
  const width = Number((shard.range.end - shard.range.start) >> 80n) + 1;
  return {
    id: shard.id,
    state: stateOf(stream, shard, now),
    start: shard.range.start,
    end: shard.range.end,
    share: width / 2 ** 48,
    parents: [shard.parent, shard.adjacentParent].filter((index) => index !== undefined).map(shardId),
    children: shard.children.map(shardId),
    records: shard.log.length,
    writeBytesPerSecond: (bytes * 1000) / LOOK_BACK_MS,
    writeRecordsPerSecond: ((shard.log.length - from) * 1000) / LOOK_BACK_MS,
  };
}

/** Where a partition key goes, and why. */
export function routeOf(
  stream: Stream,
  partitionKey: string,
  explicitHashKey?: string,
): { readonly [key: string]: Json } {
  const index = shardFor(stream, { partitionKey, explicitHashKey, bytes: 0 });
  const { range } = shardOf(stream, index);
  return {
    partitionKey,
    hashKey: routingKeyText(partitionKey, explicitHashKey),
    shardId: shardId(index),
    startingHashKey: String(range.start),
    endingHashKey: String(range.end),
  };
}

/** Where on the ring, 0 to 1, the newest records hash to: those of the last `withinMs`, at most so many of each shard. */
export function recentPoints(stream: Stream, now: number, withinMs: number, most: number): readonly number[] {
  return stream.shards.flatMap(({ log }) => {
    const first = Math.max(firstAtOrAfter(log, now - withinMs), log.length - most);
    const points: number[] = [];
    for (let position = first; position < log.length; position += 1) {
      const explicit = noteAt(log, position)?.explicitHashKey;
      const prefix = explicit === undefined ? prefixOfPartitionKey(partitionKeyAt(log, position)) : prefixOf(explicit);
      points.push(prefix / 2 ** 48);
    }
    return points;
  });
}

/** What became of a producer's records. */
export function producerCounts(world: Pick<World, 'runtimes'>, address: string): ProducerCounts | undefined {
  return world.runtimes.kinesis?.producers.get(address)?.counts;
}

/** What the services once called Kinesis are called today. */
export const KINESIS_FAMILY: readonly { readonly once: string; readonly today: string; readonly what: string }[] = [
  {
    once: 'Kinesis Data Streams',
    today: 'Amazon Kinesis Data Streams',
    what: 'shards of ordered records, read by many',
  },
  {
    once: 'Kinesis Video Streams',
    today: 'Amazon Kinesis Video Streams',
    what: 'video from devices, stored and played',
  },
  {
    once: 'Kinesis Data Firehose',
    today: 'Amazon Data Firehose',
    what: 'managed delivery in batches to S3, Redshift, OpenSearch and others',
  },
  {
    once: 'Kinesis Data Analytics for Apache Flink',
    today: 'Amazon Managed Service for Apache Flink',
    what: 'Flink applications (renamed 30 August 2023)',
  },
  {
    once: 'Kinesis Data Analytics for SQL',
    today: 'discontinued',
    what: 'no new applications since 15 October 2025, deleted from 27 January 2026',
  },
];

/** The quotas of a Region as plain data. */
export function quotasOf(region: string): { readonly [key: string]: Json } {
  return { region, ...regionQuotas(region) };
}
