import { type ApiError, invalid } from '../api-error.ts';
import { isReservedWord } from './reserved-words.ts';
import type { Substitutions } from './substitutions.ts';
import { bracketedPath, type ExpressionKind, type Operand, type PathPart } from './syntax.ts';
import { type Token, tokenize } from './tokens.ts';

/** "Expression parameters" under "Quotas in Amazon DynamoDB". */
const TEXT_BYTES_MOST = 4096;
const OPERATORS_MOST = 300;

/** Where several things are wrong with an expression AWS reports one; these are in the order it looks for them. */
const LOOKED_FOR = [
  'syntax',
  'operators',
  'parentheses',
  'function-name',
  'function-use',
  'reserved-word',
  'section',
  'alias',
  'placeholder',
  'paths',
  'operand-count',
  'operand-distinct',
  'operand-type',
] as const;
export type ProblemKind = (typeof LOOKED_FOR)[number];

/**
 * Walks over the tokens of one expression. What is wrong is noted, and reading goes on as long as the syntax holds;
 * after a syntax problem every reading function returns undefined.
 */
export class Cursor {
  readonly kind: ExpressionKind;
  readonly substitutions: Substitutions;
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #problems = new Map<ProblemKind, string>();
  #at = 0;
  #operators = 0;

  constructor(kind: ExpressionKind, text: string, substitutions: Substitutions) {
    this.kind = kind;
    this.substitutions = substitutions;
    this.#text = text;
    this.#tokens = tokenize(text);
    if (text.trim() === '') this.note('syntax', 'The expression can not be empty;');
    const bytes = Buffer.byteLength(text, 'utf8');
    if (bytes > TEXT_BYTES_MOST) {
      this.note('syntax', `Expression size has exceeded the maximum allowed size; expression size: ${bytes}`);
    }
  }

  /** The first problem in AWS's order, in AWS's words. */
  problem(): ApiError | undefined {
    for (const kind of LOOKED_FOR) {
      const found = this.#problems.get(kind);
      if (found !== undefined) return invalid(`Invalid ${this.kind}: ${found}`);
    }
    return undefined;
  }

  /** Notes a problem; the first of its kind stays. */
  note(kind: ProblemKind, text: string): undefined {
    if (!this.#problems.has(kind)) this.#problems.set(kind, text);
    return undefined;
  }

  /** Whether reading cannot go on. */
  get stopped(): boolean {
    return this.#problems.has('syntax') || this.#problems.has('operators');
  }

  get token(): Token {
    return this.#tokens[this.#at] as Token;
  }

  get nextToken(): Token {
    return this.#tokens[Math.min(this.#at + 1, this.#tokens.length - 1)] as Token;
  }

  advance(): Token {
    const token = this.token;
    if (token.kind !== 'end') this.#at += 1;
    return token;
  }

  /** Whether a mark stands here; goes past it. */
  takeMark(mark: string): boolean {
    const found = this.token.kind === 'mark' && this.token.text === mark;
    if (found) this.advance();
    return found;
  }

  /** Whether a keyword stands here, in any case. */
  isWord(word: string): boolean {
    return this.token.kind === 'name' && this.token.text.toUpperCase() === word;
  }

  takeWord(word: string): boolean {
    const found = this.isWord(word);
    if (found) this.advance();
    return found;
  }

  /** A mark that must stand here. */
  expectMark(mark: string): boolean {
    return this.takeMark(mark) || this.syntaxProblem() !== undefined;
  }

  /** The token here fits nothing. */
  syntaxProblem(): undefined {
    const before = this.#tokens[this.#at - 1]?.start ?? 0;
    const near = this.#text.slice(before, this.nextToken.kind === 'end' ? undefined : this.nextToken.end).trim();
    return this.note('syntax', `Syntax error; token: "${this.token.text}", near: "${near}"`);
  }

  /** Counts an operator or function; too many stop the reading, which also bounds how deep an expression nests. */
  countOperator(): void {
    this.#operators += 1;
    if (this.#operators > OPERATORS_MOST) {
      this.note('operators', `The expression contains too many operators; operator count: ${this.#operators}`);
    }
  }

  /** `a.b[0].#c` */
  path(): readonly PathPart[] | undefined {
    const first = this.#pathName();
    if (first === undefined) return undefined;
    const parts: PathPart[] = [first];
    for (;;) {
      if (this.takeMark('.')) {
        const name = this.#pathName();
        if (name === undefined) return undefined;
        parts.push(name);
      } else if (this.takeMark('[')) {
        if (this.token.kind !== 'number') return this.syntaxProblem();
        parts.push(Number(this.advance().text));
        if (!this.expectMark(']')) return undefined;
      } else {
        return parts;
      }
    }
  }

  #pathName(): string | undefined {
    if (this.token.kind === 'alias') {
      const alias = this.advance().text;
      const name = this.substitutions.name(alias);
      const what = 'An expression attribute name used in the document path is not defined; attribute name';
      if (name === undefined) this.note('alias', `${what}: ${alias}`);
      return name ?? alias;
    }
    if (this.token.kind !== 'name') return this.syntaxProblem();
    const name = this.advance().text;
    const reserved = `Attribute name is a reserved keyword; reserved keyword: ${name}`;
    if (isReservedWord(name)) this.note('reserved-word', reserved);
    return name;
  }

  /** A path, a `:value` or a function call with its arguments. */
  operand(): Operand | undefined {
    if (this.token.kind === 'value') return this.value();
    if (this.token.kind === 'name' && this.nextToken.kind === 'mark' && this.nextToken.text === '(')
      return this.#call();
    const parts = this.path();
    return parts === undefined ? undefined : { kind: 'path', parts };
  }

  /** A `:value`. */
  value(): (Operand & { kind: 'value' }) | undefined {
    if (this.token.kind !== 'value') return this.syntaxProblem();
    const name = this.advance().text;
    const value = this.substitutions.value(name);
    const what = 'An expression attribute value used in expression is not defined; attribute value';
    if (value === undefined) this.note('placeholder', `${what}: ${name}`);
    return { kind: 'value', name, value: value ?? null };
  }

  #call(): Operand | undefined {
    this.countOperator();
    if (this.stopped) return undefined;
    const name = this.advance().text;
    this.advance();
    const args: Operand[] = [];
    do {
      const arg = this.operand();
      if (arg === undefined) return undefined;
      args.push(arg);
    } while (this.takeMark(','));
    return this.expectMark(')') ? { kind: 'function', name, args } : undefined;
  }
}

/** Notes paths that address the same or a part of the same thing, which projections and updates may not. */
export function checkPaths(cursor: Cursor, paths: readonly (readonly PathPart[])[]): void {
  paths.forEach((path, at) => {
    for (const earlier of paths.slice(0, at)) {
      const verb = clash(earlier, path);
      if (verb === undefined) continue;
      const which = `path one: ${bracketedPath(earlier)}, path two: ${bracketedPath(path)}`;
      cursor.note(
        'paths',
        `Two document paths ${verb} with each other; must remove or rewrite one of these paths; ${which}`,
      );
    }
  });
}

/** Two paths overlap where one begins with the other, and conflict where one sees a map in what the other sees a list. */
function clash(one: readonly PathPart[], other: readonly PathPart[]): 'overlap' | 'conflict' | undefined {
  const shared = Math.min(one.length, other.length);
  for (let at = 0; at < shared; at += 1) {
    if (typeof one[at] !== typeof other[at]) return 'conflict';
    if (one[at] !== other[at]) return undefined;
  }
  return 'overlap';
}
