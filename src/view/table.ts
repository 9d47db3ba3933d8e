import { type Align, type Cut, fitRow, rowWidth, shorten } from './cells.ts';
import { type Content, type Row, row, type Segment, type Style, seg, textOf } from './segment.ts';

export interface Column {
  readonly title: string;
  /** Which columns stay when there is no room for all: those with the highest numbers. */
  readonly priority: number;
  readonly min: number;
  readonly max: number;
  readonly align?: Align;
  /** Ids and ARNs lose their middle, everything else its end. */
  readonly cut?: Cut;
}

/** The columns that fit a width, each with the cells it got, and how many were left out. */
export interface Fitting {
  readonly columns: readonly { readonly index: number; readonly column: Column; readonly width: number }[];
  readonly dropped: number;
}

const gap = 2;

/**
 * Shares a width among columns. Columns first shrink to their least width; when that is not enough, the one of lowest
 * priority goes, and so on; what is left over is shared out up to each one's greatest width.
 */
export function fitColumns(columns: readonly Column[], width: number): Fitting {
  const kept = columns.map((column, index) => ({ index, column, width: Math.min(column.min, column.max) }));
  const needed = () => kept.reduce((sum, each) => sum + each.width, 0) + gap * Math.max(0, kept.length - 1);
  while (kept.length > 1 && needed() > width) {
    let lowest = 0;
    for (const [at, each] of kept.entries()) {
      if (each.column.priority <= (kept[lowest]?.column.priority ?? 0)) lowest = at;
    }
    kept.splice(lowest, 1);
  }
  share(kept, width - needed());
  return { columns: kept, dropped: columns.length - kept.length };
}

/** Gives out what is left in proportion to what each column could still use. */
function share(kept: readonly { readonly column: Column; width: number }[], width: number): void {
  let room = width;
  let wanted = kept.reduce((sum, { column, width: now }) => sum + Math.max(0, column.max - now), 0);
  for (const each of kept) {
    const wants = Math.max(0, each.column.max - each.width);
    const more = wanted <= room ? wants : Math.floor((room * wants) / wanted);
    each.width += more;
    room -= more;
    wanted -= wants;
    // A single column narrower than its least width has to live with what there is.
    if (room < 0) each.width = Math.max(1, each.width + room);
  }
}

/** The line of column titles. */
export function headerRow(fitting: Fitting): Row {
  return joinCells(
    fitting.columns.map(({ column, width }) => fitRow(seg(shorten(column.title, width), 'dim'), width, column.align)),
  );
}

/** One line of cells, in the order of the columns as they were declared. */
export function tableRow(cells: readonly Content[], fitting: Fitting): Row {
  return joinCells(
    fitting.columns.map(({ index, column, width }) => {
      const content = cells[index] ?? '';
      return rowWidth(content) <= width || column.cut !== 'middle'
        ? fitRow(content, width, column.align)
        : fitRow(middle(content, width), width, column.align);
    }),
  );
}

function middle(content: Content, width: number): Segment {
  const style: Style = typeof content === 'string' ? 'plain' : (row(content)[0]?.style ?? 'plain');
  return seg(shorten(textOf(content), width, 'middle'), style);
}

function joinCells(cells: readonly Row[]): Row {
  const out: Segment[] = [];
  for (const [index, cell] of cells.entries()) {
    if (index > 0) out.push(seg(' '.repeat(gap)));
    out.push(...cell);
  }
  return out;
}

/** Columns as wide as their contents want, for small tables whose rows are all at hand. */
export function columnsFor(titles: readonly string[], rows: readonly (readonly Content[])[]): readonly Column[] {
  return titles.map((title, index) => {
    const widest = rows.reduce((most, cells) => Math.max(most, rowWidth(cells[index] ?? '')), rowWidth(title));
    return { title, priority: titles.length - index, min: Math.min(widest, 8), max: widest };
  });
}

/** A small table at once: titles and rows, at most `width` cells wide. */
export function smallTable(
  titles: readonly string[],
  rows: readonly (readonly Content[])[],
  width: number,
): readonly Row[] {
  const fitting = fitColumns(columnsFor(titles, rows), width);
  return [headerRow(fitting), ...rows.map((cells) => tableRow(cells, fitting))];
}
