import type { Place } from '../../core/source.ts';
import { list, object, optional, record, refine } from '../../schema/collections.ts';
import { textDocument } from '../../schema/document.ts';
import { member, placeOf } from '../../schema/node.ts';
import type { Reader } from '../../schema/reader.ts';
import { integer, number, scalar, text } from '../../schema/scalars.ts';
import type { Schema } from '../../schema/schema.ts';
import type { WorkerStats } from './assignment/worker-metrics.ts';
import { type Checkpoint, readCheckpoint, TRIM_HORIZON } from './checkpoint.ts';
import { type Lease, newLease } from './lease.ts';

/** A lease table as it stands before the first step: rows, and worker metrics where the table holds them too. */
export interface LeaseRows {
  readonly leases: readonly Lease[];
  readonly stats: readonly WorkerStats[];
}

const checkpoint: Schema<Checkpoint> = scalar({
  expected: 'TRIM_HORIZON, LATEST, AT_TIMESTAMP, SHARD_END or a sequence number',
  json: { type: ['string', 'number'] },
  parse: (node) => readCheckpoint(node.raw, 0),
});

const row = object({
  leaseOwner: optional(text()),
  leaseCounter: optional(integer({ min: 0 })),
  checkpoint: optional(checkpoint),
  checkpointSubSequenceNumber: optional(integer({ min: 0 })),
  ownerSwitchesSinceCheckpoint: optional(integer({ min: 0 })),
  parentShardId: optional(list(text(), { orOne: true })),
  throughputKBps: optional(number({ min: 0 })),
  checkpointOwner: optional(text()),
});

const inline: Schema<LeaseRows> = refine(record(row, { description: 'rows by lease key' }), (rows) => ({
  stats: [],
  leases: [...rows].map(([leaseKey, read]) => ({
    ...newLease(leaseKey, { ...(read.checkpoint ?? TRIM_HORIZON), sub: read.checkpointSubSequenceNumber ?? 0 }),
    leaseOwner: read.leaseOwner,
    leaseCounter: read.leaseCounter ?? 0,
    ownerSwitchesSinceCheckpoint: read.ownerSwitchesSinceCheckpoint ?? 0,
    parentShardIds: read.parentShardId ?? [],
    throughputKBps: read.throughputKBps,
    checkpointOwner: read.checkpointOwner,
  })),
}));

const fromFile: Schema<LeaseRows> = refine(textDocument('a lease table'), (source, node, reader) =>
  readLeaseTable(source.text, placeOf(node), reader),
);

/** `leases: { shardId-…: { leaseOwner: w1 } }`, or `{ file: … }` with what `aws dynamodb scan` or an export wrote. */
export const leaseRows: Schema<LeaseRows> = {
  json: () => ({ anyOf: [inline.json(), fromFile.json()] }),
  read: (node, reader) => {
    const isFile = node.kind === 'map' && node.entries.size === 1 && member(node, 'file')?.kind === 'scalar';
    return (isFile ? fromFile : inline).read(node, reader);
  },
};

type Attribute = {
  readonly S?: unknown;
  readonly N?: unknown;
  readonly SS?: unknown;
  readonly L?: unknown;
  readonly M?: unknown;
};
type Item = Readonly<Record<string, Attribute | undefined>>;

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Rows from the JSON of `aws dynamodb scan` (`Items`), or from the lines of an export (`Item` each). */
export function readLeaseTable(json: string, place: Place, reader: Reader): LeaseRows | undefined {
  const items = itemsOf(json);
  if (items === undefined) {
    return reader.error('wrong-document', 'this is no lease table', place, {
      expected: 'the output of aws dynamodb scan, or the lines of a DynamoDB export',
    });
  }
  const leases: Lease[] = [];
  const stats: WorkerStats[] = [];
  for (const [at, item] of items.entries()) {
    const type = textOf(item['entityType']) ?? 'LEASE';
    const worker = type === 'LEASE' ? undefined : statsOf(item);
    const lease = type === 'LEASE' ? leaseOf(item) : undefined;
    if (worker !== undefined) stats.push(worker);
    if (lease !== undefined) leases.push(lease);
    if (type !== 'LEASE' || lease !== undefined) continue;
    return reader.error('wrong-document', `item ${at + 1} has no leaseKey or no readable checkpoint`, place, {
      expected: 'items with leaseKey and checkpoint',
    });
  }
  return { leases, stats };
}

function itemsOf(json: string): readonly Item[] | undefined {
  const whole = parsed(json);
  if (isMap(whole) && Array.isArray(whole['Items'])) return whole['Items'].filter(isMap) as readonly Item[];
  const lines = json.split('\n').filter((line) => line.trim() !== '');
  const items = lines.map((line) => {
    const read = parsed(line);
    return isMap(read) && isMap(read['Item']) ? (read['Item'] as Item) : undefined;
  });
  return items.length > 0 && items.every((item) => item !== undefined) ? items : undefined;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

const textOf = (attribute: Attribute | undefined) => (typeof attribute?.S === 'string' ? attribute.S : undefined);
const textsOf = (attribute: Attribute | undefined) =>
  Array.isArray(attribute?.SS) ? attribute.SS.filter((one) => typeof one === 'string') : [];
function numberOf(attribute: Attribute | undefined): number | undefined {
  const value = typeof attribute?.N === 'string' ? Number(attribute.N) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

function leaseOf(item: Item): Lease | undefined {
  const leaseKey = textOf(item['leaseKey']);
  const at = readCheckpoint(textOf(item['checkpoint']) ?? '', numberOf(item['checkpointSubSequenceNumber']) ?? 0);
  if (leaseKey === undefined || at === undefined) return undefined;
  const pending = textOf(item['pendingCheckpoint']);
  return {
    leaseKey,
    leaseOwner: textOf(item['leaseOwner']),
    leaseCounter: numberOf(item['leaseCounter']) ?? 0,
    ownerSwitchesSinceCheckpoint: numberOf(item['ownerSwitchesSinceCheckpoint']) ?? 0,
    checkpoint: at,
    pendingCheckpoint: pending === undefined ? undefined : readCheckpoint(pending, 0),
    parentShardIds: textsOf(item['parentShardId']),
    childShardIds: textsOf(item['childShardIds']),
    hashRange: rangeOf(textOf(item['startingHashKey']), textOf(item['endingHashKey'])),
    throughputKBps: numberOf(item['throughputKBps']),
    checkpointOwner: textOf(item['checkpointOwner']),
  };
}

function rangeOf(start: string | undefined, end: string | undefined) {
  const decimal = /^\d{1,39}$/;
  return start === undefined || end === undefined || !decimal.test(start) || !decimal.test(end)
    ? undefined
    : { start: BigInt(start), end: BigInt(end) };
}

/** A worker's metrics, as 3.5 and later keep them beside the leases. */
function statsOf(item: Item): WorkerStats | undefined {
  const worker = textOf(item['wid']) ?? textOf(item['leaseKey']);
  const updated = numberOf(item['lut']);
  if (worker === undefined || updated === undefined) return undefined;
  const numbers = (attribute: unknown) =>
    isMap(attribute) && Array.isArray(attribute['L'])
      ? attribute['L'].flatMap((one: Attribute) => numberOf(one) ?? [])
      : [];
  const maps = (attribute: Attribute | undefined) => Object.entries(isMap(attribute?.M) ? attribute.M : {});
  return {
    worker,
    lastUpdate: updated * 1000,
    values: new Map(maps(item['sts']).map(([name, values]) => [name, numbers(values)])),
    limits: new Map(maps(item['opr']).map(([name, values]) => [name, numbers(values)[0] ?? 100])),
  };
}
