import {
  type Branch,
  childOf,
  countOf,
  deleteInLeaf,
  keysOf,
  type Leaf,
  lowerBound,
  lowestKey,
  replaceKeys,
  setInLeaf,
  sumOf,
  type Total,
  type Tree,
  totalBelow,
  type Visitor,
  visitTree,
  visitTreeBack,
} from './tree-node.ts';

/** Entries of a leaf and children of a branch. */
const FANOUT_MOST = 64;
const FANOUT_LEAST = FANOUT_MOST / 4;

/** A sorted map as those see it who may not change it. Ranges include `from` and exclude `to`. */
export interface ReadonlySortedMap<V> {
  readonly total: Total;
  get(key: string): V | undefined;
  visit(from: string, to: string, visitor: Visitor<V>): void;
  visitBack(from: string, to: string, visitor: Visitor<V>): void;
  totalWithin(from: string, to: string): Total;
  keyAtWeight(from: string, weight: number): string | undefined;
  fork(): SortedMap<V>;
}

/**
 * A map ordered by key (by JavaScript's `<`) whose copies cost nothing: `fork` shares every node, and a node is copied
 * when one of the sharers first changes it. Each entry has a weight; sums of weights over any range are at hand.
 */
export class SortedMap<V> implements ReadonlySortedMap<V> {
  #root: Tree<V>;
  /** Whoever holds this token may change a node in place. */
  #owner: object;
  /** The way to the key that was looked for last: what is looked for is often written next. */
  readonly #trail: { key: string; readonly branches: Branch<V>[]; leaf: Leaf<V> | undefined; at: number };

  constructor(root?: Tree<V>) {
    this.#owner = {};
    this.#trail = { key: '', branches: [], leaf: undefined, at: 0 };
    this.#root = root ?? { owner: this.#owner, keys: [], heads: [], values: [], weights: [], weight: 0 };
  }

  /** A copy. From here on neither changes what the other sees. */
  fork(): SortedMap<V> {
    this.#owner = {};
    return new SortedMap(this.#root);
  }

  get total(): Total {
    return { count: countOf(this.#root), weight: this.#root.weight };
  }

  /** What all entries weigh together. */
  get weight(): number {
    return this.#root.weight;
  }

  get(key: string): V | undefined {
    const trail = this.#trail;
    trail.branches.length = 0;
    let tree = this.#root;
    while ('children' in tree) {
      trail.branches.push(tree);
      tree = tree.children[childOf(tree, key)] as Tree<V>;
    }
    trail.key = key;
    trail.leaf = tree;
    trail.at = lowerBound(tree, key);
    return tree.keys[trail.at] === key ? tree.values[trail.at] : undefined;
  }

  /** Puts an entry in place; returns the value that stood there. */
  set(key: string, value: V, weight: number): V | undefined {
    if (this.#onTrail(key)) return this.#setOnTrail(value, weight);
    this.#trail.leaf = undefined;
    const root = this.#own(this.#root);
    const before = this.#setBelow(root, key, value, weight);
    this.#root = root;
    if (root.keys.length > FANOUT_MOST) {
      const right = this.#splitOff(root, key);
      const children = [root, right];
      this.#root = { owner: this.#owner, ...keysOf(children), children, ...sumOf(children) };
    }
    return before;
  }

  /** Takes an entry away; returns the value that stood there. */
  delete(key: string): V | undefined {
    this.#trail.leaf = undefined;
    const root = this.#own(this.#root);
    const before = this.#deleteBelow(root, key);
    const [only] = 'children' in root ? root.children : [];
    this.#root = only !== undefined && root.keys.length === 1 ? only : root;
    return before;
  }

  /** Shows the entries of [from, to) in order. */
  visit(from: string, to: string, visitor: Visitor<V>): void {
    visitTree(this.#root, from, to, visitor);
  }

  /** Shows the entries of [from, to) from the last to the first. */
  visitBack(from: string, to: string, visitor: Visitor<V>): void {
    visitTreeBack(this.#root, from, to, visitor);
  }

  totalWithin(from: string, to: string): Total {
    const below = totalBelow(this.#root, from);
    const all = totalBelow(this.#root, to);
    return { count: Math.max(0, all.count - below.count), weight: Math.max(0, all.weight - below.weight) };
  }

  /** The first key at or after `from` by which at least `weight` has been passed. */
  keyAtWeight(from: string, weight: number): string | undefined {
    let rest = totalBelow(this.#root, from).weight + weight;
    if (rest > this.#root.weight) return undefined;
    let tree = this.#root;
    while ('children' in tree) {
      let at = 0;
      while (at < tree.children.length - 1 && rest > (tree.children[at] as Tree<V>).weight) {
        rest -= (tree.children[at] as Tree<V>).weight;
        at += 1;
      }
      tree = tree.children[at] as Tree<V>;
    }
    let at = 0;
    while (at < tree.keys.length - 1 && rest > (tree.weights[at] ?? 0)) {
      rest -= tree.weights[at] ?? 0;
      at += 1;
    }
    return tree.keys[at];
  }

  /** Whether the trail leads to this key, all nodes on it are ours, and one more entry fits into the leaf. */
  #onTrail(key: string): boolean {
    const { leaf, branches } = this.#trail;
    if (leaf === undefined || this.#trail.key !== key) return false;
    if (leaf.owner !== this.#owner || leaf.keys.length >= FANOUT_MOST || this.#trail.at === 0) return false;
    for (const branch of branches) if (branch.owner !== this.#owner) return false;
    return true;
  }

  #setOnTrail(value: V, weight: number): V | undefined {
    const { key, leaf, branches, at } = this.#trail;
    if (leaf === undefined) return undefined;
    const weightBefore = leaf.weight;
    const count = leaf.keys.length;
    const before = setInLeaf(leaf, { key, value, weight }, at);
    for (const branch of branches) {
      branch.count += leaf.keys.length - count;
      branch.weight += leaf.weight - weightBefore;
    }
    return before;
  }

  /** The node itself where it is ours, else a copy that is. */
  #own<T extends Tree<V>>(tree: T): T {
    if (tree.owner === this.#owner) return tree;
    const own = { ...tree, owner: this.#owner, keys: [...tree.keys], heads: [...tree.heads] };
    if ('children' in own) return { ...own, children: [...own.children] };
    return { ...own, values: [...(own as Leaf<V>).values], weights: [...(own as Leaf<V>).weights] };
  }

  #setBelow(tree: Tree<V>, key: string, value: V, weight: number): V | undefined {
    if (!('children' in tree)) return setInLeaf(tree, { key, value, weight }, lowerBound(tree, key));
    const at = childOf(tree, key);
    const child = this.#own(tree.children[at] as Tree<V>);
    const count = countOf(child);
    const weightBefore = child.weight;
    const before = this.#setBelow(child, key, value, weight);
    tree.children[at] = child;
    tree.count += countOf(child) - count;
    tree.weight += child.weight - weightBefore;
    // Only the first child is also given what lies below its lowest key.
    if (at === 0 && key < (tree.keys[0] ?? '')) replaceKeys(tree, 0, 1, key);
    if (child.keys.length > FANOUT_MOST) {
      const right = this.#splitOff(child, key);
      tree.children.splice(at + 1, 0, right);
      replaceKeys(tree, at + 1, 0, lowestKey(right));
    }
    return before;
  }

  #deleteBelow(tree: Tree<V>, key: string): V | undefined {
    if (!('children' in tree)) return deleteInLeaf(tree, key);
    const at = childOf(tree, key);
    const child = this.#own(tree.children[at] as Tree<V>);
    const weightBefore = child.weight;
    const before = this.#deleteBelow(child, key);
    tree.children[at] = child;
    if (before === undefined) return undefined;
    tree.count -= 1;
    tree.weight += child.weight - weightBefore;
    if (child.keys.length < FANOUT_LEAST && tree.keys.length > 1) this.#mergeAt(tree, at > 0 ? at - 1 : 0);
    return before;
  }

  /** Joins a child with its right neighbour where the two fit into one node. */
  #mergeAt(tree: Branch<V>, at: number): void {
    const right = tree.children[at + 1] as Tree<V>;
    const left = tree.children[at] as Tree<V>;
    if (left.keys.length + right.keys.length > FANOUT_MOST) return;
    const joined = this.#own(left);
    joined.keys.push(...right.keys);
    joined.heads.push(...right.heads);
    joined.weight += right.weight;
    if ('children' in joined && 'children' in right) {
      joined.children.push(...right.children);
      joined.count += right.count;
    } else if ('values' in joined && 'values' in right) {
      joined.values.push(...right.values);
      joined.weights.push(...right.weights);
    }
    tree.children.splice(at, 2, joined);
    replaceKeys(tree, at, 2, lowestKey(joined));
  }

  /** Moves the upper part of an overfull node into a new one. Keys that only grow leave full nodes behind. */
  #splitOff(tree: Tree<V>, key: string): Tree<V> {
    const last = tree.keys.length - 1;
    const middle = key >= (tree.keys[last] ?? '') ? last : tree.keys.length >> 1;
    const upper = { keys: tree.keys.splice(middle), heads: tree.heads.splice(middle) };
    let right: Tree<V>;
    if ('children' in tree) {
      const children = tree.children.splice(middle);
      right = { owner: this.#owner, ...upper, children, ...sumOf(children) };
      tree.count -= right.count;
    } else {
      const weights = tree.weights.splice(middle);
      const weight = weights.reduce((sum, one) => sum + one, 0);
      right = { owner: this.#owner, ...upper, values: tree.values.splice(middle), weights, weight };
    }
    tree.weight -= right.weight;
    return right;
  }
}
