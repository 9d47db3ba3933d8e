import type { MapNode, Node, ScalarNode } from '../../../schema/node.ts';
import { ApiError, invalid, invalidValue } from '../api-error.ts';
import {
  type AttributeMap,
  AttributeSet,
  type AttributeValue,
  Binary,
  type ScalarKey,
  type SetTypeName,
  scalarText,
  type TypeName,
} from './attribute-value.ts';
import { ExactNumber, parseNumber } from './exact-number.ts';

const TYPE_NAMES: readonly string[] = ['S', 'N', 'B', 'BOOL', 'NULL', 'L', 'M', 'SS', 'NS', 'BS'] satisfies TypeName[];
/** Levels an attribute may have, its own value being the first ("Constraints", Developer Guide). */
const NESTING_MOST = 32;

/**
 * Reads the attributes of an item, a key or a list of expression values. They stand either in DynamoDB JSON
 * (`{ id: { S: a } }`) or in plain YAML (`{ id: a }`); they are DynamoDB JSON where every value has the form of it.
 * In plain YAML a value with the form of DynamoDB JSON is read as that, which is how sets and binaries are written.
 */
export function readAttributes(node: Node): AttributeMap | ApiError {
  if (node.kind !== 'map') return new ApiError('SerializationException', 'Expected map or null');
  return readMap(node, isTyped(node), 1);
}

function isTyped(node: MapNode): boolean {
  const values = [...node.entries.values()].map((entry) => entry.value);
  return values.some((value) => value.kind === 'map' && value.entries.size > 0) && values.every(hasTypedForm);
}

function hasTypedForm(node: Node): boolean {
  return node.kind === 'map' && [...node.entries.keys()].every((key) => TYPE_NAMES.includes(key));
}

function readMap(node: MapNode, typed: boolean, level: number): AttributeMap | ApiError {
  const entries: [string, AttributeValue][] = [];
  for (const [name, entry] of node.entries) {
    const value = anyValue(entry.value, typed, level);
    if (value instanceof ApiError) return value;
    entries.push([name, value]);
  }
  return Object.fromEntries(entries);
}

function readList(nodes: readonly Node[], typed: boolean, level: number): AttributeValue[] | ApiError {
  const values: AttributeValue[] = [];
  for (const node of nodes) {
    const value = anyValue(node, typed, level);
    if (value instanceof ApiError) return value;
    values.push(value);
  }
  return values;
}

function anyValue(node: Node, typed: boolean, level: number): AttributeValue | ApiError {
  if (level > NESTING_MOST) {
    const what = 'Attributes in the item have nested levels beyond supported limit';
    return invalid(`Nesting Levels have exceeded supported limits: ${what}`);
  }
  if (typed || (hasTypedForm(node) && node.kind === 'map' && node.entries.size === 1)) return typedValue(node, level);
  if (node.kind === 'list') return readList(node.items, false, level + 1);
  if (node.kind === 'map') return readMap(node, false, level + 1);
  if (typeof node.value === 'number') return readNumber(node.raw);
  return node.value;
}

function typedValue(node: Node, level: number): AttributeValue | ApiError {
  if (node.kind !== 'map') return new ApiError('SerializationException', 'Expected map or null');
  const [first, ...others] = node.entries;
  const exactlyOne = 'must contain exactly one of the supported datatypes';
  if (first === undefined) return invalid(`Supplied AttributeValue is empty, ${exactlyOne}`);
  const value = valueOfType(first[0] as TypeName, first[1].value, level);
  if (value instanceof ApiError || others.length === 0) return value;
  return invalid(`Supplied AttributeValue has more than one datatypes set, ${exactlyOne}`);
}

function valueOfType(type: TypeName, node: Node, level: number): AttributeValue | ApiError {
  const wrong = (what: string) => new ApiError('SerializationException', `Expected ${what} for ${type}`);
  switch (type) {
    case 'M':
      return node.kind === 'map' ? readMap(node, isTyped(node), level + 1) : wrong('a map');
    case 'L':
      return node.kind === 'list' ? readList(node.items, false, level + 1) : wrong('a list');
    case 'SS':
    case 'NS':
    case 'BS':
      return node.kind === 'list' ? readSet(type, node.items) : wrong('a list');
    case 'BOOL':
      return node.kind === 'scalar' && typeof node.value === 'boolean' ? node.value : wrong('true or false');
    case 'NULL':
      if (node.kind === 'scalar' && node.value === true) return null;
      return invalidValue('Null attribute value types must have the value of true');
    default:
      return node.kind === 'scalar' && node.value !== null ? readScalar(type, textOf(node)) : wrong('a text');
  }
}

function readScalar(type: 'S' | 'N' | 'B', text: string): ScalarKey | ApiError {
  if (type === 'S') return text;
  return type === 'N' ? readNumber(text) : readBinary(text);
}

/** YAML's own numbers keep every digit they were written with. */
function textOf(node: ScalarNode): string {
  return typeof node.value === 'string' ? node.value : node.raw;
}

function readNumber(text: string): ExactNumber | ApiError {
  const number = parseNumber(text);
  return number instanceof ExactNumber ? number : invalid(number.problem);
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function readBinary(text: string): Binary | ApiError {
  if (BASE64.test(text)) return new Binary(Buffer.from(text, 'base64').toString('latin1'));
  return new ApiError('SerializationException', `'${text}' can not be converted to a Blob: it is not Base64`);
}

const MEMBER_TYPE = { SS: 'S', NS: 'N', BS: 'B' } as const;
const EMPTY_SET = {
  SS: 'An string set  may not be empty',
  NS: 'An number set  may not be empty',
  BS: 'Binary sets should not be empty',
} as const;

function readSet(type: SetTypeName, nodes: readonly Node[]): AttributeSet | ApiError {
  if (nodes.length === 0) return invalidValue(EMPTY_SET[type]);
  const members: ScalarKey[] = [];
  const written: string[] = [];
  for (const node of nodes) {
    if (node.kind !== 'scalar' || node.value === null) return invalid('An AttributeValue may not contain null');
    const text = textOf(node);
    const member = readScalar(MEMBER_TYPE[type], text);
    if (member instanceof ApiError) return member;
    members.push(member);
    written.push(text);
  }
  if (new Set(members.map(scalarText)).size === members.length) return new AttributeSet(type, members);
  if (type === 'NS') return invalid('Input collection contains duplicates');
  const ending = type === 'BS' ? 'of type BS contains duplicates.' : ' contains duplicates.';
  return invalidValue(`Input collection [${written.join(', ')}]${ending}`);
}
