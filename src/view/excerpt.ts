import { lineStarts, locate, type Place } from '../core/source.ts';
import { visible } from '../core/text.ts';
import { type Row, row, seg } from './segment.ts';

/** The lines of a source around a place, the line itself marked; `height` rows at most. */
export function excerpt(place: Place, height: number): readonly Row[] {
  const { line } = locate(place);
  const starts = lineStarts(place.source);
  const last = starts.length;
  const first = Math.max(1, Math.min(line - Math.floor((height - 1) / 2), last - height + 1));
  const gutter = String(Math.min(last, first + height - 1)).length;
  const lines = Array.from({ length: Math.max(0, Math.min(height, last - first + 1)) }, (_, index) => {
    const start = starts[first + index - 1] ?? 0;
    const end = (starts[first + index] ?? place.source.text.length + 1) - 1;
    return visible(place.source.text.slice(start, end).replace(/\r$/, '')).trimEnd();
  });
  // What all of them are indented by tells nothing.
  const indents = lines.filter((text) => text !== '').map((text) => text.length - text.trimStart().length);
  const indent = Math.min(...indents, 1000);
  return lines.map((text, index): Row => {
    const number = String(first + index).padStart(gutter);
    const shown = text.slice(indent);
    if (first + index === line) return row(seg(`▸ ${number} │ `, 'focus'), seg(shown, 'strong'));
    return row(seg(`  ${number} │ `, 'border'), seg(shown, 'dim'));
  });
}

/** `web.yaml:31`, the folder left out: it is the same for the whole screen. */
export function shortWhere(place: Place | undefined): string {
  if (place === undefined) return '';
  const { file, line } = locate(place);
  return `${visible(file.slice(file.lastIndexOf('/') + 1))}:${line}`;
}
