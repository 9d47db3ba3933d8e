import type { Place, Source } from '../../core/source.ts';
import type { Reader } from '../../schema/reader.ts';
import type { WorkerStats } from './assignment/worker-metrics.ts';
import { type Checkpoint, readCheckpoint } from './checkpoint.ts';
import type { Lease } from './lease.ts';
import type { LeaseRows } from './lease-rows.ts';
import { type Attributes, itemsOf, placeOfAttribute } from './table-items.ts';

/** What is wrong with an item: the attribute, what it should be, and whether it is missing altogether. */
class Wrong {
  readonly attribute: string;
  readonly expected: string;
  readonly missing: boolean;

  constructor(attribute: string, expected: string, missing = false) {
    this.attribute = attribute;
    this.expected = expected;
    this.missing = missing;
  }

  /** What to say of the item that comes `at` so many others. */
  says(at: number): string {
    const item = `item ${at + 1}`;
    if (this.missing) return `${item} has no ${this.attribute}`;
    return `${this.attribute === '' ? item : `${this.attribute} of ${item}`} is not ${this.expected}`;
  }
}

/** Rows of a lease table that somebody has read out of DynamoDB; a problem stands where the attribute stands. */
export function readLeaseTable(source: Source, place: Place, reader: Reader): LeaseRows | undefined {
  const items = itemsOf(source);
  if (items === undefined) {
    return reader.error('wrong-document', 'this is no lease table', place, {
      expected: 'the output of aws dynamodb scan, or the lines of a DynamoDB export',
    });
  }
  const leases = new Map<string, Lease>();
  const stats: WorkerStats[] = [];
  let failed = false;
  for (const [at, item] of items.entries()) {
    const wrong =
      item.attributes === undefined
        ? new Wrong('', 'made of typed attributes, { "leaseKey": { "S": "…" } }')
        : readItem(item.attributes, leases, stats);
    if (wrong === undefined) continue;
    failed = true;
    reader.error('wrong-document', wrong.says(at), placeOfAttribute(source, item, wrong.attribute), {
      expected: wrong.expected,
    });
  }
  return failed ? undefined : { leases: [...leases.values()], stats };
}

/** One item: a lease, a worker's metrics, or a row of the coordinator's state, which is left out. */
function readItem(item: Attributes, leases: Map<string, Lease>, stats: WorkerStats[]): Wrong | undefined {
  const isLease = (item['entityType']?.['S'] ?? 'LEASE') === 'LEASE';
  const read = isLease ? leaseOf(item) : statsOf(item);
  if (read instanceof Wrong) return read;
  if (read === undefined) return undefined;
  if ('worker' in read) {
    stats.push(read);
    return undefined;
  }
  if (leases.has(read.leaseKey)) return new Wrong('leaseKey', 'a key that no other item has');
  leases.set(read.leaseKey, read);
  return undefined;
}

/** An attribute that DynamoDB has no value for is left out, or NULL. */
const isAbsent = (item: Attributes, name: string) => item[name] === undefined || item[name]['NULL'] === true;

function textOf(item: Attributes, name: string): string | undefined {
  if (isAbsent(item, name)) return undefined;
  const text = item[name]?.['S'];
  if (typeof text !== 'string' || text === '') throw new Wrong(name, 'a text, { "S": "…" }');
  return text;
}

function textsOf(item: Attributes, name: string): readonly string[] {
  if (isAbsent(item, name)) return [];
  const texts = item[name]?.['SS'];
  if (!Array.isArray(texts) || !texts.every((one) => typeof one === 'string')) {
    throw new Wrong(name, 'a set of texts, { "SS": ["…"] }');
  }
  return texts;
}

const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

function numberOf(item: Attributes, name: string): number | undefined {
  if (isAbsent(item, name)) return undefined;
  const text = item[name]?.['N'];
  const value = typeof text === 'string' && NUMBER.test(text) ? Number(text) : Number.NaN;
  if (!(value >= 0)) throw new Wrong(name, 'a number from 0, { "N": "…" }');
  return value;
}

function countOf(item: Attributes, name: string): number | undefined {
  const value = numberOf(item, name);
  if (value !== undefined && !Number.isSafeInteger(value)) throw new Wrong(name, 'a whole number, { "N": "…" }');
  return value;
}

function checkpointOf(item: Attributes, name: string, sub: string): Checkpoint | undefined {
  const text = textOf(item, name);
  if (text === undefined) return undefined;
  const read = readCheckpoint(text, countOf(item, sub) ?? 0);
  if (read === undefined) throw new Wrong(name, 'TRIM_HORIZON, LATEST, AT_TIMESTAMP, SHARD_END or a sequence number');
  return read;
}

function required<Value>(value: Value | undefined, name: string): Value {
  if (value === undefined) throw new Wrong(name, 'leaseKey, leaseCounter and checkpoint in every lease', true);
  return value;
}

function leaseOf(item: Attributes): Lease | Wrong {
  try {
    return {
      leaseKey: required(textOf(item, 'leaseKey'), 'leaseKey'),
      leaseOwner: textOf(item, 'leaseOwner'),
      leaseCounter: required(countOf(item, 'leaseCounter'), 'leaseCounter'),
      ownerSwitchesSinceCheckpoint: countOf(item, 'ownerSwitchesSinceCheckpoint') ?? 0,
      checkpoint: required(checkpointOf(item, 'checkpoint', 'checkpointSubSequenceNumber'), 'checkpoint'),
      pendingCheckpoint: checkpointOf(item, 'pendingCheckpoint', 'pendingCheckpointSubSequenceNumber'),
      parentShardIds: textsOf(item, 'parentShardId'),
      childShardIds: textsOf(item, 'childShardIds'),
      hashRange: rangeOf(item),
      throughputKBps: numberOf(item, 'throughputKBps'),
      checkpointOwner: textOf(item, 'checkpointOwner'),
    };
  } catch (problem) {
    if (problem instanceof Wrong) return problem;
    throw problem;
  }
}

function rangeOf(item: Attributes): Lease['hashRange'] {
  const [start, end] = ['startingHashKey', 'endingHashKey'].map((name) => {
    const text = textOf(item, name);
    if (text === undefined) return undefined;
    if (!/^\d{1,39}$/.test(text)) throw new Wrong(name, 'a decimal hash key');
    return BigInt(text);
  });
  return start === undefined || end === undefined ? undefined : { start, end };
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A worker's metrics, as 3.5 and later keep them beside the leases; other rows of the coordinator have no `lut`. */
function statsOf(item: Attributes): WorkerStats | Wrong | undefined {
  try {
    const worker = textOf(item, 'wid') ?? textOf(item, 'leaseKey');
    const updated = numberOf(item, 'lut');
    if (worker === undefined || updated === undefined) return undefined;
    return {
      worker,
      lastUpdate: updated * 1000,
      values: new Map(metricsOf(item, 'sts')),
      limits: new Map(metricsOf(item, 'opr').map(([name, values]) => [name, values[0] ?? 100])),
    };
  } catch (problem) {
    if (problem instanceof Wrong) return problem;
    throw problem;
  }
}

function metricsOf(item: Attributes, name: string): readonly (readonly [string, readonly number[]])[] {
  if (isAbsent(item, name)) return [];
  const metrics = item[name]?.['M'];
  const wrong = new Wrong(name, 'lists of numbers by metric, { "M": { "C": { "L": [ … ] } } }');
  if (!isMap(metrics)) throw wrong;
  return Object.entries(metrics).map(([metric, list]) => {
    if (!isMap(list) || !Array.isArray(list['L'])) throw wrong;
    return [
      metric,
      list['L'].map((one: unknown) => {
        const value =
          isMap(one) && typeof one['N'] === 'string' && NUMBER.test(one['N']) ? Number(one['N']) : Number.NaN;
        if (Number.isNaN(value)) throw wrong;
        return value;
      }),
    ] as const;
  });
}
