import type { Place } from '../core/source.ts';
import { type MapNode, type Node, placeOf } from './node.ts';

/** The map that each object was read from, for checks that come after reading and still have to point at one member. */
const nodes = new WeakMap<object, MapNode>();

/** Remembers what an object was read from. */
export function readFrom(value: object, node: Node): void {
  if (node.kind === 'map') nodes.set(value, node);
}

/** Whether the file says anything of a member, be it right or wrong. */
export function isWritten(read: object, key: string): boolean {
  return nodes.get(read)?.entries.has(key) === true;
}

/** Whether a member was written but could not be read: it has its own problem, and nothing follows from its absence. */
export function isLost(read: { readonly unknowns?: ReadonlySet<string> }, key: string): boolean {
  return isWritten(read, key) && !Object.hasOwn(read, key) && read.unknowns?.has(key) !== true;
}

/**
 * Where a member's value stands: a key of the object, and what follows leads on into lists and maps. As far as the path
 * goes in the file; undefined where the object does not hold the first key.
 */
export function memberPlace(read: object, key: string, ...rest: readonly (string | number)[]): Place | undefined {
  let node = nodes.get(read)?.entries.get(key)?.value;
  if (node === undefined) return undefined;
  for (const step of rest) {
    const inner = stepInto(node, step);
    if (inner === undefined) break;
    node = inner;
  }
  return placeOf(node);
}

/** A single value stands for a list of one. */
function stepInto(node: Node, step: string | number): Node | undefined {
  if (node.kind === 'list') return typeof step === 'number' ? node.items[step] : undefined;
  return node.kind === 'map' ? node.entries.get(String(step))?.value : undefined;
}
