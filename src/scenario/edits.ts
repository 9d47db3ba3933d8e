import type { Json } from '../core/result.ts';
import { type MapNode, member, type Node, plain } from '../schema/node.ts';

/** One thing that a change edits: values as they are written in the file. */
export interface Edit {
  readonly [key: string]: Json | undefined;
  /** Dotted, from the account on; parts that hold dots are quoted. */
  readonly path: string;
  /** Of a list: the items that went and came. */
  readonly removed?: readonly Json[];
  readonly added?: readonly Json[];
  /** Of anything else: what stood there and what stands there now; null where nothing does. */
  readonly was?: Json;
  readonly now?: Json;
}

/** What a merge patch edits in a tree, in the order of the patch; what it leaves as it was is not told. */
export function editsOf(tree: Node | undefined, patch: MapNode): readonly Edit[] {
  return [...patch.entries].flatMap(([key, { value }]) => edits(partText(key), member(tree, key), value));
}

function edits(path: string, old: Node | undefined, patch: Node): readonly Edit[] {
  if (patch.kind === 'map' && old?.kind === 'map') {
    return [...patch.entries].flatMap(([key, { value }]) => edits(`${path}.${partText(key)}`, member(old, key), value));
  }
  const was = old === undefined ? null : (plain(old) as Json);
  const now = plain(patch) as Json;
  if (JSON.stringify(was) === JSON.stringify(now)) return [];
  if (!Array.isArray(was) || !Array.isArray(now)) return [{ path, was, now }];
  const removed = without(was, now);
  const added = without(now, was);
  // The same items in another order: then the whole lists tell more.
  return removed.length + added.length === 0 ? [{ path, was, now }] : [{ path, removed, added }];
}

/** The items of one list that the other lacks, each as often as it lacks them. */
function without(items: readonly Json[], others: readonly Json[]): readonly Json[] {
  const left = others.map((other) => JSON.stringify(other));
  return items.filter((item) => {
    const at = left.indexOf(JSON.stringify(item));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function partText(part: string): string {
  return /[."']/.test(part) ? JSON.stringify(part) : part;
}
