import type { Json } from '../core/result.ts';
import { visible } from '../core/text.ts';
import { widthOf, wrap } from '../view/cells.ts';
import { type Row, row, seg } from '../view/segment.ts';
import { smallTable } from '../view/table.ts';

type Fields = { readonly [key: string]: Json | undefined };

/** Items of a list that are shown; the number of the others is told. */
const ITEMS_MOST = 40;
/** Members of an object that are told in one line. */
const MEMBERS_MOST = 8;
const COLUMN_GAP = 2;

/**
 * A named value as people read it: on one line where it fits, lists of like things as a table, everything else a line
 * for each part. Empty values are left out.
 */
export function valueRows(name: string, value: Json | undefined, width: number, indent: string): readonly Row[] {
  if (value === undefined || value === null) return [];
  const line = lineOf(value, width - indent.length - widthOf(name) - 2);
  if (line !== undefined) return line === '' ? [] : inlineRows(name, line, width, indent);
  const body = bodyRows(value, width, `${indent}  `);
  return body.length === 0 ? [] : [row(indent, seg(visible(name), 'dim')), ...body];
}

/** A value without a name. */
export function bodyRows(value: Json, width: number, indent: string): readonly Row[] {
  const line = lineOf(value, width - indent.length);
  if (line !== undefined) return line === '' ? [] : wrap(line, width - indent.length).map((text) => row(indent, text));
  if (Array.isArray(value)) return listRows(value, width, indent);
  return Object.entries(value as Fields).flatMap(([key, part]) => valueRows(key, part, width, indent));
}

/** A name and a text behind it, as many lines as it needs. */
export function inlineRows(name: string, text: string, width: number, indent: string): readonly Row[] {
  const label = `${visible(name)}  `;
  const lines = wrap(text, width - indent.length - widthOf(label));
  return lines.map((line, index) => row(indent, index === 0 ? seg(label, 'dim') : ' '.repeat(widthOf(label)), line));
}

function listRows(items: readonly Json[], width: number, indent: string): readonly Row[] {
  const shown = items.slice(0, ITEMS_MOST);
  const rest = items.length - shown.length;
  const rows =
    tableRows(shown, width - indent.length) ?? shown.flatMap((item) => itemRows(item, width - indent.length));
  return [...rows, ...(rest > 0 ? [row(seg(`and ${rest} more`, 'dim'))] : [])].map((line) => row(indent, line));
}

function itemRows(item: Json, width: number): readonly Row[] {
  return bodyRows(item, width - 2, '').map((line, index) => row(seg(index === 0 ? '- ' : '  ', 'dim'), line));
}

/** A value that is told in one line: a scalar or a list of scalars always, a small object where it fits. */
function lineOf(value: Json, width: number): string | undefined {
  const line = inlineText(value);
  return line === undefined || Array.isArray(value) || isScalar(value) || widthOf(line) <= width ? line : undefined;
}

function inlineText(value: Json): string | undefined {
  if (isScalar(value)) return scalarText(value);
  if (Array.isArray(value)) return value.every(isScalar) ? value.map(scalarText).join(', ') : undefined;
  const entries = Object.entries(value as Fields).filter(([, part]) => part !== undefined);
  if (entries.length > MEMBERS_MOST || !entries.every(([, part]) => isScalar(part ?? null))) return undefined;
  return entries.map(([key, part]) => `${visible(key)} ${scalarText(part ?? null)}`).join(', ');
}

function isScalar(value: Json): value is null | boolean | number | string {
  return value === null || typeof value !== 'object';
}

function scalarText(value: Json): string {
  return typeof value === 'string' ? visible(value) : value === null ? '–' : String(value);
}

/** Several things with the same few plain members, where all of them fit in full. */
function tableRows(items: readonly Json[], width: number): readonly Row[] | undefined {
  if (items.length < 2 || !items.every(isFields)) return undefined;
  const titles = [...new Set(items.flatMap((item) => Object.keys(item)))];
  const cells: string[][] = [];
  for (const item of items) {
    const texts = titles.map((title) => inlineText(item[title] ?? ''));
    if (texts.includes(undefined)) return undefined;
    cells.push(texts.map((text) => text ?? ''));
  }
  const widest = (column: number) => Math.max(...[titles, ...cells].map((line) => widthOf(line[column] ?? '')));
  const needed = titles.reduce((sum, _, column) => sum + widest(column) + COLUMN_GAP, -COLUMN_GAP);
  return needed <= width ? smallTable(titles.map(visible), cells, width) : undefined;
}

function isFields(item: Json): item is Fields {
  return typeof item === 'object' && item !== null && !Array.isArray(item);
}
