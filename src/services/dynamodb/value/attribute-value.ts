import { ExactNumber } from './exact-number.ts';

/** AWS's names of the data types. */
export type TypeName = 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'L' | 'M' | 'SS' | 'NS' | 'BS';
export type SetTypeName = 'SS' | 'NS' | 'BS';
/** The types a key attribute may have. */
export type KeyTypeName = 'S' | 'N' | 'B';

/** Bytes, one character each, so that they compare, hash and share like any text. */
export class Binary {
  readonly bytes: string;

  constructor(bytes: string) {
    this.bytes = bytes;
  }
}

/** A set of one type of scalar: without order, without duplicates, never empty. */
export class AttributeSet {
  readonly type: SetTypeName;
  readonly members: readonly ScalarKey[];

  constructor(type: SetTypeName, members: readonly ScalarKey[]) {
    this.type = type;
    this.members = members;
  }
}

/** What a key attribute or a member of a set may be. */
export type ScalarKey = string | ExactNumber | Binary;

/**
 * A value of an attribute. Strings, booleans, null, lists and maps are JavaScript's own; the rest have classes.
 * Values are never changed once made.
 */
export type AttributeValue = ScalarKey | boolean | null | AttributeSet | readonly AttributeValue[] | AttributeMap;

/** The attributes of a map or of an item, by name. Read it with `attribute`: any text may be a name. */
export interface AttributeMap {
  readonly [name: string]: AttributeValue;
}

export type Item = AttributeMap;

/** The value of an attribute; undefined where there is none (never something of the prototype). */
export function attribute(map: AttributeMap, name: string): AttributeValue | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined;
}

/** The map with one attribute set, or taken away by `undefined`. */
export function withAttribute(map: AttributeMap, name: string, value: AttributeValue | undefined): AttributeMap {
  if (value !== undefined) return { ...map, [name]: value };
  return Object.fromEntries(Object.entries(map).filter(([other]) => other !== name));
}

export function isList(value: AttributeValue | undefined): value is readonly AttributeValue[] {
  return Array.isArray(value);
}

export function isMap(value: AttributeValue | undefined): value is AttributeMap {
  return value !== undefined && typeOf(value) === 'M';
}

export function isScalarKey(value: AttributeValue | undefined): value is ScalarKey {
  return typeof value === 'string' || value instanceof ExactNumber || value instanceof Binary;
}

/** AWS's name of the type of a value. */
export function typeOf(value: AttributeValue): TypeName {
  if (typeof value === 'string') return 'S';
  if (typeof value === 'boolean') return 'BOOL';
  if (value === null) return 'NULL';
  if (value instanceof ExactNumber) return 'N';
  if (value instanceof Binary) return 'B';
  if (value instanceof AttributeSet) return value.type;
  return isList(value) ? 'L' : 'M';
}

/** Whether two values are the same: sets without regard to order, numbers by value, lists and maps in depth. */
export function sameValue(one: AttributeValue, other: AttributeValue): boolean {
  if (one === other) return true;
  if (typeOf(one) !== typeOf(other)) return false;
  if (isScalarKey(one) && isScalarKey(other)) return scalarText(one) === scalarText(other);
  if (one instanceof AttributeSet && other instanceof AttributeSet) return sameMembers(one, other);
  if (isList(one) && isList(other)) {
    return one.length === other.length && one.every((value, at) => sameValue(value, other[at] as AttributeValue));
  }
  return isMap(one) && isMap(other) && sameMap(one, other);
}

/** Whether two maps or items hold the same attributes. */
export function sameMap(one: AttributeMap, other: AttributeMap): boolean {
  const names = Object.keys(one);
  if (names.length !== Object.keys(other).length) return false;
  return names.every((name) => {
    const left = attribute(one, name);
    const right = attribute(other, name);
    return left !== undefined && right !== undefined && sameValue(left, right);
  });
}

function sameMembers(one: AttributeSet, other: AttributeSet): boolean {
  if (one.members.length !== other.members.length) return false;
  const texts = new Set(one.members.map(scalarText));
  return other.members.every((member) => texts.has(scalarText(member)));
}

/** A text that is equal for equal scalars of one type. */
export function scalarText(value: ScalarKey): string {
  return typeof value === 'string' ? value : value.bytes;
}

/**
 * A text whose order under JavaScript's `<` is the order DynamoDB sorts values of one type by: numbers by value,
 * strings and binaries by unsigned bytes ("Key condition expressions", Developer Guide).
 *
 * UTF-16 units order like UTF-8 bytes except that surrogates, which stand for the highest code points, come before
 * U+E000 to U+FFFF; strings that have units so high are mapped so that the two ranges change places.
 */
export function orderText(value: ScalarKey): string {
  if (typeof value !== 'string') return value.bytes;
  return HIGH_UNIT.test(value) ? value.replace(HIGH_UNITS, swapHighUnit) : value;
}

const HIGH_UNIT = /[\ud800-\uffff]/;
const HIGH_UNITS = /[\ud800-\uffff]/g;

function swapHighUnit(unit: string): string {
  const code = unit.charCodeAt(0);
  return String.fromCharCode(code >= 0xe000 ? code - 0x800 : code + 0x2000);
}

/** The string that an order text stands for. */
export function textOfOrder(order: string): string {
  return HIGH_UNIT.test(order) ? order.replace(HIGH_UNITS, swapBack) : order;
}

function swapBack(unit: string): string {
  const code = unit.charCodeAt(0);
  return String.fromCharCode(code >= 0xf800 ? code - 0x2000 : code + 0x800);
}
