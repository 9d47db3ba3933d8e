import type { Instant } from '../../../core/time.ts';
import { PARTITION_BYTES_MOST } from '../partition/initial.ts';
import { partitionAt } from '../partition/key-space.ts';
import { cutForSize, cuttableIndex } from '../partition/reshape.ts';
import type { GlobalIndexState } from '../state/table-state.ts';
import type { Item } from '../value/attribute-value.ts';

/** Puts the changes in place that a global index sees at a moment. */
export function propagate(index: GlobalIndexState, at: Instant): void {
  for (const { remove, put } of index.pending.get(at) ?? []) {
    if (remove !== undefined) replaceEntry(index, remove, undefined, at);
    if (put !== undefined) replaceEntry(index, put.place, put, at);
  }
  index.pending.delete(at);
}

/** Puts an entry of a global index in place, or takes it away. */
export function replaceEntry(
  index: GlobalIndexState,
  place: string,
  put: { readonly item: Item; readonly bytes: number } | undefined,
  at: Instant,
): void {
  const before = index.entries.weight;
  if (put === undefined) index.entries.delete(place);
  else index.entries.set(place, put.item, put.bytes);
  const partition = partitionAt(index.space, place);
  partition.bytes += index.entries.weight - before;
  if (partition.bytes > PARTITION_BYTES_MOST) cutForSize(cuttableIndex(index), partition, at);
}
