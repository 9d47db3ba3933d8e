import type { Simulation } from '../../core/simulation.ts';
import { prefixOfRepeatedKey } from './hash-key.ts';
import { metricsOf } from './metrics.ts';
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
    index =
      entry.hashKey === undefined
        ? router.ofPrefix(prefixOfRepeatedKey(entry.partitionKey), entry.partitionKey)
        : router.ofHashKey(entry.hashKey);
  }
  const shard = draft.ownShard(stream, index);
  const refused = admitWrite(shard, entry.bytes, now);
  if (isRefusal(refused)) {
    simulation.metric(metricsOf(stream.name).writesThrottled, 1);
    return refused;
  }
  const position = appendRecord(shard.log, draft, now, entry);
  const metrics = metricsOf(stream.name);
  simulation.metric(metrics.incomingRecords, 1);
  simulation.metric(metrics.incomingBytes, entry.bytes);
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
