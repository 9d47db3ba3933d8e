import { type Checkpoint, type InitialPosition, initialCheckpoint, TRIM_HORIZON } from './checkpoint.ts';
import type { HashRange } from './hash-range.ts';
import { type Lease, newLease } from './lease.ts';

/** A shard as `ListShards` describes it. */
export interface ListedShard {
  readonly shardId: string;
  /** One parent after a split, two after a merge. Parents whose data has expired are not listed themselves. */
  readonly parents: readonly string[];
  readonly open: boolean;
  readonly hashRange?: HashRange | undefined;
}

/**
 * Of a whole family, the shards an empty table begins with: at LATEST the open ones, else those that were open at the
 * oldest record, which have no parents any more ("ListShards", ShardFilter AT_LATEST and AT_TRIM_HORIZON).
 */
export function shardsAtStart(shards: readonly ListedShard[], position: InitialPosition): readonly ListedShard[] {
  const known = new Set(shards.map((shard) => shard.shardId));
  return position === 'LATEST'
    ? shards.filter((shard) => shard.open)
    : shards.filter((shard) => !shard.parents.some((parent) => known.has(parent)));
}

/** Rows of an empty table: one for every shard listed at the initial position, closed ones too. */
export function leasesForEmptyTable(shards: readonly ListedShard[], position: InitialPosition): readonly Lease[] {
  return shards.map((shard) => leaseOf(shard, initialCheckpoint(position)));
}

function leaseOf(shard: ListedShard, checkpoint: Checkpoint): Lease {
  return newLease(shard.shardId, checkpoint, { parentShardIds: shard.parents, hashRange: shard.hashRange });
}

/** The row a finished shard makes for each of its children. */
export function leaseOfChild(shard: ListedShard): Lease {
  return leaseOf(shard, TRIM_HORIZON);
}

/** What is known of the shards on the way up their ancestors. */
interface Walk {
  readonly shards: ReadonlyMap<string, ListedShard>;
  readonly rows: ReadonlySet<string>;
  readonly position: InitialPosition;
  readonly created: Map<string, Lease>;
  readonly descendant: Map<string, boolean>;
  /** Shards without ancestors in the table that are to be read from their beginning all the same. */
  readonly fromTheStart: Set<string>;
}

/**
 * Rows to create for shards that have none, when the table has others. An open shard with an ancestor in the table is a
 * descendant: its own row comes when its parents end, and only ancestors missing at that level get rows. An open shard
 * without is created at the initial position (`HierarchicalShardSyncer.determineNewLeasesToCreate`,
 * amazon-kinesis-client).
 */
export function leasesToCreate(
  shards: readonly ListedShard[],
  rows: ReadonlySet<string>,
  position: InitialPosition,
): readonly Lease[] {
  const walk: Walk = {
    shards: new Map(shards.map((shard) => [shard.shardId, shard])),
    rows,
    position,
    created: new Map(),
    descendant: new Map(),
    fromTheStart: new Set(),
  };
  for (const shard of shards) {
    if (!shard.open || rows.has(shard.shardId) || hasOpenParent(shard, walk)) continue;
    if (!isDescendant(shard.shardId, walk)) {
      walk.created.set(shard.shardId, leaseOf(shard, initialCheckpoint(position)));
    }
  }
  return [...walk.created.values()];
}

/** A child listed beside a parent that is still open: the list was made during a reshard. */
function hasOpenParent(shard: ListedShard, walk: Walk): boolean {
  return shard.parents.some((parent) => walk.shards.get(parent)?.open === true);
}

function isDescendant(shardId: string, walk: Walk): boolean {
  const known = walk.descendant.get(shardId);
  if (known !== undefined) return known;
  const shard = walk.shards.get(shardId);
  const found = shard !== undefined && (walk.rows.has(shardId) || descendsThrough(shard, walk));
  walk.descendant.set(shardId, found);
  return found;
}

function descendsThrough(shard: ListedShard, walk: Walk): boolean {
  const parents = shard.parents.filter((parent) => walk.shards.has(parent));
  const covered = parents.filter((parent) => isDescendant(parent, walk) || walk.fromTheStart.has(parent));
  if (covered.length === 0) {
    if (walk.position !== 'LATEST') walk.fromTheStart.add(shard.shardId);
    return false;
  }
  for (const parent of parents) createAncestor(parent, covered.includes(parent), walk);
  return true;
}

/** A missing ancestor gets a row if it is to be read from its start, or if nothing above it will ever make one. */
function createAncestor(parent: string, covered: boolean, walk: Walk): void {
  const shard = walk.shards.get(parent);
  if (shard === undefined || walk.rows.has(parent)) return;
  if (!walk.created.has(parent) && !walk.fromTheStart.has(parent) && covered) return;
  const fromTrim = covered && walk.position !== 'AT_TIMESTAMP';
  walk.created.set(parent, leaseOf(shard, fromTrim ? TRIM_HORIZON : initialCheckpoint(walk.position)));
}
