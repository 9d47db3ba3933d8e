/** One line of the benchmark table: a figure of ours against a bare loop measured in the same run. */
export interface Measurement {
  readonly name: string;
  /** What was measured, in words (`412,000/s`). */
  readonly ours: string;
  /** What it is compared with (`1,900,000/s bare wildcard match`). */
  readonly base: string;
  /** Ours to base; which way is better is in `goal`. */
  readonly ratio: number;
  /** The goal in words (`≥ 1/3`), and whether it is met; absent where there is none. */
  readonly goal?: { readonly says: string; readonly met: boolean };
}

/** A file of `bench/`: exports `title` and `measure`. */
export interface Benchmark {
  readonly title: string;
  measure(): Promise<readonly Measurement[]>;
}

/** Nanoseconds one call takes: the median of `rounds` rounds of at least `roundMs` each, after one that is not counted. */
export function nanosecondsPerCall(call: () => unknown, { rounds = 5, roundMs = 200 } = {}): number {
  let calls = 1;
  for (;;) {
    const took = timed(call, calls);
    if (took >= roundMs * 1e6) break;
    calls = Math.ceil(calls * Math.min(10, Math.max(2, (roundMs * 1.2e6) / Math.max(took, 1))));
  }
  const perCall: number[] = [];
  for (let round = 0; round < rounds; round += 1) perCall.push(timed(call, calls) / calls);
  return median(perCall);
}

/** Two calls timed in turn, so that a machine that slows down slows both: the median ratio of the first to the second. */
export function ratioOfTimes(one: () => unknown, other: () => unknown, { rounds = 7, roundMs = 150 } = {}): number {
  const oneCalls = callsFor(one, roundMs);
  const otherCalls = callsFor(other, roundMs);
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    ratios.push(timed(one, oneCalls) / oneCalls / (timed(other, otherCalls) / otherCalls));
  }
  return median(ratios);
}

/** Calls per second at so many nanoseconds each, as people read it; of what takes long, how long. */
export function perSecond(nanoseconds: number): string {
  if (nanoseconds > 5e7) return `${Math.round(nanoseconds / 1e6).toLocaleString('en-US')} ms`;
  return `${Math.round(1e9 / nanoseconds).toLocaleString('en-US')}/s`;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** Keeps results from being optimised away. */
export let sink: unknown;

function timed(call: () => unknown, calls: number): number {
  const start = process.hrtime.bigint();
  for (let done = 0; done < calls; done += 1) sink = call();
  return Number(process.hrtime.bigint() - start);
}

function callsFor(call: () => unknown, roundMs: number): number {
  timed(call, 1);
  const took = Math.max(timed(call, 1), 1);
  let calls = Math.max(1, Math.floor((roundMs * 1e6) / took));
  const again = timed(call, Math.min(calls, 1000)) / Math.min(calls, 1000);
  calls = Math.max(1, Math.floor((roundMs * 1e6) / Math.max(again, 1)));
  return calls;
}
