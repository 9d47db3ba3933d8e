/** Keys in order, each with its head, so that a search compares numbers that lie side by side and rarely a text. */
export interface Keys {
  readonly keys: string[];
  readonly heads: number[];
}

export interface Leaf<V> extends Keys {
  readonly owner: object;
  readonly values: V[];
  readonly weights: number[];
  weight: number;
}

/** Its keys are the lowest below each child, or lower ones that were removed since. */
export interface Branch<V> extends Keys {
  readonly owner: object;
  readonly children: Tree<V>[];
  count: number;
  weight: number;
}

export type Tree<V> = Leaf<V> | Branch<V>;

/** How many entries lie in a range, and what they weigh together. */
export interface Total {
  readonly count: number;
  readonly weight: number;
}

/** Sees an entry of a walk; the walk ends when it returns false. */
export type Visitor<V> = (key: string, value: V, weight: number) => boolean;

export function countOf<V>(tree: Tree<V>): number {
  return 'children' in tree ? tree.count : tree.keys.length;
}

/** Entries and weight below some nodes. */
export function sumOf<V>(children: readonly Tree<V>[]): Total {
  let count = 0;
  let weight = 0;
  for (const child of children) {
    count += countOf(child);
    weight += child.weight;
  }
  return { count, weight };
}

export function lowestKey<V>(tree: Tree<V>): string {
  return tree.keys[0] ?? '';
}

export function keysOf<V>(children: readonly Tree<V>[]): Keys {
  return { keys: children.map(lowestKey), heads: children.map((child) => child.heads[0] ?? 0) };
}

/** The first three UTF-16 units of a key as one number; orders as the keys do. */
function headOf(key: string): number {
  return ((key.charCodeAt(0) || 0) * 0x10000 + (key.charCodeAt(1) || 0)) * 0x10000 + (key.charCodeAt(2) || 0);
}

/** Puts `key` in the place of `count` keys from position `at` on. */
export function replaceKeys({ keys, heads }: Keys, at: number, count: number, key: string): void {
  keys.splice(at, count, key);
  heads.splice(at, count, headOf(key));
}

/** The first position whose key is not below `key`. */
export function lowerBound({ keys, heads }: Keys, key: string): number {
  const head = headOf(key);
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = heads[middle] as number;
    if (other < head || (other === head && (keys[middle] as string) < key)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The child in whose stretch `key` falls. */
export function childOf({ keys, heads }: Keys, key: string): number {
  const head = headOf(key);
  let low = 0;
  let high = keys.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const other = heads[middle] as number;
    if (other < head || (other === head && (keys[middle] as string) <= key)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** An entry on its way into a leaf. */
interface Entry<V> {
  readonly key: string;
  readonly value: V;
  readonly weight: number;
}

/** Puts an entry into a leaf, at the position its key belongs to; returns the value that stood there. */
export function setInLeaf<V>(leaf: Leaf<V>, { key, value, weight }: Entry<V>, at: number): V | undefined {
  leaf.weight += weight;
  if (leaf.keys[at] === key) {
    const before = leaf.values[at];
    leaf.weight -= leaf.weights[at] ?? 0;
    leaf.values[at] = value;
    leaf.weights[at] = weight;
    return before;
  }
  replaceKeys(leaf, at, 0, key);
  leaf.values.splice(at, 0, value);
  leaf.weights.splice(at, 0, weight);
  return undefined;
}

/** Takes an entry out of a leaf; returns what stood there. */
export function deleteInLeaf<V>(leaf: Leaf<V>, key: string): V | undefined {
  const at = lowerBound(leaf, key);
  if (leaf.keys[at] !== key) return undefined;
  leaf.keys.splice(at, 1);
  leaf.heads.splice(at, 1);
  leaf.weight -= leaf.weights.splice(at, 1)[0] ?? 0;
  return leaf.values.splice(at, 1)[0];
}

/** Shows the entries of [from, to) in order; false once the visitor or the range has ended it. */
export function visitTree<V>(tree: Tree<V>, from: string, to: string, visitor: Visitor<V>): boolean {
  if ('children' in tree) {
    for (let at = childOf(tree, from); at < tree.children.length; at += 1) {
      if ((tree.keys[at] as string) >= to) return false;
      if (!visitTree(tree.children[at] as Tree<V>, from, to, visitor)) return false;
    }
    return true;
  }
  for (let at = lowerBound(tree, from); at < tree.keys.length; at += 1) {
    const key = tree.keys[at] as string;
    if (key >= to || !visitor(key, tree.values[at] as V, tree.weights[at] as number)) return false;
  }
  return true;
}

/** The same from the last to the first. */
export function visitTreeBack<V>(tree: Tree<V>, from: string, to: string, visitor: Visitor<V>): boolean {
  if ('children' in tree) {
    for (let at = childOf(tree, to); at >= 0; at -= 1) {
      if (!visitTreeBack(tree.children[at] as Tree<V>, from, to, visitor)) return false;
    }
    return true;
  }
  for (let at = lowerBound(tree, to) - 1; at >= 0; at -= 1) {
    const key = tree.keys[at] as string;
    if (key < from || !visitor(key, tree.values[at] as V, tree.weights[at] as number)) return false;
  }
  return true;
}

/** Entries and weight of all keys below one. */
export function totalBelow<V>(root: Tree<V>, key: string): Total {
  let tree = root;
  let count = 0;
  let weight = 0;
  while ('children' in tree) {
    const child = childOf(tree, key);
    for (let at = 0; at < child; at += 1) {
      count += countOf(tree.children[at] as Tree<V>);
      weight += (tree.children[at] as Tree<V>).weight;
    }
    tree = tree.children[child] as Tree<V>;
  }
  const end = lowerBound(tree, key);
  for (let at = 0; at < end; at += 1) weight += tree.weights[at] ?? 0;
  return { count: count + end, weight };
}
