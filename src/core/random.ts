import { xoroshiro128plus, xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { md5 } from './hash.ts';

/** The state of one entity's stream, as plain data. */
export type RandomState = readonly number[];

/** Draws of one entity. Each entity has its own stream, so adding one does not change another's luck. */
export interface RandomStream {
  /** A whole number in [0, 2^32). */
  next(): number;
  /** A number in [0, 1) with 32 bits of choice. */
  fraction(): number;
  /** A whole number in [low, high], both included. */
  between(low: number, high: number): number;
  /** One of the items; the list must not be empty. */
  pick<T>(items: readonly T[]): T;
  /** The items in a new random order (Fisher–Yates from the end). */
  shuffle<T>(items: readonly T[]): T[];
  /** The state to continue from. */
  state(): RandomState;
}

/** The stream of `entity` under `seed`, from its beginning or continued from `state`. */
export function randomStream(seed: number, entity: string, state?: RandomState): RandomStream {
  const generator =
    state === undefined ? xoroshiro128plus(seedOf(seed, entity)) : xoroshiro128plusFromState([...state]);
  const next = () => generator.next() >>> 0;
  const between = (low: number, high: number) => low + Math.floor((next() / 2 ** 32) * (high - low + 1));
  return {
    next,
    fraction: () => next() / 2 ** 32,
    between,
    pick: (items) => {
      const item = items[between(0, items.length - 1)];
      if (item === undefined) throw new Error('pick from an empty list');
      return item;
    },
    shuffle: <T>(items: readonly T[]) => {
      const shuffled = [...items];
      for (let last = shuffled.length - 1; last > 0; last -= 1) {
        const other = between(0, last);
        const held = shuffled[last] as T;
        shuffled[last] = shuffled[other] as T;
        shuffled[other] = held;
      }
      return shuffled;
    },
    state: () => generator.getState(),
  };
}

function seedOf(seed: number, entity: string): number {
  const digest = md5(`${seed}/${entity}`);
  return new DataView(digest.buffer, digest.byteOffset, 4).getInt32(0);
}
