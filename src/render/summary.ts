import { holds, type Result } from '../core/result.ts';

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

/** What one scenario's results come to. */
export function summarize(results: readonly Result[]): Summary {
  const expected = results.filter((result) => result.expectations !== undefined);
  const passed = expected.filter(holds).length;
  return {
    scenarios: 1,
    steps: results.length,
    expected: expected.length,
    passed,
    failed: expected.length - passed,
  };
}

/** Two runs as one. */
export function addSummaries(one: Summary, other: Summary): Summary {
  return {
    scenarios: one.scenarios + other.scenarios,
    steps: one.steps + other.steps,
    expected: one.expected + other.expected,
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
  };
}

/** A summary in words: `3 scenarios, 27 steps: 20 of 21 expectations hold, 1 fails`. */
export function summarySentence({ scenarios, steps, expected, passed, failed }: Summary): string {
  const ran = `${counted(scenarios, 'scenario')}, ${counted(steps, 'step')}`;
  if (expected === 0) return `${ran}, no expectations`;
  const held =
    failed === 0
      ? `all ${counted(expected, 'expectation')} met`
      : `${passed} of ${counted(expected, 'expectation')} met, ${failed} not`;
  return `${ran}: ${held}`;
}

/** A count and its noun, which ends in `s` where there is not exactly one. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
