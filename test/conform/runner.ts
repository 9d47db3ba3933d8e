import { agrees, isList, isRecord, own } from './compare.ts';
import type { Adapters, Case, Json, Surroundings } from './contract.ts';

/** One line of the runner's output; `null`: no adapter knows this kind, or this form of it. */
export interface Outcome {
  readonly id: string;
  readonly passed: boolean | null;
  readonly expected: Json;
  readonly actual: Json;
}

/** The runner's last line. */
export interface Summary {
  readonly cases: number;
  readonly passed: number;
  readonly failed: number;
  readonly unknown: number;
}

/** The cases of a parsed case file, or what is wrong with its form. */
export function readCases(document: unknown): readonly Case[] | string {
  const root = document as Json;
  const cases = own(root, 'cases');
  if (!isList(cases)) return 'a case file is an object with a list "cases"';
  const read: Case[] = [];
  for (const [at, entry] of cases.entries()) {
    if (!isRecord(entry)) return `cases[${at}] is not an object`;
    const { id, kind } = entry;
    read.push({
      id: typeof id === 'string' ? id : String(id ?? at),
      ...(typeof kind === 'string' ? { kind } : {}),
      input: entry['input'] ?? null,
      expected: entry['expected'] ?? null,
    });
  }
  return read;
}

/** Puts one case to the adapter of its kind and judges the answer. */
export async function runCase(adapters: Adapters, one: Case, surroundings: Surroundings): Promise<Outcome> {
  const { id, kind, input, expected } = one;
  const adapter = kind !== undefined && Object.hasOwn(adapters, kind) ? adapters[kind] : undefined;
  if (adapter === undefined) return { id, passed: null, expected, actual: null };
  try {
    const actual = await adapter.answer(input, surroundings);
    if (actual === undefined) return { id, passed: null, expected, actual: null };
    return { id, passed: (adapter.matches ?? agrees)(expected, actual), expected, actual };
  } catch (error) {
    return {
      id,
      passed: false,
      expected,
      actual: { exception: error instanceof Error ? `${error.stack}` : `${error}` },
    };
  }
}

/** Counts outcomes. */
export function summarize(outcomes: readonly Outcome[]): Summary {
  const count = (passed: boolean | null) => outcomes.filter((outcome) => outcome.passed === passed).length;
  return { cases: outcomes.length, passed: count(true), failed: count(false), unknown: count(null) };
}
