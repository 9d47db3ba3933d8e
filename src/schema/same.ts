import { type Node, plain } from './node.ts';

/** What tells where something stands, not what it says. */
const PLACES: readonly string[] = ['place', 'declared'];

/** Whether two things say the same, wherever in the file they stand; members named in `ignoring` do not count. */
export function sameContent(one: unknown, other: unknown, ignoring: readonly string[] = []): boolean {
  return isSame(one, other, new Set([...PLACES, ...ignoring]));
}

function isSame(one: unknown, other: unknown, ignored: ReadonlySet<string>): boolean {
  if (one === other) return true;
  if (isNode(one) && isNode(other)) return JSON.stringify(plain(one)) === JSON.stringify(plain(other));
  if (one instanceof Map && other instanceof Map) {
    return (
      one.size === other.size &&
      [...one].every(([key, value]) => other.has(key) && isSame(value, other.get(key), ignored))
    );
  }
  if (!isObject(one) || !isObject(other)) return false;
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].every((key) => ignored.has(key) || isSame(one[key], other[key], ignored));
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null;
}

function isNode(value: unknown): value is Node {
  return isObject(value) && typeof value['offset'] === 'number' && 'source' in value && 'kind' in value;
}
