import { type Node, plain } from '../../../schema/node.ts';

const PLACES: ReadonlySet<string> = new Set(['place', 'uniqueId']);

/** Whether two things say the same, wherever in the file they stand. */
export function sameContent(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (isNode(one) && isNode(other)) return JSON.stringify(plain(one)) === JSON.stringify(plain(other));
  if (one instanceof Map && other instanceof Map) {
    return (
      one.size === other.size && [...one].every(([key, value]) => other.has(key) && sameContent(value, other.get(key)))
    );
  }
  if (!isObject(one) || !isObject(other)) return false;
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].every((key) => PLACES.has(key) || sameContent(one[key], other[key]));
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null;
}

function isNode(value: unknown): value is Node {
  return isObject(value) && typeof value['offset'] === 'number' && 'source' in value && 'kind' in value;
}
