import { readCheckpoint, TRIM_HORIZON } from '../../../src/services/kcl/checkpoint.ts';
import { newLease } from '../../../src/services/kcl/lease.ts';
import { unfinishedParents } from '../../../src/services/kcl/lease-cleanup.ts';
import { parseHashKey } from '../../../src/services/kinesis/hash-key.ts';
import { batchFrom } from '../../../src/services/kinesis/read.ts';
import { errorCode, isRefusal, type Refusal } from '../../../src/services/kinesis/reasons.ts';
import { appendRecord } from '../../../src/services/kinesis/record-log.ts';
import {
  carryOut,
  checkReshardable,
  checkTarget,
  checkUpdates,
  merge,
  middleOf,
  split,
  uniformScaling,
} from '../../../src/services/kinesis/reshard.ts';
import {
  openShard,
  type Reshard,
  type Shard,
  type Stream,
  shardId,
  shardIndex,
  shardOf,
  stateOf,
} from '../../../src/services/kinesis/stream.ts';
import { isList, isRecord, own } from '../compare.ts';
import type { Adapter, Json } from '../contract.ts';
import { has, listOf, pick, pickNumber, pickText, pickTime, rangeOf, texts, truthOf } from './input.ts';
import { modeOf, NOW, refused, streamWith, written } from './routing.ts';

const RESHARDS = ['MergeShards', 'SplitShard', 'UpdateShardCount'] as const;

/** Splits, merges, new counts; and how a closed shard ends. */
export const reshard: Adapter = {
  answer: (given) => {
    const input = inApiWords(given);
    const action = RESHARDS.find((name) => has(input, name)) ?? actionNamed(input);
    const status = pickText(input, 'StreamStatus', 'status') ?? pickText(own(input, 'stream'), 'StreamStatus');
    const mode = modeOf(input) ?? modeOf(own(input, 'stream'));
    if (action !== undefined && (status !== undefined || mode !== undefined)) {
      const stream = streamWith(2, mode);
      stream.status = (status as Stream['status'] | undefined) ?? stream.status;
      const wrong = checkReshardable(stream, action);
      if (wrong !== undefined) return refused(wrong);
      if (action === undefined || typeof own(input, action) === 'boolean') return { allowed: true, error: null };
    }
    const counted = newCounts(input);
    if (counted !== undefined) return counted;
    const parents = pick(input, 'parents');
    if (isRecord(parents) || isList(parents)) return mayStart(parents);
    const shard = own(input, 'shard');
    if (isRecord(shard) && rangeOf(shard) === undefined) return lifeOf(shard, input);
    return splitOrMerge(input);
  },
};

/** `split` and `merge` are the calls too; a shard may be called a parent. */
function inApiWords(input: Json): Json {
  if (!isRecord(input)) return input;
  const words: Readonly<Record<string, string>> = {
    split: 'SplitShard',
    splitshard: 'SplitShard',
    merge: 'MergeShards',
    mergeshards: 'MergeShards',
    updateshardcount: 'UpdateShardCount',
    range: 'shard',
    parent: 'shard',
  };
  return Object.fromEntries(Object.entries(input).map(([key, value]) => [words[key.toLowerCase()] ?? key, value]));
}

function actionNamed(input: Json): (typeof RESHARDS)[number] | undefined {
  const named = pickText(input, 'action', 'operation', 'call', 'api');
  return RESHARDS.find((name) => name === named);
}

function newCounts(input: Json): Json | undefined {
  const order = own(input, 'UpdateShardCount');
  const updates = pickNumber(
    input,
    'updatesInLast24h',
    'updateShardCountCallsInLast24h',
    'callsInLast24h',
    'updatesInLast24Hours',
    'previousUpdates',
  );
  const open =
    pickNumber(input, 'openShards', 'currentShards', 'current', 'OpenShardCount', 'currentShardCount') ??
    pickNumber(order, 'from', 'openShards', 'current', 'CurrentShardCount');
  if (open === undefined && updates === undefined) return undefined;
  const spent = checkUpdates(
    Array.from({ length: updates ?? 0 }, () => NOW),
    NOW,
  );
  const judge = (target: number) => spent ?? (open === undefined ? undefined : checkTarget(open, target));
  const list = [pick(input, 'cases', 'targets', 'TargetShardCount', 'TargetShardCounts'), order].find(isList);
  if (list !== undefined) {
    const judged = list.map((each) =>
      judge(typeof each === 'number' ? each : (pickNumber(each, 'TargetShardCount', 'target') ?? 0)),
    );
    return {
      allowed: judged.map((one) => one === undefined),
      valid: judged.map((one) => one === undefined),
      errors: judged.map((one) => (one === undefined ? null : errorCode(one))),
    };
  }
  const target =
    pickNumber(input, 'TargetShardCount', 'target', 'UpdateShardCount') ??
    pickNumber(order, 'TargetShardCount', 'target', 'to');
  const wrong = target === undefined ? spent : judge(target);
  if (wrong !== undefined) return refused(wrong);
  if (open === undefined || target === undefined || open > 5000) return { allowed: true, error: null };
  const stream = streamWith(open);
  carryOut(stream, uniformScaling(stream, target), (index) => shardOf(stream, index), NOW);
  return {
    allowed: true,
    valid: true,
    error: null,
    openShards: stream.open.length,
    HashKeyRanges: stream.open.map((index) => written(shardOf(stream, index).range)),
    ShardIds: stream.open.map(shardId),
  };
}

/** Whether a child may be read, by the checkpoints of its parents' rows. */
function mayStart(parents: Json): Json {
  const given = isList(parents) ? parents.map((one, at) => [String(at), one] as const) : Object.entries(parents ?? {});
  const rows = new Map(
    given.flatMap(([key, one]) => {
      const text = isRecord(one)
        ? pickText(one, 'checkpoint')
        : one === null || one === 'not in table'
          ? undefined
          : String(one);
      return text === undefined ? [] : [[key, newLease(key, readCheckpoint(text, 0) ?? TRIM_HORIZON)] as const];
    }),
  );
  const child = newLease('child', TRIM_HORIZON, { parentShardIds: given.map(([key]) => key) });
  const waits = unfinishedParents(child, (key) => rows.get(key));
  return {
    childMayStart: waits.length === 0,
    mayStart: waits.length === 0,
    blocked: waits.length > 0,
    childBlocked: waits.length > 0,
    waitsFor: waits,
  };
}

/** A shard's state, and what a read of it comes to. */
function lifeOf(shard: Json, input: Json): Json {
  const retention = pickTime(input, 'retention', 'retentionPeriod') ?? 86_400_000;
  const stream = streamWith(1);
  stream.retention = retention;
  const own0 = shardOf(stream, 0);
  const left = pickNumber(shard, 'recordsLeft', 'records') ?? 0;
  for (let at = 0; at < left; at += 1) {
    appendRecord(own0.log, stream, NOW, { partitionKey: 'k', bytes: 1, users: 1 });
  }
  const closedAgo = pickTime(shard, 'closedAgo', 'closedFor', 'closedSince');
  const isClosed = truthOf(shard, 'closed') === true || pickText(shard, 'state') === 'CLOSED';
  if (isClosed || closedAgo !== undefined) own0.closedAt = NOW - (closedAgo ?? 0);
  own0.children = texts(listOf(shard, 'children')).flatMap((id) => shardIndex(id) ?? []);
  const batch = batchFrom(stream, own0, 0, NOW, pickNumber(pick(input, 'GetRecords'), 'Limit'));
  const state = stateOf(stream, own0, NOW);
  return {
    NextShardIterator: batch.ended ? null : 'an iterator',
    nextIteratorIsNull: batch.ended,
    Records: batch.to - batch.from,
    ended: batch.ended,
    end: batch.ended,
    shardEnd: batch.ended,
    ChildShards: batch.ended ? own0.children.map(shardId) : [],
    state,
    readable: state !== 'EXPIRED',
    writable: state === 'OPEN',
    listed: state !== 'EXPIRED',
    goesTo: state === 'OPEN' ? 'itself' : 'child',
  };
}

/** The shards of a split or merge, under the ids that the call gives them. */
function shardsOf(input: Json, order: Json | undefined): readonly Shard[] {
  const given = listOf(input, 'shards') ?? [own(input, 'shard') ?? order ?? null];
  const shards = given.flatMap((one, at): Shard[] => {
    const range = rangeOf(one);
    return range === undefined ? [] : [openShard(shardIndex(pickText(one, 'ShardId', 'id') ?? '') ?? at, range, NOW)];
  });
  const closed = given.findIndex((one) => truthOf(one, 'closed') === true);
  const shut = shards[closed];
  if (shut !== undefined) shut.closedAt = NOW;
  return shards;
}

function splitOrMerge(input: Json): Json | undefined {
  const order = own(input, 'SplitShard') ?? own(input, 'MergeShards');
  const named = listOf(input, 'shards');
  if (named?.every((one) => typeof one === 'string') === true && isRecord(order)) return newIds(named.length, order);
  const shards = shardsOf(input, order);
  const named0 = (key: string) => shards.find((shard) => shard.id === pickText(order, key));
  if (has(input, 'MergeShards')) {
    const one = named0('ShardToMerge') ?? shards[0];
    const other = named0('AdjacentShardToMerge') ?? shards.find((shard) => shard !== one);
    return one === undefined || other === undefined ? undefined : told(merge(one, other));
  }
  const shard = named0('ShardToSplit') ?? shards[0];
  if (shard === undefined) return undefined;
  const list = [
    pick(order, 'cases', 'NewStartingHashKey'),
    pick(input, 'cases', 'NewStartingHashKey', 'keys'),
    order,
  ].find(isList);
  if (list !== undefined) {
    const judged = list.map((key) => splitAt(shard, String(isRecord(key) ? pick(key, 'NewStartingHashKey') : key)));
    return {
      allowed: judged.map((one) => !isRefusal(one)),
      valid: judged.map((one) => !isRefusal(one)),
      errors: judged.map((one) => (isRefusal(one) ? errorCode(one) : null)),
    };
  }
  const key =
    pick(order, 'NewStartingHashKey') ?? pick(input, 'NewStartingHashKey') ?? (isRecord(order) ? undefined : order);
  if (key === undefined) return undefined;
  return told(splitAt(shard, typeof key === 'boolean' ? String(middleOf(shard.range)) : String(key)));
}

function splitAt(shard: Shard, text: string): Reshard | Refusal {
  return split(shard, parseHashKey(text) ?? -1n);
}

/** Ids that follow the ones there are. */
function newIds(count: number, order: Json): Json | undefined {
  const stream = streamWith(count);
  const shard = shardOf(stream, shardIndex(pickText(order, 'ShardToSplit', 'ShardToMerge') ?? '') ?? 0);
  const adjacent = stream.shards[shardIndex(pickText(order, 'AdjacentShardToMerge') ?? '') ?? shard.index + 1];
  const outcome =
    has(order, 'ShardToMerge') && adjacent !== undefined
      ? merge(shard, adjacent)
      : splitAt(shard, String(middleOf(shard.range)));
  if (isRefusal(outcome)) return refused(outcome);
  const opened = carryOut(stream, outcome, (index) => shardOf(stream, index), NOW).map(({ id }) => id);
  return { newShardIds: opened, children: opened, child: opened[0] ?? null, openShards: stream.open.length };
}

function told(outcome: Reshard | Refusal): Json {
  if (isRefusal(outcome)) return refused(outcome);
  const children = outcome.opens.map(({ range }) => written(range));
  const [child] = outcome.opens;
  const parent = (index: number | undefined) => (index === undefined ? null : shardId(index));
  return {
    child: children[0] ?? null,
    children,
    HashKeyRanges: children,
    allowed: true,
    valid: true,
    error: null,
    adjacent: true,
    ParentShardId: parent(child?.parent),
    AdjacentParentShardId: parent(child?.adjacentParent),
    parents: [child?.parent, child?.adjacentParent].flatMap((index) => (index === undefined ? [] : [shardId(index)])),
  };
}
