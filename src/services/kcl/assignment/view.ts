import type { Instant } from '../../../core/time.ts';
import { actualOwner, type Lease } from '../lease.ts';
import { hasNoMetrics, isActive, movingAverage, type WorkerStats } from './worker-metrics.ts';

/** How a leader of 3.x assigns leases (`WorkerUtilizationAwareAssignmentConfig`). */
export interface AssignmentConfig {
  readonly maxLeasesForWorker: number;
  readonly maxThroughputPerHostKBps: number;
  /** How much of the load above the average is moved in one run, in percent. */
  readonly dampeningPercentage: number;
  /** How far from the average a worker may be before leases move, in percent. */
  readonly reBalanceThresholdPercentage: number;
  /** Take the smallest lease when none fits. */
  readonly allowThroughputOvershoot: boolean;
  readonly emaAlpha: number;
  readonly reportEveryMs: number;
}

/** A lease with what the leader worked out about it. */
export interface ViewedLease {
  readonly lease: Lease;
  readonly throughput: number;
  /** Expired or without an owner: to be given away at once. */
  readonly todo: boolean;
  /** When its counter moved last, as this leader saw it. */
  readonly since: Instant;
}

/** A worker that leases may be given to, with its load as it grows during the run. */
export interface Candidate {
  readonly worker: string;
  /** By metric: the moving average, and what the leases given in this run add to it. */
  readonly load: Map<string, number>;
  readonly limits: ReadonlyMap<string, number>;
}

/** The metric by which workers without metrics of their own are balanced; 100 stands for the fair share. */
const THROUGHPUT_METRIC = 'T';

/**
 * Everything a run works on: who is active, what they carry, and, as the run goes on, what they will carry
 * (`InMemoryStorageView`, amazon-kinesis-client).
 */
export class AssignmentView {
  readonly config: AssignmentConfig;
  readonly leases: readonly ViewedLease[];
  readonly candidates: readonly Candidate[];
  /** The fair share: the average lease's throughput × leases ÷ active workers. */
  readonly targetThroughput: number;
  readonly leasesPerWorker: number;
  readonly averages: ReadonlyMap<string, number>;
  /** Lease keys by whom they will belong to, in order of keys. */
  readonly #held = new Map<string, Set<ViewedLease>>();
  readonly #throughput = new Map<string, number>();
  readonly #holder = new Map<ViewedLease, string | undefined>();
  /** What the run changes: the new owner of each moved lease. */
  readonly moves = new Map<ViewedLease, string>();

  constructor(
    rows: readonly { readonly lease: Lease; readonly todo: boolean; readonly since: Instant }[],
    stats: readonly WorkerStats[],
    now: Instant,
    config: AssignmentConfig,
  ) {
    this.config = config;
    const known = rows.flatMap(({ lease }) => lease.throughputKBps ?? []);
    const average = known.length === 0 ? 0 : known.reduce((sum, one) => sum + one, 0) / known.length;
    this.leases = rows.map((row) => ({ ...row, throughput: row.lease.throughputKBps ?? average }));
    const active = stats.filter((one) => isActive(one, now, config.reportEveryMs));
    this.targetThroughput = (average * rows.length) / Math.max(1, active.length);
    this.leasesPerWorker = Math.max(Math.floor(rows.length / Math.max(1, active.length)), 1);
    for (const viewed of this.leases) this.#give(viewed, actualOwner(viewed.lease));
    this.candidates = active.map((one) => this.#candidate(one));
    this.averages = fleetAverages(this.candidates);
  }

  heldBy(worker: string): readonly ViewedLease[] {
    return [...(this.#held.get(worker) ?? [])];
  }

  throughputOf(worker: string): number {
    return this.#throughput.get(worker) ?? 0;
  }

  /** Whether the worker may be given a further lease. */
  hasRoom(worker: string): boolean {
    const held = this.#held.get(worker)?.size ?? 0;
    const roomy = held === 0 || held < this.config.maxLeasesForWorker;
    return roomy && this.throughputOf(worker) <= this.config.maxThroughputPerHostKBps;
  }

  /** Gives a lease to a worker, for now only here. */
  move(viewed: ViewedLease, worker: string): void {
    const holder = this.#holder.get(viewed);
    if (holder !== undefined) {
      this.#held.get(holder)?.delete(viewed);
      this.#throughput.set(holder, this.throughputOf(holder) - viewed.throughput);
    }
    this.#give(viewed, worker);
    this.moves.set(viewed, worker);
  }

  #give(viewed: ViewedLease, worker: string | undefined): void {
    this.#holder.set(viewed, worker);
    if (worker === undefined) return;
    const held = this.#held.get(worker);
    if (held === undefined) this.#held.set(worker, new Set([viewed]));
    else held.add(viewed);
    this.#throughput.set(worker, this.throughputOf(worker) + viewed.throughput);
  }

  #candidate(stats: WorkerStats): Candidate {
    if (hasNoMetrics(stats)) {
      const share = this.targetThroughput === 0 ? 0 : this.throughputOf(stats.worker) / this.targetThroughput;
      return {
        worker: stats.worker,
        load: new Map([[THROUGHPUT_METRIC, share * 100]]),
        limits: new Map([[THROUGHPUT_METRIC, 100]]),
      };
    }
    const load = [...stats.values].map(
      ([name, values]) => [name, movingAverage(values, this.config.emaAlpha)] as const,
    );
    return { worker: stats.worker, load: new Map(load), limits: stats.limits };
  }
}

function fleetAverages(candidates: readonly Candidate[]): ReadonlyMap<string, number> {
  const sums = new Map<string, { sum: number; count: number }>();
  for (const { load } of candidates) {
    for (const [name, value] of load) {
      const so = sums.get(name) ?? { sum: 0, count: 0 };
      sums.set(name, { sum: so.sum + value, count: so.count + 1 });
    }
  }
  return new Map([...sums].map(([name, { sum, count }]) => [name, sum / count]));
}
