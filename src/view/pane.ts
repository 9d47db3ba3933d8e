import type { PaneState } from '../app/state.ts';
import { fitRow, overlayRow, sliceRow } from './cells.ts';
import type { Item, Pane, Picture, PictureBody, Space, Spot, TableBody } from './dashboard.ts';
import { frame } from './frame.ts';
import type { Size } from './layout.ts';
import { matchesOf, rowAt, rowOf } from './rows.ts';
import { position, scrollTo } from './scroll.ts';
import { type Content, type Row, restyle, row, seg, textOf } from './segment.ts';
import { staticTable } from './static-table.ts';
import { fitColumns, headerRow, tableRow } from './table.ts';

/** Cells at the left of a table's lines: the cursor's marker, the mark of a change. */
const gutter = 2;

export interface PaneDress {
  readonly size: Size;
  readonly focused: boolean;
  readonly state: PaneState;
  /** What stands in the lower border. */
  readonly foot?: Content | undefined;
}

/** A dashboard's pane with its border, cursor, scroll position and filter. */
export function drawPane(pane: Pane, dress: PaneDress): readonly Row[] {
  const { body } = pane;
  if (body.kind === 'table') return drawTable(pane, body, dress);
  if (body.kind === 'picture') return drawPicture(pane, body, dress);
  const rows = staticTable(body, inside(dress.size));
  return frame(rows, {
    title: pane.title,
    corner: pane.corner,
    focused: dress.focused,
    foot: dress.foot,
    ...dress.size,
  });
}

/** Rows that a table shows at once in a pane of this height. */
export function tableSpace(size: Size, body: TableBody): number {
  return Math.max(1, size.height - (body.bare ? 2 : 3));
}

function drawTable(pane: Pane, body: TableBody, dress: PaneDress): readonly Row[] {
  const { size, focused, state } = dress;
  const matches = matchesOf(body, state.filter);
  const visible = tableSpace(size, body);
  const cursor = rowOf(body, matches, state.cursor);
  const top = scrollTo(state.top, cursor, visible, matches.count);
  const fitting = fitColumns(body.columns, size.width - 2 - gutter);
  const rows: Row[] = body.bare ? [] : [row(' '.repeat(gutter), headerRow(fitting))];
  if (matches.count === 0)
    rows.push(row('  ', seg(state.filter ? `no line has "${state.filter}"` : body.empty, 'dim')));
  for (let at = top; at < Math.min(matches.count, top + visible); at++) {
    const line = body.at(rowAt(matches, at));
    const mark = line.changed ? seg('▎', 'changed') : seg(' ');
    const cells = tableRow(line.cells, fitting);
    const whole = row(seg(at === cursor ? '▸' : ' ', 'focus'), mark, cells);
    rows.push(at === cursor && focused ? restyle(fitRow(whole, size.width - 2), 'selected') : whole);
  }
  return frame(rows, {
    title: pane.title,
    corner: row(
      pane.corner ?? '',
      pane.corner === undefined ? '' : '  ',
      state.filter ? seg(`/${state.filter} `, 'accent') : '',
      position(cursor, matches.count),
    ),
    foot: row(
      dress.foot ?? '',
      fitting.dropped > 0 ? seg(`${dress.foot === undefined ? '' : '  '}+${fitting.dropped} cols`, 'dim') : '',
    ),
    focused,
    scroll: { top, visible, count: matches.count },
    ...size,
  });
}

function drawPicture(pane: Pane, body: PictureBody, dress: PaneDress): readonly Row[] {
  const { size, focused, state } = dress;
  const space = inside(size);
  const picture = body.draw(space);
  const spot = spotOf(picture, state.cursor?.key);
  const top = pictureTop(picture, spot, state.top, space);
  const rows = picture.rows.slice(top, top + space.height).map((each) => fitRow(each, space.width));
  if (spot !== undefined) markSpot(rows, spot, top, focused);
  return frame(rows, {
    title: pane.title,
    corner: pane.corner,
    foot: dress.foot,
    focused,
    scroll: { top, visible: space.height, count: picture.rows.length },
    ...size,
  });
}

/** The first visible row of a picture: it moves only when the cursor would leave the pane. */
export function pictureTop(picture: Picture, spot: Spot | undefined, top: number, space: Space): number {
  return scrollTo(top, spot?.row ?? top, space.height, picture.rows.length);
}

/** The space a picture gets in a pane of this size. */
export function inside(size: Size): Space {
  return { width: Math.max(0, size.width - 2), height: Math.max(0, size.height - 2) };
}

/** The spot under the cursor: the one remembered, else the picture's home, else its first. */
export function spotOf(picture: Picture, key: string | undefined): Spot | undefined {
  const { spots } = picture;
  return spots?.find((spot) => spot.key === key) ?? spots?.find((spot) => spot.key === picture.home) ?? spots?.[0];
}

function markSpot(rows: Row[], spot: Spot, top: number, focused: boolean): void {
  const at = spot.row - top;
  const under = rows[at];
  if (under === undefined) return;
  const text = textOf(sliceRow(under, spot.column, spot.width));
  const shown = focused ? overlayRow(under, seg(text, 'selected'), spot.column) : under;
  rows[at] = spot.column > 0 ? overlayRow(shown, seg('▸', 'focus'), spot.column - 1) : shown;
}

/** The thing under a pane's cursor. */
export function itemOf(pane: Pane, state: PaneState, size: Size): Item | undefined {
  const { body } = pane;
  if (body.kind === 'picture') return spotOf(body.draw(inside(size)), state.cursor?.key)?.item;
  if (body.kind !== 'table') return undefined;
  const matches = matchesOf(body, state.filter);
  return matches.count === 0 ? undefined : body.at(rowAt(matches, rowOf(body, matches, state.cursor))).item;
}
