import { fitRow, rowWidth } from './cells.ts';
import { type Content, type Row, row, seg, textOf } from './segment.ts';

export interface FrameOptions {
  readonly title: string;
  /** The number key that jumps here, or any short text before the title. */
  readonly hint?: string | undefined;
  /** What stands at the right end of the upper border: a position, a mode, a clock. */
  readonly corner?: Content | undefined;
  /** What stands at the right end of the lower border: `+2 cols`, a filter. */
  readonly foot?: Content | undefined;
  readonly focused?: boolean | undefined;
  readonly width: number;
  readonly height: number;
  /** Where the visible rows are in all the rows, for the scrollbar on the right border. */
  readonly scroll?: { readonly top: number; readonly visible: number; readonly count: number } | undefined;
}

const light = { nw: '╭', ne: '╮', sw: '╰', se: '╯', h: '─', v: '│' };
const heavy = { nw: '┏', ne: '┓', sw: '┗', se: '┛', h: '━', v: '┃' };

/**
 * A bordered pane of exactly `width` × `height` cells around its rows. The focused one has heavy lines and a marker
 * before its title, so that it is found without colour.
 */
export function frame(rows: readonly Content[], options: FrameOptions): readonly Row[] {
  const { width, height, focused } = options;
  const line = focused ? heavy : light;
  const style = focused ? 'focus' : 'border';
  const inner = Math.max(0, width - 2);
  const bar = scrollbar(options.scroll, height - 2);
  const out: Row[] = [edge(line.nw, line.ne, line.h, titleOf(options), options.corner ?? '', options)];
  for (let index = 0; index < height - 2; index++) {
    const right = bar?.[index] ? seg('▐', style) : seg(line.v, style);
    out.push([seg(line.v, style), ...fitRow(rows[index] ?? '', inner), right]);
  }
  out.push(edge(line.sw, line.se, line.h, '', options.foot ?? '', options));
  return out.slice(0, Math.max(0, height));
}

function titleOf(options: FrameOptions): Row {
  const style = options.focused ? 'focus' : 'title';
  return row(
    options.focused ? seg('▸ ', 'focus') : '',
    options.hint === undefined ? '' : seg(`${options.hint} `, 'dim'),
    seg(options.title, style),
  );
}

/** One horizontal border: corner, a label on the left, a label on the right, corner. */
function edge(
  left: string,
  right: string,
  fill: string,
  start: Content,
  end: Content,
  options: Pick<FrameOptions, 'width' | 'focused'>,
): Row {
  const style = options.focused ? 'focus' : 'border';
  const inner = Math.max(0, options.width - 2);
  const head = textOf(start) === '' ? row() : row(' ', start, ' ');
  const tail = textOf(end) === '' ? row() : row(' ', end, ' ');
  const room = inner - rowWidth(head) - rowWidth(tail) - 2;
  // The title outlives what stands on the right.
  const shown =
    room >= 0
      ? row(seg(fill, style), head, seg(fill.repeat(room), style), tail, seg(fill, style))
      : row(...fitTitle(head, inner, fill, style));
  return fitRow(row(seg(left, style), fitRow(shown, inner), seg(right, style)), options.width);
}

function fitTitle(head: Row, inner: number, fill: string, style: 'focus' | 'border'): Row {
  if (inner < 4) return row(seg(fill.repeat(inner), style));
  const width = Math.min(rowWidth(head), inner - 2);
  return row(seg(fill, style), fitRow(head, width), seg(fill.repeat(inner - 1 - width), style));
}

/** Which cells of a column of `height` the scrollbar's thumb covers; undefined where all rows are visible. */
export function scrollbar(
  scroll: { readonly top: number; readonly visible: number; readonly count: number } | undefined,
  height: number,
): readonly boolean[] | undefined {
  if (scroll === undefined || height <= 0 || scroll.count <= scroll.visible) return undefined;
  const size = Math.max(1, Math.round((scroll.visible / scroll.count) * height));
  const travel = scroll.count - scroll.visible;
  const start = Math.round((Math.min(scroll.top, travel) / travel) * (height - size));
  return Array.from({ length: height }, (_, index) => index >= start && index < start + size);
}
