import type { Row, Segment } from './segment.ts';
import { type Colour, type Paint, type Theme, themes } from './theme.ts';

const colourNumbers: { readonly [C in Colour]: number } = {
  black: 0,
  red: 1,
  green: 2,
  yellow: 3,
  blue: 4,
  magenta: 5,
  cyan: 6,
  white: 7,
  brightBlack: 60,
  brightRed: 61,
  brightGreen: 62,
  brightYellow: 63,
  brightBlue: 64,
  brightMagenta: 65,
  brightCyan: 66,
  brightWhite: 67,
};

/** Select Graphic Rendition parameters that open and close a paint. */
function codes(paint: Paint): { readonly open: string; readonly close: string } {
  const on: number[] = [];
  const off: number[] = [];
  if (paint.bold) {
    on.push(1);
    off.push(22);
  } else if (paint.dim) {
    on.push(2);
    off.push(22);
  }
  if (paint.underline) {
    on.push(4);
    off.push(24);
  }
  if (paint.fg !== undefined) {
    on.push(30 + colourNumbers[paint.fg]);
    off.push(39);
  }
  if (paint.bg !== undefined) {
    on.push(40 + colourNumbers[paint.bg]);
    off.push(49);
  }
  // One sequence for each, because Ink's tokenizer reads only the first number of a list.
  const sequences = (numbers: readonly number[]) => numbers.map((code) => `\x1b[${code}m`).join('');
  return { open: sequences(on), close: sequences(off) };
}

/** A painter: rows to text with the terminal's colour codes. */
export type Painter = (content: Row) => string;

/** A painter for a theme, or one that leaves the text bare when the terminal wants no colour. */
export function painter(colour: boolean, theme: Theme = themes.standard): Painter {
  if (!colour) return (content) => content.map((piece) => piece.text).join('');
  const byStyle = new Map<string, { readonly open: string; readonly close: string }>();
  for (const [style, paint] of Object.entries(theme)) byStyle.set(style, codes(paint));
  const paintOne = (piece: Segment): string => {
    const code = byStyle.get(piece.style);
    return code === undefined || code.open === '' ? piece.text : code.open + piece.text + code.close;
  };
  return (content) => {
    let text = '';
    for (const piece of content) text += paintOne(piece);
    return text;
  };
}
