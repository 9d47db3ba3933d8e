import type { Verdict } from '../core/trace.ts';
import { widthOf } from './cells.ts';
import type { Row, Segment, Style } from './segment.ts';

/** How a verdict looks and reads: never by colour alone. An explicit deny and a missing allow differ in all three. */
export interface Mark {
  readonly glyph: string;
  readonly word: string;
  readonly style: Style;
}

export const verdictMarks: { readonly [V in Verdict]: Mark } = {
  pass: { glyph: '✓', word: 'pass', style: 'pass' },
  block: { glyph: '✗', word: 'blocked', style: 'block' },
  deny: { glyph: '✗', word: 'explicit deny', style: 'deny' },
  none: { glyph: '○', word: 'no allow', style: 'none' },
  match: { glyph: '●', word: 'match', style: 'accent' },
  miss: { glyph: '·', word: 'no match', style: 'dim' },
  note: { glyph: '•', word: 'note', style: 'note' },
  unknown: { glyph: '?', word: 'unknown', style: 'unknown' },
};

const outcomeMarks: { readonly [outcome: string]: Mark } = {
  delivered: { glyph: '✓', word: 'delivered', style: 'pass' },
  allowed: { glyph: '✓', word: 'allowed', style: 'pass' },
  done: { glyph: '✓', word: 'done', style: 'plain' },
  dropped: { glyph: '✗', word: 'dropped', style: 'block' },
  refused: { glyph: '✗', word: 'refused', style: 'block' },
  denied: { glyph: '✗', word: 'denied', style: 'deny' },
  throttled: { glyph: '≈', word: 'throttled', style: 'unknown' },
  error: { glyph: '✗', word: 'error', style: 'block' },
  unreachable: { glyph: '✗', word: 'unreachable', style: 'block' },
  unknown: { glyph: '?', word: 'unknown', style: 'unknown' },
};

/** The mark of a step's outcome. A call that nothing allowed is not drawn as one that a policy denied. */
export function outcomeMark(outcome: string, reason?: string): Mark {
  if (outcome === 'denied' && reason === 'explicit-deny') return verdictMarks.deny;
  if (outcome === 'denied' && reason === 'implicit-deny') return verdictMarks.none;
  return outcomeMarks[outcome] ?? { glyph: '•', word: outcome, style: 'note' };
}

/** One ASCII character for each glyph the views draw, so that a fallback changes no width. */
const asciiOf: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '✓': '+',
    '✗': 'x',
    '○': 'o',
    '●': '*',
    '◌': 'o',
    '•': '-',
    '·': '.',
    '≈': '~',
    '…': '~',
    '–': '-',
    '—': '-',
    '→': '>',
    '←': '<',
    '↑': '^',
    '↓': 'v',
    '↕': '|',
    '⏎': '<',
    '▶': '>',
    '▸': '>',
    '▹': '>',
    '◀': '<',
    '▲': '^',
    '▴': '^',
    '▼': 'v',
    '▾': 'v',
    '◆': '*',
    '◇': 'o',
    '■': '#',
    '□': 'o',
    '▎': '|',
    '▌': '|',
    '▐': '#',
    '█': '#',
    '▓': '#',
    '▒': '=',
    '░': '.',
    '▁': '_',
    '▂': '.',
    '▃': ':',
    '▄': '-',
    '▅': '=',
    '▆': '+',
    '▇': '*',
    '‖': '|',
    '×': 'x',
    '≥': '>',
    '≤': '<',
    '▏': '_',
    '›': '>',
    '⌈': '[',
    '⌉': ']',
    '÷': '/',
    '−': '-',
    '’': "'",
  }),
);

/** Box-drawing characters, by what they look like when only ASCII is at hand. */
function asciiBox(character: string): string | undefined {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x2500 || code > 0x257f) return undefined;
  if ('─┄┅┈┉╌╍╴╶╸╺'.includes(character)) return '-';
  if ('━═'.includes(character)) return '=';
  if ('│┃┆┇┊┋╎╏║╵╷╹╻'.includes(character)) return '|';
  if ('╱'.includes(character)) return '/';
  if ('╲'.includes(character)) return '\\';
  return '+';
}

/** The same row in ASCII alone, cell for cell; what has no likeness becomes question marks. */
export function asciiRow(content: Row): Row {
  return content.map((piece): Segment => {
    if (/^[\x20-\x7e]*$/.test(piece.text)) return piece;
    let text = '';
    for (const character of piece.text) {
      if (character <= '~') text += character;
      else text += asciiOf.get(character) ?? asciiBox(character) ?? '?'.repeat(widthOf(character));
    }
    return { text, style: piece.style };
  });
}
