import { list, object, optional, record, refine } from '../../schema/collections.ts';
import { textDocument } from '../../schema/document.ts';
import { member, placeOf } from '../../schema/node.ts';
import { integer, number, scalar, text } from '../../schema/scalars.ts';
import type { Schema } from '../../schema/schema.ts';
import type { WorkerStats } from './assignment/worker-metrics.ts';
import { type Checkpoint, readCheckpoint, TRIM_HORIZON } from './checkpoint.ts';
import { type Lease, newLease } from './lease.ts';
import { readLeaseTable } from './table-file.ts';

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

const hashKey: Schema<bigint> = scalar({
  expected: 'a decimal hash key, in quotes',
  json: { type: 'string', pattern: String.raw`^\d{1,39}$` },
  parse: (node) => (/^\d{1,39}$/.test(node.raw) ? BigInt(node.raw) : undefined),
});

const row = object({
  leaseOwner: optional(text()),
  leaseCounter: optional(integer({ min: 0 })),
  checkpoint: optional(checkpoint),
  checkpointSubSequenceNumber: optional(integer({ min: 0 })),
  ownerSwitchesSinceCheckpoint: optional(integer({ min: 0 })),
  parentShardId: optional(list(text(), { orOne: true })),
  childShardIds: optional(list(text(), { orOne: true })),
  startingHashKey: optional(hashKey),
  endingHashKey: optional(hashKey),
  pendingCheckpoint: optional(checkpoint),
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
    childShardIds: read.childShardIds ?? [],
    hashRange:
      read.startingHashKey === undefined || read.endingHashKey === undefined
        ? undefined
        : { start: read.startingHashKey, end: read.endingHashKey },
    pendingCheckpoint: read.pendingCheckpoint,
    throughputKBps: read.throughputKBps,
    checkpointOwner: read.checkpointOwner,
  })),
}));

const fromFile: Schema<LeaseRows> = refine(textDocument('a lease table'), (source, node, reader) =>
  readLeaseTable(source, placeOf(node), reader),
);

/** `leases: { shardId-…: { leaseOwner: w1 } }`, or `{ file: … }` with what `aws dynamodb scan` or an export wrote. */
export const leaseRows: Schema<LeaseRows> = {
  json: () => ({ anyOf: [inline.json(), fromFile.json()] }),
  read: (node, reader) => {
    const isFile = node.kind === 'map' && node.entries.size === 1 && member(node, 'file')?.kind === 'scalar';
    return (isFile ? fromFile : inline).read(node, reader);
  },
};
