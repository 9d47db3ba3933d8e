import { type Checkpoint, readCheckpoint, sentinelOf, TRIM_HORIZON } from '../../../src/services/kcl/checkpoint.ts';
import { type Lease, newLease } from '../../../src/services/kcl/lease.ts';
import { isList, isRecord, own } from '../compare.ts';
import type { Json } from '../contract.ts';
import { has, listOf, numberOf, pick, pickNumber, pickText, textOf, texts } from './input.ts';

/** `"500"`, `["500", 2]` or `{ sequenceNumber, subSequenceNumber }` as a checkpoint. */
export function checkpointOf(value: Json | undefined): Checkpoint {
  const fields = isRecord(value)
    ? [pick(value, 'sequenceNumber', 'checkpoint', 'position'), pickNumber(value, 'subSequenceNumber', 'sub')]
    : isList(value)
      ? value
      : [value, 0];
  const [sequence, sub] = fields;
  return readCheckpoint(String(sequence), typeof sub === 'number' ? sub : 0) ?? TRIM_HORIZON;
}

/** The word or number of a checkpoint. */
export function wordOf(checkpoint: Checkpoint): string {
  return sentinelOf(checkpoint) ?? checkpoint.sequenceNumber ?? String(checkpoint.position);
}

/** A row from its columns. */
export function rowOf(value: Json | undefined, leaseKey: string): Lease {
  const at = checkpointOf(own(value, 'checkpoint') ?? null);
  return {
    ...newLease(
      textOf(value, 'leaseKey') ?? leaseKey,
      has(value, 'checkpoint')
        ? { ...at, sub: numberOf(value, 'checkpointSubSequenceNumber') ?? at.sub }
        : TRIM_HORIZON,
    ),
    leaseOwner: textOf(value, 'leaseOwner') ?? textOf(value, 'owner'),
    leaseCounter: pickNumber(value, 'leaseCounter', 'counter') ?? 0,
    ownerSwitchesSinceCheckpoint: pickNumber(value, 'ownerSwitchesSinceCheckpoint', 'ownerSwitches') ?? 0,
    checkpointOwner: textOf(value, 'checkpointOwner'),
    throughputKBps: numberOf(value, 'throughputKBps'),
    parentShardIds: texts(listOf(value, 'parentShardIds') ?? listOf(value, 'parentShardId')),
    childShardIds: texts(listOf(value, 'childShardIds')),
    ...(pickText(value, 'pendingCheckpoint') === undefined
      ? {}
      : { pendingCheckpoint: checkpointOf(own(value, 'pendingCheckpoint')) }),
  };
}

/** A row in the columns of the table. */
export function columnsOf(row: Lease): { readonly [key: string]: Json } {
  return {
    leaseKey: row.leaseKey,
    leaseOwner: row.leaseOwner ?? null,
    leaseCounter: row.leaseCounter,
    ownerSwitchesSinceCheckpoint: row.ownerSwitchesSinceCheckpoint,
    checkpointOwner: row.checkpointOwner ?? null,
    checkpoint: wordOf(row.checkpoint),
    checkpointSubSequenceNumber: row.checkpoint.sub,
    pendingCheckpoint: row.pendingCheckpoint === undefined ? null : wordOf(row.pendingCheckpoint),
    throughputKBps: row.throughputKBps ?? null,
    childShardIds: row.childShardIds,
    parentShardIds: row.parentShardIds,
  };
}
