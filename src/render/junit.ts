import { decidingEntry, sentenceOf } from '../core/explain.ts';
import { type Expectation, holds } from '../core/result.ts';
import { locate } from '../core/source.ts';
import { visible, visibleLines } from '../core/text.ts';
import { formatInstant } from '../core/time.ts';
import { type Diagnostic, formatDiagnostics } from '../schema/diagnostic.ts';
import { textOf } from '../view/segment.ts';
import type { Format, PlayedStep, Replayed } from './format.ts';
import { summarize } from './summary.ts';
import { shortJson } from './text.ts';
import { traceRows } from './trace.ts';

const WIDTH = 120;

/**
 * JUnit XML as CI systems read it: a suite for each scenario, a case for each step that states expectations. Times are
 * zero and timestamps are simulated, so that the same scenario gives the same bytes.
 */
export const junitFormat: Format = {
  head: ({ expected, failed }) =>
    `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${attributes({ name: 'hakoniwa', tests: expected, failures: failed })}>\n`,
  scenario: suite,
  broken: brokenSuite,
  foot: () => '</testsuites>\n',
};

function suite(replayed: Replayed): string {
  const { name, scenario, steps } = replayed;
  const { expected, failed } = summarize(steps.map(({ result }) => result));
  const timestamp = formatInstant(scenario.definition.start).slice(0, 19);
  const open = attributes({ name, tests: expected, failures: failed, errors: 0, skipped: 0, time: 0, timestamp });
  const cases = steps.filter(({ result }) => result.expectations !== undefined).map((step) => testCase(replayed, step));
  return `  <testsuite${open}>\n${cases.join('')}  </testsuite>\n`;
}

function testCase({ name, scenario }: Replayed, played: PlayedStep): string {
  const { result, step } = played;
  const { file, line } = locate(step.info.place);
  const id = result.id === undefined ? '' : ` [${result.id}]`;
  const title = `${result.step} ${result.title}${id}`;
  const open = `    <testcase${attributes({ classname: className(name), name: title, file, line, time: 0 })}`;
  if (holds(result)) return `${open}/>\n`;
  const failed = (result.expectations ?? []).filter(({ passed }) => !passed);
  const message = failed.map(sentence).join('; ');
  const body = [...failed.map(sentence), '', outcomeLine(played), ...traceLines(played, scenario.file)].join('\n');
  return `${open}>\n      <failure${attributes({ message, type: 'expectation' })}>${escaped(body)}</failure>\n    </testcase>\n`;
}

function brokenSuite(name: string, diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const message = errors[0]?.message ?? 'it cannot be replayed';
  const body = formatDiagnostics(errors).join('\n');
  return [
    `  <testsuite${attributes({ name, tests: 1, failures: 0, errors: 1, skipped: 0, time: 0 })}>`,
    `    <testcase${attributes({ classname: className(name), name: 'loads', file: name, time: 0 })}>`,
    `      <error${attributes({ message, type: 'diagnostic' })}>${escaped(body)}</error>`,
    '    </testcase>',
    '  </testsuite>\n',
  ].join('\n');
}

function sentence({ path, expected, actual }: Expectation): string {
  return `${path}: expected ${expected}, got ${shortJson(actual)}`;
}

function outcomeLine({ result, world }: PlayedStep): string {
  const { outcome, reason, awsCode, at } = result;
  const codes = [outcome, reason, awsCode, at === undefined ? undefined : `at ${at}`].filter(Boolean).join(' ');
  const entry = decidingEntry(result.trace, reason, at);
  return entry === undefined ? codes : `${codes}\n${sentenceOf(world.services, entry)}`;
}

function traceLines({ result, world }: PlayedStep, file: string): readonly string[] {
  return traceRows(result, { world, file, width: WIDTH }).map((line) => textOf(line).trimEnd());
}

/** CI systems read dots as packages: folders become packages, the file's own dots stay apart from them. */
function className(name: string): string {
  return name.replace(/^[./]+|\.ya?ml$/gi, '').replaceAll('/', '.');
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([key, value]) => ` ${key}="${escaped(visible(String(value)))}"`)
    .join('');
}

function escaped(text: string): string {
  return visibleLines(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
