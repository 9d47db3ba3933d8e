import type { Milliseconds } from '../../../core/time.ts';
import { object, optional, refine } from '../../../schema/collections.ts';
import { placeOf } from '../../../schema/node.ts';
import { boolean, duration, integer, size } from '../../../schema/scalars.ts';
import type { Schema } from '../../../schema/schema.ts';
import { SHARD_WRITE_BYTES, SHARD_WRITE_RECORDS } from '../quotas.ts';

/** Settings of the Kinesis Producer Library, under its own names (`default_config.properties`). */
export interface KplSettings {
  readonly aggregationEnabled: boolean;
  /** Most bytes of an aggregated record. */
  readonly aggregationMaxSize: number;
  readonly aggregationMaxCount: number;
  /** Most Kinesis records, and bytes, of one PutRecords. */
  readonly collectionMaxCount: number;
  readonly collectionMaxSize: number;
  /** How long a user record may wait for others. */
  readonly recordMaxBufferedTime: Milliseconds;
  /** A user record that has not been stored after this fails. */
  readonly recordTtl: Milliseconds;
  /** Percent of a shard's limit that this producer may use. */
  readonly rateLimit: number;
  /** Throttled records fail at once, instead of being tried until their TTL. */
  readonly failIfThrottled: boolean;
  /** A larger user record is not accepted at all. */
  readonly maxUserRecordSize: number;
}

export const KPL_DEFAULTS: KplSettings = {
  aggregationEnabled: true,
  aggregationMaxSize: 51_200,
  aggregationMaxCount: 4_294_967_295,
  collectionMaxCount: 500,
  collectionMaxSize: 5_242_880,
  recordMaxBufferedTime: 100,
  recordTtl: 30_000,
  rateLimit: 150,
  failIfThrottled: false,
  maxUserRecordSize: 1_048_576,
};

/** Defaults of settings that the model has no use for: connections and their timeouts. */
export const KPL_TRANSPORT = { maxConnections: 24, requestTimeout: 6000 } as const;

const UNBOUNDED = Number.MAX_SAFE_INTEGER;

/** Lowest and highest value of the settings that have bounds (`default_config.properties`). */
export const KPL_BOUNDS = {
  aggregationMaxSize: [64, 10_485_760],
  aggregationMaxCount: [1, UNBOUNDED],
  collectionMaxCount: [1, 500],
  collectionMaxSize: [52_224, UNBOUNDED],
  recordTtl: [100, UNBOUNDED],
  rateLimit: [1, UNBOUNDED],
} as const;

/** Whether a user record may go into an aggregate: a larger one bypasses aggregation. */
export function fitsAggregation(userRecordBytes: number, aggregationMaxSize: number): boolean {
  return userRecordBytes <= aggregationMaxSize;
}

/** What one producer may send to a shard per second, for `RateLimit` in percent of the shard's limits. */
export function rateShare(rateLimit: number): { readonly records: number; readonly bytes: number } {
  return { records: (SHARD_WRITE_RECORDS * rateLimit) / 100, bytes: (SHARD_WRITE_BYTES * rateLimit) / 100 };
}

/** A size within the bounds of a setting. */
const sizeOf = (name: 'aggregationMaxSize' | 'collectionMaxSize'): Schema<number> => {
  const [least, most] = KPL_BOUNDS[name];
  const bounds = most === UNBOUNDED ? `${least} bytes or more` : `${least} to ${most} bytes`;
  return refine(size, (bytes, node, reader) =>
    bytes >= least && bytes <= most
      ? bytes
      : reader.error('wrong-value', `${name} is ${bytes} bytes`, placeOf(node), { expected: bounds }),
  );
};

/** `kpl: {}` with the library's defaults. */
export const kplSettings: Schema<KplSettings> = refine(
  object({
    aggregationEnabled: optional(boolean),
    aggregationMaxSize: optional(sizeOf('aggregationMaxSize')),
    aggregationMaxCount: optional(integer({ min: 1 })),
    collectionMaxCount: optional(integer({ min: 1, max: 500 })),
    collectionMaxSize: optional(sizeOf('collectionMaxSize')),
    recordMaxBufferedTime: optional(duration({ bareUnitMs: 1 })),
    recordTtl: optional(duration({ min: 100, bareUnitMs: 1 })),
    rateLimit: optional(integer({ min: 1 })),
    failIfThrottled: optional(boolean),
    maxUserRecordSize: optional(size),
  }),
  ({ place: _, ...read }) => ({ ...KPL_DEFAULTS, ...read }),
);
