import { clockOf, decidingEntry, sentenceOf } from '../core/explain.ts';
import type { Result } from '../core/result.ts';
import { locate, type Place } from '../core/source.ts';
import { visible } from '../core/text.ts';
import type { TraceEntry } from '../core/trace.ts';
import type { World } from '../core/world.ts';
import { rowWidth, widthOf, wrap, wrapRow } from '../view/cells.ts';
import { verdictMarks } from '../view/glyphs.ts';
import { type Content, type Row, row, seg } from '../view/segment.ts';

const HANG = '  ';
/** Of what happened by itself in a long time, so many lines are told. */
const HAPPENINGS_MOST = 40;

/** What is needed to tell about a trace: whose sentences and clock, the scenario's own file, the room for a line. */
export interface Telling {
  readonly world: World;
  readonly file: string;
  readonly width: number;
}

/** A rule's place in few letters: `line 12` in the scenario's own file, `policy.json:3` in another. */
export function placeText(place: Place | undefined, file: string): string {
  if (place === undefined) return '';
  const at = locate(place);
  return at.file === file ? `line ${at.line}` : `${visible(at.file)}:${at.line}`;
}

/** The sentence of the decision, without what an outcome in front of it has said. */
export function whyText({ outcome, at }: Result, entry: TraceEntry, services: World['services']): string {
  const sentence = sentenceOf(services, entry);
  const said = `${outcome} at ${at}`;
  return visible(sentence.startsWith(said) ? sentence.slice(said.length).replace(/^[:,] /, '') : sentence);
}

/** The decisions of a result in order, one line each; of a table's rows only those that tell why. */
export function traceRows(result: Result, telling: Telling, indent = ''): readonly Row[] {
  const decided = decidingEntry(result.trace, result.reason, result.at);
  const isSample = SAMPLED.has(result.verb);
  const visit = (entry: TraceEntry, depth: number): readonly Row[] => [
    ...entryRows(entry, entry === decided, telling, `${indent}${'  '.repeat(depth)}`),
    ...tellingChildren(entry, decided, depth, isSample).flatMap((child) => visit(child, depth + 1)),
  ];
  const told = result.trace.filter(({ time }) => time === undefined).length + HAPPENINGS_MOST;
  const untold = result.trace.length - told;
  return [
    ...result.trace.slice(0, told).flatMap((entry) => visit(entry, 0)),
    ...(untold > 0 ? [row(indent, seg(`and ${untold} more`, 'dim'))] : []),
  ];
}

/** Verbs whose trace holds a request of every kind among thousands, not the decisions of one. */
const SAMPLED: ReadonlySet<string> = new Set(['load', 'stop']);

/**
 * Where something went through, the rows that let it; where it was decided, every row that was tried; of a sample only
 * what stopped it.
 */
function tellingChildren(
  entry: TraceEntry,
  decided: TraceEntry | undefined,
  depth: number,
  isSample: boolean,
): readonly TraceEntry[] {
  const children = (entry.children ?? []).filter(({ verdict }) => verdict !== 'note');
  if (isSample) return children.filter(({ verdict }) => verdict !== 'pass');
  if (decided !== undefined && holds(entry, decided)) return children;
  if (depth > 0) return [];
  return children.filter(({ verdict, place }) => verdict !== 'miss' && !samePlace(place, entry.place));
}

/** The row that stands where the decision stands has been told with it. */
function samePlace(one: Place | undefined, other: Place | undefined): boolean {
  return one !== undefined && one.source === other?.source && one.offset === other.offset;
}

function holds(entry: TraceEntry, wanted: TraceEntry): boolean {
  return entry === wanted || (entry.children ?? []).some((child) => holds(child, wanted));
}

function entryRows(
  entry: TraceEntry,
  isDecisive: boolean,
  { world, file, width }: Telling,
  indent: string,
): readonly Row[] {
  const mark = verdictMarks[entry.verdict];
  const style = entry.verdict === 'miss' ? 'dim' : 'plain';
  // The sentence of the decision stands above the trace already.
  const says = visible(isDecisive ? entry.at : sentenceOf(world.services, entry));
  const clock = clockOf(entry, world.definition.start);
  return placedRows(
    row(seg(`${mark.glyph} `, mark.style), seg(clock === undefined ? '' : `${clock}  `, 'dim'), seg(says, style)),
    placeText(entry.place, file),
    width,
    indent,
  );
}

/**
 * A sentence with its place at the right end of its last line; further lines hang under the first. A place that would
 * take more than half of the room stands below.
 */
export function placedRows(says: Content, place: string, width: number, indent: string): readonly Row[] {
  const room = width - widthOf(indent);
  const space = place === '' ? 0 : widthOf(place) + 2;
  if (space > room / 2) {
    const below = wrap(place, room - HANG.length).map((line) => row(indent, HANG, seg(line, 'dim')));
    return [...placedRows(says, '', width, indent), ...below];
  }
  const lines = wrapRow(says, rowWidth(says) + space <= room ? room : room - HANG.length - space);
  const rows = lines.map((line, index) => row(indent, index === 0 ? '' : HANG, line));
  const last = rows.at(-1) ?? [];
  if (place === '') return rows;
  const gap = width - rowWidth(last) - widthOf(place);
  return [...rows.slice(0, -1), row(last, ' '.repeat(gap), seg(place, 'dim'))];
}
