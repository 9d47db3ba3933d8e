import type { RandomStream } from '../../core/random.ts';
import type { Instant } from '../../core/time.ts';
import type { Distribution } from './distribution.ts';
import { power } from './power.ts';

export type Generated = string | number | boolean | null;

/** Makes the value of one attribute for each request: `index` counts the requests of the load from 0. */
export type Generator = (index: number, at: Instant) => Generated;

/** How values are written that a distribution only numbers. */
export interface Naming {
  /** Stands before the number (`tenant-`). */
  readonly prefix: string;
  /** Whether the attribute is a number: the values are then the numbers themselves. */
  readonly numeric: boolean;
}

/** A generator for a distribution. Draws come from the stream alone, one attribute's not from another's. */
export function generatorOf(distribution: Distribution, naming: Naming, stream: RandomStream): Generator {
  switch (distribution.kind) {
    case 'constant':
      return () => distribution.value;
    case 'uniform': {
      const named = namer(naming, distribution.of);
      return () => named(stream.between(1, distribution.of));
    }
    case 'zipf': {
      const named = namer(naming, distribution.of);
      const sums = zipfSums(distribution.exponent, distribution.of);
      return () => named(drawn(sums, stream) + 1);
    }
    case 'hot': {
      const named = namer(naming, distribution.of);
      return () =>
        stream.fraction() < distribution.share ? distribution.key : named(stream.between(1, distribution.of));
    }
    case 'sequence':
      return (index) => distribution.start + index * distribution.step;
    case 'now':
      return (_, at) => (distribution.unit === 'ms' ? at : Math.floor(at / 1000));
    case 'random':
      return () => hexDigits(distribution.digits, stream);
    case 'oneOf': {
      const sums = runningSums(distribution.weights);
      return () => distribution.values[drawn(sums, stream)] ?? null;
    }
    case 'sharded': {
      const inner = generatorOf(distribution.inner, naming, stream);
      return (index, at) => `${inner(index, at)}.${stream.between(1, distribution.suffixes)}`;
    }
  }
}

function namer({ prefix, numeric }: Naming, of: number): (rank: number) => Generated {
  return numeric ? (rank) => rank : namesOf(prefix, of);
}

/** Names by rank: most are drawn many times, and one text for all of them is quicker to look up and to keep. */
const knownNames = new Map<string, (string | undefined)[]>();
const NAMES_KEPT = 1 << 16;
const LISTS_KEPT = 8;

/** Writes ranks from 1 to `of` under a prefix. */
function namesOf(prefix: string, of: number): (rank: number) => string {
  const key = `${prefix}/${of}`;
  const names = knownNames.get(key) ?? new Array<string | undefined>(Math.min(of, NAMES_KEPT) + 1);
  if (knownNames.size >= LISTS_KEPT) knownNames.clear();
  knownNames.set(key, names);
  return (rank) => {
    const known = names[rank];
    if (known !== undefined) return known;
    const name = `${prefix}${rank}`;
    if (rank < names.length) names[rank] = name;
    return name;
  };
}

function hexDigits(digits: number, stream: RandomStream): string {
  let text = '';
  while (text.length < digits) text += stream.next().toString(16).padStart(8, '0');
  return text.slice(0, digits);
}

function runningSums(weights: Iterable<number>): Float64Array {
  const sums = Float64Array.from(weights);
  for (let at = 1; at < sums.length; at += 1) sums[at] = (sums[at - 1] ?? 0) + (sums[at] ?? 0);
  return sums;
}

/** A position of the sums, each as likely as what it adds. */
function drawn(sums: Float64Array, stream: RandomStream): number {
  const wanted = stream.fraction() * (sums.at(-1) ?? 0);
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] ?? 0) <= wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The sums of the few distributions a scenario has; they depend on nothing else. */
const knownZipfSums = new Map<string, Float64Array>();
const ZIPF_SUMS_KEPT = 8;

function zipfSums(exponent: number, of: number): Float64Array {
  const key = `${exponent}/${of}`;
  let sums = knownZipfSums.get(key);
  if (sums === undefined) {
    sums = runningSums(Array.from({ length: of }, (_, at) => power(at + 1, -exponent)));
    if (knownZipfSums.size >= ZIPF_SUMS_KEPT) knownZipfSums.clear();
    knownZipfSums.set(key, sums);
  }
  return sums;
}
