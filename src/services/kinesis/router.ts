import { type HashKeyRange, hashKeyOf, prefixOf, prefixOfPartitionKey } from './hash-key.ts';

/** Finds the shard of a key among ranges that cover the key space; built once for a set of open shards. */
export class Router {
  readonly #indexes: readonly number[];
  readonly #starts: readonly bigint[];
  readonly #prefixes: Float64Array;

  /** `shards` pairs the index of each open shard with its range. */
  constructor(shards: readonly { readonly index: number; readonly range: HashKeyRange }[]) {
    const sorted = [...shards].sort((one, other) => (one.range.start < other.range.start ? -1 : 1));
    this.#indexes = sorted.map((shard) => shard.index);
    this.#starts = sorted.map((shard) => shard.range.start);
    this.#prefixes = Float64Array.from(this.#starts, prefixOf);
  }

  /** The index of the shard that takes this partition key. */
  ofPartitionKey(partitionKey: string): number {
    return this.ofPrefix(prefixOfPartitionKey(partitionKey), partitionKey);
  }

  /** The same for a key whose prefix is known already. */
  ofPrefix(prefix: number, partitionKey: string): number {
    return this.#find(prefix, () => hashKeyOf(partitionKey));
  }

  /** The index of the shard that takes this hash key. */
  ofHashKey(hashKey: bigint): number {
    return this.#find(prefixOf(hashKey), () => hashKey);
  }

  /**
   * The last range that starts at or before the key. The 48-bit prefix decides, except where it equals the prefix of
   * a boundary: only then the whole key is compared.
   */
  #find(prefix: number, exact: () => bigint): number {
    let low = 0;
    let high = this.#prefixes.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#prefixes[middle] ?? 0) <= prefix) low = middle;
      else high = middle - 1;
    }
    if (this.#prefixes[low] === prefix) {
      const hashKey = exact();
      while (low > 0 && (this.#starts[low] ?? 0n) > hashKey) low -= 1;
    }
    return this.#indexes[low] ?? 0;
  }
}
