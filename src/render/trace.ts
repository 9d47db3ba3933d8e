import { decidingEntry, sentenceOf } from '../core/explain.ts';
import type { Result } from '../core/result.ts';
import { locate, type Place } from '../core/source.ts';
import { visible } from '../core/text.ts';
import type { TraceEntry } from '../core/trace.ts';
import type { World } from '../core/world.ts';
import { rowWidth, wrapRow } from '../view/cells.ts';
import { verdictMarks } from '../view/glyphs.ts';
import { type Content, type Row, row, seg } from '../view/segment.ts';

/** What is needed to tell about a trace: who has the sentences, the scenario's own file, the room for a line. */
export interface Telling {
  readonly services: World['services'];
  readonly file: string;
  readonly width: number;
}

/** A rule's place in few letters: `line 12` in the scenario's own file, `policy.json:3` in another. */
export function placeText(place: Place | undefined, file: string): string {
  if (place === undefined) return '';
  const at = locate(place);
  return at.file === file ? `line ${at.line}` : `${visible(at.file)}:${at.line}`;
}

/** The decisions of a result in order, one line each; of a table's rows only those that tell why. */
export function traceRows(result: Result, telling: Telling, indent = ''): readonly Row[] {
  const decided = decidingEntry(result.trace, result.reason, result.at);
  const visit = (entry: TraceEntry, depth: number): readonly Row[] => [
    ...entryRows(entry, telling, `${indent}${'  '.repeat(depth)}`),
    ...tellingChildren(entry, decided, depth).flatMap((child) => visit(child, depth + 1)),
  ];
  return result.trace.flatMap((entry) => visit(entry, 0));
}

/** Where something went through, the rows that let it; where it was decided, every row that was tried. */
function tellingChildren(entry: TraceEntry, decided: TraceEntry | undefined, depth: number): readonly TraceEntry[] {
  const children = (entry.children ?? []).filter(({ verdict }) => verdict !== 'note');
  if (decided !== undefined && holds(entry, decided)) return children;
  return depth > 0 ? [] : children.filter(({ verdict }) => verdict !== 'miss');
}

function holds(entry: TraceEntry, wanted: TraceEntry): boolean {
  return entry === wanted || (entry.children ?? []).some((child) => holds(child, wanted));
}

function entryRows(entry: TraceEntry, { services, file, width }: Telling, indent: string): readonly Row[] {
  const mark = verdictMarks[entry.verdict];
  const style = entry.verdict === 'miss' ? 'dim' : 'plain';
  const says = row(seg(`${mark.glyph} `, mark.style), seg(visible(sentenceOf(services, entry)), style));
  return placedRows(says, placeText(entry.place, file), width, indent);
}

/** A sentence with its place at the right end of its last line; further lines hang under the first. */
export function placedRows(says: Content, place: string, width: number, indent: string, hang = '  '): readonly Row[] {
  const lines = wrapRow(says, width - indent.length - hang.length);
  const rows = lines.map((line, index) => row(indent, index === 0 ? '' : hang, line));
  if (place === '') return rows;
  const last = rows.at(-1) ?? [];
  const gap = width - rowWidth(last) - place.length;
  if (gap >= 2) return [...rows.slice(0, -1), row(last, ' '.repeat(gap), seg(place, 'dim'))];
  return [...rows, row(' '.repeat(Math.max(indent.length, width - place.length)), seg(place, 'dim'))];
}
