import type { Instant } from '../../../core/time.ts';
import { DEAD_AFTER_REPORTS, METRICS_REPORT_MS, METRICS_VALUES_KEPT, STALE_METRICS_MS } from '../timers.ts';

/** A worker's row of metric stats: its last values, oldest first, and the most each metric should reach. */
export interface WorkerStats {
  readonly worker: string;
  /** By the worker's own clock; whole seconds are stored. */
  readonly lastUpdate: Instant;
  /** By metric name (`C` for CPU); −1 stands for a value that could not be read. */
  readonly values: ReadonlyMap<string, readonly number[]>;
  readonly limits: ReadonlyMap<string, number>;
}

/** Weight of the newest value in a moving average (`workerMetricsEMAAlpha`). */
export const EMA_ALPHA = 0.5;

/** A moving average that the first value initialises; failed reads (−1) are left out. */
export function movingAverage(values: readonly number[], alpha: number = EMA_ALPHA): number {
  let average: number | undefined;
  for (const value of values) {
    if (value !== -1) average = average === undefined ? value : average + alpha * (value - average);
  }
  return average ?? 0;
}

/** The values with one more, no more than are kept. */
export function withValue(values: readonly number[], value: number): readonly number[] {
  return [...values, value].slice(-METRICS_VALUES_KEPT);
}

/** Without metrics of its own (no Linux, no container) a worker is balanced by throughput. */
export function hasNoMetrics(stats: WorkerStats): boolean {
  return stats.values.size === 0 && stats.limits.size === 0;
}

/** A row that can be used: every metric has a limit, and no limit is 0. */
export function isValid(stats: WorkerStats): boolean {
  if (hasNoMetrics(stats)) return true;
  for (const name of stats.values.keys()) if (!stats.limits.has(name)) return false;
  for (const limit of stats.limits.values()) if (limit === 0) return false;
  return true;
}

/** The last value of some metric could not be read. */
export function isFailing(stats: WorkerStats): boolean {
  return [...stats.values.values()].some((values) => values.at(-1) === -1);
}

/** A worker whose row is older than two reports, by the leader's clock, is dead for assignment. */
export function isActive(stats: WorkerStats, now: Instant, reportEvery: number = METRICS_REPORT_MS): boolean {
  const seconds = (moment: Instant) => Math.floor(moment / 1000);
  return (
    isValid(stats) && !isFailing(stats) && seconds(stats.lastUpdate) >= seconds(now - DEAD_AFTER_REPORTS * reportEvery)
  );
}

/** A row nobody has updated for a day is deleted (`staleWorkerMetricsEntryCleanupDuration`). */
export function isStale(stats: Pick<WorkerStats, 'lastUpdate'>, now: Instant): boolean {
  return now - stats.lastUpdate > STALE_METRICS_MS;
}
