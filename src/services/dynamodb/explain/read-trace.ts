import type { TraceEntry } from '../../../core/trace.ts';
import { READ_UNIT_BYTES } from '../capacity/units.ts';
import type { Place } from '../key/place.ts';
import { partitionAt } from '../partition/key-space.ts';
import type { PageRead, PageResult } from '../read/page-read.ts';
import type { TableState } from '../state/table-state.ts';
import { entry, gateEntries, placedEntry } from './entries.ts';

/** Where a read lands. */
export function readPlaced(table: TableState, key: string, place: Place): TraceEntry {
  return placedEntry(table.definition.address, key, place, partitionAt(table.space, place));
}

/** The bill of one item read. */
export function readRounded(
  table: TableState,
  what: string,
  bytes: number,
  consistency: string,
  units: number,
): TraceEntry {
  const rounded = Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES));
  return entry('read-rounded', table.definition.address, 'note', { what, bytes, rounded, consistency, units });
}

/** A replica that lacks the latest writes. */
export function replicaBehind(table: TableState, lag: number, unseen: number): readonly TraceEntry[] {
  return unseen === 0 ? [] : [entry('replica-behind', table.definition.address, 'note', { lag, unseen })];
}

/** The bill of a page and the limits it met. */
export function pageTrace(read: PageRead, result: PageResult, lag: number): readonly TraceEntry[] {
  const { table, index } = read.source;
  const at = index === undefined ? table.definition.address : index.definition.address;
  const { page, returned, consistency } = result;
  const because = page.cut === 'limit' ? 'at Limit' : page.cut === 'size' ? 'at 1 MB' : 'where the items end';
  const what = `${page.items.length} items`;
  const bill = readRounded(table, what, page.bytes, consistency, result.pageUnits);
  return [
    entry('page-ended', at, 'note', { because, evaluated: page.items.length, returned: returned.length }),
    ...replicaBehind(table, lag, result.unseen),
    bill,
    ...(result.fetched === 0
      ? []
      : [
          entry('items-fetched', at, 'note', {
            index: index?.definition.name ?? '',
            items: result.fetched,
            units: result.fetchUnits,
          }),
        ]),
    ...gateEntries(table, result.gates, result.refusal),
  ];
}
