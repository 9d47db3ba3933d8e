import {
  type AssignmentInput,
  type AssignmentRun,
  runAssignment,
  type SeenLease,
} from '../../../src/services/kcl/assignment/run.ts';
import type { AssignmentConfig } from '../../../src/services/kcl/assignment/view.ts';
import type { WorkerStats } from '../../../src/services/kcl/assignment/worker-metrics.ts';
import { TRIM_HORIZON } from '../../../src/services/kcl/checkpoint.ts';
import { actualOwner, type Lease, newLease } from '../../../src/services/kcl/lease.ts';
import { assignLease } from '../../../src/services/kcl/lease-write.ts';
import { ASSIGNMENT_FAILURES_MOST } from '../../../src/services/kcl/timers.ts';
import { agrees, isList, isRecord, own } from '../compare.ts';
import type { Adapter, Json } from '../contract.ts';
import { has, listOf, numberOf, records, textOf, texts, truthOf } from './input.ts';

const NOW = 1_767_603_600_000;
const BIG = Number.MAX_SAFE_INTEGER;

/** Rows from `{ w1: 2, w2: 0 }`, from single rows, or from `{ count, owner }`. */
function leasesOf(value: Json | undefined): readonly Lease[] {
  const groups = isList(value) ? records(value) : isRecord(value) && has(value, 'count') ? [value] : undefined;
  if (groups !== undefined) {
    return groups.flatMap((group, at) =>
      Array.from({ length: numberOf(group, 'count') ?? 1 }, (_, nth) => ({
        ...newLease(textOf(group, 'key') ?? `lease-${at}-${String(nth).padStart(4, '0')}`, TRIM_HORIZON),
        leaseOwner: textOf(group, 'owner'),
        leaseCounter: 123,
        throughputKBps: numberOf(group, 'tp') ?? numberOf(group, 'throughputKBps'),
        checkpointOwner: textOf(group, 'checkpointOwner'),
      })),
    );
  }
  return Object.entries(isRecord(value) ? value : {}).flatMap(([owner, count]) =>
    Array.from({ length: Number(count) }, (_, nth) => ({
      ...newLease(`lease-${owner}-${String(nth).padStart(4, '0')}`, TRIM_HORIZON),
      leaseOwner: owner,
    })),
  );
}

const isExpired = (value: Json | undefined, key: string): boolean =>
  isList(value) &&
  records(value).some(
    (one, at) => truthOf(one, 'expired') === true && (textOf(one, 'key') === key || key.startsWith(`lease-${at}-`)),
  );

function statsOf(workers: Json | undefined): readonly WorkerStats[] {
  return Object.entries(isRecord(workers) ? workers : {}).map(([worker, given]) => {
    const values = new Map(
      Object.entries(isRecord(given) ? given : {}).flatMap(([name, found]) =>
        isList(found) ? [[name, found.filter((one) => typeof one === 'number')] as const] : [],
      ),
    );
    const limit = numberOf(given, 'limit');
    const inactive = truthOf(given, 'inactive') === true || truthOf(given, 'active') === false;
    return {
      worker,
      lastUpdate: inactive ? 0 : (numberOf(given, 'lastUpdateTime') ?? NOW),
      values,
      limits: new Map(limit === undefined ? [] : [...values.keys()].map((name) => [name, limit] as const)),
    };
  });
}

function configOf(input: Json): AssignmentConfig {
  const given = own(input, 'config');
  const number = (name: string, otherwise: number) => numberOf(given, name) ?? numberOf(input, name) ?? otherwise;
  return {
    maxLeasesForWorker: number('maxLeasesForWorker', BIG),
    maxThroughputPerHostKBps: number('maxThroughputPerHostKBps', BIG),
    dampeningPercentage: number('dampeningPercentage', 60),
    reBalanceThresholdPercentage: number('reBalanceThresholdPercentage', 10),
    allowThroughputOvershoot:
      truthOf(given, 'allowThroughputOvershoot') ?? truthOf(input, 'allowThroughputOvershoot') ?? true,
    emaAlpha: 0.5,
    reportEveryMs: 3_600_000,
  };
}

interface Fleet {
  rows: readonly Lease[];
  memory: ReadonlyMap<string, SeenLease>;
}

/** One run, with its assignments written. */
function run(
  fleet: Fleet,
  input: Json,
  rest: Pick<AssignmentInput, 'stats' | 'now' | 'balances' | 'strategy'>,
): AssignmentRun {
  const done = runAssignment(
    {
      ...rest,
      rows: fleet.rows,
      memory: fleet.memory,
      wallClock: NOW,
      failoverTime: numberOf(input, 'leaseDurationMs') ?? 3_600_000,
      config: configOf(input),
      handoff: { enabled: truthOf(own(input, 'config'), 'gracefulLeaseHandoff') === true, timeout: 30_000 },
    },
    undefined,
  );
  const changed = new Map(
    done.changes.filter(({ how }) => how !== 'blocked').map(({ lease, to }) => [lease.leaseKey, to]),
  );
  fleet.rows = fleet.rows.map((row) => {
    const to = changed.get(row.leaseKey);
    const written = to === undefined ? undefined : assignLease(row, row, to);
    return written !== undefined && 'row' in written ? written.row : row;
  });
  fleet.memory = done.memory;
  return done;
}

function countsOf(rows: readonly Lease[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const row of rows) {
    const owner = actualOwner(row) ?? 'unassigned';
    counts[owner] = (counts[owner] ?? 0) + 1;
  }
  return counts;
}

/** Rows known to be expired look as if they had last moved long ago. */
function memoryOf(value: Json | undefined, rows: readonly Lease[], now: number): ReadonlyMap<string, SeenLease> {
  const expired = rows.filter((row) => isExpired(value, row.leaseKey));
  return new Map(
    expired.map((row) => [
      row.leaseKey,
      {
        counter: row.leaseCounter,
        since: now - 86_400_000,
        leaseOwner: row.leaseOwner,
        checkpointOwner: undefined,
        handoffTimeoutAt: 0,
      },
    ]),
  );
}

/** The strategy that counts. */
export const byCount: Adapter = {
  answer: (input) => {
    const given = own(input, 'leases');
    const before = leasesOf(given);
    const named = isRecord(given) && !has(given, 'count') ? Object.keys(given) : [];
    const active = listOf(input, 'activeWorkers') === undefined ? named : texts(listOf(input, 'activeWorkers'));
    const stats = active.map((worker) => ({ worker, lastUpdate: NOW, values: new Map(), limits: new Map() }));
    const fleet: Fleet = { rows: before, memory: memoryOf(given, before, NOW) };
    const done = run(fleet, input, { stats, now: NOW, balances: true, strategy: 'LEASE_COUNT_BASED' });
    const dead = new Set(
      before.map((row) => row.leaseOwner).filter((owner) => owner !== undefined && !active.includes(owner)),
    );
    const moved = done.changes.filter(({ how }) => how !== 'blocked');
    return {
      moves: moved.length,
      assigned: moved.length,
      to: moved[0]?.to ?? null,
      toDead: moved.filter(({ to }) => dead.has(to)).length,
      left: done.spillover,
      unassigned: done.spillover,
      counts: countsOf(fleet.rows),
    };
  },
};

/** The lease assignment manager as a whole. A case may say `not X` of an owner. */
export const assignment: Adapter = {
  matches: (expected, actual) => {
    const owners = own(expected, 'owners');
    if (!isRecord(owners) || !isRecord(expected) || !isRecord(actual)) return agrees(expected, actual);
    const { owners: _, ...rest } = expected;
    return (
      agrees(rest, actual) &&
      Object.entries(owners).every(([key, owner]) => isOwnedBy(own(own(actual, 'owners'), key), owner))
    );
  },
  answer: (input) => {
    const failures = listOf(input, 'failures');
    if (failures !== undefined) {
      const error = failures.indexOf('error');
      return { releasedAfter: error === -1 ? ASSIGNMENT_FAILURES_MOST : error + 1 };
    }
    const given = own(input, 'leases');
    const before = leasesOf(given);
    const later = own(input, 'workersAddedBeforeSecondRun');
    const fleet: Fleet = { rows: before, memory: memoryOf(given, before, NOW) };
    const common = { balances: true, strategy: 'WORKER_UTILIZATION_AWARE' as const };
    if (later !== undefined) {
      fleet.rows = before.filter((row) => row.leaseOwner !== undefined);
      run(fleet, input, { ...common, stats: statsOf(own(input, 'workers')), now: NOW });
      fleet.rows = [...fleet.rows, ...before.filter((row) => row.leaseOwner === undefined)];
    }
    const stats = [...statsOf(own(input, 'workers')), ...statsOf(later)];
    const done = run(fleet, input, { ...common, stats, now: later === undefined ? NOW : NOW + 10 });
    const counts = Object.fromEntries([
      ...stats.map(({ worker }) => [worker, 0] as const),
      ...Object.entries(countsOf(fleet.rows)),
    ]);
    return {
      unassigned: 0,
      ...counts,
      owners: Object.fromEntries(fleet.rows.map((row) => [row.leaseKey, actualOwner(row) ?? null])),
      counts,
      moved: done.changes.filter(({ how }) => how !== 'blocked').length,
      handoffs: done.changes.filter(({ how }) => how === 'handoff').length,
    };
  },
};

function isOwnedBy(actual: Json | undefined, expected: Json): boolean {
  if (typeof expected === 'string' && expected.startsWith('not ')) return actual !== expected.slice(4);
  return agrees(expected, actual);
}
