import {
  type AssignmentInput,
  type AssignmentRun,
  runAssignment,
  type SeenLease,
} from '../../../src/services/kcl/assignment/run.ts';
import type { AssignmentConfig } from '../../../src/services/kcl/assignment/view.ts';
import { EMA_ALPHA, type WorkerStats } from '../../../src/services/kcl/assignment/worker-metrics.ts';
import { ASSIGNMENT_DEFAULTS } from '../../../src/services/kcl/config.ts';
import { actualOwner, type Lease } from '../../../src/services/kcl/lease.ts';
import { assignLease, initiateHandoff, type Written } from '../../../src/services/kcl/lease-write.ts';
import { isList, isRecord, own } from '../compare.ts';
import type { Json } from '../contract.ts';
import { has, listOf, numberOf, pick, pickNumber, pickText, pickTime, pickTruth, records, texts } from './input.ts';
import { rowOf } from './rows.ts';
import { ageOf } from './timers.ts';

export const NOW = 1_767_603_600_000;
const HOUR = 3_600_000;

/** One row of a case with what the case knows of its age. */
export interface GivenLease {
  readonly row: Lease;
  readonly age: number | undefined;
}

/** Rows from `{ w1: 2, w2: 0 }`, from single rows, or from `{ count, owner }`. */
export function leasesOf(value: Json | undefined, failoverTime: number, throughput?: number): readonly GivenLease[] {
  const groups = isList(value) ? records(value) : isRecord(value) && has(value, 'count') ? [value] : undefined;
  const counted = Object.entries(isRecord(value) && groups === undefined ? value : {}).filter(
    ([, count]) => typeof count === 'number',
  );
  const all =
    groups ??
    counted.map(([owner, count]) => ({
      owner: /^(null|none|unassigned|unowned)$/.test(owner) ? null : owner,
      count,
      group: owner,
    }));
  return all.flatMap((group, at) => {
    const age = pickTruth(group, 'expired') === true ? 24 * HOUR + failoverTime : ageOf(group);
    const name = pickText(group, 'group') ?? String(at);
    return Array.from({ length: pickNumber(group, 'count') ?? 1 }, (_, nth) => {
      const row = rowOf(
        group,
        pickText(group, 'key', 'leaseKey', 'name') ?? `lease-${name}-${String(nth).padStart(4, '0')}`,
      );
      return {
        row: {
          ...row,
          leaseCounter: 123,
          throughputKBps: pickNumber(group, 'tp', 'throughput', 'throughputKBps') ?? throughput,
        },
        age,
      };
    });
  });
}

/** Metric rows of workers: lists of values by metric name, `limit` for all of them or `limits` each. */
export function statsOf(workers: Json | undefined): readonly WorkerStats[] {
  const entries: readonly (readonly [string, Json])[] = isList(workers)
    ? workers.map((one) =>
        typeof one === 'string' ? [one, {}] : [pickText(one, 'id', 'worker', 'name', 'workerId') ?? '', one],
      )
    : Object.entries(isRecord(workers) ? workers : {});
  return entries.map(([worker, given]) => {
    const metrics = pick(given, 'metrics', 'metricStats', 'sts') ?? given;
    const values = new Map<string, readonly number[]>();
    for (const [name, found] of Object.entries(isRecord(metrics) ? metrics : {})) {
      if (isList(found))
        values.set(
          name,
          found.filter((one) => typeof one === 'number'),
        );
      else if (typeof found === 'number' && /^(C|M|NI|NO|cpu)$/i.test(name)) values.set(name, [found]);
    }
    const limit = pickNumber(given, 'limit', 'operatingRange', 'operatingRangeMax', 'max');
    const limits = pick(given, 'limits', 'opr', 'operatingRange');
    const each = (name: string) => {
      const found = own(limits, name);
      return limit ?? numberOf(limits, name) ?? (isList(found) && typeof found[0] === 'number' ? found[0] : LIMIT);
    };
    const inactive = pickTruth(given, 'inactive', 'dead') === true || pickTruth(given, 'active', 'alive') === false;
    const age = pickTime(given, 'lastupdateage', 'lastupdateago', 'updatedago', 'age', 'statsage');
    return {
      worker,
      lastUpdate: inactive ? 0 : age === undefined ? (pickNumber(given, 'lastUpdateTime') ?? NOW) : NOW - age,
      values,
      limits: new Map([...values.keys()].map((name) => [name, each(name)] as const)),
    };
  });
}

const LIMIT = 100;

export function configOf(input: Json): AssignmentConfig {
  const given = own(input, 'config');
  const number = (name: string, otherwise: number) => pickNumber(given, name) ?? pickNumber(input, name) ?? otherwise;
  const { dampeningPercentage, reBalanceThresholdPercentage, allowThroughputOvershoot } = ASSIGNMENT_DEFAULTS;
  return {
    maxLeasesForWorker: number('maxLeasesForWorker', Number.MAX_SAFE_INTEGER),
    maxThroughputPerHostKBps: number('maxThroughputPerHostKBps', Number.MAX_SAFE_INTEGER),
    dampeningPercentage: number('dampeningPercentage', dampeningPercentage),
    reBalanceThresholdPercentage: number('reBalanceThresholdPercentage', reBalanceThresholdPercentage),
    allowThroughputOvershoot:
      pickTruth(given, 'allowThroughputOvershoot') ??
      pickTruth(input, 'allowThroughputOvershoot') ??
      allowThroughputOvershoot,
    emaAlpha: number('workerMetricsEMAAlpha', number('alpha', EMA_ALPHA)),
    reportEveryMs:
      pickTime(input, 'reportevery', 'workermetricsreportinterval') ??
      pickTime(given, 'workermetricsreporterfreq') ??
      ASSIGNMENT_DEFAULTS.reportEveryMs,
  };
}

export const failoverOf = (input: Json): number => pickTime(input, 'leaseduration', 'failovertime', 'failover') ?? HOUR;

export interface Fleet {
  rows: readonly Lease[];
  memory: ReadonlyMap<string, SeenLease>;
}

/** What the leader remembers of rows whose ages the case gives. */
export function fleetOf(given: readonly GivenLease[]): Fleet {
  const known = given.filter(({ age }) => age !== undefined);
  return {
    rows: given.map(({ row }) => row),
    memory: new Map(
      known.map(({ row, age }) => [
        row.leaseKey,
        {
          counter: row.leaseCounter,
          since: NOW - (age ?? 0),
          leaseOwner: row.leaseOwner,
          checkpointOwner: row.checkpointOwner,
          handoffTimeoutAt: 0,
        },
      ]),
    ),
  };
}

type RunSettings = Pick<AssignmentInput, 'stats' | 'now' | 'balances' | 'strategy'>;

/** One run, with its changes written. */
export function run(fleet: Fleet, input: Json, settings: RunSettings): AssignmentRun {
  const handoff = own(input, 'config') ?? input;
  const done = runAssignment(
    {
      ...settings,
      rows: fleet.rows,
      memory: fleet.memory,
      wallClock: NOW,
      failoverTime: failoverOf(input),
      config: configOf(input),
      handoff: {
        enabled:
          (pickTruth(handoff, 'gracefulLeaseHandoff', 'isGracefulLeaseHandoffEnabled') ??
            pickTruth(input, 'gracefulLeaseHandoff', 'gracefulHandoff')) === true,
        timeout: pickTime(handoff, 'gracefulleasehandofftimeout', 'handofftimeout') ?? 30_000,
      },
    },
    undefined,
  );
  const changed = new Map(done.changes.map((change) => [change.lease.leaseKey, change]));
  fleet.rows = fleet.rows.map((row) => {
    const change = changed.get(row.leaseKey);
    if (change === undefined || change.how === 'blocked') return row;
    const written: Written =
      change.how === 'handoff' ? initiateHandoff(row, row, change.to) : assignLease(row, row, change.to);
    return 'row' in written ? written.row : row;
  });
  fleet.memory = done.memory;
  return done;
}

/** Leases by who works on them. */
export function countsOf(rows: readonly Lease[], workers: readonly string[] = []): Record<string, number> {
  const counts: Record<string, number> = Object.fromEntries(workers.map((worker) => [worker, 0]));
  for (const row of rows) {
    const owner = actualOwner(row) ?? 'unassigned';
    counts[owner] = (counts[owner] ?? 0) + 1;
  }
  return counts;
}

/** Names of the workers a case calls active. */
export function activeIn(input: Json): readonly string[] | undefined {
  const named = pick(input, 'activeWorkers', 'workers');
  return isList(named) && named.every((one) => typeof one === 'string')
    ? texts(named)
    : listOf(input, 'activeWorkers') === undefined
      ? undefined
      : [];
}
