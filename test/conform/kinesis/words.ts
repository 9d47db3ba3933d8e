import { agrees, isList, isRecord, own } from '../compare.ts';
import type { Adapter, Json, Surroundings } from '../contract.ts';
import { listOf, spelled } from './input.ts';

/**
 * The answer in the words of the case: fields that are spelled the same apart from capitals and units get the case's
 * spelling, times are turned into the case's unit, `not null` stands for anything that is there, a text with ` / ` for
 * either side of it, and true for any number above 0.
 */
function inWordsOf(expected: Json, actual: Json | undefined): Json {
  if (actual === undefined) return null;
  if (typeof expected === 'boolean' && typeof actual === 'number') return actual > 0;
  if (/^(not null|non-null|present)$/i.test(String(expected))) return actual === null ? null : expected;
  if (typeof expected === 'string' && typeof actual === 'string' && expected !== actual) {
    return expected.split(/ ?\/ ?| or /).includes(actual) ? expected : actual;
  }
  if (isList(expected) && isList(actual)) return actual.map((one, at) => inWordsOf(expected[at] ?? null, one));
  if (!isRecord(expected) || !isRecord(actual)) return actual;
  const spellings = Object.entries(actual).map(([key, value]) => ({ ...spelled(key), key, value }));
  const found = Object.keys(expected).map((key): [string, Json] => {
    const wanted = spelled(key);
    const same =
      spellings.find((one) => one.key === key) ??
      spellings.find((one) => one.stem === wanted.stem && (one.unit === undefined) === (wanted.unit === undefined)) ??
      spellings.find((one) => one.stem === wanted.stem);
    const factor = wanted.unit === undefined || same?.unit === undefined ? 1 : same.unit / wanted.unit;
    const value = typeof same?.value === 'number' ? same.value * factor : same?.value;
    return [key, inWordsOf(expected[key] ?? null, value)];
  });
  return { ...actual, ...Object.fromEntries(found) };
}

/** The answers to each of several inputs, field by field, where the adapter knows no other reading of the whole. */
async function answerEach(adapter: Adapter, input: Json, surroundings: Surroundings): Promise<Json | undefined> {
  const whole = await adapter.answer(input, surroundings);
  const cases = listOf(input, 'cases');
  if (cases === undefined || !cases.every(isRecord)) return whole;
  const { cases: _, ...common } = input as { readonly [key: string]: Json };
  const answers = await Promise.all(cases.map((one) => adapter.answer({ ...common, ...one }, surroundings)));
  const records = answers.filter(isRecord);
  if (records.length < answers.length) return whole;
  const fields = Object.keys(records[0] ?? {}).map((name) => [name, records.map((one) => one[name] ?? null)] as const);
  return {
    ...(isRecord(whole) ? whole : {}),
    ...Object.fromEntries(fields.filter(([name]) => !isList(own(whole, name)))),
  };
}

/** An adapter whose answers are compared in the spelling of the case, and that takes several inputs under `cases`. */
export function wordly(adapter: Adapter): Adapter {
  const matches = adapter.matches ?? agrees;
  return {
    answer: (input, surroundings) => answerEach(adapter, input, surroundings),
    matches: (expected, actual) => matches(expected, inWordsOf(expected, actual)),
  };
}
