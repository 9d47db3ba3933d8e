import { proposalOf } from '../app/proposal.ts';
import { clockOf, decidingEntry, sentenceOf } from '../core/explain.ts';
import type { Json, Result } from '../core/result.ts';
import type { Place } from '../core/source.ts';
import { visible } from '../core/text.ts';
import type { TraceEntry } from '../core/trace.ts';
import type { World } from '../core/world.ts';
import { answerLine, answerRows } from './answer.ts';
import { fitRow, rowWidth, shorten, widthOf, wrap, wrapRow } from './cells.ts';
import type { Item, Pane, Scene } from './dashboard.ts';
import { excerpt, shortWhere } from './excerpt.ts';
import { outcomeMark, verdictMarks } from './glyphs.ts';
import { blank, join, type Row, row, type Segment, seg } from './segment.ts';

/** A visible line of the trace tree. */
export interface TreeLine {
  readonly path: string;
  readonly depth: number;
  readonly entry: TraceEntry;
  readonly open: boolean;
}

/** Branches with at most this many rows are open from the start where they did not simply pass. */
const shortBranch = 6;

/**
 * The visible lines of a trace. Branches that hold the decision are open, the others closed; `toggled` turns single
 * ones over.
 */
export function treeLines(result: Result, toggled: readonly string[]): readonly TreeLine[] {
  const decided = decidingEntry(result.trace, result.reason, result.at);
  const lines: TreeLine[] = [];
  const visit = (entries: readonly TraceEntry[], prefix: string, depth: number): void => {
    for (const [index, entry] of entries.entries()) {
      const path = `${prefix}${index}`;
      const children = entry.children ?? [];
      const told = entry.verdict !== 'pass' && entry.verdict !== 'miss' && children.length <= shortBranch;
      const open = children.length > 0 && (holdsEntry(entry, decided) || told) !== toggled.includes(path);
      lines.push({ path, depth, entry, open });
      if (open) visit(children, `${path}.`, depth + 1);
    }
  };
  visit(result.trace, '', 0);
  return lines;
}

function holdsEntry(entry: TraceEntry, wanted: TraceEntry | undefined): boolean {
  if (wanted === undefined) return false;
  return entry === wanted || (entry.children ?? []).some((child) => holdsEntry(child, wanted));
}

/** The path of an entry in a trace; undefined where it is not part of it. */
export function pathOf(trace: readonly TraceEntry[], wanted: TraceEntry): string | undefined {
  for (const [index, entry] of trace.entries()) {
    if (entry === wanted) return String(index);
    const inside = pathOf(entry.children ?? [], wanted);
    if (inside !== undefined) return `${index}.${inside}`;
  }
  return undefined;
}

/** The path of the entry that decided. */
export function decidingPath(result: Result): string | undefined {
  const entry = decidingEntry(result.trace, result.reason, result.at);
  return entry === undefined ? undefined : pathOf(result.trace, entry);
}

/** The trace of a result as a tree to walk in. */
export function treePane(result: Result | undefined, world: World, toggled: readonly string[], timeline: object): Pane {
  if (result !== undefined && result.trace.length === 0) return answerPane(result);
  const lines = result === undefined ? [] : treeLines(result, toggled);
  return {
    id: 'why',
    title: 'Why',
    corner: result === undefined ? undefined : outcomeCorner(result),
    height: { least: 5, wanted: Number.MAX_SAFE_INTEGER },
    body: {
      kind: 'table',
      bare: true,
      columns: [
        { title: '', priority: 2, min: 20, max: 400 },
        { title: '', priority: 1, min: placeWidth(lines), max: placeWidth(lines), align: 'right', cut: 'middle' },
      ],
      count: lines.length,
      rows: lines.length === 0 ? timeline : lines,
      empty: 'nothing had to be decided',
      home: result === undefined ? undefined : decidingPath(result),
      at: (index) => {
        const line = lines[index];
        if (line === undefined) return { key: '', cells: [] };
        const { entry, path } = line;
        return {
          key: path,
          cells: [treeRow(line, world), seg(shortWhere(entry.place), 'dim')],
          item: { why: entry, place: entry.place, copy: entry.at },
        };
      },
    },
  };
}

/** Where nothing had to be decided, the answer itself stands in the place of the trace. */
function answerPane(result: Result): Pane {
  const rows = answerRows(result);
  return {
    id: 'why',
    title: 'Answer',
    corner: outcomeCorner(result),
    height: { least: 5, wanted: Number.MAX_SAFE_INTEGER },
    body: {
      kind: 'table',
      bare: true,
      columns: [{ title: '', priority: 1, min: 20, max: 400 }],
      count: rows.length,
      rows,
      empty: 'nothing had to be decided',
      at: (index) => ({ key: String(index), cells: [rows[index] ?? row('')] }),
    },
  };
}

/** As wide as the longest place, within bounds. */
function placeWidth(lines: readonly TreeLine[]): number {
  return lines.reduce((most, { entry }) => Math.max(most, Math.min(28, widthOf(shortWhere(entry.place)))), 1);
}

function treeRow({ depth, entry, open }: TreeLine, world: World): Row {
  const mark = verdictMarks[entry.verdict];
  const fold = (entry.children?.length ?? 0) === 0 ? ' ' : open ? '▾' : '▸';
  const style = entry.verdict === 'miss' ? 'dim' : 'plain';
  return row(
    '  '.repeat(depth),
    seg(`${fold} `, 'border'),
    seg(`${mark.glyph} `, mark.style),
    moment(entry, world),
    seg(visible(sentenceOf(world.services, entry)), style),
  );
}

/** When it happened, before the sentence of what happened. */
function moment(entry: TraceEntry, world: World): Row {
  const clock = clockOf(entry, world.definition.start);
  return clock === undefined ? [] : row(seg(`${clock}  `, 'dim'));
}

/** What stands beside the tree: the entry under the cursor in full, its reason, and the lines of the file. */
export function entryPane(entry: TraceEntry | undefined, world: World): Pane {
  return {
    id: 'why-entry',
    title: entry === undefined ? 'Place' : shortWhere(entry.place) || visible(entry.at),
    height: { least: 4, wanted: 12 },
    beside: 0.42,
    body: {
      kind: 'picture',
      draw: ({ width, height }) => ({ rows: entry === undefined ? [] : entryRows(entry, world, width, height) }),
    },
  };
}

function entryRows(entry: TraceEntry, world: World, width: number, height: number): readonly Row[] {
  const mark = verdictMarks[entry.verdict];
  const text = world.services.get(entry.service)?.reasons[entry.reason];
  const says = row(seg(`${mark.glyph} ${mark.word}  `, mark.style), visible(sentenceOf(world.services, entry)));
  const code = text?.awsCode === undefined ? entry.reason : `${entry.reason}  ${text.awsCode}`;
  const origin = text?.page ?? (text?.modelChoice === undefined ? undefined : `model choice: ${text.modelChoice}`);
  const about = [
    ...wrapRow(says, width),
    row(seg(visible(entry.at), 'accent'), seg(`  ${code}`, 'dim')),
    ...(origin === undefined ? [] : wrap(origin, width).map((line) => row(seg(line, 'note')))),
  ];
  const room = height - about.length - 1;
  if (entry.place === undefined || room < 1) return about;
  return [...about, blank, ...excerpt(entry.place, room)];
}

/** The outcome of a result, for the corner of a border. */
function outcomeCorner(result: Result): Row {
  const mark = outcomeMark(result.outcome, result.reason);
  return row(
    seg(`${mark.glyph} ${mark.word}`, mark.style),
    result.awsCode === undefined ? '' : seg(`  ${result.awsCode}`, 'dim'),
  );
}

/**
 * The closed why: one sentence with its place, what else would block, what would let it through. While a step is being
 * played only what the thing under the cursor did is told, not yet how it will end.
 */
export function summaryPane({ result, world, progress }: Scene, under: Item | undefined): Pane {
  const ended = progress === undefined ? result : undefined;
  return {
    id: 'why',
    title: 'Why',
    corner:
      progress !== undefined ? seg('under way', 'changed') : result === undefined ? undefined : outcomeCorner(result),
    height: { least: 1, wanted: 3 },
    body: {
      kind: 'picture',
      draw: ({ width, height }) => {
        const happenings = under === undefined && ended !== undefined ? happeningRows(ended, world, width, height) : [];
        if (happenings.length > 0) return { rows: happenings };
        const told = toldBy(ended, world, under);
        // Advice belongs to the decision, not to whatever the cursor is on.
        const hints = ended === undefined || under?.says !== undefined ? undefined : adviceRow(ended, width);
        const room = Math.max(1, height - (hints === undefined ? 0 : 1));
        const rows =
          told === undefined ? [fitRow(outcomeRow(result, progress), width)] : sentenceRows(told, width, room);
        return { rows: hints === undefined ? rows : [...rows, hints] };
      },
    },
  };
}

/** The last things that happened while a step let time pass, one line each; the first line counts the earlier ones. */
function happeningRows(result: Result, world: World, width: number, most: number): readonly Row[] {
  const { trace, facts } = result;
  // Where the step itself has something to tell, that comes first.
  if (facts['value'] !== undefined || trace.some(({ time }) => time === undefined)) return [];
  const last = trace.slice(-(trace.length > most ? Math.max(1, most - 1) : most));
  const earlier = most > 1 ? trace.length - last.length : 0;
  const lines = last.map((entry) => {
    const mark = verdictMarks[entry.verdict];
    const says = seg(visible(sentenceOf(world.services, entry)), 'plain');
    return fitRow(row(' ', seg(`${mark.glyph} `, mark.style), moment(entry, world), says), width);
  });
  return earlier === 0 ? lines : [row(seg(` … ${earlier} earlier, ⏎ shows them`, 'dim')), ...lines];
}

/** A sentence, how it is marked, and where it comes from. */
interface Told {
  readonly glyph: Segment;
  readonly says: string;
  readonly place: Place | undefined;
}

/** What is said: of the thing under the cursor, else of the decision, of what was refused, of the last thing that happened. */
function toldBy(result: Result | undefined, world: World, under: Item | undefined): Told | undefined {
  if (under?.why === undefined && under?.says !== undefined) {
    return { glyph: seg('• ', 'note'), says: under.says, place: under.place };
  }
  const decided = result === undefined ? undefined : decidingEntry(result.trace, result.reason, result.at);
  // Of many requests the first that was refused tells more than the last.
  const refused = result?.trace.find(({ verdict }) => verdict === 'block' || verdict === 'deny');
  const entry = under?.why ?? decided ?? refused ?? result?.trace.at(-1);
  if (entry === undefined) return undefined;
  const mark = verdictMarks[entry.verdict];
  return {
    glyph: seg(`${mark.glyph} `, mark.style),
    says: visible(sentenceOf(world.services, entry)),
    place: entry.place,
  };
}

function outcomeRow(result: Result | undefined, progress: number | undefined): Row {
  if (result === undefined) return row(seg(' nothing has happened yet: . does the next step, : takes one', 'dim'));
  if (progress !== undefined) return row(seg(` ${visible(result.title)}`, 'dim'));
  const mark = outcomeMark(result.outcome, result.reason);
  const answer = answerLine(result);
  return row(
    ' ',
    seg(`${mark.glyph} ${mark.word}`, mark.style),
    `  ${visible(result.title)}`,
    answer === undefined ? '' : seg(`   ${answer}`, 'dim'),
  );
}

/** The sentence on as many lines as there are, its place at the end of the first. */
function sentenceRows({ glyph, says, place }: Told, width: number, most: number): readonly Row[] {
  const where = row(seg(shorten(shortWhere(place), Math.floor(width * 0.28), 'middle'), 'accent'), ' ');
  const room = width - rowWidth(where) - 1;
  const lines = [...wrapRow(row(' ', glyph, says), room - 3)];
  if (lines.length > most) lines.push(fitRow(join(lines.splice(most - 1), ' '), room - 3));
  return lines.map((line, index) => (index === 0 ? row(fitRow(line, room), ' ', where) : row('   ', line)));
}

/** What else would block, and what would let it through. */
function adviceRow(result: Result, width: number): Row | undefined {
  const also = alsoBlocking(result.facts['alsoBlocking']);
  const proposal = proposalOf(result);
  if (also === undefined && proposal === undefined) return undefined;
  const blocking = also === '' ? seg('nothing', 'plain') : seg(also ?? '', 'block');
  const change =
    proposal === undefined
      ? ''
      : row(
          seg('t', 'key'),
          seg(width < 100 ? ' try ' : ' tries the smallest change: ', 'dim'),
          seg(visible(proposal.says), 'pass'),
        );
  return row(' ', also === undefined ? '' : row(seg('also blocking ', 'dim'), blocking, '   '), change);
}

/** The addresses of what else would block; undefined where the result does not say. */
function alsoBlocking(value: Json | undefined): string | undefined {
  if (!Array.isArray(value)) return undefined;
  return value
    .map((each: Json) =>
      typeof each === 'object' && each !== null && 'at' in each ? String(each.at) : JSON.stringify(each),
    )
    .map((at) => visible(at))
    .join(', ');
}
