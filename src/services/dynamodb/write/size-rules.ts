import { ApiError, invalid } from '../api-error.ts';
import { collectionOf, within } from '../key/place.ts';
import { PARTITION_BYTES_MOST } from '../partition/initial.ts';
import { bytesWithin } from '../state/table-state.ts';
import { ITEM_BYTES_MOST, itemSize } from '../value/item-size.ts';
import { keyOfPlan, type WritePlan } from './write-plan.ts';

/** What AWS's check of an update counts beside the item: a map, and an entry of it for every SET action. */
const UPDATE_BYTES = 3;
const SET_ACTION_BYTES = 19;

/** An item may have 400 KB; with local indexes the item and its entries together ("Local Secondary Indexes"). */
export function checkItemBytes(plan: WritePlan, setActions?: number): ApiError | undefined {
  const { after, afterBytes = 0 } = plan;
  if (after === undefined) return undefined;
  const entries = plan.local.reduce((sum, { after: entry }) => sum + (entry?.bytes ?? 0), 0);
  if (setActions === undefined) {
    return afterBytes + entries > ITEM_BYTES_MOST
      ? invalid('Item size has exceeded the maximum allowed size')
      : undefined;
  }
  const update = afterBytes - itemSize(keyOfPlan(plan)) + UPDATE_BYTES + SET_ACTION_BYTES * setActions;
  const counted = Math.max(afterBytes, update) + entries;
  return counted > ITEM_BYTES_MOST ? invalid('Item size to update has exceeded the maximum allowed size') : undefined;
}

/**
 * With a local index an item collection may have 10 GB, index entries included; past that, writes that make it grow are
 * refused ("Item collection size limit", Developer Guide).
 */
export function checkCollection(plan: WritePlan): ApiError | undefined {
  const { table, place, local } = plan;
  if (table.localIndexes.length === 0) return undefined;
  let growth = (plan.afterBytes ?? 0) - (plan.beforeBytes ?? 0);
  for (const { before, after } of local) growth += (after?.bytes ?? 0) - (before?.bytes ?? 0);
  return growth > 0 ? collectionProblem(collectionBytes(table, place), growth) : undefined;
}

/** Why a collection of so many bytes may not grow by so many more; shrinking it is always fine. */
export function collectionProblem(bytes: number, growth: number): ApiError | undefined {
  return growth > 0 && isCollectionFull(bytes + growth)
    ? new ApiError('ItemCollectionSizeLimitExceededException', 'Item collection size limit of 10 gigabytes exceeded.')
    : undefined;
}

/** Whether a collection of so many bytes, items and local index entries, is over the limit. */
export function isCollectionFull(bytes: number): boolean {
  return bytes > PARTITION_BYTES_MOST;
}

/** Bytes of the collection a place belongs to. */
export function collectionBytes(table: WritePlan['table'], place: string): number {
  const { from, to } = within(collectionOf(place, table.definition.key.partition.length));
  return bytesWithin(table, from, to);
}
