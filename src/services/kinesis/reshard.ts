import type { Instant } from '../../core/time.ts';
import { evenRanges, type HashKeyRange } from './hash-key.ts';
import { SHARD_COUNT_MOST, SHARD_COUNT_UPDATES_PER_DAY } from './quotas.ts';
import { type Refusal, refuse } from './reasons.ts';
import { openShard, type Reshard, type Shard, type Stream, shardOf } from './stream.ts';

const DAY = 86_400_000;

/** The state a reshard call needs: a provisioned stream that is ACTIVE ("SplitShard", API Reference). */
export function checkReshardable(stream: Stream, action: string): Refusal | undefined {
  if (stream.status !== 'ACTIVE') return refuse('stream-not-active', { stream: stream.name, status: stream.status });
  return stream.mode === 'ON_DEMAND' ? refuse('mode-on-demand', { action }) : undefined;
}

/** Splits a shard's range in two, `key` beginning the second half: start + 1 < key < end ("SplitShard", API Reference). */
export function split(shard: Shard, key: bigint): Reshard | Refusal {
  const { start, end } = shard.range;
  if (shard.closedAt !== undefined) return refuse('shard-not-open', { shard: shard.id });
  if (key <= start + 1n || key >= end) {
    const said = { shard: shard.id, key: String(key), start: String(start), end: String(end) };
    return refuse('split-key-outside', said);
  }
  return {
    closes: [shard.index],
    opens: [
      { range: { start, end: key - 1n }, parent: shard.index },
      { range: { start: key, end }, parent: shard.index },
    ],
  };
}

/** The key that halves a shard. */
export function middleOf(range: HashKeyRange): bigint {
  return (range.start + range.end) / 2n + 1n;
}

/** The union of two neighbouring ranges, in either order; undefined where there is a gap or an overlap. */
export function union(one: HashKeyRange, other: HashKeyRange): HashKeyRange | undefined {
  if (one.end + 1n === other.start) return { start: one.start, end: other.end };
  if (other.end + 1n === one.start) return { start: other.start, end: one.end };
  return undefined;
}

/** Merges two neighbouring shards; the direction does not matter ("MergeShards", API Reference). */
export function merge(shard: Shard, adjacent: Shard): Reshard | Refusal {
  for (const { closedAt, id } of [shard, adjacent]) {
    if (closedAt !== undefined) return refuse('shard-not-open', { shard: id });
  }
  const range = union(shard.range, adjacent.range);
  if (range === undefined) return refuse('merge-not-adjacent', { shards: [shard.id, adjacent.id] });
  return {
    closes: [shard.index, adjacent.index],
    opens: [{ range, parent: shard.index, adjacentParent: adjacent.index }],
  };
}

/** The bounds of a target: from half to twice the open shards, both included ("UpdateShardCount", API Reference). */
export function checkTarget(open: number, target: number): Refusal | undefined {
  const least = Math.max(1, Math.ceil(open / 2));
  const most = open * 2;
  if (!Number.isInteger(target) || target < least || target > most) {
    return refuse('shard-count-target', { open, target, least, most });
  }
  // A stream above 10,000 may shrink only to below them.
  return target > SHARD_COUNT_MOST ? refuse('shard-count-most', { target, limit: SHARD_COUNT_MOST }) : undefined;
}

/** Whether a further UpdateShardCount fits into the last 24 hours. */
export function checkUpdates(updates: readonly Instant[], now: Instant): Refusal | undefined {
  const recent = updates.filter((at) => now - at < DAY).length;
  return recent < SHARD_COUNT_UPDATES_PER_DAY
    ? undefined
    : refuse('shard-count-updates', { updates: recent, limit: SHARD_COUNT_UPDATES_PER_DAY });
}

/**
 * Even ranges in place of the open ones.
 * @modelChoice AWS reaches them through a chain of splits and merges; only its end is modelled. A new shard's parents
 * are the first and the last old shard that its range touches; a range that stays keeps its shard.
 */
export function uniformScaling(stream: Stream, target: number): Reshard {
  const open = stream.open.map((index) => shardOf(stream, index));
  const wanted = evenRanges(target);
  const kept = new Set(
    open.filter(({ range }) => wanted.some((one) => one.start === range.start && one.end === range.end)),
  );
  const keptStarts = new Set([...kept].map((shard) => shard.range.start));
  return {
    closes: open.filter((shard) => !kept.has(shard)).map((shard) => shard.index),
    opens: wanted
      .filter((range) => !keptStarts.has(range.start))
      .map((range) => {
        const touched = open.filter((shard) => shard.range.start <= range.end && range.start <= shard.range.end);
        const parent = touched[0]?.index;
        const last = touched.at(-1)?.index;
        return { range, parent, adjacentParent: last === parent ? undefined : last };
      }),
  };
}

/** Carries out a reshard on a stream the caller owns: the old shards close, the new ones open. Returns the new ones. */
export function carryOut(
  stream: Stream,
  reshard: Reshard,
  own: (index: number) => Shard,
  now: Instant,
): readonly Shard[] {
  const first = stream.shards.length;
  const opened = reshard.opens.map(({ range, ...parents }, at) => openShard(first + at, range, now, parents));
  for (const index of reshard.closes) {
    const shard = own(index);
    shard.closedAt = now;
    shard.children = opened
      .filter(({ range }) => range.start <= shard.range.end && shard.range.start <= range.end)
      .map((child) => child.index);
  }
  stream.shards = [...stream.shards, ...opened];
  const closed = new Set(reshard.closes);
  stream.open = [...stream.open.filter((index) => !closed.has(index)), ...opened.map((shard) => shard.index)].sort(
    (one, other) => (shardOf(stream, one).range.start < shardOf(stream, other).range.start ? -1 : 1),
  );
  return opened;
}
