import type { Milliseconds } from '../../../core/time.ts';
import { object, optional, refine } from '../../../schema/collections.ts';
import { boolean, duration, integer, size } from '../../../schema/scalars.ts';
import type { Schema } from '../../../schema/schema.ts';

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
};

/** `kpl: {}` with the library's defaults. */
export const kplSettings: Schema<KplSettings> = refine(
  object({
    aggregationEnabled: optional(boolean),
    aggregationMaxSize: optional(size),
    aggregationMaxCount: optional(integer({ min: 1 })),
    collectionMaxCount: optional(integer({ min: 1, max: 500 })),
    collectionMaxSize: optional(size),
    recordMaxBufferedTime: optional(duration({ bareUnitMs: 1 })),
    recordTtl: optional(duration({ min: 100, bareUnitMs: 1 })),
    rateLimit: optional(integer({ min: 1 })),
    failIfThrottled: optional(boolean),
  }),
  ({ place: _, ...read }) => ({ ...KPL_DEFAULTS, ...read }),
);
