import * as timing from '../../../src/services/kcl/timers.ts';
import { featuresOf, parseVersion } from '../../../src/services/kcl/version.ts';
import type { Adapter, Json } from '../contract.ts';
import { listOf, pickNumber, pickText, pickTime } from './input.ts';

/** The release a case is about; the newest, where it names none. */
export function versionOf(input: Json) {
  const text =
    pickText(input, 'kclVersion', 'version', 'kcl') ?? String(pickNumber(input, 'kclVersion', 'version') ?? '3.x');
  return parseVersion(text) ?? { text: '', major: 3 as const, minor: 0, patch: 0 };
}

/** How long ago a lease was last renewed, in any of the usual words. */
export function ageOf(lease: Json): number | undefined {
  return pickTime(
    lease,
    'age',
    'lastrenewedago',
    'lastincrementago',
    'lastcounterincrementago',
    'renewedago',
    'ago',
    'silentfor',
    'notrenewedfor',
    'sincelastincrement',
    'sincelastrenew',
    'sincelastrenewal',
    'elapsed',
  );
}

/** The failover time, under its own name or as the lease's duration. */
export function failoverIn(input: Json): number {
  return pickTime(input, 'failovertime', 'failover', 'leaseduration') ?? 10_000;
}

export const timers: Adapter = {
  answer: (input) => {
    const failoverTime = failoverIn(input);
    const version = versionOf(input);
    const assignEvery = pickTime(input, 'leaseassignmentinterval', 'assignmentinterval', 'assigninterval');
    const intervals = timing.leaseTimers(failoverTime, pickTime(input, 'epsilon'), assignEvery);
    const { renew, take, assign, discover } = intervals;
    const takeover = timing.takeoverWindow(intervals, featuresOf(version).leaderAssignment);
    return {
      renewIntervalMs: renew,
      renewerIntervalMs: renew,
      leaseRenewerIntervalMs: renew,
      leaseRenewalIntervalMs: renew,
      takeIntervalMs: take,
      takerIntervalMs: take,
      leaseTakerIntervalMs: take,
      leaseAssignmentIntervalMs: assign,
      assignmentIntervalMs: assign,
      assignIntervalMs: assign,
      discoveryIntervalMs: discover,
      leaseDiscoveryIntervalMs: discover,
      leaseDiscovererIntervalMs: discover,
      discoverIntervalMs: discover,
      discovererIntervalMs: discover,
      ...namedOf(failoverTime, version.major),
      takeoverEarliestMs: takeover.earliest,
      takeoverLatestMs: takeover.latest,
      earliestTakeoverMs: takeover.earliest,
      latestTakeoverMs: takeover.latest,
      minTakeoverMs: takeover.earliest,
      maxTakeoverMs: takeover.latest,
      takeoverMs: [takeover.earliest, takeover.latest],
      takeoverBetweenMs: [takeover.earliest, takeover.latest],
      ...expiryOf(input, failoverTime),
    };
  },
};

/** The constants by the library's names. */
function namedOf(failoverTime: number, major: number): { readonly [key: string]: Json } {
  const idle = major === 1 ? timing.IDLE_READ_V1_MS : timing.IDLE_READ_V2_MS;
  return {
    failoverTimeMs: failoverTime,
    epsilonMs: timing.EPSILON_MS,
    expiredAfterMs: failoverTime,
    expiresAfterMs: failoverTime,
    veryOldMs: timing.VERY_OLD_MULTIPLIER * failoverTime,
    veryOldAfterMs: timing.VERY_OLD_MULTIPLIER * failoverTime,
    idleTimeBetweenReadsMs: idle,
    parentShardPollIntervalMs: timing.PARENT_POLL_MS,
    shardConsumerDispatchPollIntervalMs: timing.MAIN_LOOP_MS,
    mainLoopMs: timing.MAIN_LOOP_MS,
    taskBackoffTimeMs: timing.TASK_BACKOFF_MS,
    leaderLeaseDurationMs: timing.LEADER_LEASE_MS,
    leaderLeaseMs: timing.LEADER_LEASE_MS,
    leaderHeartbeatMs: timing.LEADER_HEARTBEAT_MS,
    leaderHeartbeatPeriodMs: timing.LEADER_HEARTBEAT_MS,
    heartbeatMs: timing.LEADER_HEARTBEAT_MS,
    workerMetricsReportIntervalMs: timing.METRICS_REPORT_MS,
    workerMetricsReporterFreqMs: timing.METRICS_REPORT_MS,
    workerMetricsStaleAfterMs: timing.DEAD_AFTER_REPORTS * timing.METRICS_REPORT_MS,
    workerDeadAfterMs: timing.DEAD_AFTER_REPORTS * timing.METRICS_REPORT_MS,
    workerMetricsCleanupMs: timing.STALE_METRICS_MS,
    auditorFirstRunMs: timing.AUDITOR_FIRST_MS,
    auditorIntervalMs: timing.AUDITOR_INTERVAL_MS,
    leaseCleanupIntervalMs: timing.CLEANUP_INTERVAL_MS,
    completedLeaseCleanupIntervalMs: timing.COMPLETED_CLEANUP_MS,
    garbageLeaseCleanupIntervalMs: timing.GARBAGE_CLEANUP_MS,
    syncLeaderIntervalMs: timing.SYNC_LEADER_INTERVAL_MS,
  };
}

/** Whether leases of these ages are expired, and very old. */
function expiryOf(input: Json, failoverTime: number): { readonly [key: string]: Json } {
  const cases = listOf(input, 'cases') ?? listOf(input, 'leases') ?? listOf(input, 'agesMs');
  const judge = (age: number) => ({
    expired: timing.isExpiredLease(0, age, failoverTime),
    veryOld: timing.isVeryOldLease(0, age, failoverTime),
  });
  if (cases !== undefined) {
    const judged = cases.map((one) => judge(typeof one === 'number' ? one : (ageOf(one) ?? 0)));
    return { expired: judged.map((one) => one.expired), veryOld: judged.map((one) => one.veryOld) };
  }
  const age = ageOf(input);
  return age === undefined ? {} : judge(age);
}
