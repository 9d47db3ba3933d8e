import { decidingEntry } from '../core/explain.ts';
import { type Expectation, holds, type Result } from '../core/result.ts';
import { visible } from '../core/text.ts';
import { formatClock } from '../core/time.ts';
import type { World } from '../core/world.ts';
import { painter } from '../view/ansi.ts';
import { rowWidth, wrapRow } from '../view/cells.ts';
import { asciiRow, outcomeMark } from '../view/glyphs.ts';
import { markdown } from '../view/markdown.ts';
import { blank, type Row, row, seg } from '../view/segment.ts';
import { smallTable } from '../view/table.ts';
import { factRows } from './facts.ts';
import type { Canvas, Format, PlayedStep } from './format.ts';
import { summarySentence } from './summary.ts';
import { placedRows, placeText, traceRows, whyText } from './trace.ts';

const INDENT = '    ';

/** A transcript to read: what every step did, how it came out and why. */
export function textFormat(canvas: Canvas): Format {
  const paint = painter(canvas.colour);
  const text = (rows: readonly Row[]) =>
    rows.map((line) => `${paint(canvas.ascii ? asciiRow(line) : line).trimEnd()}\n`).join('');
  return {
    scenario: ({ name, scenario, steps }) =>
      text([
        ...headingRows(name, scenario.title, scenario.about, canvas.width),
        ...steps.flatMap((played) => [...stepRows(played, scenario.file, canvas.width), blank]),
      ]),
    step: (played, _, scenario) => text(stepRows(played, scenario.file, canvas.width)),
    foot: (summary) =>
      summary.scenarios === 0
        ? ''
        : text(wrapRow(seg(summarySentence(summary), summary.failed > 0 ? 'error' : 'strong'), canvas.width)),
  };
}

/** Title and file over a rule, then what the scenario is about. */
function headingRows(name: string, title: string, about: string, width: number): readonly Row[] {
  const story = about.trim() === '' ? [] : [blank, ...markdown(about, width - 2).map((line) => row('  ', line))];
  const head = placedRows(seg(visible(title), 'title'), title === name ? '' : visible(name), width, '');
  return [...head, row(seg('─'.repeat(width), 'border')), ...story, blank];
}

/** One step of a transcript. */
export function stepRows({ step, result, world }: PlayedStep, file: string, width: number): readonly Row[] {
  const telling = { world, file, width };
  const trace = isTold(result) ? [] : traceRows(result, telling, `${INDENT}  `);
  const facts = factRows(result, width, INDENT);
  return [
    ...titleRows(result, world, width),
    ...(step.note === undefined ? [] : markdown(step.note, width - 4).map((line) => row(INDENT, restyled(line)))),
    ...outcomeRows(result, world, file, width),
    // Many calls are told by their counts, and then by samples.
    ...(result.verb === 'load' || result.verb === 'stop' ? [...facts, ...trace] : [...trace, ...facts]),
    ...failureRows(result.expectations ?? [], width),
  ];
}

/** Whether the outcome's own line says all that the trace does. */
function isTold({ trace, reason }: Result): boolean {
  const [only, ...others] = trace;
  return only !== undefined && others.length === 0 && only.reason === reason && (only.children ?? []).length === 0;
}

function restyled(line: Row): Row {
  return line.map((piece) => (piece.style === 'plain' ? { ...piece, style: 'note' } : piece));
}

/** ` 3  laptop → web-1 tcp/443                     first-try  00:00:12`. */
function titleRows(result: Result, world: World, width: number): readonly Row[] {
  const number = row(seg(String(result.step).padStart(2), 'dim'), '  ');
  const clock = formatClock(result.time - world.definition.start);
  const right = result.id === undefined ? clock : `${visible(result.id)}  ${clock}`;
  const title = placedRows(seg(visible(result.title), 'strong'), right, width - rowWidth(number), '');
  return title.map((line, index) => row(index === 0 ? number : ' '.repeat(rowWidth(number)), line));
}

/** How it came out, the sentence that says why, and the codes that tools know it by. */
function outcomeRows(result: Result, world: World, file: string, width: number): readonly Row[] {
  const mark = outcomeMark(result.outcome, result.reason);
  const entry = decidingEntry(result.trace, result.reason, result.at);
  const why = entry === undefined ? '' : whyText(result, entry, world.services);
  // Where the sentence begins with the outcome's own word, that is said already.
  const says = why === '' ? '' : `: ${why.replace(`${result.outcome}: `, '')}`;
  const at = result.at === undefined || result.at === '' ? '' : ` at ${visible(result.at)}`;
  const met = result.expectations !== undefined && holds(result) ? ', as expected' : '';
  const word = mark.word === result.outcome ? mark.word : `${result.outcome} (${mark.word})`;
  const first = row(seg(`${mark.glyph} ${word}`, mark.style), `${at}${met}${says}`);
  const codes = row(
    seg(result.reason ?? '', 'dim'),
    seg(result.awsCode === undefined ? '' : `  AWS: ${visible(result.awsCode)}`, 'dim'),
  );
  return [
    ...placedRows(first, placeText(entry?.place, file), width, INDENT),
    ...(codes.length === 0 ? [] : placedRows(codes, '', width, `${INDENT}  `)),
  ];
}

/** Expected and actual side by side. */
function failureRows(expectations: readonly Expectation[], width: number): readonly Row[] {
  const failed = expectations.filter(({ passed }) => !passed);
  if (failed.length === 0) return [];
  const cells = failed.map(({ path, expected, actual }) => [
    seg(visible(path), 'strong'),
    visible(expected),
    seg(visible(shortJson(actual)), 'error'),
  ]);
  const table = smallTable(['', 'expected', 'actual'], cells, width - INDENT.length - 2);
  return [row(INDENT, seg('✗ not as expected', 'error')), ...table.map((line) => row(INDENT, '  ', line))];
}

/** A value in one line, for a cell. */
export function shortJson(value: unknown): string {
  if (value === undefined) return 'absent';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
