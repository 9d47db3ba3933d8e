import type { MetricId } from '../../core/metrics.ts';
import type { Simulation } from '../../core/simulation.ts';
import { isRefusal, type Refusal } from './reasons.ts';
import { appendRecord, type RecordNote } from './record-log.ts';
import type { KinesisDraft } from './runtime.ts';
import { routerOf, type Shard, type Waiter } from './stream.ts';
import { admitWrite } from './write.ts';

/** One record for the stream, its form already checked. */
export interface NewEntry {
  readonly partitionKey: string;
  /** Where given, it routes instead of the partition key. */
  readonly hashKey?: bigint | undefined;
  readonly bytes: number;
  readonly users: number;
  readonly note?: RecordNote | undefined;
}

/** Where a record was stored. */
export interface Stored {
  readonly shard: number;
  readonly position: number;
}

const idsOfStreams = new Map<string, Map<string, MetricId>>();

/** CloudWatch's id of a stream's metric. */
export function streamMetric(name: string, stream: string, unit = 'Count'): MetricId {
  let ids = idsOfStreams.get(stream);
  if (ids === undefined) {
    ids = new Map();
    idsOfStreams.set(stream, ids);
  }
  let id = ids.get(name);
  if (id === undefined) {
    id = { namespace: 'AWS/Kinesis', name, dimensions: { StreamName: stream }, unit };
    ids.set(name, id);
  }
  return id;
}

/** Routes a record, asks its shard's limits, and stores it; whoever waits for news of the shard is told. */
export function putEntry(
  simulation: Simulation,
  draft: KinesisDraft,
  address: string,
  entry: NewEntry,
): Stored | Refusal {
  const stream = draft.own(address);
  if (stream === undefined) throw new RangeError(`there is no stream ${address}`);
  const now = simulation.now;
  let index: number;
  if (stream.strategy === 'AUTO') {
    index = stream.open[stream.nextShard % stream.open.length] ?? 0;
    stream.nextShard += 1;
  } else {
    const router = routerOf(stream);
    index = entry.hashKey === undefined ? router.ofPartitionKey(entry.partitionKey) : router.ofHashKey(entry.hashKey);
  }
  const shard = draft.ownShard(stream, index);
  const refused = admitWrite(shard, entry.bytes, now);
  if (isRefusal(refused)) {
    simulation.metric(streamMetric('WriteProvisionedThroughputExceeded', stream.name), 1);
    return refused;
  }
  const position = appendRecord(shard.log, draft, { ...entry, arrivedAt: now });
  simulation.metric(streamMetric('IncomingRecords', stream.name), 1);
  simulation.metric(streamMetric('IncomingBytes', stream.name, 'Bytes'), entry.bytes);
  wake(simulation, shard);
  return { shard: index, position };
}

/** Tells everybody who waits for news of a shard, and forgets them. */
export function wake(simulation: Simulation, shard: Shard): void {
  if (shard.waiters.length === 0) return;
  for (const waiter of shard.waiters) {
    simulation.schedule(wakeTime(waiter, simulation.now), waiter.service, waiter.kind, waiter.payload);
  }
  shard.waiters = [];
}

function wakeTime(waiter: Waiter, now: number): number {
  if (waiter.interval === 0) return now + waiter.delay;
  return waiter.from + Math.ceil(Math.max(0, now - waiter.from) / waiter.interval) * waiter.interval;
}
