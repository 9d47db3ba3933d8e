import type { Definition } from '../../core/definition.ts';
import type { Simulation } from '../../core/simulation.ts';
import type { World } from '../../core/world.ts';
import type { Generator } from '../load/index.ts';
import { ON_DEMAND_SHARDS } from './capacity-mode.ts';
import type { StreamDefinition } from './definition.ts';
import type { FaultNote } from './history.ts';
import { forkProducer, newProducer, type ProducerState } from './producer-state.ts';
import { RETENTION_HOURS_DEFAULT } from './quotas.ts';
import { forkShard, forkStream, newStream, type Shard, type Stream, shardOf } from './stream.ts';

const HOUR = 3_600_000;

/** The running state of Kinesis Data Streams, by full addresses. */
export interface KinesisRuntime {
  readonly streams: ReadonlyMap<string, Stream>;
  readonly producers: ReadonlyMap<string, ProducerState>;
  /** Control-plane calls of each account in the current second. */
  readonly calls: ReadonlyMap<string, { readonly second: number; readonly calls: number }>;
  readonly faults: readonly FaultNote[];
}

declare module '../../core/world.ts' {
  interface Runtimes {
    kinesis: KinesisRuntime;
  }
}

/** The stream a definition describes, as it is at the scenario's start. */
export function streamFrom(definition: StreamDefinition, account: { readonly region: string }, now: number): Stream {
  const mode = definition.streamMode ?? 'PROVISIONED';
  return newStream(
    {
      account: definition.account,
      region: definition.region ?? account.region,
      name: definition.name,
      shards: mode === 'ON_DEMAND' ? ON_DEMAND_SHARDS : (definition.shards ?? 1),
      mode,
      retention: definition.retention ?? RETENTION_HOURS_DEFAULT * HOUR,
      recordBytesMost: definition.maxRecordSize,
      strategy: definition.recordDistributionStrategy,
    },
    now,
  );
}

/** All streams and producers of a definition at its start. */
export function firstRuntime(definition: Definition): KinesisRuntime {
  const streams = new Map<string, Stream>();
  const producers = new Map<string, ProducerState>();
  for (const account of definition.accounts.values()) {
    for (const stream of account.parts.kinesis?.streams?.values() ?? []) {
      streams.set(stream.address, streamFrom(stream, account, definition.start));
    }
    for (const producer of account.parts.kinesis?.producers?.values() ?? []) {
      producers.set(producer.address, newProducer(definition.start + (producer.startsAt ?? 0)));
    }
  }
  return { streams, producers, calls: new Map(), faults: [] };
}

/** A working copy for one step: what it touches is copied first, the rest stays shared. */
export class KinesisDraft {
  readonly streams: Map<string, Stream>;
  readonly producers: Map<string, ProducerState>;
  readonly calls: Map<string, { readonly second: number; readonly calls: number }>;
  faults: readonly FaultNote[];
  /** Draws that continue through the step. */
  readonly generators = new Map<object, Generator>();
  readonly #ownStreams = new Set<string>();
  readonly #ownShards = new Set<Shard>();
  readonly #ownProducers = new Set<string>();

  constructor(runtime: KinesisRuntime) {
    this.streams = new Map(runtime.streams);
    this.producers = new Map(runtime.producers);
    this.calls = new Map(runtime.calls);
    this.faults = runtime.faults;
  }

  /** The stream, to be changed. */
  own(address: string): Stream | undefined {
    const stream = this.streams.get(address);
    if (stream === undefined || this.#ownStreams.has(address)) return stream;
    const copy = forkStream(stream);
    this.add(address, copy);
    return copy;
  }

  /** Puts a stream of this step's making. */
  add(address: string, stream: Stream): void {
    this.streams.set(address, stream);
    this.#ownStreams.add(address);
  }

  /** A shard of a stream that is owned, to be changed. */
  ownShard(stream: Stream, index: number): Shard {
    const shard = shardOf(stream, index);
    if (this.#ownShards.has(shard)) return shard;
    const copy = forkShard(shard);
    (stream.shards as Shard[])[index] = copy;
    this.#ownShards.add(copy);
    return copy;
  }

  /** The state of a producer, to be changed. */
  ownProducer(address: string): ProducerState | undefined {
    const producer = this.producers.get(address);
    if (producer === undefined || this.#ownProducers.has(address)) return producer;
    const copy = forkProducer(producer);
    this.producers.set(address, copy);
    this.#ownProducers.add(address);
    return copy;
  }

  /** Running state again. */
  close(): KinesisRuntime {
    return { streams: this.streams, producers: this.producers, calls: this.calls, faults: this.faults };
  }
}

/** The working copy of the step that is running. */
export function kinesisDraft(simulation: Simulation): KinesisDraft {
  return simulation.draft<KinesisDraft>('kinesis');
}

/** A stream of a world. */
export function streamAt(world: Pick<World, 'runtimes'>, address: string): Stream | undefined {
  return world.runtimes.kinesis?.streams.get(address);
}
