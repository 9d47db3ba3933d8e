import wrapAnsi from 'wrap-ansi';
import { decidingEntry, sentenceOf, whereOf } from '../core/explain.ts';
import { holds, type Json, type Result } from '../core/result.ts';
import { visible, visibleLines } from '../core/text.ts';
import { formatClock } from '../core/time.ts';
import type { TraceEntry, Verdict } from '../core/trace.ts';
import type { World } from '../core/world.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Summary } from './json.ts';

const MARKS: Readonly<Record<Verdict, string>> = {
  pass: '✓',
  block: '✗',
  deny: '✗',
  none: '○',
  match: '●',
  miss: '·',
  note: '·',
  unknown: '?',
};

const OUTCOME_MARKS: Readonly<Record<Result['outcome'], string>> = {
  delivered: '✓',
  allowed: '✓',
  done: '·',
  dropped: '✗',
  refused: '✗',
  denied: '✗',
  throttled: '✗',
  error: '✗',
  unreachable: '✗',
  unknown: '?',
};

const WIDTH = 100;

/** The heading of a scenario's transcript. */
export function scenarioHeading(scenario: Scenario): string {
  const lines = [
    visible(scenario.title),
    '='.repeat(Math.min(WIDTH, visible(scenario.title).length)),
    visible(scenario.file),
  ];
  if (scenario.about.trim() !== '') lines.push('', wrapped(visibleLines(scenario.about.trim()), ''));
  return `${lines.join('\n')}\n`;
}

/** One step of a transcript: what was done, how it came out and why, what was expected. */
export function stepText(result: Result, note: string | undefined, world: World): string {
  const lines: string[] = [];
  const clock = formatClock(result.time - world.definition.start);
  const id = result.id === undefined ? '' : `  [${result.id}]`;
  lines.push(`${String(result.step).padStart(3)}  ${visible(result.title)}${visible(id)}`);
  if (note !== undefined) lines.push(wrapped(visibleLines(note.trim()), '     '));
  lines.push(`     ${OUTCOME_MARKS[result.outcome]} ${outcomeLine(result)}  (${clock})`);
  const why = whyLine(result, world);
  if (why !== undefined) lines.push(why);
  for (const entry of result.trace) lines.push(...traceLines(entry, world, '       '));
  lines.push(...factLines(result));
  for (const { path, expected, actual, passed } of result.expectations ?? []) {
    if (!passed)
      lines.push(
        `     ✗ expected ${visible(path)} to be ${visible(expected)}, but it is ${visible(shortJson(actual))}`,
      );
  }
  if (result.expectations !== undefined && holds(result)) lines.push('     as expected');
  return `${lines.join('\n')}\n`;
}

function outcomeLine(result: Result): string {
  const parts: string[] = [result.outcome];
  if (result.reason !== undefined) parts.push(result.reason);
  if (result.awsCode !== undefined) parts.push(`(${result.awsCode})`);
  if (result.at !== undefined) parts.push(`at ${visible(result.at)}`);
  return parts.join(' ');
}

function whyLine(result: Result, world: World): string | undefined {
  const entry = decidingEntry(result.trace, result.reason, result.at);
  if (entry === undefined || result.outcome === 'delivered' || result.outcome === 'allowed') return undefined;
  const where = whereOf(entry);
  return wrapped(
    `why: ${visible(sentenceOf(world.services, entry))}${where === undefined ? '' : `  ${visible(where)}`}`,
    '     ',
  );
}

/** The decisions in order; of a table's rows only the one that matched, and all of them where nothing did. */
function traceLines(entry: TraceEntry, world: World, indent: string): string[] {
  const where = whereOf(entry);
  const said = `${MARKS[entry.verdict]} ${visible(sentenceOf(world.services, entry))}${where === undefined ? '' : `  ${visible(where)}`}`;
  const children = entry.children ?? [];
  const matched = children.some((child) => child.verdict === 'match');
  const telling = matched ? children.filter((child) => child.verdict !== 'miss') : children;
  return [wrapped(said, indent), ...telling.flatMap((child) => traceLines(child, world, `${indent}  `))];
}

/** Facts that tell a reader something the trace does not. */
const TOLD: readonly string[] = ['path', 'returnPath', 'gates', 'trace'];

function factLines(result: Result): string[] {
  return Object.entries(result.facts)
    .filter(([name, value]) => !TOLD.includes(name) && value !== undefined && value !== null && !isEmpty(value))
    .map(([name, value]) => wrapped(`${visible(name)}: ${visible(shortJson(value))}`, '     '));
}

function isEmpty(value: Json): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function shortJson(value: Json | undefined): string {
  if (value === undefined) return 'absent';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 2000 ? `${text.slice(0, 2000)}…` : text;
}

function wrapped(text: string, indent: string): string {
  return wrapAnsi(text, WIDTH - indent.length, { trim: false })
    .split('\n')
    .map((line, index) => `${indent}${index === 0 ? '' : '  '}${line}`.trimEnd())
    .join('\n');
}

/** The last lines of a transcript. */
export function summaryText(summary: Summary): string {
  const scenarios = `${summary.scenarios} scenario${summary.scenarios === 1 ? '' : 's'}`;
  const steps = `${summary.steps} step${summary.steps === 1 ? '' : 's'}`;
  return `${scenarios}, ${steps}; of ${summary.expected} with expectations ${summary.passed} passed, ${summary.failed} failed\n`;
}
