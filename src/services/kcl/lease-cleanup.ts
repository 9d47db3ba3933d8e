import { isShardEnd, SENTINELS } from './checkpoint.ts';
import type { Lease } from './lease.ts';

/** Why the row of a finished shard stays. */
export type KeptBecause =
  | 'not-ended'
  | 'no-children-known'
  | 'child-row-missing'
  | 'child-not-begun'
  | 'parent-row-present'
  | 'cleanup-off';

/** What is known beside the rows. */
export interface CleanupFacts {
  /** The shard exists no more: then its row goes, whatever it says. */
  readonly shardGone?: boolean;
  /** `cleanupLeasesUponShardCompletion`; on by default. */
  readonly completedShards?: boolean;
}

/**
 * Whether the row of a finished shard may go: all children have rows that have begun (their checkpoint is neither
 * TRIM_HORIZON nor AT_TIMESTAMP), and no row of a parent is left. The row of a shard that exists no more always goes
 * (`LeaseCleanupManager`, amazon-kinesis-client).
 */
export function whyKept(
  lease: Lease,
  children: readonly string[],
  rowOf: (leaseKey: string) => Lease | undefined,
  { shardGone = false, completedShards = true }: CleanupFacts = {},
): KeptBecause | undefined {
  if (shardGone) return undefined;
  if (!completedShards) return 'cleanup-off';
  if (!isShardEnd(lease.checkpoint)) return 'not-ended';
  if (children.length === 0) return 'no-children-known';
  for (const child of children) {
    const position = rowOf(child)?.checkpoint.position;
    if (position === undefined) return 'child-row-missing';
    if (position === SENTINELS.TRIM_HORIZON || position === SENTINELS.AT_TIMESTAMP) return 'child-not-begun';
  }
  return lease.parentShardIds.some((parent) => rowOf(parent) !== undefined) ? 'parent-row-present' : undefined;
}

/**
 * The parents a child still waits for: those with a row that is not at its end. A missing row does not block
 * (`BlockOnParentShardTask`, amazon-kinesis-client).
 */
export function unfinishedParents(lease: Lease, rowOf: (leaseKey: string) => Lease | undefined): readonly string[] {
  return lease.parentShardIds.filter((parent) => {
    const row = rowOf(parent);
    return row !== undefined && !isShardEnd(row.checkpoint);
  });
}
