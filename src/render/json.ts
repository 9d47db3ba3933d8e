import { sentenceOf } from '../core/explain.ts';
import { holds, type Json, type Result } from '../core/result.ts';
import { locate } from '../core/source.ts';
import { formatInstant } from '../core/time.ts';
import type { TraceEntry } from '../core/trace.ts';
import type { World } from '../core/world.ts';

/** The version of the JSON lines; it grows only when a reader would break. */
export const JSON_FORMAT = 1;

type Services = World['services'];

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
    verdict: entry.verdict,
    reason: entry.reason,
    says: sentenceOf(services, entry),
    source,
    children: (entry.children ?? []).map((child) => traceObject(child, services)),
  };
}

function expectObject(result: Result): Json | undefined {
  if (result.expectations === undefined) return undefined;
  const failed = result.expectations.filter((expectation) => !expectation.passed);
  const passed = holds(result);
  if (passed) return { passed };
  return { passed, failures: failed.map(({ path, expected, actual }) => ({ path, expected, actual: actual ?? null })) };
}

/** What a run over several scenarios came to. */
export interface Summary {
  readonly scenarios: number;
  readonly steps: number;
  /** Steps that state expectations. */
  readonly expected: number;
  readonly passed: number;
  readonly failed: number;
}

export const NOTHING: Summary = { scenarios: 0, steps: 0, expected: 0, passed: 0, failed: 0 };

/** A summary with one more scenario's results. */
export function addScenario(summary: Summary, results: readonly Result[]): Summary {
  const expected = results.filter((result) => result.expectations !== undefined);
  const passed = expected.filter(holds).length;
  return {
    scenarios: summary.scenarios + 1,
    steps: summary.steps + results.length,
    expected: summary.expected + expected.length,
    passed: summary.passed + passed,
    failed: summary.failed + expected.length - passed,
  };
}

export function addSummaries(one: Summary, other: Summary): Summary {
  return {
    scenarios: one.scenarios + other.scenarios,
    steps: one.steps + other.steps,
    expected: one.expected + other.expected,
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
  };
}

/** The last line of a stream. */
export function summaryObject(summary: Summary): Json {
  return { format: JSON_FORMAT, summary: { ...summary } };
}
