import type { Milliseconds } from '../../core/time.ts';
import { type ObjectOf, object, optional, refine, required } from '../../schema/collections.ts';
import type { Reader, Ref } from '../../schema/reader.ts';
import { type Kind, named, type Resource, reference } from '../../schema/resources.ts';
import { boolean, duration, integer, oneOf, size, text } from '../../schema/scalars.ts';
import type { Schema } from '../../schema/schema.ts';
import { type Distribution, distribution, rate } from '../load/index.ts';

import { type KplSettings, kplSettings } from './kpl/settings.ts';
import {
  KIB,
  RECORD_KIB_LEAST,
  RECORD_KIB_MOST,
  RETENTION_HOURS_LEAST,
  RETENTION_HOURS_MOST,
  SHARD_COUNT_MOST,
} from './quotas.ts';

const HOUR: Milliseconds = 3_600_000;

/** A data stream, in addresses `stream/clicks`. */
export const STREAM: Kind = {
  service: 'kinesis',
  name: 'stream',
  label: 'stream',
  arn: (account, name) => `arn:aws:kinesis:${account.region}:${account.id}:stream/${name}`,
};

/** Something that puts records into a stream, in addresses `producer/web`. */
export const PRODUCER: Kind = { service: 'kinesis', name: 'producer', label: 'producer' };

const region = text({ expected: 'an AWS Region such as ap-northeast-1', pattern: /^[a-z]{2}(?:-[a-z]+)+-\d$/ });

const streamFields = {
  shards: optional(integer({ min: 1, max: SHARD_COUNT_MOST, description: 'open shards at the start (provisioned)' })),
  streamMode: optional(oneOf(['PROVISIONED', 'ON_DEMAND'])),
  retention: optional(
    duration({ min: RETENTION_HOURS_LEAST * HOUR, max: RETENTION_HOURS_MOST * HOUR, bareUnitMs: HOUR }),
  ),
  maxRecordSize: optional(
    refine(size, (bytes, node, reader) =>
      bytes >= RECORD_KIB_LEAST * KIB && bytes <= RECORD_KIB_MOST * KIB
        ? bytes
        : reader.error('wrong-value', 'the largest record is 1 MB to 10 MB', {
            source: node.source,
            offset: node.offset,
          }),
    ),
  ),
  recordDistributionStrategy: optional(oneOf(['USER_PARTITION_KEY', 'AUTO'])),
  region: optional(region),
} as const;

const producerFields = {
  stream: required(reference(STREAM)),
  rate: required(rate),
  keys: optional(distribution),
  size: optional(size),
  startsAt: optional(duration()),
  for: optional(duration({ min: 1 })),
  batch: optional(integer({ min: 1, max: 500, description: 'records in one PutRecords; 1 is PutRecord' })),
  maxRetries: optional(integer({ min: 0, max: 100 })),
  kpl: optional(kplSettings),
} as const;

export type StreamDefinition = ObjectOf<typeof streamFields> & Resource;

/** What puts records into a stream, at a steady rate. */
export interface ProducerDefinition extends Resource {
  readonly stream: Ref;
  /** User records per second. */
  readonly rate: number;
  /** How partition keys are distributed; many keys, all alike, where it is left out. */
  readonly keys?: Distribution;
  /** Bytes of data in a record. */
  readonly size?: number;
  readonly startsAt?: Milliseconds;
  readonly for?: Milliseconds;
  readonly batch?: number;
  readonly maxRetries?: number;
  readonly kpl?: KplSettings;
}

/** The `kinesis` part of an account. */
export interface KinesisDefinition {
  readonly streams?: ReadonlyMap<string, StreamDefinition>;
  readonly producers?: ReadonlyMap<string, ProducerDefinition>;
  /** The account's own quota of open shards, where it is not the Region's default. */
  readonly shardQuota?: number;
  /** On-demand Advantage: the account has taken the throughput commitment. */
  readonly onDemandAdvantage?: boolean;
}

const stream = refine(object(streamFields), (read, node, reader: Reader) => {
  const onDemand = read.streamMode === 'ON_DEMAND';
  if (onDemand && read.shards !== undefined) {
    return reader.error('wrong-value', 'an on-demand stream has no shard count of yours', read.place, {
      expected: 'shards only with streamMode PROVISIONED',
    });
  }
  // A count that could not be read has said so itself.
  if (!onDemand && read.shards === undefined && !(node.kind === 'map' && node.entries.has('shards'))) {
    return reader.error('missing-key', 'a provisioned stream needs shards', read.place, { expected: 'shards: 4' });
  }
  if (!onDemand && read.recordDistributionStrategy === 'AUTO') {
    return reader.error('wrong-value', 'the strategy AUTO is for on-demand streams', read.place);
  }
  return read;
});

/** How the `kinesis` part of an account is read. */
export const kinesisPart: Schema<KinesisDefinition> = object({
  streams: optional(named(STREAM, stream)),
  producers: optional(named(PRODUCER, object(producerFields))),
  shardQuota: optional(integer({ min: 1 })),
  onDemandAdvantage: optional(boolean),
});

declare module '../../core/definition.ts' {
  interface AccountParts {
    kinesis: KinesisDefinition;
  }
}
