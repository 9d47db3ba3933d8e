import { optional } from '../../../schema/collections.ts';
import { integer, oneOf, text } from '../../../schema/scalars.ts';
import type { ApiAction } from '../../service.ts';
import { admitControl, beginReshard, checkShardQuota, RESHARD_MS } from '../control.ts';
import { parseHashKey } from '../hash-key.ts';
import { isRefusal, refuse } from '../reasons.ts';
import { checkReshardable, checkTarget, checkUpdates, merge, split, uniformScaling } from '../reshard.ts';
import { shardId } from '../stream.ts';
import { namedShard } from './records.ts';
import { type Done, entry, type StreamCall, streamAction } from './request.ts';

interface SplitParameters {
  readonly streamName?: string;
  readonly shardToSplit?: string;
  readonly newStartingHashKey?: string;
}

const splitShard = streamAction(
  { shardToSplit: optional(text()), newStartingHashKey: optional(text()) },
  (call: StreamCall<SplitParameters>): Done => {
    const { simulation, draft, stream, address, parameters } = call;
    const refused =
      admitControl(draft, stream.account, simulation.now) ??
      checkReshardable(stream, 'SplitShard') ??
      checkShardQuota(simulation, draft, stream.account, stream.region, 1);
    if (refused !== undefined) return refused;
    const shard = namedShard(call, parameters.shardToSplit);
    if (isRefusal(shard)) return shard;
    const key = parseHashKey(parameters.newStartingHashKey ?? '');
    if (key === undefined) return refuse('hash-key-outside', { hashKey: parameters.newStartingHashKey ?? '' });
    const halves = split(shard, key);
    if (isRefusal(halves)) return halves;
    beginReshard(simulation, stream, address, halves);
    const first = stream.shards.length;
    const children = [shardId(first), shardId(first + 1)];
    return {
      response: {},
      entries: [entry('shard-split', { shard: shard.id, children }, address)],
      facts: { children, completeAfterMs: RESHARD_MS },
    };
  },
);

interface MergeParameters {
  readonly streamName?: string;
  readonly shardToMerge?: string;
  readonly adjacentShardToMerge?: string;
}

const mergeShards = streamAction(
  { shardToMerge: optional(text()), adjacentShardToMerge: optional(text()) },
  (call: StreamCall<MergeParameters>): Done => {
    const { simulation, draft, stream, address, parameters } = call;
    const refused = admitControl(draft, stream.account, simulation.now) ?? checkReshardable(stream, 'MergeShards');
    if (refused !== undefined) return refused;
    const shard = namedShard(call, parameters.shardToMerge);
    if (isRefusal(shard)) return shard;
    const adjacent = namedShard(call, parameters.adjacentShardToMerge);
    if (isRefusal(adjacent)) return adjacent;
    const merged = merge(shard, adjacent);
    if (isRefusal(merged)) return merged;
    beginReshard(simulation, stream, address, merged);
    const child = shardId(stream.shards.length);
    return {
      response: {},
      entries: [entry('shards-merged', { shards: [shard.id, adjacent.id], child }, address)],
      facts: { children: [child], completeAfterMs: RESHARD_MS },
    };
  },
);

interface CountParameters {
  readonly streamName?: string;
  readonly targetShardCount?: number;
}

const updateShardCount = streamAction(
  { targetShardCount: optional(integer({ min: 1 })), scalingType: optional(oneOf(['UNIFORM_SCALING'])) },
  ({ simulation, draft, stream, address, parameters }: StreamCall<CountParameters>): Done => {
    const target = parameters.targetShardCount;
    if (target === undefined) return refuse('parameter-missing', { parameter: 'TargetShardCount' });
    const from = stream.open.length;
    const refused =
      checkReshardable(stream, 'UpdateShardCount') ??
      checkTarget(from, target) ??
      checkUpdates(stream.shardCountUpdates, simulation.now) ??
      checkShardQuota(simulation, draft, stream.account, stream.region, target - from);
    if (refused !== undefined) return refused;
    stream.shardCountUpdates = [...stream.shardCountUpdates, simulation.now];
    beginReshard(simulation, stream, address, uniformScaling(stream, target));
    return {
      response: { streamName: stream.name, currentShardCount: from, targetShardCount: target },
      entries: [entry('shard-count-updated', { from, to: target }, address)],
      facts: { completeAfterMs: RESHARD_MS },
    };
  },
);

/** Actions that change which shards there are. */
export const reshardActions: Readonly<Record<string, ApiAction>> = {
  SplitShard: splitShard,
  MergeShards: mergeShards,
  UpdateShardCount: updateShardCount,
};
