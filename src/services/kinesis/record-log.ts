import type { Instant } from '../../core/time.ts';

/** What few records have; kept apart so that the many stay small. */
export interface RecordNote {
  readonly data?: Uint8Array | undefined;
  readonly explicitHashKey?: bigint | undefined;
  /** A record of the KPL that holds many user records, and the span of their hash keys. */
  readonly aggregate?: { readonly count: number; readonly least: bigint; readonly most: bigint } | undefined;
  /** User records in it that its producer had already stored: a retry after a lost answer or a stale shard map. */
  readonly retried?: number | undefined;
}

/** A record as it arrives. */
export interface NewRecord {
  readonly partitionKey: string;
  /** Data and partition key. */
  readonly bytes: number;
  /** How many user records it holds: 1, unless aggregated. */
  readonly users: number;
  readonly note?: RecordNote | undefined;
}

const CHUNK_BITS = 10;
const CHUNK = 1 << CHUNK_BITS;

interface LogChunk {
  /** The draft that may write here; another one copies first. */
  readonly owner: object;
  readonly arrivals: Float64Array;
  /** Bytes of the shard up to and with each record. */
  readonly bytesTo: Float64Array;
  /** User records of the shard up to and with each record. */
  readonly usersTo: Float64Array;
  readonly keys: string[];
  readonly notes: Map<number, RecordNote>;
}

/**
 * The records of one shard in order of arrival. Positions count from 0. Logs of different worlds share all chunks but
 * the last written one.
 */
export interface RecordLog {
  length: number;
  readonly chunks: LogChunk[];
}

export function emptyLog(): RecordLog {
  return { length: 0, chunks: [] };
}

/** A log that can grow without changing this one. */
export function forkLog(log: RecordLog): RecordLog {
  return { length: log.length, chunks: [...log.chunks] };
}

/** Adds a record for the draft `owner` and returns its position. */
export function appendRecord(log: RecordLog, owner: object, arrivedAt: Instant, record: NewRecord): number {
  const position = log.length;
  const chunk = writableChunk(log, owner, position >> CHUNK_BITS);
  const at = position & (CHUNK - 1);
  chunk.arrivals[at] = arrivedAt;
  chunk.bytesTo[at] = bytesBefore(log, position) + record.bytes;
  chunk.usersTo[at] = usersBefore(log, position) + record.users;
  chunk.keys[at] = record.partitionKey;
  if (record.note !== undefined) chunk.notes.set(at, record.note);
  log.length = position + 1;
  return position;
}

function writableChunk(log: RecordLog, owner: object, index: number): LogChunk {
  const known = log.chunks[index];
  if (known?.owner === owner) return known;
  // One allocation for the three columns.
  const columns = new Float64Array(3 * CHUNK);
  const column = (at: number, from: Float64Array | undefined) => {
    const part = columns.subarray(at * CHUNK, (at + 1) * CHUNK);
    if (from !== undefined) part.set(from);
    return part;
  };
  const chunk: LogChunk = {
    owner,
    arrivals: column(0, known?.arrivals),
    bytesTo: column(1, known?.bytesTo),
    usersTo: column(2, known?.usersTo),
    // A fork may have been cut off earlier than its sibling: what lies beyond its length must not stay.
    keys: known?.keys.slice(0, log.length & (CHUNK - 1)) ?? [],
    notes: new Map(known?.notes),
  };
  log.chunks[index] = chunk;
  return chunk;
}

const chunkAt = (log: RecordLog, position: number) => log.chunks[position >> CHUNK_BITS];

/** When the record at this position arrived. */
export function arrivalAt(log: RecordLog, position: number): Instant {
  return chunkAt(log, position)?.arrivals[position & (CHUNK - 1)] ?? Number.POSITIVE_INFINITY;
}

export function partitionKeyAt(log: RecordLog, position: number): string {
  return chunkAt(log, position)?.keys[position & (CHUNK - 1)] ?? '';
}

export function noteAt(log: RecordLog, position: number): RecordNote | undefined {
  return position < log.length ? chunkAt(log, position)?.notes.get(position & (CHUNK - 1)) : undefined;
}

/** Positions in [from, to) whose records have a note. */
export function* notedPositions(log: RecordLog, from: number, to: number): Generator<[number, RecordNote]> {
  for (let index = from >> CHUNK_BITS; index <= to >> CHUNK_BITS; index += 1) {
    for (const [at, note] of log.chunks[index]?.notes ?? []) {
      const position = (index << CHUNK_BITS) + at;
      if (position >= from && position < Math.min(to, log.length)) yield [position, note];
    }
  }
}

/** Bytes of all records before this position. */
export function bytesBefore(log: RecordLog, position: number): number {
  return position === 0 ? 0 : (chunkAt(log, position - 1)?.bytesTo[(position - 1) & (CHUNK - 1)] ?? 0);
}

/** User records before this position. */
export function usersBefore(log: RecordLog, position: number): number {
  return position === 0 ? 0 : (chunkAt(log, position - 1)?.usersTo[(position - 1) & (CHUNK - 1)] ?? 0);
}

/** The first position for which `holds` is true, among positions where it turns from false to true once. */
function firstWhere(log: RecordLog, from: number, holds: (position: number) => boolean): number {
  let low = from;
  let high = log.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The first record that arrived at `time` or later. */
export function firstAtOrAfter(log: RecordLog, time: Instant, from = 0): number {
  return firstWhere(log, from, (position) => arrivalAt(log, position) >= time);
}

/** The end of the longest run of records from `from` that holds at most `bytes` and `records`; at least one record. */
export function runEnd(log: RecordLog, from: number, bytes: number, records: number): number {
  if (from >= log.length) return log.length;
  const most = bytesBefore(log, from) + bytes;
  const end = firstWhere(log, from, (position) => bytesBefore(log, position + 1) > most);
  return Math.min(Math.max(end, from + 1), from + records, log.length);
}
