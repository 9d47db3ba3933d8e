import type { RandomStream } from '../../core/random.ts';
import { object, optional, record, refine } from '../../schema/collections.ts';
import { placeOf } from '../../schema/node.ts';
import { integer, number } from '../../schema/scalars.ts';
import type { Schema } from '../../schema/schema.ts';

/** Which partition keys a producer uses. */
export type KeyChoice =
  /** `key-0` to `key-<n−1>`, each as likely. */
  | { readonly kind: 'uniform'; readonly of: number }
  /** Named keys by weight. */
  | { readonly kind: 'weighted'; readonly keys: readonly string[]; readonly bounds: readonly number[] };

/** The keys of a producer that names none: many, evenly. */
export const DEFAULT_KEYS: KeyChoice = { kind: 'uniform', of: 10_000 };

/** `{ of: 1000 }` or `{ oneOf: { hot: 9, cold: 1 } }`. */
export const keyChoice: Schema<KeyChoice> = refine(
  object({
    of: optional(integer({ min: 1, max: 10_000_000, description: 'that many keys, each as likely' })),
    oneOf: optional(record(number({ min: 0 }), { description: 'keys by weight' })),
  }),
  (read, node, reader): KeyChoice | undefined => {
    if (read.oneOf === undefined) return read.of === undefined ? DEFAULT_KEYS : { kind: 'uniform', of: read.of };
    if (read.of !== undefined || read.oneOf.size === 0) {
      return reader.error('wrong-value', 'keys are chosen by of or by oneOf', placeOf(node));
    }
    let sum = 0;
    const bounds = [...read.oneOf.values()].map((weight) => {
      sum += weight;
      return sum;
    });
    if (sum === 0) return reader.error('wrong-value', 'all weights are 0', placeOf(node));
    return { kind: 'weighted', keys: [...read.oneOf.keys()], bounds: bounds.map((bound) => bound / sum) };
  },
);

/** Draws a key. */
export function drawKey(choice: KeyChoice, random: RandomStream): string {
  if (choice.kind === 'uniform') return `key-${random.between(0, choice.of - 1)}`;
  const drawn = random.fraction();
  const at = choice.bounds.findIndex((bound) => drawn < bound);
  return choice.keys[at === -1 ? choice.keys.length - 1 : at] ?? '';
}
