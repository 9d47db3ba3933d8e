/** `java.util.Random`: 48 bits of state, so that the library's constant shuffle can be repeated exactly. */
class JavaRandom {
  #state: bigint;

  constructor(seed: number) {
    this.#state = (BigInt(seed) ^ 0x5deece66dn) & MASK;
  }

  #next(bits: number): number {
    this.#state = (this.#state * 0x5deece66dn + 0xbn) & MASK;
    return Number(BigInt.asIntN(32, this.#state >> BigInt(48 - bits)));
  }

  /** A number in [0, bound). */
  nextInt(bound: number): number {
    if ((bound & -bound) === bound) return Number((BigInt(bound) * BigInt(this.#next(31))) >> 31n);
    for (;;) {
      const bits = this.#next(31);
      const value = bits % bound;
      // Java's int overflows here when `bits` fell into the last, incomplete run.
      if (bits - value + (bound - 1) <= 0x7fffffff) return value;
    }
  }
}

const MASK = (1n << 48n) - 1n;
const SHUFFLE_SEED = 1947;

/**
 * The worker that syncs shards in 2.x: the owners in the table, sorted, shuffled with a constant seed; the first one.
 * Undefined where nobody owns a lease: then every worker takes itself for the leader
 * (`DeterministicShuffleShardSyncLeaderDecider`, amazon-kinesis-client).
 */
export function shardSyncLeader(owners: Iterable<string>): string | undefined {
  const sorted = [...new Set(owners)].sort();
  const random = new JavaRandom(SHUFFLE_SEED);
  for (let size = sorted.length; size > 1; size -= 1) {
    const other = random.nextInt(size);
    const last = sorted[size - 1] as string;
    sorted[size - 1] = sorted[other] as string;
    sorted[other] = last;
  }
  return sorted[0];
}
