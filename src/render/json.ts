import { sentenceOf } from '../core/explain.ts';
import { holds, type Json, type Result } from '../core/result.ts';
import { locate } from '../core/source.ts';
import { safeJson } from '../core/text.ts';
import { formatInstant } from '../core/time.ts';
import type { TraceEntry } from '../core/trace.ts';
import type { World } from '../core/world.ts';
import type { Format, PlayedStep } from './format.ts';
import type { Summary } from './summary.ts';

/** The version of the JSON lines; it grows only when a reader would break. */
export const JSON_FORMAT = 1;

type Services = World['services'];

/** One JSON object a line: a result for every step, a summary at the end. */
export const jsonFormat: Format = {
  scenario: ({ name, steps }) => steps.map((played) => stepLine(played, name)).join(''),
  step: stepLine,
  foot: (summary) => jsonLine(summaryObject(summary)),
};

function stepLine({ result, world }: PlayedStep, name: string): string {
  return jsonLine(resultObject(name, result, world.services));
}

/** A line of a JSON stream, safe to show. */
function jsonLine(object: Json): string {
  return `${safeJson(object)}\n`;
}

/** One result as the object of one JSON line. */
export function resultObject(scenario: string, result: Result, services: Services): Json {
  return {
    format: JSON_FORMAT,
    scenario,
    step: result.step,
    id: result.id,
    verb: result.verb,
    title: result.title,
    time: formatInstant(result.time),
    outcome: result.outcome,
    reason: result.reason,
    awsCode: result.awsCode,
    at: result.at,
    facts: result.facts,
    trace: result.trace.map((entry) => traceObject(entry, services)),
    expect: expectObject(result),
  };
}

function traceObject(entry: TraceEntry, services: Services): Json {
  const source = entry.place === undefined ? undefined : { ...locate(entry.place) };
  return {
    at: entry.at,
    time: entry.time === undefined ? undefined : formatInstant(entry.time),
    verdict: entry.verdict,
    reason: entry.reason,
    says: sentenceOf(services, entry),
    source,
    children: (entry.children ?? []).map((child) => traceObject(child, services)),
  };
}

function expectObject(result: Result): Json | undefined {
  if (result.expectations === undefined) return undefined;
  const passed = holds(result);
  if (passed) return { passed };
  const failed = result.expectations.filter((expectation) => !expectation.passed);
  return { passed, failures: failed.map(({ path, expected, actual }) => ({ path, expected, actual: actual ?? null })) };
}

/** The last line of a stream. */
export function summaryObject(summary: Summary): Json {
  return { format: JSON_FORMAT, summary: { ...summary } };
}
