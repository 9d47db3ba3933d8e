import { type AttributeMap, AttributeSet, type AttributeValue, Binary, isList } from './attribute-value.ts';
import { ExactNumber, numberSize } from './exact-number.ts';

/** The largest item, key and attribute names included ("Item size", Developer Guide). */
export const ITEM_BYTES_MOST = 400 * 1024;
/** What a list or a map adds to its contents, and what each of its elements adds. */
const CONTAINER_BYTES = 3;
const ELEMENT_BYTES = 1;
/** Long texts are left to the platform's own count. */
const SHORT_TEXT = 64;

/** Bytes of a text in UTF-8. */
export function textSize(text: string): number {
  if (text.length > SHORT_TEXT) return Buffer.byteLength(text, 'utf8');
  for (let at = 0; at < text.length; at += 1) {
    if (text.charCodeAt(at) > 0x7f) return Buffer.byteLength(text, 'utf8');
  }
  return text.length;
}

/** Bytes of a value ("DynamoDB item sizes and formats", Developer Guide). */
export function valueSize(value: AttributeValue): number {
  if (typeof value === 'string') return textSize(value);
  if (value instanceof ExactNumber) return numberSize(value);
  if (value === null || typeof value === 'boolean') return 1;
  if (value instanceof Binary) return value.bytes.length;
  let total = 0;
  if (value instanceof AttributeSet) {
    for (const member of value.members) total += valueSize(member);
    return total;
  }
  total = CONTAINER_BYTES;
  if (isList(value)) for (const element of value) total += ELEMENT_BYTES + valueSize(element);
  else for (const name in value) total += ELEMENT_BYTES + attributeSize(name, value[name] as AttributeValue);
  return total;
}

/** Bytes of an item: its attributes' names in UTF-8 and their values. */
export function itemSize(item: AttributeMap): number {
  let total = 0;
  for (const name in item) total += attributeSize(name, item[name] as AttributeValue);
  return total;
}

function attributeSize(name: string, value: AttributeValue): number {
  return textSize(name) + valueSize(value);
}

/** What one attribute adds to the size of its item. */
export interface SizeLine {
  readonly name: string;
  readonly nameBytes: number;
  readonly valueBytes: number;
}

/** The size of an item attribute by attribute. */
export function sizeLines(item: AttributeMap): readonly SizeLine[] {
  return Object.entries(item).map(([name, value]) => ({
    name,
    nameBytes: textSize(name),
    valueBytes: valueSize(value),
  }));
}
