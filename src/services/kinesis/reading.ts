import type { Simulation } from '../../core/simulation.ts';
import { metricsOf } from './metrics.ts';
import { admitRead, type Batch, batchFrom, countRead } from './read.ts';
import { isRefusal, type Refusal } from './reasons.ts';
import { kinesisDraft } from './runtime.ts';
import { type Stream, shardOf, type Waiter } from './stream.ts';

/** How a consumer reads: by GetRecords, under the limits that all callers share, or pushed, with a limit of its own. */
export interface Reading {
  readonly position: number;
  readonly records: number;
  readonly bytes: number;
  readonly shared: boolean;
}

/** A stream as it is within the step that is running. */
export function streamOf(simulation: Simulation, address: string): Stream | undefined {
  return kinesisDraft(simulation).streams.get(address);
}

/** Reads a run of records of a shard, counting the call where readers share limits. */
export function readShard(simulation: Simulation, address: string, index: number, reading: Reading): Batch | Refusal {
  const draft = kinesisDraft(simulation);
  const stream = draft.own(address);
  if (stream === undefined) throw new RangeError(`there is no stream ${address}`);
  const now = simulation.now;
  if (!reading.shared) {
    const pushed = batchFrom(stream, shardOf(stream, index), reading.position, now, reading.records, reading.bytes);
    stream.read[stream.mode].fanOut += pushed.bytes;
    return pushed;
  }
  const shard = draft.ownShard(stream, index);
  const refused = admitRead(shard, now);
  if (isRefusal(refused)) {
    simulation.metric(metricsOf(stream.name).readsThrottled, 1);
    return refused;
  }
  const batch = batchFrom(stream, shard, reading.position, now, reading.records, reading.bytes);
  countRead(shard, batch.bytes, now);
  stream.read[stream.mode].shared += batch.bytes;
  simulation.metric(metricsOf(stream.name).iteratorAge, batch.behindMs);
  return batch;
}

/** Asks to be told once the shard has a further record or has ended. */
export function waitForNews(simulation: Simulation, address: string, index: number, waiter: Waiter): void {
  const draft = kinesisDraft(simulation);
  const stream = draft.own(address);
  if (stream === undefined) return;
  const shard = draft.ownShard(stream, index);
  shard.waiters = [...shard.waiters, waiter];
}
