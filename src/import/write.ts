import { Document, Scalar, YAMLMap, YAMLSeq, type Node as YamlNode } from 'yaml';
import { visible } from '../core/text.ts';
import { Commented, type Tree, type TreeMap } from './foreign.ts';

/** What fits on one line beside its indentation is written on one line. */
const LINE_MOST = 100;

/** The places of a scenario where each member has a line of its own, however short: sections of accounts, rules. */
const BLOCKS = new Set(['ec2', 'ingress', 'egress', 'routes', 'accounts']);

/**
 * Writes a scenario as YAML that people read and edit: small things on one line, lists of rules one rule a line,
 * comments behind what they explain. The same tree gives the same bytes.
 */
export function writeYaml(scenario: TreeMap, heading: readonly string[] = []): string {
  const document = new Document(undefined, { version: '1.2' });
  document.contents = mapOf(scenario, []) as never;
  const body = document.toString({ lineWidth: 0, flowCollectionPadding: true });
  const comments = heading.map((line) => (line === '' ? '#\n' : `# ${visible(line)}\n`)).join('');
  return comments === '' ? body : `${comments}\n${body}`;
}

function nodeOf(tree: Tree, path: readonly string[]): YamlNode {
  if (tree instanceof Commented) {
    const scalar = new Scalar(tree.value);
    scalar.comment = ` ${visible(tree.comment)}`;
    return scalar;
  }
  if (isList(tree)) {
    const list = new YAMLSeq();
    list.items = tree.map((item) => nodeOf(item, path));
    list.flow = mayBeFlow(tree, path);
    return list;
  }
  if (typeof tree === 'object' && tree !== null) return mapOf(tree, path);
  const scalar = new Scalar(tree);
  if (typeof tree === 'string' && tree.includes('\n')) scalar.type = 'BLOCK_LITERAL';
  return scalar;
}

function mapOf(tree: TreeMap, path: readonly string[]): YAMLMap {
  const map = new YAMLMap();
  for (const [key, value] of Object.entries(tree)) {
    if (value !== undefined) map.add({ key: keyOf(key, path), value: nodeOf(value, [...path, key]) });
  }
  map.flow = mayBeFlow(tree, path);
  return map;
}

/** Rule numbers stand without quotes; account ids, which would lose their zeros, with. */
function keyOf(key: string, path: readonly string[]): Scalar {
  const isRuleNumber = /^[1-9]\d{0,4}$/.test(key) && ['ingress', 'egress'].includes(path.at(-1) ?? '');
  return new Scalar(isRuleNumber ? Number(key) : key);
}

function isList(tree: Tree | undefined): tree is readonly Tree[] {
  return Array.isArray(tree);
}

/** Whether a value is small enough for one line, where it stands. */
function mayBeFlow(tree: TreeMap | readonly Tree[], path: readonly string[]): boolean {
  const empty = isList(tree) ? tree.length === 0 : Object.values(tree).every((value) => value === undefined);
  if (empty) return true;
  // account, its id, region and services; then sections, of which each entry may be a line.
  if (path.length < 5 || BLOCKS.has(path.at(-1) ?? '')) return false;
  const width = widthOf(tree);
  return width !== undefined && path.length * 2 + width <= LINE_MOST;
}

/** How wide a value is on one line; undefined where it cannot be on one. */
function widthOf(tree: Tree | undefined): number | undefined {
  if (tree === undefined) return 0;
  if (tree instanceof Commented) return undefined;
  if (typeof tree !== 'object' || tree === null) {
    return typeof tree === 'string' && tree.includes('\n') ? undefined : String(tree).length + 2;
  }
  const inner = isList(tree) ? tree.map(widthOf) : Object.entries(tree).map(([key, value]) => memberWidth(key, value));
  return inner.reduce<number | undefined>(
    (sum, one) => (sum === undefined || one === undefined ? undefined : sum + one),
    4,
  );
}

function memberWidth(key: string, value: Tree | undefined): number | undefined {
  if (BLOCKS.has(key) && typeof value === 'object') return undefined;
  const width = widthOf(value);
  return value === undefined ? 0 : width === undefined ? undefined : key.length + 2 + width;
}
