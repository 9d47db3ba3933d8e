import { formatSize } from '../../core/size.ts';
import type { EntryOf, ReasonTable } from '../../core/trace.ts';

/** What each decision of Kinesis Data Streams was made from. */
export interface KinesisFacts {
  'routed-by-partition-key': { partitionKey: string; hashKey: string; shard: string };
  'routed-by-explicit-hash-key': { hashKey: string; shard: string };
  'routed-by-service': { shard: string };
  'record-stored': { shard: string; bytes: number };
  'shard-write-bytes': { shard: string; bytes: number; used: number; limit: number };
  'shard-write-records': { shard: string; used: number; limit: number };
  'large-record-burst': { shard: string; bytes: number; left: number };
  'partition-key-length': { characters: number };
  'hash-key-outside': { hashKey: string };
  'strategy-provisioned': Record<never, never>;
  'record-too-large': { bytes: number; limit: number };
  'too-many-records': { records: number; limit: number };
  'request-too-large': { bytes: number; limit: number };
  'records-read': { shard: string; records: number; bytes: number; behindMs: number };
  'shard-exhausted': { shard: string; children: readonly string[] };
  'shard-read-calls': { shard: string; calls: number; limit: number };
  'shard-read-bytes': { shard: string; waitMs: number; returned: number };
  'read-limit-out-of-range': { limit: number };
  'iterator-made': { shard: string; type: string };
  'iterator-expired': { shard: string; ageMs: number };
  'iterator-unreadable': Record<never, never>;
  'iterator-rate': { shard: string; limit: number };
  'sequence-number-unknown': { sequenceNumber: string; shard: string };
  'timestamp-missing': { type: string };
  'stream-not-found': { stream: string };
  'stream-exists': { stream: string };
  'stream-not-active': { stream: string; status: string };
  'streams-creating': { creating: number; limit: number };
  'shard-count-missing': Record<never, never>;
  'shard-not-found': { shard: string };
  'shard-not-open': { shard: string };
  'shard-split': { shard: string; children: readonly string[] };
  'split-key-outside': { shard: string; key: string; start: string; end: string };
  'shards-merged': { shards: readonly string[]; child: string };
  'merge-not-adjacent': { shards: readonly string[] };
  'shard-count-updated': { from: number; to: number };
  'shard-count-target': { open: number; target: number; least: number; most: number };
  'shard-count-most': { target: number; limit: number };
  'shard-count-updates': { updates: number; limit: number };
  'shard-quota': { wanted: number; quota: number; region: string };
  'reshard-rate': { limit: number };
  'mode-on-demand': { action: string };
  'mode-switches': { switches: number; limit: number };
  'mode-unchanged': { mode: string };
  'warm-throughput-standard': Record<never, never>;
  'warm-throughput-range': { mibps: number; limit: number };
  'stream-active': { stream: string; shards: number };
  'reshard-done': { stream: string; closed: readonly string[]; opened: readonly string[] };
  'records-throttled': { throttled: number };
  'on-demand-split': { shard: string; kbPerSecond: number; children: readonly string[] };
  'on-demand-hot-key': { shard: string; partitionKey: string };
  'on-demand-streams': { streams: number; quota: number };
  'retention-out-of-range': { hours: number; least: number; most: number };
  'retention-direction': { from: number; to: number; action: string };
  'record-size-out-of-range': { kib: number; least: number; most: number };
  'consumer-not-found': { consumer: string };
  'consumer-exists': { consumer: string };
  'consumer-limit': { consumers: number; limit: number };
  'consumers-creating': { creating: number; limit: number };
  'consumer-not-active': { consumer: string; status: string };
  subscribed: { consumer: string; shard: string; tookOver: boolean };
  'subscribed-too-soon': { consumer: string; shard: string; agoMs: number };
  'subscribe-rate': { consumer: string; shard: string };
  'parameter-missing': { parameter: string };
}

export type KinesisReason = keyof KinesisFacts;
export type KinesisEntry = EntryOf<'kinesis', KinesisFacts>;

/** A rule that said no, and from which numbers. */
export type Refusal = {
  [Reason in KinesisReason]: { readonly refused: Reason; readonly looked: KinesisFacts[Reason] };
}[KinesisReason];

/** A refusal; its AWS error code stands in the reason table. */
export function refuse<Reason extends KinesisReason>(refused: Reason, looked: KinesisFacts[Reason]): Refusal {
  return { refused, looked } as Refusal;
}

export function isRefusal(value: object | undefined): value is Refusal {
  return value !== undefined && 'refused' in value;
}

/** AWS's error code of a refusal. */
export function errorCode(refusal: Refusal): string {
  return (kinesisReasons as ReasonTable<KinesisFacts>)[refusal.refused].awsCode ?? 'InternalFailure';
}

const API = 'Kinesis Data Streams API Reference';
const QUOTAS = 'Kinesis Data Streams Developer Guide, Quotas and limits';
const THROTTLED = 'ProvisionedThroughputExceededException';
const INVALID = 'InvalidArgumentException';
const IN_USE = 'ResourceInUseException';
const LIMIT = 'LimitExceededException';
const NOT_FOUND = 'ResourceNotFoundException';
const VALIDATION = 'ValidationException';
const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`;

export const kinesisReasons = {
  'routed-by-partition-key': {
    says: (l) => `MD5 of ${JSON.stringify(l.partitionKey)} is ${l.hashKey}, in the range of ${l.shard}`,
    meaning: 'The MD5 of the partition key, read as a 128-bit number, chooses the shard.',
    page: `${API}, PutRecord`,
  },
  'routed-by-explicit-hash-key': {
    says: (l) => `the explicit hash key ${l.hashKey} lies in the range of ${l.shard}; the partition key plays no part`,
    meaning: 'An explicit hash key takes the place of the MD5.',
    page: `${API}, PutRecord`,
  },
  'routed-by-service': {
    says: (l) => `the stream spreads records by itself: ${l.shard} is next`,
    meaning: 'With the record distribution strategy AUTO, keys are ignored.',
    page: `${API}, CreateStream`,
    modelChoice: 'AWS does not say how records are spread; the open shards take turns.',
  },
  'record-stored': {
    says: (l) => `${l.shard} stored ${formatSize(l.bytes)}`,
    meaning: 'The record is in the shard.',
    page: `${API}, PutRecord`,
  },
  'shard-write-bytes': {
    says: (l) =>
      `${l.shard} took ${formatSize(l.used)} in this second; ${formatSize(l.bytes)} more would pass its ${formatSize(l.limit)}`,
    meaning: 'A shard takes 1 MB per second, keys included.',
    awsCode: THROTTLED,
    page: QUOTAS,
  },
  'shard-write-records': {
    says: (l) => `${l.shard} took ${l.used} records in this second; ${l.limit} is the most`,
    meaning: 'A shard takes 1,000 records per second, however small.',
    awsCode: THROTTLED,
    page: QUOTAS,
  },
  'large-record-burst': {
    says: (l) => `${formatSize(l.bytes)} is more than ${l.shard}'s burst has left (${formatSize(l.left)})`,
    meaning: 'Records above 1 MiB draw on a burst budget that refills slowly.',
    awsCode: THROTTLED,
    page: 'Kinesis Data Streams Developer Guide, Handle large records',
    modelChoice: 'The size of the budget is not documented: 10 MiB per shard, refilled with 1 MiB per second.',
  },
  'partition-key-length': {
    says: (l) => `the partition key has ${l.characters} characters; 1 to 256 are allowed`,
    meaning: 'A partition key has 1 to 256 Unicode characters.',
    awsCode: VALIDATION,
    page: `${API}, PutRecord`,
  },
  'hash-key-outside': {
    says: (l) => `${l.hashKey} is no decimal number from 0 to 2^128 − 1`,
    meaning: 'A hash key is a decimal number of the 128-bit key space.',
    awsCode: INVALID,
    page: `${API}, PutRecord`,
  },
  'strategy-provisioned': {
    says: () => 'the strategy AUTO is for on-demand streams',
    meaning: 'Only on-demand streams spread records by themselves.',
    awsCode: INVALID,
    page: `${API}, CreateStream`,
  },
  'record-too-large': {
    says: (l) => `the record has ${formatSize(l.bytes)}; this stream takes up to ${formatSize(l.limit)}`,
    meaning: "Data and partition key together exceed the stream's largest record.",
    awsCode: VALIDATION,
    page: QUOTAS,
  },
  'too-many-records': {
    says: (l) => `${l.records} records in one PutRecords; ${l.limit} are allowed`,
    meaning: 'PutRecords takes up to 500 records.',
    awsCode: VALIDATION,
    page: `${API}, PutRecords`,
  },
  'request-too-large': {
    says: (l) => `the request has ${formatSize(l.bytes)}; ${formatSize(l.limit)} are allowed`,
    meaning: 'PutRecords takes up to 10 MiB, keys included.',
    awsCode: INVALID,
    page: `${API}, PutRecords`,
  },
  'records-read': {
    says: (l) =>
      `${l.shard}: ${l.records} records, ${formatSize(l.bytes)}; ${l.behindMs === 0 ? 'at the tip' : `${seconds(l.behindMs)} behind the tip`}`,
    meaning: 'GetRecords returned what it could; an empty answer does not mean the end.',
    page: `${API}, GetRecords`,
  },
  'shard-exhausted': {
    says: (l) => `${l.shard} is closed and read to its end: no next iterator; children ${l.children.join(', ')}`,
    meaning: 'Only a null NextShardIterator ends a shard; the answer names the child shards.',
    page: `${API}, GetRecords`,
  },
  'shard-read-calls': {
    says: (l) =>
      `${l.shard} answered ${l.calls} calls in this second; ${l.limit} are all its readers may make together`,
    meaning: 'All GetRecords callers of a shard share five calls per second.',
    awsCode: THROTTLED,
    page: QUOTAS,
  },
  'shard-read-bytes': {
    says: (l) =>
      `${l.shard} has just returned ${formatSize(l.returned)}: at 2 MB/s it answers again in ${seconds(l.waitMs)}`,
    meaning: 'All GetRecords callers of a shard share 2 MB per second; after 10 MB, five seconds pass.',
    awsCode: THROTTLED,
    page: `${API}, GetRecords`,
    modelChoice:
      'AWS gives two points (10 MB: five seconds; insufficient throughput: one second); between them the wait is bytes ÷ 2 MB.',
  },
  'read-limit-out-of-range': {
    says: (l) => `Limit ${l.limit} is not in 1…10,000`,
    meaning: 'GetRecords returns at most 10,000 records.',
    awsCode: INVALID,
    page: `${API}, GetRecords`,
  },
  'iterator-made': {
    says: (l) => `an iterator ${l.type} of ${l.shard}, good for five minutes`,
    meaning: 'The iterator points at a place in the shard and expires unused after five minutes.',
    page: `${API}, GetShardIterator`,
  },
  'iterator-expired': {
    says: (l) => `the iterator of ${l.shard} is ${seconds(l.ageMs)} old; five minutes is the most`,
    meaning: 'An iterator that is not used for five minutes expires.',
    awsCode: 'ExpiredIteratorException',
    page: `${API}, GetRecords`,
  },
  'iterator-unreadable': {
    says: () => 'this is no shard iterator of the stream',
    meaning: 'The iterator was not returned by GetShardIterator or GetRecords.',
    awsCode: INVALID,
    page: `${API}, GetRecords`,
  },
  'iterator-rate': {
    says: (l) => `${l.shard} gave ${l.limit} iterators in this second already`,
    meaning: 'GetShardIterator answers five times per second and shard.',
    awsCode: THROTTLED,
    page: `${API}, GetShardIterator`,
  },
  'sequence-number-unknown': {
    says: (l) => `${l.sequenceNumber} is no sequence number of ${l.shard}`,
    meaning: 'The starting sequence number is not one of this shard.',
    awsCode: INVALID,
    page: `${API}, GetShardIterator`,
  },
  'timestamp-missing': {
    says: (l) => `${l.type} needs its starting point`,
    meaning: 'AT_TIMESTAMP needs Timestamp; AT_ and AFTER_SEQUENCE_NUMBER need StartingSequenceNumber.',
    awsCode: INVALID,
    page: `${API}, GetShardIterator`,
  },
  'stream-not-found': {
    says: (l) => `there is no stream ${l.stream} in this account and Region`,
    meaning: 'The stream does not exist.',
    awsCode: NOT_FOUND,
    page: `${API}, Common Errors`,
  },
  'stream-exists': {
    says: (l) => `a stream ${l.stream} exists already`,
    meaning: 'Stream names are unique in an account and Region.',
    awsCode: IN_USE,
    page: `${API}, CreateStream`,
  },
  'stream-not-active': {
    says: (l) => `${l.stream} is ${l.status}; this call needs ACTIVE`,
    meaning: 'The stream is being created, changed or deleted.',
    awsCode: IN_USE,
    page: `${API}, SplitShard`,
  },
  'streams-creating': {
    says: (l) => `${l.creating} streams are being created; ${l.limit} may be at a time`,
    meaning: 'At most five streams may be in CREATING.',
    awsCode: LIMIT,
    page: `${API}, CreateStream`,
  },
  'shard-count-missing': {
    says: () => 'a provisioned stream needs ShardCount, an on-demand stream must not have it',
    meaning: 'ShardCount belongs to the provisioned mode.',
    awsCode: VALIDATION,
    page: `${API}, CreateStream`,
  },
  'shard-not-found': {
    says: (l) => `the stream has no shard ${l.shard}`,
    meaning: 'The shard does not exist, or its data has expired.',
    awsCode: NOT_FOUND,
    page: `${API}, SplitShard`,
  },
  'shard-not-open': {
    says: (l) => `${l.shard} is closed already`,
    meaning: 'Only an open shard can be split or merged.',
    awsCode: INVALID,
    page: `${API}, SplitShard`,
  },
  'shard-split': {
    says: (l) => `${l.shard} closes when the split is done; from then on ${l.children.join(' and ')} take its keys`,
    meaning: 'Writes go to the children at once; the parent stays readable until its records expire.',
    page: 'Kinesis Data Streams Developer Guide, Complete the resharding action',
  },
  'split-key-outside': {
    says: (l) =>
      `${l.key} must lie above ${l.start} + 1 and below ${l.end}, so that both children of ${l.shard} get keys`,
    meaning: 'NewStartingHashKey must lie strictly inside the shard’s range.',
    awsCode: INVALID,
    page: `${API}, SplitShard`,
  },
  'shards-merged': {
    says: (l) => `${l.shards.join(' and ')} close when the merge is done; from then on ${l.child} takes their keys`,
    meaning: 'The child has two parents; it may be read once both are read to their end.',
    page: 'Kinesis Data Streams Developer Guide, Complete the resharding action',
  },
  'merge-not-adjacent': {
    says: (l) => `${l.shards.join(' and ')} are not neighbours on the key space`,
    meaning: 'Merged shards must be adjacent without a gap.',
    awsCode: INVALID,
    page: `${API}, MergeShards`,
  },
  'shard-count-updated': {
    says: (l) => `${l.from} shards become ${l.to} of equal width`,
    meaning: 'UpdateShardCount ends with even ranges.',
    page: `${API}, UpdateShardCount`,
    modelChoice:
      'Short-lived shards on the way are not shown; the old shards close and the even ones open at one moment.',
  },
  'shard-count-target': {
    says: (l) => `from ${l.open} open shards the target must be ${l.least} to ${l.most}, not ${l.target}`,
    meaning: 'A target may not be above twice or below half of the open shards.',
    awsCode: INVALID,
    page: `${API}, UpdateShardCount`,
  },
  'shard-count-most': {
    says: (l) => `${l.target} shards are more than the ${l.limit} that UpdateShardCount reaches`,
    meaning: 'UpdateShardCount reaches at most 10,000 shards.',
    awsCode: LIMIT,
    page: `${API}, UpdateShardCount`,
  },
  'shard-count-updates': {
    says: (l) => `${l.updates} updates in the last 24 hours; ${l.limit} are allowed`,
    meaning: 'UpdateShardCount works ten times in any 24 hours.',
    awsCode: LIMIT,
    page: `${API}, UpdateShardCount`,
  },
  'shard-quota': {
    says: (l) => `${l.wanted} shards would pass the account’s quota of ${l.quota} in ${l.region}`,
    meaning: 'All provisioned streams of an account share its shard quota in a Region.',
    awsCode: LIMIT,
    page: QUOTAS,
  },
  'reshard-rate': {
    says: (l) => `${l.limit} such calls were made in this second already`,
    meaning: 'CreateStream, SplitShard and MergeShards work five times per second and account.',
    awsCode: LIMIT,
    page: `${API}, SplitShard`,
  },
  'mode-on-demand': {
    says: (l) => `${l.action} is for provisioned streams`,
    meaning: 'An on-demand stream reshards by itself.',
    awsCode: VALIDATION,
    page: `${API}, SplitShard`,
  },
  'mode-switches': {
    says: (l) => `${l.switches} switches in the last 24 hours; ${l.limit} are allowed`,
    meaning: 'The capacity mode may be switched twice in 24 hours.',
    awsCode: LIMIT,
    page: 'Kinesis Data Streams Developer Guide, Choose the right mode to stream in',
  },
  'mode-unchanged': {
    says: (l) => `the stream is ${l.mode} already`,
    meaning: 'The stream has this capacity mode.',
    awsCode: VALIDATION,
    page: `${API}, UpdateStreamMode`,
  },
  'warm-throughput-standard': {
    says: () => 'warm throughput is for on-demand streams of an account with On-demand Advantage',
    meaning: 'The account has not taken On-demand Advantage, or the stream is provisioned.',
    awsCode: VALIDATION,
    page: `${API}, UpdateStreamWarmThroughput`,
  },
  'warm-throughput-range': {
    says: (l) => `${l.mibps} MiB/s; 0 to ${l.limit} are allowed`,
    meaning: 'Warm throughput reaches 10 GiB/s.',
    awsCode: VALIDATION,
    page: `${API}, UpdateStreamWarmThroughput`,
  },
  'stream-active': {
    says: (l) => `${l.stream} is ACTIVE with ${l.shards} ${l.shards === 1 ? 'shard' : 'shards'}`,
    meaning: 'A stream has been created.',
    page: `${API}, CreateStream`,
  },
  'reshard-done': {
    says: (l) =>
      `${l.stream}: ${l.opened.join(', ')} ${l.opened.length === 1 ? 'opens' : 'open'}; ${l.closed.join(', ')} ${l.closed.length === 1 ? 'is' : 'are'} closed, readable until the records expire`,
    meaning: 'A split, a merge or a new shard count has been carried out.',
    page: 'Kinesis Data Streams Developer Guide, Complete the resharding action',
  },
  'records-throttled': {
    says: (l, at) => `${at} had ${l.throttled} ${l.throttled === 1 ? 'record' : 'records'} throttled by their shards`,
    meaning: 'Records of a producer were refused with ProvisionedThroughputExceededException.',
    page: `${API}, PutRecords`,
  },
  'on-demand-split': {
    says: (l) =>
      `${l.shard} took ${l.kbPerSecond} KB/s, above 500: the service splits it evenly into ${l.children.join(' and ')}`,
    meaning: 'On demand, a shard that takes more than 500 KB/s is split within 15 minutes.',
    page: 'Kinesis Data Streams Developer Guide, Choose the right mode to stream in',
    modelChoice: 'The moment within the 15 minutes is not documented: looked at once a minute, split at once.',
  },
  'on-demand-hot-key': {
    says: (l) => `one key (${JSON.stringify(l.partitionKey)}) fills ${l.shard}: no split can spread it`,
    meaning: 'On-demand splits do not isolate a key; one above 1 MB/s or 1,000 records/s stays throttled.',
    page: 'Kinesis Data Streams Developer Guide, Choose the right mode to stream in',
    modelChoice: 'Said of a key that alone took nine tenths of the limit over the last minute.',
  },
  'on-demand-streams': {
    says: (l) => `${l.streams} on-demand streams exist; ${l.quota} are the account’s quota`,
    meaning: 'By default an account may have 50 on-demand streams.',
    awsCode: LIMIT,
    page: QUOTAS,
  },
  'retention-out-of-range': {
    says: (l) => `${l.hours} h; ${l.least} to ${l.most} are allowed`,
    meaning: 'Retention is 24 to 8,760 hours.',
    awsCode: INVALID,
    page: `${API}, IncreaseStreamRetentionPeriod`,
  },
  'retention-direction': {
    says: (l) => `${l.action} from ${l.from} h to ${l.to} h goes the wrong way`,
    meaning: 'The increasing call cannot decrease, and the other way round.',
    awsCode: INVALID,
    page: `${API}, IncreaseStreamRetentionPeriod`,
  },
  'record-size-out-of-range': {
    says: (l) => `${l.kib} KiB; ${l.least} to ${l.most} are allowed`,
    meaning: 'MaxRecordSizeInKiB is 1,024 to 10,240.',
    awsCode: VALIDATION,
    page: 'Kinesis Data Streams Developer Guide, Handle large records',
  },
  'consumer-not-found': {
    says: (l) => `the stream has no consumer ${l.consumer}`,
    meaning: 'No such consumer is registered.',
    awsCode: NOT_FOUND,
    page: `${API}, SubscribeToShard`,
  },
  'consumer-exists': {
    says: (l) => `a consumer ${l.consumer} is registered already`,
    meaning: 'Consumer names are unique for a stream.',
    awsCode: IN_USE,
    page: `${API}, RegisterStreamConsumer`,
  },
  'consumer-limit': {
    says: (l) => `${l.consumers} consumers are registered; ${l.limit} is the most`,
    meaning: 'A stream has up to 20 fan-out consumers (50 with On-demand Advantage).',
    awsCode: LIMIT,
    page: `${API}, RegisterStreamConsumer`,
  },
  'consumers-creating': {
    says: (l) => `${l.creating} consumers are being created; ${l.limit} may be at a time`,
    meaning: 'At most five consumers may be in CREATING.',
    awsCode: LIMIT,
    page: `${API}, RegisterStreamConsumer`,
  },
  'consumer-not-active': {
    says: (l) => `${l.consumer} is ${l.status}`,
    meaning: 'A consumer can subscribe once it is ACTIVE.',
    awsCode: IN_USE,
    page: `${API}, SubscribeToShard`,
  },
  subscribed: {
    says: (l) =>
      `${l.consumer} is pushed the records of ${l.shard} for five minutes${l.tookOver ? '; the older subscription ends' : ''}`,
    meaning: 'A subscription pushes up to 2 MB/s and ends after five minutes.',
    page: `${API}, SubscribeToShard`,
  },
  'subscribed-too-soon': {
    says: (l) => `${l.consumer} subscribed to ${l.shard} ${seconds(l.agoMs)} ago; five seconds must pass`,
    meaning: 'The same pair may subscribe anew five seconds after a success.',
    awsCode: IN_USE,
    page: `${API}, SubscribeToShard`,
  },
  'subscribe-rate': {
    says: (l) => `${l.consumer} and ${l.shard}: one SubscribeToShard per second`,
    meaning: 'One call per second for a consumer and shard.',
    awsCode: LIMIT,
    page: `${API}, SubscribeToShard`,
  },
  'parameter-missing': {
    says: (l) => `${l.parameter} is required`,
    meaning: 'A required parameter is missing.',
    awsCode: VALIDATION,
    page: `${API}, Common Errors`,
  },
} satisfies ReasonTable<KinesisFacts>;
