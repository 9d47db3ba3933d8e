/** Regions with the larger defaults ("Quotas and limits", Kinesis Data Streams Developer Guide). */
const LARGE_REGIONS: ReadonlySet<string> = new Set(['us-east-1', 'us-west-2', 'eu-west-1']);

export const KIB = 1024;
export const MIB = 1024 * KIB;

/** Limits of an account in one Region. */
export interface RegionQuotas {
  /** Open shards of all provisioned streams. */
  readonly shards: number;
  readonly onDemandStreams: number;
  /** Most an on-demand stream grows to, in MB/s. */
  readonly onDemandWriteMBps: number;
  readonly onDemandReadMBps: number;
}

/**
 * The default quotas of a Region ("Quotas and limits").
 * @modelChoice Outside the three large Regions AWS says "1,000 or 6,000 shards"; the smaller number is taken, and a
 * scenario may set its account's own.
 */
export function regionQuotas(region: string): RegionQuotas {
  const large = LARGE_REGIONS.has(region);
  return {
    shards: large ? 20_000 : 1000,
    onDemandStreams: 50,
    onDemandWriteMBps: large ? 10_240 : 200,
    onDemandReadMBps: large ? 20_480 : 400,
  };
}

/** Per shard and second ("Quotas and limits"). */
export const SHARD_WRITE_BYTES = MIB;
export const SHARD_WRITE_RECORDS = 1000;
export const SHARD_READ_BYTES = 2 * MIB;
export const SHARD_READ_CALLS = 5;
/** GetShardIterator calls per second and open shard. */
export const SHARD_ITERATOR_CALLS = 5;

/** One GetRecords call ("GetRecords", API Reference). */
export const GET_RECORDS_MOST_RECORDS = 10_000;
export const GET_RECORDS_MOST_BYTES = 10 * MIB;
/** One PutRecords call ("PutRecords", API Reference). */
export const PUT_RECORDS_MOST = 500;
export const PUT_RECORDS_MOST_BYTES = 10 * MIB;
export const PARTITION_KEY_MOST = 256;

/** `MaxRecordSizeInKiB` of a stream ("Handle large records", Developer Guide). */
export const RECORD_KIB_DEFAULT = 1024;
export const RECORD_KIB_LEAST = 1024;
export const RECORD_KIB_MOST = 10_240;

/** An iterator that is not used for this long expires ("GetShardIterator", API Reference). */
export const ITERATOR_LIFE_MS = 5 * 60_000;

/** Retention in hours ("IncreaseStreamRetentionPeriod", API Reference). */
export const RETENTION_HOURS_DEFAULT = 24;
export const RETENTION_HOURS_LEAST = 24;
export const RETENTION_HOURS_MOST = 8760;

/** Consumers with enhanced fan-out ("RegisterStreamConsumer", API Reference). */
export const FAN_OUT_CONSUMERS = 20;
export const FAN_OUT_CONSUMERS_ADVANTAGE = 50;
export const FAN_OUT_CONSUMERS_CREATING = 5;
/** A subscription ends after five minutes; the same pair may subscribe anew five seconds after a success. */
export const SUBSCRIPTION_LIFE_MS = 5 * 60_000;
export const RESUBSCRIBE_AFTER_MS = 5000;

/** UpdateShardCount ("UpdateShardCount", API Reference). */
export const SHARD_COUNT_UPDATES_PER_DAY = 10;
export const SHARD_COUNT_MOST = 10_000;

/** Streams that may be CREATING at the same time ("CreateStream", API Reference). */
export const STREAMS_CREATING = 5;
/** Switches of the capacity mode per stream in 24 hours ("Choose the right mode to stream in", Developer Guide). */
export const MODE_SWITCHES_PER_DAY = 2;
/** SplitShard, MergeShards and CreateStream calls per second and account. */
export const RESHARD_CALLS = 5;
