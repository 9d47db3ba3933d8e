import type { Instant } from '../../../core/time.ts';
import type { Generated, Generator } from '../../load/index.ts';
import type { KeySchema } from '../key/key-schema.ts';
import { keyAttributes } from '../key/key-schema.ts';
import type { AttributeValue, Item } from '../value/attribute-value.ts';
import { ExactNumber, exactInteger, parseNumber } from '../value/exact-number.ts';
import { ITEM_BYTES_MOST, itemSize, textSize } from '../value/item-size.ts';

/** The attribute that brings an item to its size. */
const PADDING = 'padding';
/** Whatever size is asked for beyond it, the item is too big for AWS already. */
const PADDING_MOST = ITEM_BYTES_MOST + 1;

/** Makes the item of a request: `index` counts from 0. */
export type ItemMaker = (index: number, at: Instant) => Item;

/** What items are made of. */
export interface ItemRecipe {
  /** Of the table, and of its indexes. */
  readonly keys: readonly KeySchema[];
  /** Attribute names in their order, each with its generator. */
  readonly generators: readonly (readonly [string, Generator])[];
  /** Bytes every item is padded to, where the attributes leave room. */
  readonly size?: number | undefined;
}

/** Whether an attribute's values must be numbers because it is a key of that type. */
export function isNumericKey(name: string, keys: readonly KeySchema[]): boolean {
  return keys.some((key) => keyAttributes(key).some((one) => one.name === name && one.type === 'N'));
}

/** A maker of items. Keys of type S are written as text, whatever their distribution gives. */
export function itemMaker({ keys, generators, size }: ItemRecipe): ItemMaker {
  const texts = new Set(
    keys
      .flatMap(keyAttributes)
      .filter(({ type }) => type === 'S')
      .map(({ name }) => name),
  );
  return (index, at) => {
    const item: Record<string, AttributeValue> = {};
    for (const [name, generator] of generators) item[name] = attributeValue(generator(index, at), texts.has(name));
    if (size !== undefined) {
      const rest = size - itemSize(item) - textSize(PADDING);
      if (rest > 0) item[PADDING] = padding(Math.min(rest, PADDING_MOST));
    }
    return item;
  };
}

function attributeValue(generated: Generated, asText: boolean): AttributeValue {
  if (typeof generated !== 'number') return generated;
  if (asText) return String(generated);
  if (Number.isSafeInteger(generated)) return exactInteger(generated);
  const number = parseNumber(String(generated));
  return number instanceof ExactNumber ? number : String(generated);
}

/** Paddings are shared: a million items of one size have one. */
const paddings = new Map<number, string>();
const PADDINGS_KEPT = 64;

function padding(length: number): string {
  let text = paddings.get(length);
  if (text === undefined) {
    if (paddings.size >= PADDINGS_KEPT) paddings.clear();
    text = 'x'.repeat(length);
    paddings.set(length, text);
  }
  return text;
}
