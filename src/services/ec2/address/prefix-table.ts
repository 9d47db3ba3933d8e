import { type Cidr, maskIp } from './cidr.ts';
import type { Ip } from './ip.ts';

interface Level<T> {
  readonly length: number;
  readonly values: ReadonlyMap<Ip, T>;
}

/**
 * Values by prefix, found by longest match. One hash lookup per prefix length in use: at most 33 (IPv4) or 129 (IPv6)
 * however many prefixes there are.
 */
export class PrefixTable<T> {
  readonly #levels4: readonly Level<T>[];
  readonly #levels6: readonly Level<T>[];

  /** Later values of the same prefix are combined with earlier ones by `combine`. */
  constructor(entries: Iterable<readonly [Cidr, T]>, combine: (earlier: T, later: T) => T) {
    const levels4 = new Map<number, Map<Ip, T>>();
    const levels6 = new Map<number, Map<Ip, T>>();
    for (const [{ base, length }, value] of entries) {
      const levels = typeof base === 'number' ? levels4 : levels6;
      const values = levels.get(length) ?? new Map<Ip, T>();
      levels.set(length, values);
      const known = values.get(base);
      values.set(base, known === undefined ? value : combine(known, value));
    }
    this.#levels4 = longestFirst(levels4);
    this.#levels6 = longestFirst(levels6);
  }

  /** The value of the longest prefix that holds the address and that `accept` takes. */
  longest(ip: Ip, accept: (value: T) => boolean = () => true): T | undefined {
    for (const { length, values } of typeof ip === 'number' ? this.#levels4 : this.#levels6) {
      const value = values.get(maskIp(ip, length));
      if (value !== undefined && accept(value)) return value;
    }
    return undefined;
  }

  /** The values of all prefixes that hold the address, longest first. */
  all(ip: Ip): T[] {
    const found: T[] = [];
    for (const { length, values } of typeof ip === 'number' ? this.#levels4 : this.#levels6) {
      const value = values.get(maskIp(ip, length));
      if (value !== undefined) found.push(value);
    }
    return found;
  }
}

function longestFirst<T>(levels: ReadonlyMap<number, ReadonlyMap<Ip, T>>): Level<T>[] {
  return [...levels].map(([length, values]) => ({ length, values })).sort((one, other) => other.length - one.length);
}
