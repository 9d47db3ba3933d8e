import type { Place, PlaceRange } from '../key/place.ts';
import { type KeySpace, type Partition, partitionAt } from '../partition/key-space.ts';
import type { ReadonlySortedMap } from '../store/sorted-map.ts';
import type { Item } from '../value/attribute-value.ts';

/** "Query and Scan" under "Quotas in Amazon DynamoDB": one page evaluates 1 MB. */
export const PAGE_BYTES_MOST = 1024 * 1024;

/** A page to be read. */
export interface PageRequest {
  readonly entries: ReadonlySortedMap<Item>;
  readonly space: KeySpace;
  readonly range: PlaceRange;
  readonly forward: boolean;
  readonly limit?: number | undefined;
}

/** What one page evaluated, before any filter. */
export interface Page {
  readonly items: readonly Item[];
  readonly bytes: number;
  /** Bytes by the partition they were read from; at least the one where the range begins. */
  readonly byPartition: ReadonlyMap<Partition, { readonly bytes: number; readonly place: Place }>;
  /** Why it ended before the range did. */
  readonly cut?: 'limit' | 'size' | undefined;
}

/**
 * Reads one page.
 *
 * @modelChoice The item that makes the running total reach 1 MB is the last of the page; and a page that stops at Limit
 * says so, even if nothing follows, as the service does.
 */
export function readPage({ entries, space, range, forward, limit }: PageRequest): Page {
  const items: Item[] = [];
  const byPartition = new Map<Partition, { bytes: number; place: Place }>();
  let bytes = 0;
  let cut: Page['cut'];
  const visitor = (place: Place, item: Item, size: number): boolean => {
    items.push(item);
    bytes += size;
    const partition = partitionAt(space, place);
    const known = byPartition.get(partition);
    if (known === undefined) byPartition.set(partition, { bytes: size, place });
    else known.bytes += size;
    if (bytes >= PAGE_BYTES_MOST) cut = 'size';
    else if (items.length === limit) cut = 'limit';
    return cut === undefined;
  };
  if (forward) entries.visit(range.from, range.to, visitor);
  else entries.visitBack(range.from, range.to, visitor);
  if (byPartition.size === 0) byPartition.set(partitionAt(space, range.from), { bytes: 0, place: range.from });
  return { items, bytes, byPartition, cut };
}
