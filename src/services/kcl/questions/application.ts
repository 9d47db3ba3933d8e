import type { World } from '../../../core/world.ts';
import { targetOf } from '../../../schema/reader.ts';
import { type Shard, type Stream, shardIndex, streamAt } from '../../kinesis/index.ts';
import { configOf, type KclConfig } from '../config.ts';
import type { ApplicationDefinition } from '../definition.ts';
import { applicationsOf } from '../engine/run.ts';
import type { Application } from '../state.ts';

/** What questions about an application are asked of. */
export type KclWorld = Pick<World, 'definition' | 'runtimes' | 'now'>;

/** An application of a world: what the file says, what it is set to, how it stands. */
export interface AskedApplication {
  readonly address: string;
  readonly definition: ApplicationDefinition;
  readonly config: KclConfig;
  readonly state: Application;
}

/** The application of an address. */
export function applicationAt(world: KclWorld, address: string): AskedApplication | undefined {
  const definition = applicationsOf(world.definition).get(address);
  const state = world.runtimes.kcl?.applications.get(address);
  return definition === undefined || state === undefined
    ? undefined
    : { address, definition, config: configOf(definition), state };
}

/** Whether a leader assigns the leases: from 3.0 on, unless some worker still behaves as 2.x does. */
export function hasLeader({ config, state }: AskedApplication): boolean {
  if (!config.features.leaderAssignment) return false;
  if (config.clientVersion === '3X') return true;
  return ![...state.workers.values()].some((worker) => worker.compatible);
}

/** Addresses of all applications of a world, in the order of the file. */
export function applicationAddresses(world: Pick<World, 'definition'>): readonly string[] {
  return [...applicationsOf(world.definition).keys()];
}

/** The shard a lease key stands for. */
export function shardOfLease(
  world: KclWorld,
  app: AskedApplication,
  leaseKey: string,
): { readonly stream: Stream; readonly shard: Shard } | undefined {
  const parts = leaseKey.split(':');
  const index = shardIndex(parts.at(-1) ?? '');
  for (const ref of app.definition.sources) {
    const stream = streamAt(world, targetOf(ref).address);
    if (stream === undefined || (app.config.multiStream && parts[1] !== stream.name)) continue;
    const shard = index === undefined ? undefined : stream.shards[index];
    if (shard !== undefined) return { stream, shard };
  }
  return undefined;
}
