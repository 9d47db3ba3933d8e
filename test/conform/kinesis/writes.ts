import { type Lease, newLease } from '../../../src/services/kcl/lease.ts';
import {
  assignLease,
  createLease,
  evictLease,
  initiateHandoff,
  isSpuriousFailure,
  prepareCheckpoint,
  renewLease,
  takeLease,
  type Written,
  writeCheckpoint,
} from '../../../src/services/kcl/lease-write.ts';
import { RENEW_TRIES, SCAN_TRIES, TAKE_TRIES } from '../../../src/services/kcl/timers.ts';
import { isRecord, own } from '../compare.ts';
import type { Adapter, Json } from '../contract.ts';
import { has, listOf, pick, pickNumber, pickText, pickTruth } from './input.ts';
import { checkpointOf, columnsOf, rowOf } from './rows.ts';

type Write = (row: Lease | undefined, parameters: Json) => Written;

const counterIn = (parameters: Json, row: Lease | undefined) =>
  pickNumber(
    parameters,
    'rememberedCounter',
    'seenCounter',
    'expectedCounter',
    'leaseCounter',
    'counter',
    'scannedCounter',
  ) ?? (isRecord(parameters) && pickTruth(parameters, 'stale') === true ? -1 : (row?.leaseCounter ?? 0));

/** Both owners as the writer saw them; where it says nothing, as they stand. */
function ownersIn(parameters: Json, row: Lease | undefined) {
  const seen = (name: string, otherwise: string | undefined) => {
    const found = pick(parameters, `expected${name}`, `seen${name}`, `remembered${name}`);
    return found === undefined ? otherwise : found === null ? undefined : String(found);
  };
  const from = pickText(parameters, 'from');
  return {
    leaseOwner: seen('Owner', seen('LeaseOwner', from ?? row?.leaseOwner)),
    checkpointOwner: seen('CheckpointOwner', has(parameters, 'expectedOwner') ? undefined : row?.checkpointOwner),
  };
}
const newOwnerIn = (parameters: Json) =>
  pickText(parameters, 'newOwner', 'worker', 'to', 'owner', 'newLeaseOwner') ?? '';

const take: Write = (row, parameters) => takeLease(row, counterIn(parameters, row), newOwnerIn(parameters));
const handoff: Write = (row, parameters) => initiateHandoff(row, ownersIn(parameters, row), newOwnerIn(parameters));
const update: Write = (row, parameters) => {
  // The library compares the token of the acquisition before it writes.
  if (pickTruth(parameters, 'concurrencyTokenMatches', 'sameToken', 'tokenMatches') === false)
    return { failed: 'owner' };
  const at = pick(parameters, 'checkpoint', 'sequenceNumber') ?? null;
  const sub = pickNumber(parameters, 'subSequenceNumber', 'checkpointSubSequenceNumber');
  const place = checkpointOf(at);
  return writeCheckpoint(row, counterIn(parameters, row), sub === undefined ? place : { ...place, sub });
};
const prepare: Write = (row, parameters) =>
  prepareCheckpoint(
    row,
    counterIn(parameters, row),
    checkpointOf(pick(parameters, 'pendingCheckpoint', 'checkpoint', 'sequenceNumber')),
  );
const create: Write = (row, parameters) =>
  createLease(row, { ...rowOf(parameters, row?.leaseKey ?? 'shardId-000000000000') });
const remove: Write = () => ({ row: newLease('', checkpointOf('TRIM_HORIZON')) });

const WRITES: Readonly<Record<string, Write>> = {
  renew: (row, parameters) =>
    renewLease(
      row,
      {
        counter: counterIn(parameters, row),
        checkpointOwner:
          pickText(parameters, 'knownCheckpointOwner', 'rememberedCheckpointOwner', 'checkpointOwner') ??
          (pickTruth(parameters, 'knowsCheckpointOwner', 'handoffKnown', 'alreadyKnown') === true
            ? row?.checkpointOwner
            : undefined),
      },
      pickNumber(parameters, 'throughputKBps'),
    ),
  take,
  steal: take,
  evict: (row, parameters) => evictLease(row, ownersIn(parameters, row)),
  assign: (row, parameters) => assignLease(row, ownersIn(parameters, row), newOwnerIn(parameters)),
  initiateHandoff: handoff,
  handoff,
  initiateGracefulLeaseHandoff: handoff,
  initiateGracefulHandoff: handoff,
  checkpoint: update,
  update,
  prepareCheckpoint: prepare,
  prepare,
  create,
  createLease: create,
  createLeaseIfNotExists: create,
  delete: remove,
};

/** Tries of an operation that is throttled. */
const TRIES: Readonly<Record<string, number>> = { take: TAKE_TRIES, renew: RENEW_TRIES, scan: SCAN_TRIES };

/** One write after another; several takes of the same row are a race. */
function stepsOf(input: Json): readonly Json[] {
  const race = listOf(input, 'takes') ?? listOf(input, 'race');
  return race?.map((take) => ({ take })) ?? listOf(input, 'steps') ?? listOf(input, 'operations') ?? [input];
}

/** Conditional writes to one row, one after another. */
export const writes: Adapter = {
  answer: (input) => {
    const tries = TRIES[pickText(input, 'operation', 'tries', 'retries') ?? ''];
    if (tries !== undefined) return { retries: tries, tries, attempts: tries };
    const given = own(input, 'row') ?? own(input, 'lease');
    let row = given === undefined || given === null ? undefined : rowOf(given, 'shardId-000000000000');
    const results: Record<string, Json> = {};
    const all: boolean[] = [];
    let last: Json = {};
    for (const step of stepsOf(input)) {
      for (const [name, parameters] of isRecord(step) ? Object.entries(step) : []) {
        const write = Object.hasOwn(WRITES, name) && name !== 'row' ? WRITES[name] : undefined;
        if (write === undefined) continue;
        const before = row;
        const fields = isRecord(parameters) ? parameters : { worker: parameters };
        const written = write(row, fields);
        const done = 'row' in written;
        if (done) row = name === 'delete' ? undefined : written.row;
        all.push(done);
        results[`${name}Result`] = done;
        last = verdict(name, fields, before, written);
      }
    }
    if (all.length === 0) return undefined;
    return {
      ...results,
      ...(last as object),
      results: all,
      result: all.at(-1) ?? false,
      success: all.at(-1) ?? false,
      succeeds: all.at(-1) ?? false,
      winner: row?.leaseOwner ?? null,
      row: row === undefined ? null : columnsOf(row),
    };
  },
};

/** What the last write means for the one who wrote. */
function verdict(
  name: string,
  parameters: Json,
  row: Lease | undefined,
  written: Written,
): { readonly [key: string]: Json } {
  const failed = 'failed' in written;
  const remembered = { counter: counterIn(parameters, row) };
  const worker = pickText(parameters, 'worker') ?? row?.leaseOwner ?? '';
  const spurious = name === 'renew' && failed && isSpuriousFailure(row, worker, remembered);
  const isCheckpoint = name === 'checkpoint' || name === 'update' || name.startsWith('prepare');
  return {
    spurious,
    leaseLost: failed && !spurious && (name === 'renew' || isCheckpoint) && written.failed !== 'handoff',
    treatedAsSuccess: !failed || spurious,
    created: name.startsWith('create') && !failed,
    failed: failed ? written.failed : null,
    error: failed && isCheckpoint ? 'ShutdownException' : failed ? 'ConditionalCheckFailedException' : null,
  };
}
