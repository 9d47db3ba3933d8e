import { RE2JS } from 're2js';
import { type Expectation, type Facts, type Json, OUTCOME_WORDS, type Outcome } from '../core/result.ts';
import { didYouMean } from '../schema/diagnostic.ts';
import { kindWord, type MapNode, type Node, placeOf, plain } from '../schema/node.ts';
import type { Reader } from '../schema/reader.ts';

type Matches = (actual: Json | undefined) => boolean;
type Compare = (outcome: Outcome) => readonly Expectation[];

const COMPARISON = /^(>=|<=|>|<|!=)\s*(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/i;
const RANGE = /^(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)$/;
/** A text that a literal cannot be mistaken for. */
const PATTERN = /^\/(.*)\/$/s;

/** Compiles a step's `expect`: one word is an outcome, a map holds paths into the result. */
export function readExpect(node: Node, reader: Reader): Compare | undefined {
  if (node.kind === 'scalar') {
    checkOutcomeWord(node, reader);
    const matches = matcher(node, reader);
    return matches && ((outcome) => [compared('outcome', node, outcome, matches)]);
  }
  if (node.kind === 'list') {
    return reader.error('wrong-type', 'a list stands where an expectation belongs', placeOf(node), {
      expected: 'an outcome (delivered) or a map ({ outcome: dropped, at: sg/web })',
    });
  }
  return readPaths(node, reader);
}

function readPaths(node: MapNode, reader: Reader): Compare | undefined {
  const parts: { path: string; node: Node; matches: Matches }[] = [];
  for (const [path, { value }] of node.entries) {
    if (path === 'outcome') checkOutcomeWord(value, reader);
    const matches = matcher(value, reader, path === 'at' ? sameAddress : same);
    if (matches === undefined) return undefined;
    parts.push({ path, node: value, matches });
  }
  return (outcome) => parts.map(({ path, node: expected, matches }) => compared(path, expected, outcome, matches));
}

/** A literal that no step ever comes out as would never be met. */
function checkOutcomeWord(node: Node, reader: Reader): void {
  if (node.kind !== 'scalar' || PATTERN.test(node.raw)) return;
  const words: readonly string[] = OUTCOME_WORDS;
  if (words.includes(node.raw)) return;
  reader.error('wrong-outcome', `no step comes out as ${node.raw}`, placeOf(node), {
    expected: words.join(', '),
    suggestion: didYouMean(node.raw, words),
  });
}

function compared(path: string, node: Node, outcome: Outcome, matches: Matches): Expectation {
  const actual = valueAt(outcome, path);
  return { path, expected: written(node), actual, passed: matches(actual) };
}

function written(node: Node): string {
  return node.kind === 'scalar' ? node.raw : JSON.stringify(plain(node));
}

/** What stands at a path: `outcome`, `reason`, `at`, `awsCode`, else a path into the facts. */
export function valueAt(outcome: Outcome, path: string): Json | undefined {
  if (path === 'outcome' || path === 'reason' || path === 'at' || path === 'awsCode') return outcome[path];
  return inside(outcome.facts, path.startsWith('facts.') ? path.slice('facts.'.length) : path);
}

function inside(facts: Facts | Json | undefined, path: string): Json | undefined {
  if (facts === null || typeof facts !== 'object')
    return path === 'length' && typeof facts === 'string' ? facts.length : undefined;
  const members = facts as { readonly [key: string]: Json | undefined };
  if (Object.hasOwn(members, path)) return members[path];
  // A key may itself hold dots: the longest that fits wins.
  for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
    const key = path.slice(0, dot);
    if (Object.hasOwn(members, key)) return inside(members[key], path.slice(dot + 1));
  }
  return undefined;
}

type Equal = (actual: Json | undefined, expected: Json) => boolean;

function matcher(node: Node, reader: Reader, equal: Equal = same): Matches | undefined {
  if (node.kind === 'list') return everyItem(node.items, reader);
  if (node.kind === 'map') return objectMatcher(node, reader, equal);
  const { value } = node;
  if (typeof value !== 'string') return (actual) => equal(actual, value);
  const comparison = COMPARISON.exec(value);
  if (comparison !== null) return compareNumbers(comparison[1] ?? '', Number(comparison[2]));
  const range = RANGE.exec(value);
  if (range !== null) {
    const [low, high] = [Number(range[1]), Number(range[2])];
    return (actual) => typeof actual === 'number' && actual >= low && actual <= high;
  }
  const pattern = PATTERN.exec(value);
  if (pattern !== null) return patternMatcher(pattern[1] ?? '', node, reader);
  return (actual) => equal(actual, value);
}

function compareNumbers(operator: string, bound: number): Matches {
  const holds: Record<string, (actual: number) => boolean> = {
    '>': (actual) => actual > bound,
    '>=': (actual) => actual >= bound,
    '<': (actual) => actual < bound,
    '<=': (actual) => actual <= bound,
    '!=': (actual) => actual !== bound,
  };
  return (actual) => typeof actual === 'number' && holds[operator]?.(actual) === true;
}

function patternMatcher(pattern: string, node: Node, reader: Reader): Matches | undefined {
  try {
    const compiled = RE2JS.compile(pattern);
    return (actual) =>
      actual !== undefined && compiled.matcher(typeof actual === 'string' ? actual : JSON.stringify(actual)).find();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return reader.error('wrong-pattern', `/${pattern}/ is not a regular expression: ${why}`, placeOf(node));
  }
}

function objectMatcher(node: MapNode, reader: Reader, equal: Equal): Matches | undefined {
  const equals = node.entries.get('equals')?.value;
  if (equals !== undefined && node.entries.size === 1) {
    const literal = plain(equals) as Json;
    return (actual) => same(actual, literal);
  }
  const anyOf = node.entries.get('anyOf')?.value;
  if (anyOf !== undefined && node.entries.size === 1) {
    if (anyOf.kind !== 'list') {
      return reader.error('wrong-type', `${kindWord(anyOf)} stands where the list of anyOf belongs`, placeOf(anyOf));
    }
    const options = anyOf.items.map((item) => matcher(item, reader, equal));
    return (actual) => options.some((option) => option?.(actual) === true);
  }
  const parts = [...node.entries].map(([path, { value }]) => [path, matcher(value, reader)] as const);
  return (actual) => parts.every(([path, matches]) => matches?.(inside(actual, path)) === true);
}

function everyItem(items: readonly Node[], reader: Reader): Matches {
  const matchers = items.map((item) => matcher(item, reader));
  return (actual) =>
    Array.isArray(actual) &&
    actual.length === matchers.length &&
    matchers.every((matches, index) => matches?.(actual[index]) === true);
}

/** Equal values; a null also stands for what is not there. */
function same(actual: Json | undefined, expected: Json): boolean {
  if (actual === undefined) return expected === null;
  return actual === expected || (typeof actual === 'object' && JSON.stringify(actual) === JSON.stringify(expected));
}

/** Addresses in results are full; an expectation may leave the account, or account and kind, out. */
function sameAddress(actual: Json | undefined, expected: Json): boolean {
  return same(actual, expected) || (typeof actual === 'string' && actual.endsWith(`/${expected}`));
}
