import type { Instant, Milliseconds } from '../../core/time.ts';
import type { HashKeyRange } from './hash-key.ts';
import { evenRanges } from './hash-key.ts';
import { ITERATOR_LIFE_MS, KIB, MIB, RECORD_KIB_DEFAULT } from './quotas.ts';
import type { KinesisEntry } from './reasons.ts';
import { emptyLog, firstAtOrAfter, forkLog, type RecordLog } from './record-log.ts';
import { Router } from './router.ts';

export type StreamStatus = 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DELETING';
export type StreamMode = 'PROVISIONED' | 'ON_DEMAND';
/** A closed shard stays readable until its records expire ("Complete the resharding action", Developer Guide). */
export type ShardState = 'OPEN' | 'CLOSED' | 'EXPIRED';
export type DistributionStrategy = 'USER_PARTITION_KEY' | 'AUTO';

/** One shard: its range, its family, its records, and what its limits have counted. */
export interface Shard {
  readonly index: number;
  readonly id: string;
  readonly range: HashKeyRange;
  readonly openedAt: Instant;
  readonly parent?: number | undefined;
  /** The second parent of a merge. */
  readonly adjacentParent?: number | undefined;
  children: readonly number[];
  closedAt: Instant | undefined;
  log: RecordLog;
  /** Positions below it expired under a shorter retention and stay so. */
  trimmedTo: number;
  writes: { second: number; bytes: number; records: number };
  /** What is left for records above 1 MiB, as of `at`. */
  burst: { left: number; at: Instant };
  reads: { second: number; calls: number; bytes: number; blockedUntil: Instant; returned: number };
  iterators: { second: number; calls: number };
  /** Who wants to be told of the next record, or of the end. */
  waiters: readonly Waiter[];
}

/** An event that is to happen once a shard has something new: at the first moment of a grid that is not before it. */
export interface Waiter {
  readonly service: string;
  readonly kind: string;
  readonly payload: unknown;
  /** The grid: `from`, and every `interval` after it; with interval 0, `delay` after the news. */
  readonly from: Instant;
  readonly interval: Milliseconds;
  readonly delay: Milliseconds;
}

/** A registered consumer with enhanced fan-out. */
export interface FanOutConsumer {
  readonly name: string;
  readonly registeredAt: Instant;
  status: 'CREATING' | 'ACTIVE' | 'DELETING';
  /** By shard index: when the last successful subscription began, and when the pair last called. */
  subscriptions: ReadonlyMap<number, { readonly since: Instant; readonly calledAt: Instant }>;
}

/** One data stream. */
export interface Stream {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly createdAt: Instant;
  status: StreamStatus;
  mode: StreamMode;
  retention: Milliseconds;
  recordBytesMost: number;
  strategy: DistributionStrategy;
  /** By index. */
  shards: readonly Shard[];
  /** Indexes of the open shards in the order of their ranges. */
  open: readonly number[];
  /** Whose turn it is under the strategy AUTO. */
  nextShard: number;
  consumers: ReadonlyMap<string, FanOutConsumer>;
  shardCountUpdates: readonly Instant[];
  /** Every reshard that was asked for, and when. */
  reshards: readonly { readonly at: Instant; readonly reshard: Reshard }[];
  modeSwitches: readonly Instant[];
  /** What has held since when, for the bill: the first since the stream was created. */
  terms: readonly StreamTerms[];
  /** Fan-out consumers that are no longer registered. */
  pastConsumers: readonly { readonly registeredAt: Instant; readonly goneAt: Instant }[];
  /** Bytes that were read by all who share the shards' limits, and pushed to fan-out consumers. */
  readonly read: Readonly<Record<StreamMode, { shared: number; fanOut: number }>>;
  warmMiBps: number;
  /** What the service did to the stream by itself, the newest last. */
  notes: readonly StreamNote[];
}

/** Capacity mode and retention from one moment on. */
export interface StreamTerms {
  readonly since: Instant;
  readonly mode: StreamMode;
  readonly retention: Milliseconds;
}

/** Something that happened to a stream without a call. */
export interface StreamNote {
  readonly at: Instant;
  readonly entry: KinesisEntry;
}

/** What a reshard will do once it is complete: which shards close, which open from which parents. */
export interface Reshard {
  readonly closes: readonly number[];
  readonly opens: readonly {
    readonly range: HashKeyRange;
    readonly parent?: number | undefined;
    readonly adjacentParent?: number | undefined;
  }[];
}

/** `shardId-` and the index in twelve digits; ids are never used twice. */
export function shardId(index: number): string {
  return `shardId-${String(index).padStart(12, '0')}`;
}

/** The index in a shard id; undefined for anything else. */
export function shardIndex(id: string): number | undefined {
  const match = /^shardId-(\d{12})$/.exec(id);
  return match === null ? undefined : Number(match[1]);
}

/** A shard as it opens. */
export function openShard(
  index: number,
  range: HashKeyRange,
  openedAt: Instant,
  parents: { readonly parent?: number | undefined; readonly adjacentParent?: number | undefined } = {},
): Shard {
  return {
    index,
    id: shardId(index),
    range,
    openedAt,
    parent: parents.parent,
    adjacentParent: parents.adjacentParent,
    children: [],
    closedAt: undefined,
    log: emptyLog(),
    trimmedTo: 0,
    writes: { second: 0, bytes: 0, records: 0 },
    burst: { left: 10 * MIB, at: openedAt },
    reads: { second: 0, calls: 0, bytes: 0, blockedUntil: 0, returned: 0 },
    iterators: { second: 0, calls: 0 },
    waiters: [],
  };
}

/** What a stream is made from. */
export interface StreamSettings {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly shards: number;
  readonly mode: StreamMode;
  readonly retention: Milliseconds;
  readonly recordBytesMost?: number | undefined;
  readonly strategy?: DistributionStrategy | undefined;
  readonly status?: StreamStatus | undefined;
}

/** A stream with even shards and no records. */
export function newStream(settings: StreamSettings, now: Instant): Stream {
  const shards = evenRanges(settings.shards).map((range, index) => openShard(index, range, now));
  return {
    account: settings.account,
    region: settings.region,
    name: settings.name,
    createdAt: now,
    status: settings.status ?? 'ACTIVE',
    mode: settings.mode,
    retention: settings.retention,
    recordBytesMost: settings.recordBytesMost ?? RECORD_KIB_DEFAULT * KIB,
    strategy: settings.strategy ?? 'USER_PARTITION_KEY',
    shards,
    open: shards.map((shard) => shard.index),
    nextShard: 0,
    consumers: new Map(),
    shardCountUpdates: [],
    reshards: [],
    modeSwitches: [],
    terms: [{ since: now, mode: settings.mode, retention: settings.retention }],
    pastConsumers: [],
    read: { PROVISIONED: { shared: 0, fanOut: 0 }, ON_DEMAND: { shared: 0, fanOut: 0 } },
    warmMiBps: 0,
    notes: [],
  };
}

/** Gives a stream another mode or retention from now on. */
export function changeTerms(
  stream: Stream,
  now: Instant,
  { mode = stream.mode, retention = stream.retention }: Partial<Pick<StreamTerms, 'mode' | 'retention'>>,
): void {
  stream.mode = mode;
  stream.retention = retention;
  stream.terms = [...stream.terms, { since: now, mode, retention }];
}

/** A stream that can change without changing this one; its shards stay shared. */
export function forkStream(stream: Stream): Stream {
  const { PROVISIONED, ON_DEMAND } = stream.read;
  return {
    ...stream,
    shards: [...stream.shards],
    read: { PROVISIONED: { ...PROVISIONED }, ON_DEMAND: { ...ON_DEMAND } },
  };
}

/** A shard that can change without changing this one. */
export function forkShard(shard: Shard): Shard {
  return {
    ...shard,
    log: forkLog(shard.log),
    writes: { ...shard.writes },
    burst: { ...shard.burst },
    reads: { ...shard.reads },
    iterators: { ...shard.iterators },
  };
}

const routers = new WeakMap<readonly number[], Router>();

/** The router of the shards that are open now, or of a list that was open once. */
export function routerOf(stream: Stream, open: readonly number[] = stream.open): Router {
  let router = routers.get(open);
  if (router === undefined) {
    router = new Router(open.map((index) => ({ index, range: shardOf(stream, index).range })));
    routers.set(open, router);
  }
  return router;
}

/** The shard with this index; it must exist. */
export function shardOf(stream: Stream, index: number): Shard {
  const shard = stream.shards[index];
  if (shard === undefined) throw new RangeError(`${stream.name} has no shard ${index}`);
  return shard;
}

/** The oldest position that is still readable: records expire by their own age. */
export function trimHorizon(stream: Stream, shard: Shard, now: Instant): number {
  return firstAtOrAfter(shard.log, now - stream.retention, shard.trimmedTo);
}

/** A closed shard expires once the retention has passed since it closed: then all its records have. */
export function stateOf(stream: Stream, shard: Shard, now: Instant): ShardState {
  if (shard.closedAt === undefined) return 'OPEN';
  return shard.closedAt + stream.retention < now ? 'EXPIRED' : 'CLOSED';
}

/** A place in a shard to read from. */
export interface ShardIterator {
  readonly stream: string;
  readonly shard: number;
  /** The next position to return. */
  readonly position: number;
  readonly madeAt: Instant;
}

/** Whether the iterator has lain unused for too long. */
export function isExpired(iterator: ShardIterator, now: Instant): boolean {
  return now - iterator.madeAt > ITERATOR_LIFE_MS;
}
