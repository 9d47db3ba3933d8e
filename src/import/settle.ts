import type { Source } from '../core/source.ts';
import { type Reading, readScenario } from '../scenario/scenario.ts';
import type { Diagnostic } from '../schema/diagnostic.ts';
import type { Node } from '../schema/node.ts';
import { parseYaml } from '../schema/yaml.ts';
import type { Tree, TreeMap } from './foreign.ts';
import { writeYaml } from './write.ts';

/** An imported scenario that loads, and what had to be taken out of it for that. */
export interface Settled {
  readonly source: Source;
  readonly reading: Reading;
  readonly leftOut: readonly Diagnostic[];
}

/** Rounds of taking out; a folder that needs more is beyond repair. */
const ROUNDS_MOST = 20;

/**
 * Writes and reads an imported scenario. Real folders can hold what no account could (half of a VPC, two merged accounts):
 * whatever the loader refuses is taken out, a rule or route alone, else the whole resource, and noted, until all is well.
 */
export async function settle(tree: TreeMap, path: string, heading: readonly string[] = []): Promise<Settled> {
  let current = tree;
  const leftOut: Diagnostic[] = [];
  for (let round = 0; ; round += 1) {
    const source = { path, text: writeYaml(current, heading) };
    const reading = await readScenario(source);
    const errors = reading.diagnostics.filter(({ severity }) => severity === 'error');
    if (errors.length === 0 || round === ROUNDS_MOST) return { source, reading, leftOut };
    const { node } = parseYaml(source);
    const refused = new Map<string, readonly string[]>();
    for (const error of errors) {
      const way = node === undefined ? undefined : partRefused(current, wayTo(node, error.place.offset), error.code);
      if (way === undefined) continue;
      for (const one of way) refused.set(JSON.stringify(one), one);
      leftOut.push({ ...error, severity: 'warning', code: 'refused', message: `left out, since ${error.message}` });
    }
    if (refused.size === 0) return { source, reading, leftOut };
    // From the end, so that positions in lists stay right.
    for (const way of [...refused.values()].reverse()) current = without(current, way) as TreeMap;
  }
}

/** The keys and list positions that lead to what stands at an offset. */
function wayTo(node: Node, offset: number): readonly string[] {
  const parts: (readonly [string, number, Node])[] =
    node.kind === 'map'
      ? [...node.entries].map(([key, entry]) => [key, entry.key.offset, entry.value])
      : node.kind === 'list'
        ? node.items.map((item, index) => [String(index), item.offset, item])
        : [];
  const inside = parts.findLast(([, begin]) => begin <= offset);
  return inside === undefined ? [] : [inside[0], ...wayTo(inside[2], offset)];
}

/** Lists and maps of a resource whose members can go without the whole. */
const MEMBERS = new Set([
  'routes',
  'ingress',
  'egress',
  'associations',
  'propagations',
  'propagatingVgws',
  'exclusions',
]);

/** accounts, the account, ec2, the section, the resource, … */
const RESOURCE_DEPTH = 5;

/** Problems of addresses, which a resource can do without: it is then given others. */
const ADDRESS_PROBLEMS = new Set(['reserved-address', 'address-outside-subnet', 'duplicate-address']);
const ADDRESSES = ['privateIpAddress', 'secondaryPrivateIpAddresses', 'ipv6Addresses', 'publicIp'];

/**
 * What has to go: one member of a list of rules or routes, the addresses, else the resource; undefined for what is no part
 * of a resource.
 */
function partRefused(tree: TreeMap, way: readonly string[], code: string): readonly (readonly string[])[] | undefined {
  if (way.length < RESOURCE_DEPTH) return undefined;
  const member = way.findIndex((key, depth) => depth >= RESOURCE_DEPTH && MEMBERS.has(key));
  if (member >= 0 && way.length > member + 1) return [way.slice(0, member + 2)];
  const resource = way.slice(0, RESOURCE_DEPTH);
  const stated = ADDRESS_PROBLEMS.has(code)
    ? ADDRESSES.filter((key) => at(tree, [...resource, key]) !== undefined)
    : [];
  return stated.length > 0 ? stated.map((key) => [...resource, key]) : [resource];
}

function at(tree: Tree | undefined, [key, ...rest]: readonly string[]): Tree | undefined {
  if (key === undefined) return tree;
  return typeof tree === 'object' && tree !== null ? at((tree as TreeMap)[key], rest) : undefined;
}

/** The tree without what stands at a way. */
function without(tree: Tree | undefined, [key, ...rest]: readonly string[]): Tree | undefined {
  if (key === undefined) return undefined;
  if (Array.isArray(tree))
    return tree.flatMap((item, index) => (String(index) === key ? (without(item, rest) ?? []) : [item]));
  if (typeof tree !== 'object' || tree === null) return tree;
  const map: TreeMap = tree as TreeMap;
  return { ...map, [key]: without(map[key], rest) };
}
