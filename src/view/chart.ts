import { plot } from 'asciichart';
import { fitText } from './cells.ts';
import { type Row, row, type Style, seg } from './segment.ts';

export interface Series {
  readonly name: string;
  readonly style: Style;
  readonly values: readonly number[];
}

export interface ChartOptions {
  readonly width: number;
  readonly height: number;
  /** Least and greatest value of the axis; from zero to the greatest value unless given. */
  readonly min?: number;
  readonly max?: number;
  readonly unit?: string;
}

const labelWidth = 8;

/** A number as short as a chart's label allows: 950, 1.2k, 35M. */
export function shortNumber(value: number): string {
  const size = Math.abs(value);
  if (size >= 999_500_000) return `${trim(value / 1e9)}G`;
  if (size >= 999_500) return `${trim(value / 1e6)}M`;
  if (size >= 9_995) return `${trim(value / 1e3)}k`;
  return trim(value);
}

function trim(value: number): string {
  const size = Math.abs(value);
  const digits = size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : 2;
  return String(Number(value.toFixed(digits)));
}

/** `values` stretched or averaged to `width` points, so that a chart fills its pane. */
export function resample(values: readonly number[], width: number): readonly number[] {
  if (values.length === 0 || width <= 0) return [];
  if (values.length <= width) return values;
  return Array.from({ length: width }, (_, index) => {
    const from = Math.floor((index * values.length) / width);
    const to = Math.max(from + 1, Math.floor(((index + 1) * values.length) / width));
    let sum = 0;
    for (let at = from; at < to; at++) sum += values[at] ?? 0;
    return sum / (to - from);
  });
}

/** Line charts over one axis, the later series in front, with a legend line when there is more than one. */
export function chart(series: readonly Series[], options: ChartOptions): readonly Row[] {
  const legend = series.length > 1 && options.height >= 5;
  const height = Math.max(2, options.height - (legend ? 1 : 0));
  const points = series.map((each) => resample(each.values, options.width - labelWidth - 2));
  const all = points.flat();
  const min = options.min ?? Math.min(0, ...all);
  const greatest = options.max ?? Math.max(0, ...all);
  const max = greatest > min ? greatest : min + 1;
  const canvas = points.map((values, index) => ({
    style: series[index]?.style ?? 'plain',
    lines: plot(values.length === 0 ? [min] : values, {
      height: height - 1,
      min,
      max,
      format: (value) => fitText(shortNumber(value) + (options.unit ?? ''), labelWidth, 'right'),
    }).split('\n'),
  }));
  const rows = Array.from({ length: height }, (_, line) => overlay(canvas, line, options.width));
  if (legend)
    rows.push(row(' '.repeat(labelWidth + 2), ...series.flatMap((each) => [seg('─ ', each.style), each.name, '  '])));
  return rows;
}

function overlay(
  canvas: readonly { readonly style: Style; readonly lines: readonly string[] }[],
  line: number,
  width: number,
): Row {
  const cells = Array.from({ length: width }, () => seg(' '));
  for (const { style, lines } of canvas) {
    for (const [at, character] of [...(lines[line] ?? '')].entries()) {
      if (at >= width || character === ' ') continue;
      cells[at] = seg(character, at <= labelWidth ? 'dim' : style);
    }
  }
  return merge(cells);
}

/** Neighbours of one style as one segment. */
function merge(cells: readonly { readonly text: string; readonly style: Style }[]): Row {
  const out: { text: string; style: Style }[] = [];
  for (const cell of cells) {
    const last = out.at(-1);
    if (last !== undefined && last.style === cell.style) last.text += cell.text;
    else out.push({ ...cell });
  }
  return out;
}
