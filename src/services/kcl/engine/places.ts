import { targetOf } from '../../../schema/reader.ts';
import { type Shard, type Stream, shardId, shardIndex, shardOf, stateOf, streamOf } from '../../kinesis/index.ts';
import type { ListedShard } from '../shard-sync.ts';
import type { Run } from './run.ts';

/** A stream an application reads, and how its shards are named in lease keys. */
export interface Source {
  readonly address: string;
  readonly stream: Stream;
  /** Empty for the only stream of an application. */
  readonly prefix: string;
}

/** The streams of an application; with several, lease keys name account, stream and creation time. */
export function sourcesOf(run: Run): readonly Source[] {
  return run.definition.sources.flatMap((ref): Source[] => {
    const { address } = targetOf(ref);
    const stream = streamOf(run.simulation, address);
    if (stream === undefined) return [];
    const account = run.simulation.definition.accounts.get(stream.account)?.id ?? '';
    const epoch = Math.floor(stream.createdAt / 1000);
    return [{ address, stream, prefix: run.config.multiStream ? `${account}:${stream.name}:${epoch}:` : '' }];
  });
}

interface LeasePlace {
  readonly source: Source;
  readonly shard: Shard;
}

/** The stream and shard a lease key stands for; undefined for rows of shards that do not exist. */
export function placeOf(run: Run, leaseKey: string): LeasePlace | undefined {
  return placeIn(sourcesOf(run), leaseKey);
}

/** The same among sources that have been looked up already, for loops over many leases. */
export function placeIn(sources: readonly Source[], leaseKey: string): LeasePlace | undefined {
  const id = leaseKey.slice(leaseKey.lastIndexOf(':') + 1);
  const index = shardIndex(id);
  if (index === undefined) return undefined;
  for (const source of sources) {
    if (leaseKey !== source.prefix + id) continue;
    const shard = source.stream.shards[index];
    if (shard !== undefined) return { source, shard };
  }
  return undefined;
}

/** A shard in the terms of shard sync, under lease keys. */
export function listed(source: Source, shard: Shard): ListedShard {
  const parents = [shard.parent, shard.adjacentParent].filter((index) => index !== undefined);
  return {
    shardId: source.prefix + shard.id,
    parents: parents.map((index) => source.prefix + shardId(index)),
    open: shard.closedAt === undefined,
    hashRange: shard.range,
  };
}

/** All shards whose data have not expired. */
export function listShards(run: Run, source: Source): readonly ListedShard[] {
  const { stream } = source;
  return stream.shards
    .filter((shard) => stateOf(stream, shard, run.now) !== 'EXPIRED')
    .map((shard) => listed(source, shard));
}

/**
 * The shards that were open at the initial position (`ListShards` with a shard filter): now, at the oldest readable
 * record, or at a moment.
 */
export function listShardsAtStart(run: Run, source: Source): readonly ListedShard[] {
  const { stream } = source;
  const position = run.config.initialPosition;
  if (position === 'LATEST') return stream.open.map((index) => listed(source, shardOf(stream, index)));
  const horizon = Math.max(run.now - stream.retention, stream.createdAt);
  const moment = position === 'AT_TIMESTAMP' ? Math.max(run.config.initialTimestamp, horizon) : horizon;
  return stream.shards
    .filter((shard) => shard.openedAt <= moment && (shard.closedAt === undefined || shard.closedAt > moment))
    .map((shard) => listed(source, shard));
}

/** The shard a processor reads, as it is now; undefined once its stream has been deleted. */
export function shardOfConsumer(
  run: Run,
  consumer: { readonly source: string; readonly shard: number },
): Shard | undefined {
  return streamOf(run.simulation, consumer.source)?.shards[consumer.shard];
}
