import { widthOf } from '../view/cells.ts';
import type { Row, Segment } from '../view/segment.ts';
import { stills } from '../view/still.ts';
import { type Colour, colourValues, type Paint, themes } from '../view/theme.ts';
import type { Format, Replayed } from './format.ts';
import { boxPath } from './svg-box.ts';

const size = { width: 120, height: 37 };
const cell = { width: 8.4, height: 18 };
const fontSize = 14;
const margin = 14;
const background = '#101418';
const radius = 8;

/** The app's screen at the last step that was played, as a picture. */
export async function svgFormat(): Promise<Format> {
  const still = await stills(size);
  return {
    scenario: ({ name, scenario, steps }: Replayed) => {
      const short = name.slice(name.lastIndexOf('/') + 1).replace(/\.ya?ml$/i, '');
      return svgOf(still.draw(still.open(scenario, short, steps.length)).rows, size.width);
    },
  };
}

/** Rows of a screen as an SVG picture. Every run of text is held to its cells, whatever font is at hand. */
export function svgOf(rows: readonly Row[], width: number): string {
  const w = round(width * cell.width + 2 * margin);
  const h = round(rows.length * cell.height + 2 * margin);
  const body = rows.map((row, y) => rowOf(row, y)).join('');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" width="${w}" height="${h}" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, 'Noto Sans Mono CJK JP', monospace" font-size="${fontSize}">`,
    `<rect width="${w}" height="${h}" rx="${radius}" fill="${background}"/>`,
    `<g transform="translate(${margin} ${margin})" fill="${colourValues.white}" xml:space="preserve">`,
    `${body}</g></svg>\n`,
  ].join('\n');
}

function rowOf(row: Row, y: number): string {
  let x = 0;
  let out = '';
  for (const piece of row) {
    const width = widthOf(piece.text);
    out += segmentOf(piece, x, y, width);
    x += width;
  }
  return out === '' ? '' : `${out}\n`;
}

function segmentOf({ text, style }: Segment, x: number, y: number, width: number): string {
  const paint: Paint = themes.standard[style];
  let out = '';
  if (paint.bg !== undefined) {
    out += `<rect x="${at(x)}" y="${round(y * cell.height)}" width="${at(width)}" height="${cell.height}" fill="${colourValues[paint.bg]}"/>`;
  }
  const strokes: string[] = [];
  let run = '';
  let start = x;
  let column = x;
  const flush = () => {
    out += textOf(run, start, y, paint);
    run = '';
  };
  for (const character of text) {
    const path = boxPath(character, column * cell.width, y * cell.height, cell);
    if (path !== undefined) {
      flush();
      strokes.push(path);
    } else {
      if (run === '') start = column;
      run += character;
    }
    column += widthOf(character);
  }
  flush();
  const colour = colourOf(paint);
  return strokes.length === 0 ? out : `${out}<g stroke="${colour}" fill="${colour}">${strokes.join('')}</g>`;
}

function textOf(text: string, x: number, y: number, paint: Paint): string {
  const shown = text.trimEnd();
  if (shown === '') return '';
  const lead = shown.length - shown.trimStart().length;
  const width = widthOf(shown) - lead;
  const weight = paint.bold ? ' font-weight="bold"' : '';
  const line = paint.underline ? ' text-decoration="underline"' : '';
  const fill = paint.fg === undefined ? '' : ` fill="${colourOf(paint)}"`;
  const baseline = round(y * cell.height + cell.height * 0.74);
  return `<text x="${at(x + lead)}" y="${baseline}" textLength="${at(width)}" lengthAdjust="spacingAndGlyphs"${fill}${weight}${line}>${escaped(shown.trimStart())}</text>`;
}

function colourOf(paint: Paint): string {
  const name: Colour = paint.fg ?? 'white';
  return colourValues[name];
}

function at(cells: number): number {
  return round(cells * cell.width);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
