import stringWidth from 'string-width';
import { visible } from '../core/text.ts';
import { blank, type Content, type Row, row, type Segment, type Style, textOf } from './segment.ts';

/** Texts of these characters alone are as many cells wide as they have UTF-16 units; all others are measured. */
const oneCellEach =
  /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u00ff\u2013\u2014\u2018-\u201d\u2022\u2026\u2190-\u21ff\u23ce\u2500-\u25f8\u2713\u2717]*$/;

/** Width of a text in terminal cells; characters of ambiguous width count as one. */
export function widthOf(text: string): number {
  return oneCellEach.test(text) ? text.length : stringWidth(text);
}

/** Width of a row in terminal cells. */
export function rowWidth(content: Content): number {
  if (typeof content === 'string') return widthOf(content);
  if ('text' in content) return widthOf(content.text);
  let width = 0;
  for (const piece of content) width += widthOf(piece.text);
  return width;
}

let segmenter: Intl.Segmenter | undefined;

/** The characters of a text as a reader counts them, so that a cut never splits one. */
function* graphemes(text: string): Generator<string> {
  segmenter ??= new Intl.Segmenter();
  for (const { segment } of segmenter.segment(text)) yield segment;
}

/** The longest start of a text that fits `width` cells. */
export function takeCells(text: string, width: number): string {
  if (width <= 0) return '';
  if (oneCellEach.test(text)) return text.slice(0, width);
  let used = 0;
  let end = 0;
  for (const piece of graphemes(text)) {
    const next = used + stringWidth(piece);
    if (next > width) break;
    used = next;
    end += piece.length;
  }
  return text.slice(0, end);
}

/** The longest end of a text that fits `width` cells. */
export function takeLastCells(text: string, width: number): string {
  if (width <= 0) return '';
  if (oneCellEach.test(text)) return text.slice(Math.max(0, text.length - width));
  const pieces = [...graphemes(text)];
  let used = 0;
  let start = text.length;
  for (let index = pieces.length - 1; index >= 0; index--) {
    const piece = pieces[index] ?? '';
    const next = used + stringWidth(piece);
    if (next > width) break;
    used = next;
    start -= piece.length;
  }
  return text.slice(start);
}

export type Align = 'left' | 'right' | 'center';
/** Where an overlong text loses its letters: ids and ARNs keep both ends. */
export type Cut = 'end' | 'middle';

/** Shortens a text to at most `width` cells, with an ellipsis where letters are missing. */
export function shorten(text: string, width: number, cut: Cut = 'end'): string {
  if (widthOf(text) <= width) return text;
  if (width <= 1) return width === 1 ? '…' : '';
  if (cut === 'end') return `${takeCells(text, width - 1)}…`;
  const tail = Math.min(Math.floor((width - 1) / 2), 12);
  return `${takeCells(text, width - 1 - tail)}…${takeLastCells(text, tail)}`;
}

/** A text of exactly `width` cells: shortened or padded with spaces. */
export function fitText(text: string, width: number, align: Align = 'left', cut: Cut = 'end'): string {
  const short = shorten(text, width, cut);
  const room = width - widthOf(short);
  if (room <= 0) return short;
  if (align === 'right') return ' '.repeat(room) + short;
  if (align === 'left') return short + ' '.repeat(room);
  const before = room >> 1;
  return ' '.repeat(before) + short + ' '.repeat(room - before);
}

/** A row of exactly `width` cells: shortened with an ellipsis or padded on its free side. */
export function fitRow(content: Content, width: number, align: Align = 'left', pad: Style = 'plain'): Row {
  const whole = row(content);
  const has = rowWidth(whole);
  if (has > width) return padRow(takeRow(whole, width, true), width, 'left', pad);
  return padRow(whole, width, align, pad);
}

function padRow(whole: Row, width: number, align: Align, pad: Style): Row {
  const room = width - rowWidth(whole);
  if (room <= 0) return whole;
  const spaces = (count: number): Row => (count > 0 ? [{ text: ' '.repeat(count), style: pad }] : blank);
  if (align === 'right') return [...spaces(room), ...whole];
  if (align === 'left') return [...whole, ...spaces(room)];
  return [...spaces(room >> 1), ...whole, ...spaces(room - (room >> 1))];
}

function takeRow(whole: Row, width: number, ellipsis: boolean): Row {
  const out: Segment[] = [];
  let left = ellipsis ? width - 1 : width;
  for (const piece of whole) {
    const has = widthOf(piece.text);
    if (has <= left) {
      out.push(piece);
      left -= has;
      continue;
    }
    const text = takeCells(piece.text, left) + (ellipsis && width > 0 ? '…' : '');
    if (text !== '') out.push({ text, style: piece.style });
    break;
  }
  return out;
}

/** The cells `[from, from + width)` of a row, padded; half of a wide character at an edge becomes a space. */
export function sliceRow(content: Content, from: number, width: number): Row {
  const to = from + width;
  const out: Segment[] = [];
  let at = 0;
  for (const piece of row(content)) {
    let text = '';
    for (const character of oneCellEach.test(piece.text) ? piece.text : graphemes(piece.text)) {
      const end = at + widthOf(character);
      if (at >= from && end <= to) text += character;
      else if (end > from && at < to) text += ' '.repeat(Math.min(end, to) - Math.max(at, from));
      at = end;
    }
    if (text !== '') out.push({ text, style: piece.style });
    if (at >= to) break;
  }
  return fitRow(out, width);
}

/** `top` drawn over `under` from cell `left` on. */
export function overlayRow(under: Content, top: Content, left: number): Row {
  const right = left + rowWidth(top);
  const whole = Math.max(right, rowWidth(under));
  return [...sliceRow(under, 0, left), ...row(top), ...sliceRow(under, right, whole - right)];
}

/** A text broken into lines of at most `width` cells, at spaces where there are any, else at hyphens. */
export function wrap(text: string, width: number): readonly string[] {
  if (width <= 0) return [];
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let rest = visible(paragraph);
    while (widthOf(rest) > width) {
      const head = takeCells(rest, width) || takeCells(rest, 2);
      const space = rest.startsWith(' ', head.length) ? head.length : head.lastIndexOf(' ');
      // A long code breaks at its hyphens; what has neither breaks where it must.
      const hyphen = head.lastIndexOf('-') + 1;
      const at = [space, hyphen].find((each) => each > head.length / 5) ?? head.length;
      lines.push(rest.slice(0, at).trimEnd());
      rest = rest.slice(at).trimStart();
    }
    lines.push(rest);
  }
  return lines;
}

/** As `wrap`, for a row: its styles stay with their letters. */
export function wrapRow(content: Content, width: number): readonly Row[] {
  const whole = row(content);
  const lines = wrap(textOf(whole), width);
  if (lines.length <= 1) return [whole];
  let piece = 0;
  let offset = 0;
  const text = textOf(whole);
  let at = 0;
  return lines.map((line) => {
    const start = text.indexOf(line, at);
    skip(start - at);
    at = start + line.length;
    return take(line.length);
  });

  function skip(count: number): void {
    take(count);
  }
  function take(count: number): Row {
    const out: Segment[] = [];
    let left = count;
    while (left > 0) {
      const current = whole[piece];
      if (current === undefined) break;
      const part = current.text.slice(offset, offset + left);
      if (part !== '') out.push({ text: part, style: current.style });
      left -= part.length;
      offset += part.length;
      if (offset >= current.text.length) {
        piece++;
        offset = 0;
      }
    }
    return out;
  }
}
