import type { RandomStream } from '../../../core/random.ts';
import type { AssignmentView, Candidate, ViewedLease } from './view.ts';

/** What a balancing did, with the numbers it was decided from. */
export interface Balancing {
  /** The metric whose outliers carry most. */
  readonly metric: string | undefined;
  readonly average: number;
  readonly upper: number;
  readonly lower: number;
  /** Workers that give leases, and how much throughput each should give after dampening. */
  readonly donors: readonly { readonly worker: string; readonly load: number; readonly takeKBps: number }[];
  readonly moved: number;
}

/** Loads between which nothing moves: the average, so many percent up and down (`reBalanceThresholdPercentage`). */
export function rebalanceBand(average: number, percent: number): { readonly upper: number; readonly lower: number } {
  const share = percent / 100;
  return { upper: average * (1 + share), lower: average * (1 - share) };
}

/** How much of its throughput a loaded worker should give: its share above the average, dampened. */
export function donation(throughput: number, load: number, average: number, dampeningPercentage: number): number {
  const share = load === 0 ? 0 : (load - average) / load;
  return (throughput * share * dampeningPercentage) / 100;
}

/**
 * The strategy WORKER_UTILIZATION_AWARE: whoever is furthest below the fleet's average gets the next lease
 * (`VarianceBasedLeaseAssignmentDecider`, amazon-kinesis-client).
 */
export class VarianceDecider {
  readonly #view: AssignmentView;
  readonly #random: RandomStream | undefined;
  /** Workers with room; the best is looked for at every step, since loads grow. */
  readonly #queue: Candidate[];

  constructor(view: AssignmentView, random: RandomStream | undefined) {
    this.#view = view;
    this.#random = random;
    this.#queue = view.candidates.filter((candidate) => view.hasRoom(candidate.worker));
  }

  /** How much more load, relative to now, brings the worker's fullest metric to the fleet's average. */
  capacity(candidate: Candidate): number {
    let least = Number.POSITIVE_INFINITY;
    for (const [name, value] of candidate.load) {
      const average = this.#view.averages.get(name) ?? 0;
      least = Math.min(least, value === 0 ? 1 : (average - value) / value);
    }
    return least;
  }

  /** Gives away expired and unassigned leases, the longest silent first. Returns those for which nobody had room. */
  assign(todo: readonly ViewedLease[]): readonly ViewedLease[] {
    const waiting = [...todo].sort((one, other) => one.since - other.since);
    while (waiting.length > 0) {
      const best = this.#takeBest();
      const viewed = waiting[0];
      if (best === undefined || viewed === undefined) break;
      waiting.shift();
      this.#assign(viewed, best);
    }
    return waiting;
  }

  /** Moves leases from workers above the average to workers below it. */
  balance(): Balancing {
    let chosen: Omit<Balancing, 'moved'> = { metric: undefined, average: 0, upper: 0, lower: 0, donors: [] };
    let most = -1;
    for (const [metric, average] of this.#view.averages) {
      const donors = this.#donors(metric, average);
      const total = donors.reduce((sum, donor) => sum + donor.takeKBps, 0);
      if (total <= most) continue;
      most = total;
      chosen = { metric, average, ...this.#band(average), donors };
    }
    const donors = [...chosen.donors].sort((one, other) => other.takeKBps - one.takeKBps);
    const before = this.#view.moves.size;
    for (const donor of donors) this.#relieve(donor.worker, donor.takeKBps);
    return { ...chosen, donors, moved: this.#view.moves.size - before };
  }

  #band(average: number): { readonly upper: number; readonly lower: number } {
    return rebalanceBand(average, this.#view.config.reBalanceThresholdPercentage);
  }

  /** Who must give, if anybody is outside the band or above its limit: all above it, else the most loaded one. */
  #donors(metric: string, average: number): Balancing['donors'] {
    const { upper, lower } = this.#band(average);
    const measured = this.#view.candidates.filter(({ load }) => load.has(metric));
    const loadOf = (candidate: Candidate) => candidate.load.get(metric) ?? 0;
    const isAboveLimit = (candidate: Candidate) => loadOf(candidate) > (candidate.limits.get(metric) ?? Infinity);
    const triggered = measured.some((one) => loadOf(one) > upper || loadOf(one) < lower || isAboveLimit(one));
    if (!triggered) return [];
    const above = measured.filter((one) => loadOf(one) >= upper || isAboveLimit(one));
    const fullest = measured.reduce((best, one) => (loadOf(one) > loadOf(best) ? one : best));
    const { dampeningPercentage } = this.#view.config;
    return (above.length > 0 ? above : [fullest]).map((one) => {
      const load = loadOf(one);
      const throughput = this.#view.throughputOf(one.worker);
      return { worker: one.worker, load, takeKBps: donation(throughput, load, average, dampeningPercentage) };
    });
  }

  #relieve(worker: string, takeKBps: number): void {
    for (const viewed of this.#leasesToTake(worker, takeKBps)) {
      const receiver = this.#takeBest();
      if (receiver === undefined) continue;
      // The receiver that would pass the average ends this donor's turn and is not asked again in this run.
      if (this.#wouldPass(receiver, viewed)) break;
      this.#assign(viewed, receiver);
    }
  }

  /** Leases that together stay below `takeKBps`; one if nothing is known of their throughput. */
  #leasesToTake(worker: string, takeKBps: number): readonly ViewedLease[] {
    const held = [...this.#view.heldBy(worker)].sort((one, other) =>
      one.lease.leaseKey < other.lease.leaseKey ? -1 : 1,
    );
    if (this.#view.throughputOf(worker) === 0) return held.slice(0, 1);
    const taken: ViewedLease[] = [];
    let rest = takeKBps;
    for (const viewed of this.#random === undefined ? held : this.#random.shuffle(held)) {
      if (rest - viewed.throughput <= 0) continue;
      rest -= viewed.throughput;
      taken.push(viewed);
    }
    if (taken.length > 0 || !this.#view.config.allowThroughputOvershoot) return taken;
    const [first, ...others] = held;
    if (first === undefined) return [];
    return [others.reduce((least, one) => (one.throughput < least.throughput ? one : least), first)];
  }

  #assign(viewed: ViewedLease, candidate: Candidate): void {
    const { lease } = viewed;
    const stuckHandoff = viewed.todo && lease.checkpointOwner !== undefined;
    if (!stuckHandoff && (lease.checkpointOwner ?? lease.leaseOwner) === candidate.worker) {
      this.#queue.push(candidate);
      return;
    }
    for (const [name, value] of candidate.load) candidate.load.set(name, value + this.#added(name, viewed));
    this.#view.move(viewed, candidate.worker);
    if (this.#view.hasRoom(candidate.worker)) this.#queue.push(candidate);
  }

  /** What the lease is expected to add: its share of the fair share's throughput, in terms of the average load. */
  #added(metric: string, viewed: ViewedLease): number {
    const average = this.#view.averages.get(metric) ?? 0;
    return this.#view.targetThroughput > 0
      ? (viewed.throughput * average) / this.#view.targetThroughput
      : average / this.#view.leasesPerWorker;
  }

  #wouldPass(candidate: Candidate, viewed: ViewedLease): boolean {
    for (const [name, value] of candidate.load) {
      const after = value + this.#added(name, viewed);
      if (after > (this.#view.averages.get(name) ?? 0) || after > (candidate.limits.get(name) ?? Infinity)) return true;
    }
    return false;
  }

  /** Takes the worker with the highest capacity out of the queue; of equal ones the one listed first. */
  #takeBest(): Candidate | undefined {
    let best = -1;
    let most = Number.NEGATIVE_INFINITY;
    for (const [at, candidate] of this.#queue.entries()) {
      const capacity = this.capacity(candidate);
      if (best === -1 || capacity > most) {
        best = at;
        most = capacity;
      }
    }
    return best === -1 ? undefined : this.#queue.splice(best, 1)[0];
  }
}
