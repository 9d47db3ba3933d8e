import {
  type AssignmentRun,
  type AssignmentStrategy,
  balancesInRun,
  type RunEnd,
  releasedAfter,
} from '../../../src/services/kcl/assignment/run.ts';
import { donation, rebalanceBand } from '../../../src/services/kcl/assignment/variance-decider.ts';
import { isStale, movingAverage } from '../../../src/services/kcl/assignment/worker-metrics.ts';
import { ASSIGNMENT_DEFAULTS } from '../../../src/services/kcl/config.ts';
import { actualOwner } from '../../../src/services/kcl/lease.ts';
import { targetLeases } from '../../../src/services/kcl/lease-taker.ts';
import { agrees, isList, isRecord, own } from '../compare.ts';
import type { Adapter, Json } from '../contract.ts';
import { activeIn, configOf, countsOf, type Fleet, failoverOf, fleetOf, leasesOf, NOW, run, statsOf } from './fleet.ts';
import { has, listOf, pick, pickNumber, pickText, pickTime, pickTruth } from './input.ts';
import { columnsOf } from './rows.ts';

const worker = (name: string) => ({ worker: name, lastUpdate: NOW, values: new Map(), limits: new Map() });

/** The strategy that counts. */
export const byCount: Adapter = {
  answer: (input) => {
    const leases = pickNumber(input, 'leases', 'N');
    const workers = pickNumber(input, 'workers', 'activeWorkers', 'W');
    const most = pickNumber(input, 'maxLeasesForWorker') ?? Number.MAX_SAFE_INTEGER;
    if (leases !== undefined && workers !== undefined) return { ...targetLeases(leases, workers, most) };
    const given = own(input, 'leases');
    if (given === undefined) return undefined;
    const loose = pickNumber(input, 'unassigned', 'unassignedLeases', 'expired') ?? 0;
    const before = [
      ...leasesOf(given, failoverOf(input)),
      ...leasesOf([{ owner: null, count: loose, key: null }], 0).map(({ row, age }, at) => ({
        row: { ...row, leaseKey: `loose-${at}` },
        age,
      })),
    ];
    const named = isRecord(given) && !has(given, 'count') ? Object.keys(given) : [];
    const active = activeIn(input) ?? named.filter((name) => !/^(null|none|unassigned|unowned)$/.test(name));
    const fleet = fleetOf(before);
    const done = run(fleet, input, {
      stats: active.map(worker),
      now: NOW,
      balances: true,
      strategy: 'LEASE_COUNT_BASED',
    });
    const owners = before.map(({ row }) => actualOwner(row));
    const dead = new Set(owners.filter((owner) => owner !== undefined && !active.includes(owner)));
    const moved = done.changes.filter(({ how }) => how !== 'blocked');
    const counts = countsOf(fleet.rows, active);
    return {
      ...counts,
      moves: moved.length,
      moved: moved.length,
      assigned: moved.length,
      assignments: moved.length,
      to: moved[0]?.to ?? null,
      from: moved[0]?.lease.leaseOwner ?? null,
      toDead: moved.filter(({ to }) => dead.has(to)).length,
      left: done.spillover,
      unassigned: done.spillover,
      remaining: done.spillover,
      spillover: done.spillover,
      target: targetLeases(before.length, active.length, most).target,
      movedKeys: moved.map(({ lease }) => lease.leaseKey),
      owners: Object.fromEntries(fleet.rows.map((row) => [row.leaseKey, actualOwner(row) ?? null])),
      counts,
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
  answer: (input) => leadership(input) ?? numbers(input) ?? runs(input),
};

/** How runs end, which of them balance, and which rows of metrics go. */
function leadership(input: Json): Json | undefined {
  const failures = listOf(input, 'failures') ?? listOf(input, 'runResults');
  if (failures !== undefined) {
    const ends = failures.map((one): RunEnd => {
      const text = String(one);
      if (/success|ok/i.test(text)) return 'success';
      return /error$/i.test(text) ? 'error' : 'exception';
    });
    const released = releasedAfter(ends) ?? null;
    return { releasedAfter: released, released: released !== null, leadershipReleased: released !== null };
  }
  const count = pickNumber(input, 'runs');
  const frequency =
    pickNumber(input, 'varianceBalancingFrequency') ?? pickNumber(own(input, 'config'), 'varianceBalancingFrequency');
  if (count !== undefined && !has(input, 'leases')) {
    const balances = Array.from({ length: count }, (_, at) =>
      balancesInRun(at, frequency ?? ASSIGNMENT_DEFAULTS.balancingFrequency),
    );
    return {
      balances,
      balanced: balances,
      reBalances: balances,
      balancingRuns: balances.flatMap((one, at) => (one ? [at + 1] : [])),
    };
  }
  const stale = own(input, 'staleWorkerMetrics') ?? own(input, 'workerMetrics');
  const age = pickTime(stale, 'age', 'lastupdateage', 'ago');
  if (age === undefined) return undefined;
  const deleted = isStale({ lastUpdate: NOW - age }, NOW);
  return { deleted, cleaned: deleted, remaining: deleted ? 0 : 1 };
}

/** The arithmetic of one decision: an average, a band, what a donor gives. */
function numbers(input: Json): Json | undefined {
  const config = configOf(input);
  const values = listOf(input, 'metricValues') ?? listOf(input, 'values') ?? listOf(input, 'metricStats');
  if (values !== undefined) {
    const average = movingAverage(
      values.filter((one) => typeof one === 'number'),
      config.emaAlpha,
    );
    return { ema: average, metric: average, value: average, average, utilization: average };
  }
  if (has(input, 'leases')) return undefined;
  const load = pickNumber(input, 'load', 'utilization', 'v', 'value');
  const average = pickNumber(input, 'average', 'fleetAverage', 'avg') ?? averageOf(input);
  if (average === undefined) return undefined;
  const assigned =
    pickNumber(input, 'assignedThroughput', 'assignedThroughputKBps', 'assignedTp', 'throughputKBps') ?? 0;
  const takes = load === undefined ? null : donation(assigned, load, average, config.dampeningPercentage);
  return {
    average,
    ...rebalanceBand(average, config.reBalanceThresholdPercentage),
    takeKBps: takes,
    take: takes,
    throughputToTake: takes,
  };
}

function averageOf(input: Json): number | undefined {
  const loads = statsOf(own(input, 'workers')).flatMap(({ values }) =>
    [...values.values()].map((one) => movingAverage(one)),
  );
  return loads.length === 0 ? undefined : loads.reduce((sum, one) => sum + one, 0) / loads.length;
}

/** Runs of the manager over leases and workers. */
function runs(input: Json): Json | undefined {
  const given = own(input, 'leases');
  if (given === undefined) return undefined;
  const before = leasesOf(given, failoverOf(input), pickNumber(input, 'tp', 'throughputKBps', 'throughput'));
  const later = own(input, 'workersAddedBeforeSecondRun');
  const fleet = fleetOf(before);
  const all =
    pickText(input, 'strategy', 'leaseAssignmentStrategy') ??
    pickText(own(input, 'config'), 'strategy', 'leaseAssignmentStrategy');
  const strategy: AssignmentStrategy = all === 'LEASE_COUNT_BASED' ? all : 'WORKER_UTILIZATION_AWARE';
  const stats = statsOf(own(input, 'workers') ?? own(input, 'activeWorkers'));
  if (later !== undefined) {
    // What is unowned only comes before the second run; the first one makes the leader know the others.
    fleet.rows = before.flatMap(({ row }) => (row.leaseOwner === undefined ? [] : [row]));
    run(fleet, input, { stats, now: NOW, balances: true, strategy });
    fleet.rows = [...fleet.rows, ...before.flatMap(({ row }) => (row.leaseOwner === undefined ? [row] : []))];
    return told(
      fleet,
      input,
      [run(fleet, input, { stats: [...stats, ...statsOf(later)], now: NOW + 10, balances: true, strategy })],
      [...stats, ...statsOf(later)].map((one) => one.worker),
    );
  }
  const leads = pick(input, 'isLeader', 'leader', 'leaderAtRun');
  const turns = isList(leads) ? leads : Array.from({ length: pickNumber(input, 'runs') ?? 1 }, () => leads ?? true);
  const every = pickTime(input, 'betweenruns', 'runinterval', 'runevery') ?? 10;
  const frequency =
    pickNumber(own(input, 'config'), 'varianceBalancingFrequency') ??
    pickNumber(input, 'varianceBalancingFrequency') ??
    ASSIGNMENT_DEFAULTS.balancingFrequency;
  const resets = pickTruth(input, 'resetBetweenRuns', 'resetEachRun', 'conditionRestoredEachRun') === true;
  const workers = stats.map((one) => one.worker);
  const done: (AssignmentRun | undefined)[] = [];
  const perRun: Record<string, number>[] = [];
  const balances: boolean[] = [];
  let led = 0;
  for (const [at, leader] of turns.entries()) {
    if (resets) fleet.rows = before.map(({ row }) => row);
    const balancing = leader !== false && balancesInRun(led, frequency);
    const settings = { stats, now: NOW + at * every, balances: balancing, strategy };
    done.push(leader === false ? undefined : run(fleet, input, settings));
    balances.push(balancing);
    perRun.push(countsOf(fleet.rows, workers));
    if (leader !== false) led += 1;
  }
  const byWorker = workers.map((worker) => [`${worker}PerRun`, perRun.map((counts) => counts[worker] ?? 0)] as const);
  return {
    ...(told(fleet, input, done, workers) as object),
    balances,
    reBalances: balances,
    balanced: balances,
    balancingRuns: balances.flatMap((one, at) => (one ? [at + 1] : [])),
    countsPerRun: perRun,
    ...Object.fromEntries(byWorker),
  };
}

function told(
  fleet: Fleet,
  input: Json,
  done: readonly (AssignmentRun | undefined)[],
  workers: readonly string[],
): Json {
  const changes = done.flatMap((one) => one?.changes ?? []);
  const moved = changes.filter(({ how }) => how !== 'blocked');
  const planned: Record<string, Json> = Object.fromEntries(
    fleet.rows.map((row) => [row.leaseKey, row.leaseOwner ?? null]),
  );
  const wantsPlan = pickTruth(input, 'planned') === true;
  const counts = countsOf(
    wantsPlan ? fleet.rows.map((row) => ({ ...row, checkpointOwner: undefined })) : fleet.rows,
    workers,
  );
  const first = done.findIndex((one) => (one?.changes.length ?? 0) > 0);
  return {
    unassigned: 0,
    ...counts,
    owners: wantsPlan ? planned : Object.fromEntries(fleet.rows.map((row) => [row.leaseKey, actualOwner(row) ?? null])),
    leaseOwners: planned,
    counts,
    moved: moved.length,
    moves: moved.length,
    assigned: moved.length,
    to: moved[0]?.to ?? null,
    from: moved[0]?.lease.leaseOwner ?? null,
    movedKeys: moved.map(({ lease }) => lease.leaseKey),
    handoffs: moved.filter(({ how }) => how === 'handoff').length,
    pendingHandoff: fleet.rows.filter((row) => row.checkpointOwner !== undefined).length,
    blocked: changes.filter(({ how }) => how === 'blocked').length,
    assignedAtRun: first === -1 ? null : first + 1,
    spillover: done.at(-1)?.spillover ?? 0,
    LeaseSpillover: done.at(-1)?.spillover ?? 0,
    active: done.at(-1)?.active ?? [],
    activeWorkers: done.at(-1)?.active ?? [],
    averages: Object.fromEntries(done.at(-1)?.averages ?? []),
    rows: Object.fromEntries(fleet.rows.map((row) => [row.leaseKey, columnsOf(row)])),
  };
}

function isOwnedBy(actual: Json | undefined, expected: Json): boolean {
  if (typeof expected === 'string' && /^(not |!)/.test(expected)) return actual !== expected.replace(/^(not |!)/, '');
  return agrees(expected, actual);
}
