import type { Instant, Milliseconds } from './time.ts';

/** CloudWatch's identity of a metric. */
export interface MetricId {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly unit: string;
}

/** Everything that fell into one second or one longer period. */
export interface Statistic {
  /** Start of the period. */
  readonly at: Instant;
  readonly sum: number;
  readonly count: number;
  readonly min: number;
  readonly max: number;
}

/** A point that still grows. */
type OpenPoint = { -readonly [Key in keyof Statistic]: Statistic[Key] };

interface Chunk {
  /** Minutes since the epoch. */
  readonly minute: number;
  /** Per-second statistics in order of time; one per-minute statistic once rolled up. */
  readonly points: Statistic[];
}

/** One metric over time: minutes in order, the newest last. */
export interface MetricSeries {
  readonly id: MetricId;
  readonly chunks: readonly Chunk[];
}

/** All metrics of a world. Worlds share what a step did not touch. */
export type MetricStore = ReadonlyMap<string, MetricSeries>;

const MINUTE: Milliseconds = 60_000;
/** CloudWatch keeps points below one minute for three hours ("Metrics retention", CloudWatch User Guide). */
const SECONDS_KEPT_MINUTES = 180;
/** One-minute points stay 15 days. */
const MINUTES_KEPT = 15 * 24 * 60;

const keysOfIds = new WeakMap<object, string>();

/** The key of a metric in the store; dimensions are compared without regard to order. */
export function metricKey(id: Pick<MetricId, 'namespace' | 'name' | 'dimensions'>): string {
  let key = keysOfIds.get(id);
  if (key === undefined) {
    const dimensions = Object.entries(id.dimensions)
      .map(([name, value]) => `${name}=${value}`)
      .sort();
    key = [id.namespace, id.name, ...dimensions].join('|');
    keysOfIds.set(id, key);
  }
  return key;
}

/** The statistics of a series in [from, to), one per `period` that has data; periods start at multiples of `period`. */
export function statistics(
  series: MetricSeries | undefined,
  from: Instant,
  to: Instant,
  period: Milliseconds,
): Statistic[] {
  const found: Statistic[] = [];
  if (series === undefined) return found;
  for (const chunk of series.chunks) {
    if ((chunk.minute + 1) * MINUTE <= from || chunk.minute * MINUTE >= to) continue;
    for (const point of chunk.points) {
      if (point.at < from || point.at >= to) continue;
      const at = Math.floor(point.at / period) * period;
      const last = found.at(-1);
      if (last?.at === at) found[found.length - 1] = { ...combine(last, point), at };
      else found.push({ ...point, at });
    }
  }
  return found;
}

function combine(one: Statistic, other: Statistic): OpenPoint {
  return {
    at: one.at,
    sum: one.sum + other.sum,
    count: one.count + other.count,
    min: Math.min(one.min, other.min),
    max: Math.max(one.max, other.max),
  };
}

/** What a step has last written of one metric. */
interface Written {
  readonly key: string;
  /** The point it was last added to: most further values fall into the same second. */
  latest: OpenPoint | undefined;
  /** The minute it was last added to; the writer's own. */
  chunk: Chunk | undefined;
}

/** Writes metrics during one step; what the step does not touch stays shared with the world it began from. */
export class MetricWriter {
  readonly #series: Map<string, MetricSeries>;
  readonly #owned = new Set<Chunk | MetricSeries>();
  readonly #written = new Map<string, Written>();
  /** The same by the id itself: equal ids that are different objects share one. */
  readonly #writtenOf = new Map<object, Written>();

  constructor(store: MetricStore) {
    this.#series = new Map(store);
  }

  /** Adds `count` observations whose values sum to `value` (one observation unless said otherwise). */
  add(id: MetricId, value: number, at: Instant, count = 1): void {
    const each = value / count;
    const second = Math.floor(at / 1000) * 1000;
    const written = this.#writtenOf.get(id) ?? this.#firstOf(id);
    const { latest } = written;
    if (latest?.at === second) {
      latest.sum += value;
      latest.count += count;
      latest.min = Math.min(latest.min, each);
      latest.max = Math.max(latest.max, each);
      return;
    }
    const minute = Math.floor(at / MINUTE);
    if (written.chunk?.minute !== minute) written.chunk = this.#chunk(written.key, id, minute);
    written.latest = addPoint(written.chunk.points, { at: second, sum: value, count, min: each, max: each });
  }

  #firstOf(id: MetricId): Written {
    const key = metricKey(id);
    let written = this.#written.get(key);
    if (written === undefined) {
      written = { key, latest: undefined, chunk: undefined };
      this.#written.set(key, written);
    }
    this.#writtenOf.set(id, written);
    return written;
  }

  /** The store as of now; the writer must not be used afterwards. */
  finish(): MetricStore {
    return this.#series;
  }

  /** The store as written so far, for readers inside a step. */
  get store(): MetricStore {
    return this.#series;
  }

  #chunk(key: string, id: MetricId, minute: number): Chunk {
    const chunks = this.#ownSeries(key, id).chunks as Chunk[];
    let index = chunks.length - 1;
    while (index >= 0 && (chunks[index]?.minute ?? 0) > minute) index -= 1;
    const found = chunks[index];
    if (found?.minute === minute) {
      if (this.#owned.has(found)) return found;
      const copy: Chunk = { minute, points: [...found.points] };
      this.#owned.add(copy);
      chunks[index] = copy;
      return copy;
    }
    const fresh: Chunk = { minute, points: [] };
    this.#owned.add(fresh);
    if (index === chunks.length - 1) chunks.push(fresh);
    else chunks.splice(index + 1, 0, fresh);
    rollUp(chunks);
    return fresh;
  }

  #ownSeries(key: string, id: MetricId): MetricSeries {
    const known = this.#series.get(key);
    if (known !== undefined && this.#owned.has(known)) return known;
    const own: MetricSeries = { id: known?.id ?? id, chunks: known === undefined ? [] : [...known.chunks] };
    this.#owned.add(own);
    this.#series.set(key, own);
    return own;
  }
}

/** Adds a point among those of a minute, or to the one of the same second. */
function addPoint(points: Statistic[], point: OpenPoint): OpenPoint {
  let index = points.length - 1;
  while (index >= 0 && (points[index]?.at ?? 0) > point.at) index -= 1;
  const known = points[index];
  if (known?.at === point.at) {
    const both = combine(known, point);
    points[index] = both;
    return both;
  }
  if (index === points.length - 1) points.push(point);
  else points.splice(index + 1, 0, point);
  return point;
}

/** Folds the seconds of minutes that have just grown too old, and drops minutes past their retention. */
function rollUp(chunks: Chunk[]): void {
  const newest = chunks.at(-1)?.minute ?? 0;
  while (newest - (chunks[0]?.minute ?? newest) >= MINUTES_KEPT) chunks.shift();
  const isOld = (chunk: Chunk | undefined) => chunk !== undefined && newest - chunk.minute >= SECONDS_KEPT_MINUTES;
  // Minutes follow each other without many gaps, so the youngest old one is near.
  let youngest = Math.max(-1, chunks.length - 1 - SECONDS_KEPT_MINUTES);
  while (isOld(chunks[youngest + 1])) youngest += 1;
  for (let index = youngest; index >= 0; index -= 1) {
    const chunk = chunks[index];
    if (chunk === undefined || !isOld(chunk)) continue;
    const [first, ...rest] = chunk.points;
    if (first === undefined || (rest.length === 0 && first.at === chunk.minute * MINUTE)) break;
    chunks[index] = {
      minute: chunk.minute,
      points: [{ ...rest.reduce(combine, first), at: chunk.minute * MINUTE }],
    };
  }
}
