/** How the values of one attribute are distributed over the requests of a load. */
export type Distribution =
  /** The same value in every request. */
  | { readonly kind: 'constant'; readonly value: string | number | boolean | null }
  /** One of `of` values, all alike. */
  | { readonly kind: 'uniform'; readonly of: number }
  /** One of `of` values, the k-th with a weight of 1 / k^exponent. */
  | { readonly kind: 'zipf'; readonly exponent: number; readonly of: number }
  /** One value takes a share of all requests; the rest falls evenly on `of` others. */
  | { readonly kind: 'hot'; readonly key: string | number; readonly share: number; readonly of: number }
  /** Numbers that grow with every request. */
  | { readonly kind: 'sequence'; readonly start: number; readonly step: number }
  /** The moment of the request. */
  | { readonly kind: 'now'; readonly unit: 's' | 'ms' }
  /** So many random hexadecimal digits. */
  | { readonly kind: 'random'; readonly digits: number }
  /** Listed values with their weights. */
  | { readonly kind: 'oneOf'; readonly values: readonly (string | number)[]; readonly weights: readonly number[] }
  /** Another distribution, spread over `suffixes` keys by a random suffix: write sharding. */
  | { readonly kind: 'sharded'; readonly inner: Distribution; readonly suffixes: number };

/** What the requests of a load carry: values by attribute, padded to a size where one is given. */
export interface LoadItems {
  readonly attributes: ReadonlyMap<string, Distribution>;
  /** Bytes. */
  readonly size?: number | undefined;
}

/** How many different values a distribution has; undefined where it has no end of them. */
export function distinctValues(distribution: Distribution): number | undefined {
  switch (distribution.kind) {
    case 'constant':
      return 1;
    case 'uniform':
    case 'zipf':
      return distribution.of;
    case 'hot':
      return distribution.of + 1;
    case 'oneOf':
      return distribution.values.length;
    case 'sharded': {
      const inner = distinctValues(distribution.inner);
      return inner === undefined ? undefined : inner * distribution.suffixes;
    }
    default:
      return undefined;
  }
}
