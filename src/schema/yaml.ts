import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  parseAllDocuments,
  type YAMLError,
  type Node as YamlNode,
} from 'yaml';
import type { Place, Source } from '../core/source.ts';
import type { Diagnostic } from './diagnostic.ts';
import { YAML_LIMITS } from './limits.ts';
import type { MapEntry, Node } from './node.ts';
import { withJsonOnOneLine } from './pasted-json.ts';

const TOO_DEEP = `values are nested more than ${YAML_LIMITS.depth} levels deep`;

/** Tokens of the library's lexer that stand for no character: document, flow end, scalar. */
const CONTROL_TOKENS = new Set(['\x02', '\x18', '\x1f']);

/** Keys that name parts of JavaScript objects; no AWS name is one of them. */
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * What a YAML 1.2 (or JSON) text holds, every value with its place, and what is wrong with it. A text with a wrong key
 * is read all the same, so that everything else that is wrong can be told with it.
 */
export function parseYaml(source: Source): { readonly node?: Node; readonly diagnostics: readonly Diagnostic[] } {
  const refused = refusal(source);
  if (refused !== undefined) return { diagnostics: [refused] };
  const documents = parsed(source, source.text);
  if (!Array.isArray(documents)) return { diagnostics: [documents] };
  const [document, extra] = documents[0]?.errors.length === 0 ? documents : (withPastedJson(source) ?? documents);
  if (document === undefined) return { diagnostics: [problem(source, 0, 'empty-file', 'the file is empty')] };
  const errors = [...document.errors, ...document.warnings];
  if (errors.some(({ code }) => code === 'RESOURCE_EXHAUSTION')) return { diagnostics: [tooDeep(source)] };
  // Once the parser has lost its way, it stumbles over every further word.
  const telling = errors.filter(({ code }, at) => at === 0 || code !== 'UNEXPECTED_TOKEN');
  const diagnostics = telling.map((error) => syntaxProblem(source, error));
  if (diagnostics.length > 0) return { diagnostics };
  if (extra !== undefined) {
    const at = extra.range[0];
    return {
      diagnostics: [
        problem(source, at, 'several-documents', 'a scenario is one YAML document; here a second one begins'),
      ],
    };
  }
  return new Placing(source, document).result();
}

function refusal(source: Source): Diagnostic | undefined {
  const { text } = source;
  if (text.length > YAML_LIMITS.characters) {
    return problem(
      source,
      0,
      'file-too-large',
      `the file has ${text.length} characters, more than the ${YAML_LIMITS.characters} allowed`,
    );
  }
  const nul = text.indexOf('\u0000');
  if (nul >= 0) return problem(source, nul, 'binary-file', 'this is a binary file, not a YAML text');
  return text.trim() === '' ? problem(source, 0, 'empty-file', 'the file is empty') : undefined;
}

/**
 * The documents of a text in which JSON stands as it stood where it was copied from; undefined where that is not what is
 * wrong with it.
 */
function withPastedJson(source: Source): Document.Parsed[] | undefined {
  const laidOut = withJsonOnOneLine(source.text);
  const documents = laidOut === undefined ? undefined : parsed(source, laidOut);
  return Array.isArray(documents) && documents[0]?.errors.length === 0 ? documents : undefined;
}

function parsed(source: Source, text: string): Document.Parsed[] | Diagnostic {
  try {
    // Keys are checked for being unique below: the library compares each with all others.
    return parseAllDocuments(text, {
      uniqueKeys: false,
      prettyErrors: false,
      version: '1.2',
      merge: false,
    }) as Document.Parsed[];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return tooDeep(source);
  }
}

/** The library ran out of stack, at a depth that differs by machine; ours does not. */
function tooDeep(source: Source): Diagnostic {
  let depth = 0;
  let offset = 0;
  for (const token of new Lexer().lex(source.text)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    if (depth > YAML_LIMITS.depth) return problem(source, offset, 'too-deep', TOO_DEEP);
    offset += CONTROL_TOKENS.has(token) ? 0 : token.length;
  }
  return problem(source, 0, 'too-deep', TOO_DEEP);
}

function syntaxProblem(source: Source, error: YAMLError): Diagnostic {
  const first = error.message.split('\n')[0] ?? error.message;
  // What is missing at the end of a file is missed behind its last word.
  return problem(source, Math.min(error.pos[0], source.text.trimEnd().length), 'yaml-syntax', first);
}

function problem(source: Source, offset: number, code: string, message: string): Diagnostic {
  return { severity: 'error', code, message, place: { source, offset: Math.min(offset, source.text.length) } };
}

/** What an anchor stands for, and what writing it out once more would cost. */
interface Anchored {
  readonly node: Node;
  readonly nodes: number;
  readonly height: number;
}

/** Turns the library's nodes into ours. An alias is the very node of its anchor; bounds count as if it were written out. */
class Placing {
  readonly #source: Source;
  readonly #document: Document.Parsed;
  readonly #diagnostics: Diagnostic[] = [];
  /** By name; undefined while the anchor's own value is being placed. */
  readonly #anchors = new Map<string, Anchored | undefined>();
  #nodes = 0;
  /** The depth that the values placed so far reach. */
  #deepest = 0;
  #stopped = false;

  constructor(source: Source, document: Document.Parsed) {
    this.#source = source;
    this.#document = document;
  }

  result(): { readonly node?: Node; readonly diagnostics: readonly Diagnostic[] } {
    const root = this.#document.contents as YamlNode | null;
    if (root === null) return { diagnostics: [problem(this.#source, 0, 'empty-file', 'the file holds no values')] };
    const node = this.#place(root, 0, 0);
    return this.#stopped ? { diagnostics: this.#diagnostics } : { node, diagnostics: this.#diagnostics };
  }

  #place(from: YamlNode | null, fallback: number, depth: number): Node {
    const offset = from?.range?.[0] ?? fallback;
    if (this.#stopped || from === null) return this.#nothing(offset);
    if (isAlias(from)) return this.#aliased(from.source, offset, depth);
    if (from.anchor === undefined) return this.#counted(from, offset, depth);
    const [nodes, deepest] = [this.#nodes, this.#deepest];
    this.#anchors.set(from.anchor, undefined);
    this.#deepest = depth;
    const node = this.#counted(from, offset, depth);
    this.#anchors.set(from.anchor, { node, nodes: this.#nodes - nodes, height: this.#deepest - depth });
    this.#deepest = Math.max(this.#deepest, deepest);
    return node;
  }

  #counted(from: YamlNode, offset: number, depth: number): Node {
    if (!this.#within(1, depth, offset)) return this.#nothing(offset);
    if (isSeq(from)) {
      const items = from.items.map((item) => this.#place(item as YamlNode | null, offset, depth + 1));
      return { kind: 'list', items, source: this.#source, offset };
    }
    if (isMap(from)) return { kind: 'map', entries: this.#entries(from.items, depth), source: this.#source, offset };
    return this.#scalar(from, offset);
  }

  #aliased(name: string, offset: number, depth: number): Node {
    const target = this.#anchors.get(name);
    if (target === undefined) {
      const inside = this.#anchors.has(name);
      return this.#stop(offset, 'yaml-syntax', inside ? `&${name} cannot hold itself` : `there is no anchor &${name}`);
    }
    return this.#within(target.nodes, depth + target.height, offset) ? target.node : this.#nothing(offset);
  }

  /** Counts further values down to a depth; stops where that is too much. */
  #within(nodes: number, depth: number, offset: number): boolean {
    this.#nodes += nodes;
    this.#deepest = Math.max(this.#deepest, depth);
    if (this.#nodes > YAML_LIMITS.nodes) {
      const message = `more than ${YAML_LIMITS.nodes} values once aliases are written out`;
      this.#stop(offset, 'too-many-values', message);
    } else if (depth > YAML_LIMITS.depth) this.#stop(offset, 'too-deep', TOO_DEEP);
    return !this.#stopped;
  }

  #scalar(from: YamlNode, offset: number): Node {
    if (!isScalar(from)) return this.#nothing(offset);
    const { value, source, type } = from;
    const kept = typeof value === 'bigint' ? String(value) : value;
    if (kept !== null && typeof kept !== 'string' && typeof kept !== 'number' && typeof kept !== 'boolean') {
      return this.#stop(offset, 'yaml-syntax', 'this kind of value has no place in a scenario');
    }
    const quoted = type !== 'PLAIN' && type !== undefined;
    return {
      kind: 'scalar',
      value: kept,
      raw: quoted ? String(kept) : (source ?? String(kept)),
      quoted,
      source: this.#source,
      offset,
    };
  }

  #entries(pairs: readonly { key: unknown; value: unknown }[], depth: number): Map<string, MapEntry> {
    const entries = new Map<string, MapEntry>();
    for (const { key, value } of pairs) {
      const at: Place = { source: this.#source, offset: (key as YamlNode | null)?.range?.[0] ?? 0 };
      if (!isScalar(key)) {
        this.#diagnostics.push(problem(this.#source, at.offset, 'wrong-key', 'a key must be a plain text'));
        continue;
      }
      const name = typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
      if (FORBIDDEN_KEYS.has(name))
        this.#diagnostics.push(problem(this.#source, at.offset, 'forbidden-key', `${name} cannot be a key`));
      else if (entries.has(name))
        this.#diagnostics.push(problem(this.#source, at.offset, 'duplicate-key', `the key ${name} stands here twice`));
      else entries.set(name, { key: at, value: this.#place(value as YamlNode | null, at.offset, depth + 1) });
    }
    return entries;
  }

  #stop(offset: number, code: string, message: string): Node {
    if (!this.#stopped) this.#diagnostics.push(problem(this.#source, offset, code, message));
    this.#stopped = true;
    return this.#nothing(offset);
  }

  #nothing(offset: number): Node {
    return { kind: 'scalar', value: null, raw: '', quoted: false, source: this.#source, offset };
  }
}
