/** Just enough of Protocol Buffers (wire types 0, 1, 2 and 5) for the KPL's records. */

/** A field as it stands in a message: a number, or bytes. Fixed-width fields are skipped over, as unknown. */
export type Field =
  | { readonly number: number; readonly value: number }
  | { readonly number: number; readonly bytes: Uint8Array }
  | { readonly number: number; readonly skipped: true };

const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const FIXED32 = 5;

/** A whole number in base 128, the lowest seven bits first. */
export function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return bytes;
}

/** How many bytes `varint` makes. */
export function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) size += 1;
  return size;
}

/** A numeric field. Fields up to 15 have one byte of tag. */
export function numberField(number: number, value: number): Uint8Array {
  return Uint8Array.from([(number << 3) | VARINT, ...varint(value)]);
}

/** A field of text, bytes, or an inner message. */
export function bytesField(number: number, bytes: Uint8Array): Uint8Array {
  return concat([Uint8Array.from([(number << 3) | LENGTH, ...varint(bytes.length)]), bytes]);
}

/** How many bytes `bytesField` makes for a content of `length` bytes. */
export function bytesFieldSize(length: number): number {
  return 1 + varintSize(length) + length;
}

/** The parts one after another. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The fields of a message in their order; undefined where the bytes are no message. */
export function readFields(bytes: Uint8Array): readonly Field[] | undefined {
  const fields: Field[] = [];
  let at = 0;
  while (at < bytes.length) {
    const tag = readVarint(bytes, at);
    if (tag === undefined || tag.value < 8) return undefined;
    const number = Math.floor(tag.value / 8);
    const read = readField(bytes, tag.next, number, tag.value % 8);
    if (read === undefined) return undefined;
    fields.push(read.field);
    at = read.next;
  }
  return fields;
}

function readField(
  bytes: Uint8Array,
  at: number,
  number: number,
  wireType: number,
): { readonly field: Field; readonly next: number } | undefined {
  if (wireType === FIXED64 || wireType === FIXED32) {
    const next = at + (wireType === FIXED64 ? 8 : 4);
    return next <= bytes.length ? { field: { number, skipped: true }, next } : undefined;
  }
  if (wireType !== VARINT && wireType !== LENGTH) return undefined;
  const read = readVarint(bytes, at);
  if (read === undefined || wireType === VARINT) {
    return read === undefined ? undefined : { field: { number, value: read.value }, next: read.next };
  }
  const next = read.next + read.value;
  return next <= bytes.length ? { field: { number, bytes: bytes.subarray(read.next, next) }, next } : undefined;
}

function readVarint(bytes: Uint8Array, from: number): { readonly value: number; readonly next: number } | undefined {
  let value = 0;
  let scale = 1;
  for (let at = from; at < Math.min(bytes.length, from + 10); at += 1) {
    const byte = bytes[at] ?? 0;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return { value, next: at + 1 };
    scale *= 0x80;
  }
  return undefined;
}
