import { Belief, NEVER } from '../../../src/services/kcl/belief.ts';
import {
  type Checkpoint,
  compareCheckpoints,
  readCheckpoint,
  TRIM_HORIZON,
} from '../../../src/services/kcl/checkpoint.ts';
import { auditLeases, findHole, type HoleMemory } from '../../../src/services/kcl/hash-range.ts';
import { isAvailable, type Lease, newLease } from '../../../src/services/kcl/lease.ts';
import { whyKept } from '../../../src/services/kcl/lease-cleanup.ts';
import { LeaseTable } from '../../../src/services/kcl/lease-table.ts';
import { computeLeaseCounts, decideTake } from '../../../src/services/kcl/lease-taker.ts';
import {
  assignLease,
  evictLease,
  initiateHandoff,
  renewLease,
  takeLease,
  type Written,
  writeCheckpoint,
} from '../../../src/services/kcl/lease-write.ts';
import { type ListedShard, leasesForEmptyTable, leasesToCreate } from '../../../src/services/kcl/shard-sync.ts';
import { HOLE_CONFIDENCE, leaseTimers, VERY_OLD_MULTIPLIER } from '../../../src/services/kcl/timers.ts';
import { featuresOf, parseVersion } from '../../../src/services/kcl/version.ts';
import { isList, isRecord, own } from '../compare.ts';
import type { Adapter, Json } from '../contract.ts';
import { has, listOf, numberOf, rangeOf, records, textOf, texts, truthOf } from './input.ts';

const NOW = 1_767_603_600_000;

function checkpointOf(value: Json | undefined): Checkpoint {
  const [sequence, sub] = isList(value) ? value : [value, 0];
  return readCheckpoint(String(sequence), typeof sub === 'number' ? sub : 0) ?? TRIM_HORIZON;
}

/** A row from its columns. */
function rowOf(value: Json | undefined, leaseKey: string): Lease {
  return {
    ...newLease(
      textOf(value, 'leaseKey') ?? leaseKey,
      has(value, 'checkpoint') ? checkpointOf(own(value, 'checkpoint')) : TRIM_HORIZON,
    ),
    leaseOwner: textOf(value, 'leaseOwner') ?? textOf(value, 'owner'),
    leaseCounter: numberOf(value, 'leaseCounter') ?? 0,
    ownerSwitchesSinceCheckpoint: numberOf(value, 'ownerSwitchesSinceCheckpoint') ?? 0,
    checkpointOwner: textOf(value, 'checkpointOwner'),
    parentShardIds: texts(listOf(value, 'parentShardIds')),
  };
}

export const timers: Adapter = {
  answer: (input) => {
    const { renew, take, assign, discover } = leaseTimers(
      numberOf(input, 'failoverTimeMillis') ?? 10_000,
      numberOf(input, 'epsilonMillis'),
    );
    return {
      renewIntervalMs: renew,
      takeIntervalMs: take,
      leaseAssignmentIntervalMs: assign,
      assignIntervalMs: assign,
      discoveryIntervalMs: discover,
      discoverIntervalMs: discover,
    };
  },
};

export const taker: Adapter = {
  answer: (input) => {
    const groups = records(listOf(input, 'leases'));
    const me = textOf(input, 'me') ?? 'foo';
    const failoverTime = numberOf(input, 'failoverTimeMillis') ?? 10_000;
    const features = featuresOf(
      parseVersion(textOf(input, 'kclVersion') ?? '3.x') ?? { text: '', major: 3, minor: 0, patch: 0 },
    );
    const table = new LeaseTable();
    const belief = new Belief();
    for (const [group, one] of groups.entries()) {
      for (let at = 0; at < (numberOf(one, 'count') ?? 1); at += 1) {
        const row = { ...rowOf(one, textOf(one, 'key') ?? `${group}-${String(at).padStart(6, '0')}`) };
        table.put(row);
        belief.set(table.slotOf(row.leaseKey) ?? 0, row.leaseCounter, sinceOf(one, failoverTime));
      }
    }
    const available = listOf(input, 'available');
    const counts =
      available === undefined ? undefined : computeLeaseCounts([...table.rows()], new Set(texts(available)), me);
    const pass = decideTake(
      table,
      belief,
      NOW,
      {
        worker: me,
        failoverTime,
        maxLeasesForWorker: numberOf(input, 'maxLeasesForWorker') ?? Number.MAX_SAFE_INTEGER,
        maxLeasesToStealAtOneTime: numberOf(input, 'maxLeasesToStealAtOneTime') ?? 1,
        priorityAssignment: truthOf(input, 'enablePriorityLeaseAssignment') ?? features.priorityAssignment,
        veryOldMultiplier: numberOf(input, 'veryOldLeaseDurationNanosMultiplier') ?? VERY_OLD_MULTIPLIER,
        unownedAvailable: features.unownedAvailable,
      },
      undefined,
    );
    return {
      take: pass.take.length,
      count: pass.take.length,
      keys: pass.take.map((slot) => table.at(slot)?.leaseKey ?? ''),
      target: pass.target,
      need: pass.need,
      action: pass.take.length === 0 ? 'none' : pass.branch === 'steal' ? 'steal' : 'take',
      victim: pass.branch === 'steal' ? (pass.victim?.worker ?? null) : null,
      veryOld: pass.veryOld,
      counts: counts === undefined ? null : Object.fromEntries(counts),
    };
  },
};

/** When the row was last seen to move: never, some time ago, or now. */
function sinceOf(lease: Json, failoverTime: number): number {
  if (truthOf(lease, 'neverRenewed') === true) return NEVER;
  const age = numberOf(lease, 'ageMs') ?? numberOf(lease, 'lastRenewedMsAgo');
  if (age !== undefined) return NOW - age;
  return truthOf(lease, 'expired') === true ? NOW - failoverTime - 1 : NOW;
}

export const availability: Adapter = {
  answer: (input) => ({
    available: records(listOf(input, 'cases')).map((one) =>
      isAvailable({ leaseOwner: textOf(one, 'owner') }, truthOf(one, 'expired') === true, true),
    ),
  }),
};

type Write = (row: Lease | undefined, parameters: Json) => Written;

const counterIn = (parameters: Json) =>
  numberOf(parameters, 'rememberedCounter') ??
  numberOf(parameters, 'seenCounter') ??
  numberOf(parameters, 'expectedCounter') ??
  0;
const ownersIn = (parameters: Json) => ({
  leaseOwner: textOf(parameters, 'expectedOwner') ?? textOf(parameters, 'expectedLeaseOwner'),
  checkpointOwner: textOf(parameters, 'expectedCheckpointOwner'),
});
const newOwnerIn = (parameters: Json) =>
  textOf(parameters, 'newOwner') ?? textOf(parameters, 'worker') ?? textOf(parameters, 'to') ?? '';

const WRITES: Readonly<Record<string, Write>> = {
  renew: (row, parameters) =>
    renewLease(row, { counter: counterIn(parameters), checkpointOwner: textOf(parameters, 'knownCheckpointOwner') }),
  take: (row, parameters) => takeLease(row, counterIn(parameters), newOwnerIn(parameters)),
  evict: (row, parameters) => evictLease(row, ownersIn(parameters)),
  assign: (row, parameters) => assignLease(row, ownersIn(parameters), newOwnerIn(parameters)),
  initiateHandoff: (row, parameters) => initiateHandoff(row, ownersIn(parameters), newOwnerIn(parameters)),
  checkpoint: (row, parameters) =>
    writeCheckpoint(row, counterIn(parameters), checkpointOf(own(parameters, 'checkpoint'))),
};

export const writes: Adapter = {
  answer: (input) => {
    let row: Lease = rowOf(own(input, 'row'), 'shardId-000000000000');
    const results: Record<string, Json> = {};
    const steps = listOf(input, 'steps') ?? [input];
    for (const step of steps) {
      for (const [name, write] of Object.entries(WRITES)) {
        const parameters = own(step, name);
        if (parameters === undefined) continue;
        const written = write(row, parameters);
        results[`${name}Result`] = 'row' in written;
        results['result'] = 'row' in written;
        if ('row' in written) row = written.row;
      }
    }
    if (Object.keys(results).length === 0) return undefined;
    return {
      ...results,
      row: {
        leaseKey: row.leaseKey,
        leaseOwner: row.leaseOwner ?? null,
        leaseCounter: row.leaseCounter,
        ownerSwitchesSinceCheckpoint: row.ownerSwitchesSinceCheckpoint,
        checkpointOwner: row.checkpointOwner ?? null,
      },
    };
  },
};

export const shardSync: Adapter = {
  answer: (input) => {
    const graph = own(input, 'graph');
    if (isRecord(graph)) return rowsFor(graph, input);
    const ranges = (listOf(input, 'ranges') ?? []).flatMap((one) => rangeOf(one) ?? []);
    if (!has(input, 'ranges') && !has(input, 'leases')) return undefined;
    const rows = has(input, 'leases') ? (listOf(input, 'leases') ?? []).length : ranges.length;
    let memory: HoleMemory | undefined;
    let sync = false;
    const looks = numberOf(input, 'consecutive') ?? numberOf(input, 'times') ?? numberOf(input, 'runs') ?? 1;
    for (let look = 0; look < looks; look += 1) {
      const audit = auditLeases(ranges, rows, memory, HOLE_CONFIDENCE);
      memory = audit.memory;
      sync = audit.sync;
    }
    return { hole: findHole(ranges) !== undefined, syncTriggered: sync };
  },
};

function rowsFor(graph: { readonly [key: string]: Json }, input: Json): Json {
  const open = new Set(texts(listOf(graph, 'open')));
  const shards = Object.keys(graph)
    .filter((name) => name !== 'open')
    .map((shardId): ListedShard => ({ shardId, parents: texts(listOf(graph, shardId)), open: open.has(shardId) }));
  const rows = new Set(texts(listOf(input, 'existingLeases')));
  const position = textOf(input, 'initialPosition');
  const initial = position === 'LATEST' || position === 'AT_TIMESTAMP' ? position : 'TRIM_HORIZON';
  const created =
    truthOf(input, 'emptyTable') === true
      ? leasesForEmptyTable(shards, initial)
      : leasesToCreate(shards, rows, initial);
  return { create: Object.fromEntries(created.map((lease) => [lease.leaseKey, wordOf(lease.checkpoint)])) };
}

const wordOf = (checkpoint: Checkpoint) =>
  checkpoint.position === TRIM_HORIZON.position
    ? 'TRIM_HORIZON'
    : checkpoint.position === -1
      ? 'LATEST'
      : 'AT_TIMESTAMP';

export const checkpoints: Adapter = {
  answer: (input) => {
    const order = compareCheckpoints(checkpointOf(own(input, 'a')), checkpointOf(own(input, 'b')));
    return { compare: order < 0 ? 'a < b' : order > 0 ? 'a > b' : 'a = b' };
  },
};

export const cleanup: Adapter = {
  answer: (input) => {
    const given = own(input, 'children');
    const children = isList(given) ? given : isRecord(given) ? Object.values(given) : ['left', 'right'];
    const rows = new Map<string, Lease>();
    for (const [at, child] of children.entries()) {
      if (given === 'not in table' || child === 'not in table' || child === null) continue;
      rows.set(`child-${at}`, rowOf(typeof child === 'string' ? { checkpoint: child } : child, `child-${at}`));
    }
    const parents = has(input, 'parents') && own(input, 'parents') !== 'not in table' ? ['parent'] : [];
    for (const parent of parents) rows.set(parent, rowOf(null, parent));
    const lease = { ...rowOf(own(input, 'lease'), 'shard'), parentShardIds: parents };
    const kept = whyKept(
      lease,
      children.map((_, at) => `child-${at}`),
      (key) => rows.get(key),
    );
    return { deleted: kept === undefined, because: kept ?? null };
  },
};
