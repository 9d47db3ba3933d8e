import type { Place } from '../core/source.ts';
import type { MapEntry, MapNode, Node } from '../schema/node.ts';

/**
 * The tree with a JSON Merge Patch (RFC 7396) laid over it: maps are merged, nothing (null) removes, everything else
 * replaces. What comes from the patch keeps the patch's places, so a rule that a step added is shown where it stands.
 */
export function mergePatch(tree: Node | undefined, patch: Node): Node | undefined {
  if (patch.kind === 'scalar' && patch.value === null) return undefined;
  if (patch.kind !== 'map') return patch;
  const base = tree?.kind === 'map' ? tree : undefined;
  const entries = new Map<string, MapEntry>(base?.entries);
  for (const [key, { key: at, value }] of patch.entries) {
    const known = entries.get(key);
    const merged = mergePatch(known?.value, value);
    if (merged === undefined) entries.delete(key);
    else entries.set(key, { key: known?.key ?? at, value: merged });
  }
  return { kind: 'map', entries, source: (base ?? patch).source, offset: (base ?? patch).offset };
}

/** The keys of a `change`, dotted paths written out: `shop.s3.buckets."a.b"` becomes nested maps. */
export function expandPaths(change: MapNode): MapNode {
  let expanded: Node = { ...change, entries: new Map() };
  for (const [path, entry] of change.entries) {
    const parts = splitPath(path);
    if (parts === undefined) continue;
    expanded = overlay(expanded, nested(parts, entry.value, entry.key));
  }
  return expanded as MapNode;
}

/** The parts of a dotted path; quoted parts may hold dots. Undefined where a quote never ends or a part is empty. */
export function splitPath(path: string): readonly string[] | undefined {
  const parts: string[] = [];
  const part = /(?:"([^"]*)"|'([^']*)'|([^."']+))(\.|$)/y;
  let at = 0;
  while (at < path.length) {
    part.lastIndex = at;
    const match = part.exec(path);
    if (match === null) return undefined;
    parts.push(match[1] ?? match[2] ?? match[3] ?? '');
    at = part.lastIndex;
    if (match[4] === '.' && at === path.length) return undefined;
  }
  return parts.length > 0 ? parts : undefined;
}

function nested(parts: readonly string[], value: Node, at: Place): Node {
  return parts.reduceRight<Node>(
    (inner, part) => ({ kind: 'map', entries: new Map([[part, { key: at, value: inner }]]), ...at }),
    value,
  );
}

/** Like a merge patch, but keeps nulls: two parts of one change may stand in the same map. */
function overlay(base: Node, over: Node): Node {
  if (base.kind !== 'map' || over.kind !== 'map') return over;
  const entries = new Map(base.entries);
  for (const [key, entry] of over.entries) {
    const known = entries.get(key);
    entries.set(key, known === undefined ? entry : { key: known.key, value: overlay(known.value, entry.value) });
  }
  return { ...base, entries };
}
