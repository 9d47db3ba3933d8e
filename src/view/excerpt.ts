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
  const rows: Row[] = [];
  for (let at = first; at < first + height && at <= last; at++) {
    const text = visible(place.source.text.slice(starts[at - 1], (starts[at] ?? place.source.text.length + 1) - 1));
    const number = String(at).padStart(gutter);
    if (at === line) rows.push(row(seg(`▸ ${number} │ `, 'focus'), seg(text.trimEnd(), 'strong')));
    else rows.push(row(seg(`  ${number} │ `, 'border'), seg(text.trimEnd(), 'dim')));
  }
  return rows;
}

/** `web.yaml:31`, the folder left out: it is the same for the whole screen. */
export function shortWhere(place: Place | undefined): string {
  if (place === undefined) return '';
  const { file, line } = locate(place);
  return `${visible(file.slice(file.lastIndexOf('/') + 1))}:${line}`;
}
