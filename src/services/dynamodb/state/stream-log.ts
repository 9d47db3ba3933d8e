import type { Instant, Milliseconds } from '../../../core/time.ts';
import type { StreamView } from '../definition.ts';
import type { Item } from '../value/attribute-value.ts';

/** How long a stream keeps its records ("Change data capture for DynamoDB Streams", Developer Guide). */
const STREAM_RETENTION: Milliseconds = 24 * 3_600_000;
/** Records that are kept at most, so that a load does not fill the memory; the oldest go first. */
const RECORDS_MOST = 10_000;

/** One change of one item. */
export interface StreamRecord {
  readonly sequence: number;
  readonly at: Instant;
  /** The partition that wrote it stands for the shard. */
  readonly partition: number;
  readonly event: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly keys: Item;
  readonly oldImage?: Item | undefined;
  readonly newImage?: Item | undefined;
  /** Set on what time to live has deleted. */
  readonly byTimeToLive: boolean;
}

/** The records of a table's stream. */
export interface StreamLog {
  records: StreamRecord[];
  nextSequence: number;
}

/** Adds a record, in the view of the stream. A write that changes nothing must not come here. */
export function addRecord(log: StreamLog, record: Omit<StreamRecord, 'sequence'>, view: StreamView): void {
  const withOld = view === 'OLD_IMAGE' || view === 'NEW_AND_OLD_IMAGES';
  const withNew = view === 'NEW_IMAGE' || view === 'NEW_AND_OLD_IMAGES';
  log.records.push({
    ...record,
    sequence: log.nextSequence,
    oldImage: withOld ? record.oldImage : undefined,
    newImage: withNew ? record.newImage : undefined,
  });
  log.nextSequence += 1;
  // The oldest go many at a time, for taking each away by itself would cost more.
  if (log.records.length >= 2 * RECORDS_MOST) log.records = log.records.slice(-RECORDS_MOST);
}

/** The records that are still there at a moment. */
export function keptRecords({ records }: StreamLog, now: Instant): readonly StreamRecord[] {
  return records.filter(({ at }) => at >= now - STREAM_RETENTION).slice(-RECORDS_MOST);
}
