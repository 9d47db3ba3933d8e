import type { Place, Source } from '../core/source.ts';

/** A value from a file that knows where it stands. What YAML, JSON and the command bar are turned into. */
export type Node = ScalarNode | ListNode | MapNode;

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** As written, without quotes. */
  readonly raw: string;
  readonly quoted: boolean;
  readonly source: Source;
  readonly offset: number;
}

export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly Node[];
  readonly source: Source;
  readonly offset: number;
}

export interface MapNode {
  readonly kind: 'map';
  /** In the order of the file; keys are unique. */
  readonly entries: ReadonlyMap<string, MapEntry>;
  readonly source: Source;
  readonly offset: number;
}

export interface MapEntry {
  /** Where the key stands. */
  readonly key: Place;
  readonly value: Node;
}

/** Where a node stands. A node is itself a place; this drops the rest of it. */
export function placeOf(node: Node): Place {
  return { source: node.source, offset: node.offset };
}

/** The place of a character inside a scalar, for one-line notations. */
export function placeInside(node: ScalarNode, index: number): Place {
  return { source: node.source, offset: node.offset + (node.quoted ? 1 : 0) + index };
}

/** The member of a map. */
export function member(node: Node | undefined, key: string): Node | undefined {
  return node?.kind === 'map' ? node.entries.get(key)?.value : undefined;
}

/** What kind of value it is, in the words of messages. */
export function kindWord(node: Node): string {
  if (node.kind === 'list') return 'a list';
  if (node.kind === 'map') return 'a map';
  if (node.value === null) return 'nothing';
  return typeof node.value === 'string' ? 'a text' : typeof node.value === 'number' ? 'a number' : 'true or false';
}

/** The node as plain data, without places. */
export function plain(node: Node): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plain);
  return Object.fromEntries([...node.entries].map(([key, entry]) => [key, plain(entry.value)]));
}

/** Plain data as nodes that all stand at one place (made by us, imported, or typed as JSON). */
export function nodeFrom(value: unknown, at: Place): Node {
  const { source, offset } = at;
  if (Array.isArray(value)) return { kind: 'list', items: value.map((item) => nodeFrom(item, at)), source, offset };
  if (value !== null && typeof value === 'object') {
    const entries = new Map<string, MapEntry>();
    for (const [key, inner] of Object.entries(value)) {
      if (inner !== undefined) entries.set(key, { key: at, value: nodeFrom(inner, at) });
    }
    return { kind: 'map', entries, source, offset };
  }
  const scalar = value as string | number | boolean | null;
  return { kind: 'scalar', value: scalar, raw: String(scalar), quoted: typeof scalar === 'string', source, offset };
}
