/** Bytes of one read unit and of one write unit ("DynamoDB read and write operations", Developer Guide). */
export const READ_UNIT_BYTES = 4096;
export const WRITE_UNIT_BYTES = 1024;

/** How consistent a read is, and what it therefore costs beside a strongly consistent one. */
export type Consistency = 'eventual' | 'strong' | 'transactional';
export const READ_FACTOR: Readonly<Record<Consistency, number>> = { eventual: 0.5, strong: 1, transactional: 2 };
/** A write in a transaction is prepared and committed. */
export const TRANSACTION_FACTOR = 2;

/** Whole read units of so many bytes; nothing costs one as well. */
export function readUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES));
}

/** Whole write units of so many bytes; nothing costs one as well. */
export function writeUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES));
}

/** GetItem, and each item of BatchGetItem and TransactGetItems: an item rounded up by itself; a missing one is 0 bytes. */
export function itemReadUnits(bytes: number, consistency: Consistency): number {
  return readUnits(bytes) * READ_FACTOR[consistency];
}

/** Query and Scan: the sizes of all items evaluated, summed, then rounded up once. */
export function pageReadUnits(bytesEvaluated: number, consistency: Consistency): number {
  return readUnits(bytesEvaluated) * READ_FACTOR[consistency];
}

/**
 * What a query of a local index adds for the items it fetches from the table, each rounded up by itself ("Local
 * Secondary Indexes", Developer Guide).
 */
export function fetchReadUnits(itemBytes: readonly number[], consistency: Consistency): number {
  let units = 0;
  for (const bytes of itemBytes) units += itemReadUnits(bytes, consistency);
  return units;
}

/** Bytes of an item before and after a write; undefined where there is none. */
export interface WriteSizes {
  readonly before: number | undefined;
  readonly after: number | undefined;
}

/** A put, an update or a delete: the larger of the item before and after, rounded up; a missing item costs one. */
export function itemWriteUnits({ before = 0, after = 0 }: WriteSizes, transactional = false): number {
  return writeUnits(Math.max(before, after)) * (transactional ? TRANSACTION_FACTOR : 1);
}

/** What a write does to an index, and what it costs there. */
export interface IndexCharge {
  readonly change: 'none' | 'insert' | 'delete' | 'replace' | 'move';
  readonly units: number;
}

/**
 * What a write costs an index ("Provisioned throughput considerations for global secondary indexes", Developer Guide).
 * `sameKey` and `same` compare the entries before and after. Never doubled by a transaction.
 */
export function indexWriteCharge({ before, after }: WriteSizes, sameKey: boolean, same: boolean): IndexCharge {
  if (before === undefined && after === undefined) return { change: 'none', units: 0 };
  if (before === undefined) return { change: 'insert', units: writeUnits(after ?? 0) };
  if (after === undefined) return { change: 'delete', units: writeUnits(before) };
  if (!sameKey) return { change: 'move', units: writeUnits(before) + writeUnits(after) };
  if (same) return { change: 'none', units: 0 };
  return { change: 'replace', units: writeUnits(Math.max(before, after)) };
}
