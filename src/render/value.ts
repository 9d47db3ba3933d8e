import type { Json } from '../core/result.ts';
import { visible } from '../core/text.ts';
import { widthOf, wrap } from '../view/cells.ts';
import { type Row, row, seg } from '../view/segment.ts';
import { smallTable } from '../view/table.ts';

type Fields = { readonly [key: string]: Json | undefined };

/** Rows of a list that are shown; the number of the others is told. */
const ROWS_MOST = 40;

/**
 * A named value as people read it: short ones on one line, lists of like things as a table, everything else a line
 * for each part. Empty values are left out.
 */
export function valueRows(name: string, value: Json | undefined, width: number, indent: string): readonly Row[] {
  if (value === undefined || value === null || isEmpty(value)) return [];
  const label = row(indent, seg(visible(name), 'dim'));
  const short = inlineText(value);
  if (short !== undefined) return inlineRows(name, short, width, indent);
  const inner = `${indent}  `;
  if (isTable(value)) return [label, ...tableRows(value, width, inner)];
  if (Array.isArray(value)) {
    return [
      label,
      ...value.slice(0, ROWS_MOST).flatMap((item: Json) => itemRows(item, width, inner)),
      ...restRow(value.length, inner),
    ];
  }
  return [label, ...Object.entries(value as Fields).flatMap(([key, part]) => valueRows(key, part, width, inner))];
}

/** A name and a text behind it, as many lines as it needs. */
export function inlineRows(name: string, text: string, width: number, indent: string): readonly Row[] {
  const label = `${visible(name)}  `;
  const lines = wrap(text, width - indent.length - widthOf(label));
  return lines.map((line, index) => row(indent, index === 0 ? seg(label, 'dim') : ' '.repeat(widthOf(label)), line));
}

function itemRows(item: Json, width: number, indent: string): readonly Row[] {
  const short = inlineText(item);
  const lines =
    short === undefined
      ? Object.entries(item as Fields).flatMap(([key, part]) => valueRows(key, part, width, `${indent}  `))
      : wrap(short, width - indent.length - 2).map((line) => row(indent, '  ', line));
  return lines.map((line, index) =>
    index === 0 ? row(indent, seg('- ', 'dim'), withoutIndent(line, indent.length + 2)) : line,
  );
}

function withoutIndent(line: Row, cells: number): Row {
  let left = cells;
  return line.map((piece) => {
    const cut = Math.min(left, piece.text.length);
    left -= cut;
    return { ...piece, text: piece.text.slice(cut) };
  });
}

/** A value that fits into a sentence: a scalar, a list of scalars, a small object of scalars. */
function inlineText(value: Json): string | undefined {
  if (isScalar(value)) return scalarText(value);
  if (Array.isArray(value)) return value.every(isScalar) ? value.map(scalarText).join(', ') : undefined;
  const entries = Object.entries(value as Fields).filter(([, part]) => part !== undefined);
  if (entries.length > 4 || !entries.every(([, part]) => isScalar(part ?? null))) return undefined;
  return entries.map(([key, part]) => `${visible(key)} ${scalarText(part ?? null)}`).join(', ');
}

function isScalar(value: Json): value is null | boolean | number | string {
  return value === null || typeof value !== 'object';
}

function scalarText(value: Json): string {
  return typeof value === 'string' ? visible(value) : value === null ? '–' : String(value);
}

function isEmpty(value: Json): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** Several things with the same few plain members. */
function isTable(value: Json): value is readonly Fields[] {
  if (!Array.isArray(value) || value.length < 2) return false;
  const columns = new Set<string>();
  for (const item of value as readonly Json[]) {
    if (item === null || typeof item !== 'object' || Array.isArray(item)) return false;
    for (const [key, cell] of Object.entries(item as Fields)) {
      if (cell !== undefined && inlineText(cell) === undefined) return false;
      columns.add(key);
    }
  }
  return columns.size > 0 && columns.size <= 8;
}

function tableRows(items: readonly Fields[], width: number, indent: string): readonly Row[] {
  const titles = [...new Set(items.flatMap((item) => Object.keys(item)))];
  const cells = items.slice(0, ROWS_MOST).map((item) => titles.map((title) => inlineText(item[title] ?? '') ?? ''));
  const table = smallTable(titles.map(visible), cells, width - indent.length);
  return [...table.map((line) => row(indent, line)), ...restRow(items.length, indent)];
}

function restRow(count: number, indent: string): readonly Row[] {
  return count > ROWS_MOST ? [row(indent, seg(`and ${count - ROWS_MOST} more`, 'dim'))] : [];
}
