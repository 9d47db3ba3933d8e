import type { Json } from './contract.ts';

/**
 * Whether an answer agrees with what a case expects: of an object only the listed fields are compared, lists element by
 * element, numbers to a relative 1e-6 or to the digits that `expected` has, and an expected null also by absence.
 */
export function agrees(expected: Json, actual: Json | undefined): boolean {
  if (expected === null) return actual === null || actual === undefined;
  if (typeof expected === 'number') return typeof actual === 'number' && sameNumber(expected, actual);
  if (isList(expected)) {
    return isList(actual) && expected.length === actual.length && expected.every((one, at) => agrees(one, actual[at]));
  }
  if (isRecord(expected)) {
    return isRecord(actual) && Object.entries(expected).every(([key, value]) => agrees(value, own(actual, key)));
  }
  return expected === actual;
}

function sameNumber(expected: number, actual: number): boolean {
  if (Math.abs(actual - expected) <= 1e-6 * Math.abs(expected)) return true;
  const digits = /\.(\d+)$/.exec(String(expected))?.[1]?.length ?? 0;
  return Number(actual.toFixed(Math.min(digits, 100))) === expected;
}

/** Whether a JSON value is a list. */
export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** Whether a JSON value is an object. */
export function isRecord(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field of a JSON object; nothing where the value is no object or lacks the field. */
export function own(value: Json | undefined, key: string): Json | undefined {
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
