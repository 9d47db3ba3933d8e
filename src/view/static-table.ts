import { fitText, widthOf } from './cells.ts';
import type { StaticBody } from './dashboard.ts';
import type { Size } from './layout.ts';
import { type Row, row, seg } from './segment.ts';

/** More rows than this are a list, not something to be taken in at a glance. */
export const staticRowsMost = 10;

/** Widths of a static table's columns so that it takes at most `width` cells: the widest columns give way first. */
export function staticWidths(body: StaticBody, width: number): readonly number[] {
  const widths = body.titles.map((title, index) =>
    body.rows.reduce((most, cells) => Math.max(most, widthOf(cells[index] ?? '')), widthOf(title)),
  );
  const frame = widths.length * 3 + 1;
  let over = widths.reduce((sum, each) => sum + each, frame) - width;
  while (over > 0) {
    const widest = widths.indexOf(Math.max(...widths));
    const now = widths[widest] ?? 0;
    if (now <= 1) break;
    widths[widest] = now - 1;
    over -= 1;
  }
  return widths;
}

/** The cells of a static table, cut and padded to their columns; rows that do not fit the height are left out. */
export function staticCells(
  body: StaticBody,
  { width, height }: Size,
): { readonly titles: string[]; readonly rows: string[][] } {
  const widths = staticWidths(body, width);
  const cut = (cells: readonly string[]) => widths.map((each, index) => fitText(cells[index] ?? '', each));
  const most = Math.max(0, Math.min(staticRowsMost, (height - 3) >> 1));
  return { titles: cut(body.titles), rows: body.rows.slice(0, most).map(cut) };
}

/** A boxed table with a line under every row, as ink-table draws it; for renderers that have no Ink. */
export function staticTable(body: StaticBody, size: Size): readonly Row[] {
  const { titles, rows } = staticCells(body, size);
  const widths = titles.map((title) => widthOf(title) + 2);
  const line = (left: string, cross: string, right: string): Row =>
    row(seg(left + widths.map((each) => '─'.repeat(each)).join(cross) + right, 'border'));
  const cells = (texts: readonly string[], style: 'strong' | 'plain'): Row =>
    row(seg('│', 'border'), ...texts.flatMap((text) => [seg(` ${text} `, style), seg('│', 'border')]));
  const out = [line('┌', '┬', '┐'), cells(titles, 'strong')];
  for (const each of rows) out.push(line('├', '┼', '┤'), cells(each, 'plain'));
  out.push(line('└', '┴', '┘'));
  return out;
}
