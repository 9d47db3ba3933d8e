import { type RequestContext, UNKNOWN } from './context.ts';
import { compileGlob, type Glob, type GlobPiece, globPieces } from './glob.ts';
import { MAYBE, NO, type Ternary, truth } from './ternary.ts';

/** `${key}` or `${key, 'default'}` in a policy. */
export interface Variable {
  /** As written, `${` and `}` included. */
  readonly text: string;
  /** The context key in lower case. */
  readonly key: string;
  readonly fallback?: string | undefined;
}

/** A text of a policy, cut at its wildcards and variables. */
export type TemplatePiece = GlobPiece | Variable;

/** Which characters of a text are more than themselves. */
export interface TemplateSyntax {
  readonly wildcards: boolean;
  /** Only policies of Version 2012-10-17 have variables (IAM User Guide, Variables and tags). */
  readonly variables: boolean;
}

const VARIABLE = /\$\{([^{}]*)\}/g;
/** A tag's key, which is the end of a context key's name, may hold spaces: `${aws:PrincipalTag/cost center}`. */
const KEY_AND_DEFAULT = /^\s*([^\s,'"](?:[^,'"]*[^\s,'"])?)\s*(?:,\s*'([^']*)'\s*)?$/;
const LITERAL_CHARACTERS: ReadonlySet<string> = new Set(['*', '?', '$']);

/** Cuts a text; a `${…}` that is not a variable stays what it is. */
export function parseTemplate(text: string, syntax: TemplateSyntax): TemplatePiece[] {
  const literal = (part: string): GlobPiece[] => (syntax.wildcards ? globPieces(part) : part === '' ? [] : [part]);
  if (!syntax.variables || !text.includes('${')) return literal(text);
  const pieces: TemplatePiece[] = [];
  let from = 0;
  for (const match of text.matchAll(VARIABLE)) {
    const piece = variableOf(match[0], match[1] ?? '');
    if (piece === undefined) continue;
    pieces.push(...literal(text.slice(from, match.index)), piece);
    from = match.index + match[0].length;
  }
  pieces.push(...literal(text.slice(from)));
  return pieces;
}

/** `${*}`, `${?}` and `${$}` are those characters themselves. */
function variableOf(text: string, inner: string): Variable | string | undefined {
  if (LITERAL_CHARACTERS.has(inner)) return inner;
  const match = KEY_AND_DEFAULT.exec(inner);
  const key = match?.[1]?.toLowerCase();
  return key === undefined ? undefined : { text, key, fallback: match?.[2] };
}

export function isVariable(piece: TemplatePiece): piece is Variable {
  return typeof piece === 'object';
}

/**
 * Puts the request's values into a template. Wildcards inside a value are characters like any other.
 * `undefined`: a variable has no value, because its key is absent or holds several values.
 * @modelChoice Taking a substituted `*` literally is the safe reading: a caller's tag cannot widen a policy.
 */
export function substitute(
  pieces: readonly TemplatePiece[],
  context: RequestContext,
): readonly GlobPiece[] | typeof UNKNOWN | undefined {
  const filled: GlobPiece[] = [];
  for (const piece of pieces) {
    if (!isVariable(piece)) {
      filled.push(piece);
      continue;
    }
    const value = context.get(piece.key) ?? piece.fallback;
    if (value === UNKNOWN) return UNKNOWN;
    const single = typeof value === 'string' ? value : value?.length === 1 ? value[0] : undefined;
    if (single === undefined) return undefined;
    filled.push(single);
  }
  return filled;
}

/** A test of one text against something that may depend on the request. */
export type TextTest = (text: string, context: RequestContext) => Ternary;

/**
 * Compiles a template with `compile`, at once where it holds no variable, else for each request. A variable without
 * value matches nothing (IAM User Guide, Variables and tags: using variables when they have no value).
 */
export function compileTemplate(
  pieces: readonly TemplatePiece[],
  compile: (pieces: readonly GlobPiece[]) => Glob = compileGlob,
): TextTest {
  if (!pieces.some(isVariable)) {
    const test = compile(pieces as readonly GlobPiece[]);
    return (text) => truth(test(text));
  }
  return (text, context) => {
    const filled = substitute(pieces, context);
    if (filled === UNKNOWN) return MAYBE;
    return filled === undefined ? NO : truth(compile(filled)(text));
  };
}
