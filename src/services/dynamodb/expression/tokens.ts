/** One token of an expression. */
export interface Token {
  /** `name` is a bare word, `alias` begins with `#`, `value` with `:`; marks stand for themselves; `other` fits nothing. */
  readonly kind: 'name' | 'alias' | 'value' | 'number' | 'mark' | 'other' | 'end';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const TOKEN = /\s*(?:([A-Za-z_][A-Za-z0-9_]*)|(#[A-Za-z0-9_]+)|(:[A-Za-z0-9_]+)|(\d+)|(<>|<=|>=|[()[\],.=<>+-])|(\S))/y;
const KINDS = ['name', 'alias', 'value', 'number', 'mark', 'other'] as const;

/** The tokens of an expression, an `end` token last. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    const which = match.slice(1).findIndex((group) => group !== undefined);
    const found = match[which + 1] ?? '';
    const end = match.index + match[0].length;
    tokens.push({ kind: KINDS[which] ?? 'other', text: found, start: end - found.length, end });
  }
  tokens.push({ kind: 'end', text: '<EOF>', start: text.length, end: text.length });
  return tokens;
}
