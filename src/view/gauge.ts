import { fitText } from './cells.ts';
import { type Row, row, type Style, seg } from './segment.ts';

/** A bar of `width` cells, `share` (0…1) of it filled. */
export function bar(share: number, width: number, style: Style = 'bar'): Row {
  const full = Math.round(Math.min(1, Math.max(0, share)) * width);
  return row(seg('▓'.repeat(full), style), seg('░'.repeat(width - full), 'dim'));
}

/** A bar between its label and its value, in one line: `burst  ▓▓▓▓▓░░░  212 of 300 s`. */
export function gauge(label: string, share: number, value: string, width: number, style: Style = 'bar'): Row {
  return row(`${label} `, bar(share, width, style), ` ${value}`);
}

const sparks = ' ▁▂▃▄▅▆▇█';

/** The last `width` values as one line of blocks, from zero to `top` (or the greatest value). */
export function sparkline(values: readonly number[], width: number, style: Style = 'bar', top?: number): Row {
  const shown = values.slice(-width);
  const most = top ?? shown.reduce((high, value) => Math.max(high, value), 0);
  const text = shown
    .map((value) => {
      if (value <= 0 || most <= 0) return sparks[0];
      return sparks[Math.max(1, Math.min(8, Math.round((value / most) * 8)))];
    })
    .join('');
  return row(seg(fitText(text, Math.max(0, width), 'right'), style));
}

/** Several shares of one whole in one bar, each with its own fill: who holds the pool. */
export function stackedBar(
  parts: readonly { readonly share: number; readonly glyph: string; readonly style: Style }[],
  width: number,
): Row {
  let used = 0;
  let sum = 0;
  const out = parts.map(({ share, glyph, style }) => {
    sum += Math.max(0, share);
    const end = Math.min(width, Math.round(sum * width));
    const cells = Math.max(0, end - used);
    used = Math.max(used, end);
    return seg(glyph.repeat(cells), style);
  });
  return row(...out, seg('░'.repeat(Math.max(0, width - used)), 'dim'));
}
