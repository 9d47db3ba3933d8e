import type { Milliseconds } from '../../core/time.ts';

/**
 * How often values fell where: 16 buckets to each power of two, so that any percentile is right to about 3 %, whatever
 * the number of values. Values are milliseconds with a resolution of 1/64.
 */
export interface Histogram {
  readonly counts: readonly number[];
  readonly total: number;
  readonly max: Milliseconds;
}

export const EMPTY_HISTOGRAM: Histogram = { counts: [], total: 0, max: 0 };

const RESOLUTION = 64;
const SUB_BUCKETS = 16;

/** A histogram while one step runs. */
export class HistogramDraft {
  readonly #counts: number[];
  #total: number;
  #max: Milliseconds;

  constructor(from: Histogram) {
    this.#counts = [...from.counts];
    this.#total = from.total;
    this.#max = from.max;
  }

  add(value: Milliseconds): void {
    const bucket = bucketOf(value);
    while (this.#counts.length <= bucket) this.#counts.push(0);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#total += 1;
    if (value > this.#max) this.#max = value;
  }

  finish(): Histogram {
    return { counts: [...this.#counts], total: this.#total, max: this.#max };
  }
}

/** The value that `share` (0 to 1) of all values do not exceed; undefined where there are none. */
export function percentile(histogram: Histogram, share: number): Milliseconds | undefined {
  if (histogram.total === 0) return undefined;
  const wanted = Math.max(1, Math.ceil(histogram.total * share));
  let seen = 0;
  for (const [bucket, count] of histogram.counts.entries()) {
    seen += count;
    if (seen >= wanted) return Math.min(upperEnd(bucket), histogram.max);
  }
  return histogram.max;
}

function bucketOf(value: Milliseconds): number {
  const units = Math.max(0, Math.min(0x7fffffff, Math.round(value * RESOLUTION)));
  if (units < SUB_BUCKETS) return units;
  const octave = 31 - Math.clz32(units) - 4;
  return octave * SUB_BUCKETS + (units >> octave);
}

function upperEnd(bucket: number): Milliseconds {
  if (bucket < 2 * SUB_BUCKETS) return bucket / RESOLUTION;
  const octave = Math.floor(bucket / SUB_BUCKETS) - 1;
  const within = bucket - octave * SUB_BUCKETS;
  return ((within + 1) * 2 ** octave - 1) / RESOLUTION;
}
