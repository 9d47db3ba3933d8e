import { decidingEntry } from '../core/explain.ts';
import { holds } from '../core/result.ts';
import { visible, visibleLines } from '../core/text.ts';
import { type Diagnostic, formatDiagnostics } from '../schema/diagnostic.ts';
import { outcomeMark } from '../view/glyphs.ts';
import { textOf } from '../view/segment.ts';
import { factRows } from './facts.ts';
import type { Format, PlayedStep, Replayed } from './format.ts';
import { summarySentence } from './summary.ts';
import { shortJson } from './text.ts';
import { placeText, traceRows, whyText } from './trace.ts';

const WIDTH = 110;

/** Outcomes that leave nobody asking why, as long as they were expected. */
const WENT_THROUGH: ReadonlySet<string> = new Set(['delivered', 'allowed']);

/** GitHub-flavoured Markdown for a pull request: what it came to, a table of steps, the details folded away. */
export const markdownFormat: Format = {
  head: (summary) => `**${summary.failed > 0 ? '❌' : '✅'} ${summarySentence(summary)}**\n\n`,
  scenario: scenarioSection,
  broken: brokenSection,
};

function scenarioSection({ name, scenario, steps }: Replayed): string {
  const good = steps.every(({ result }) => holds(result));
  const lines = [
    `### ${good ? '✅' : '❌'} ${escaped(scenario.title)}`,
    '',
    code(name),
    '',
    '| | step | outcome | why |',
    '| --- | --- | --- | --- |',
    ...steps.map((step) => tableRow(step, scenario.file)),
    '',
    ...steps.flatMap((step) => details(step, scenario.file)),
  ];
  return `${lines.join('\n')}\n`;
}

function tableRow({ result, world }: PlayedStep, file: string): string {
  const tick = result.expectations === undefined ? '' : holds(result) ? '✅' : '❌';
  const entry = decidingEntry(result.trace, result.reason, result.at);
  const at = result.at === undefined ? '' : ` at ${code(result.at)}`;
  const place = placeText(entry?.place, file);
  const why =
    entry === undefined ? '' : `${escaped(whyText(result, entry, world.services))}${place === '' ? '' : ` (${place})`}`;
  const cells = [
    tick,
    `${result.step}. ${escaped(result.title)}`,
    `**${outcomeMark(result.outcome, result.reason).word}**${at}`,
    why,
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** What was expected where that did not come, then the decisions, in a block that opens by a click. */
function details({ result, world }: PlayedStep, file: string): readonly string[] {
  if (holds(result) && WENT_THROUGH.has(result.outcome)) return [];
  const failed = (result.expectations ?? []).filter(({ passed }) => !passed);
  const rows = [...traceRows(result, { world, file, width: WIDTH }), ...factRows(result, WIDTH, '')].map((line) =>
    textOf(line).trimEnd(),
  );
  if (failed.length === 0 && rows.length === 0) return [];
  const expectations = [
    '| | expected | actual |',
    '| --- | --- | --- |',
    ...failed.map(
      ({ path, expected, actual }) => `| ${[path, expected, shortJson(actual)].map(cellCode).join(' | ')} |`,
    ),
    '',
  ];
  const title = `<b>${result.step}. ${escaped(result.title)}</b>${failed.length > 0 ? ': not as expected' : ''}`;
  return [
    `<details${failed.length > 0 ? ' open' : ''}><summary>${title}</summary>`,
    '',
    ...(failed.length > 0 ? expectations : []),
    ...(rows.length > 0 ? fenced(rows) : []),
    '</details>',
    '',
  ];
}

function brokenSection(name: string, diagnostics: readonly Diagnostic[]): string {
  const lines = formatDiagnostics(diagnostics).flatMap((text) => text.split('\n'));
  return [`### ❌ ${code(name)} cannot be replayed`, '', ...(lines.length > 0 ? [...fenced(lines), ''] : []), ''].join(
    '\n',
  );
}

/** A block of code whose fence is longer than any inside. */
function fenced(lines: readonly string[]): readonly string[] {
  const longest =
    lines
      .join('\n')
      .match(/`+/g)
      ?.reduce((most, ticks) => Math.max(most, ticks.length), 2) ?? 2;
  const fence = '`'.repeat(longest + 1);
  return [fence, ...lines.map(visibleLines), fence];
}

function code(text: string): string {
  const shown = visible(text);
  return shown.includes('`') ? `\`\` ${shown} \`\`` : `\`${shown}\``;
}

function cellCode(text: string): string {
  return text === '' ? '' : code(text).replaceAll('|', '\\|');
}

/** Text that is nothing but text, whatever Markdown or HTML it looks like. */
function escaped(text: string): string {
  return visible(text)
    .replace(/[\\`*_[\]#~]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '&#64;');
}
