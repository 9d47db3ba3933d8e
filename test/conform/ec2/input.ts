import { isList, isRecord, own } from '../compare.ts';
import type { Json } from '../contract.ts';

/** The first of several fields that is there: cases name one thing in several ways. */
export function firstOf(input: Json | undefined, ...keys: readonly string[]): Json | undefined {
  return keys.map((key) => own(input, key)).find((value) => value !== undefined && value !== null);
}

/** The field whose name fits a pattern. */
export function fieldLike(input: Json | undefined, name: RegExp): Json | undefined {
  return isRecord(input)
    ? Object.entries(input).find(([key, value]) => name.test(key) && value !== null)?.[1]
    : undefined;
}

export function textOf(input: Json | undefined, ...keys: readonly string[]): string | undefined {
  const value = firstOf(input, ...keys);
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
}

export function numberOf(input: Json | undefined, ...keys: readonly string[]): number | undefined {
  const value = firstOf(input, ...keys);
  return typeof value === 'number' ? value : undefined;
}

export function flagOf(input: Json | undefined, ...keys: readonly string[]): boolean | undefined {
  const value = firstOf(input, ...keys);
  return typeof value === 'boolean' ? value : undefined;
}

/** A list, one value as a list of one, nothing as an empty one. */
export function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  return isList(value) ? value : [value];
}

/** All address blocks in a value, however it holds them: a text, a list, or describe-* objects. */
export function blocksIn(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return /^\s*([0-9a-f.:]+\/\d+)(?=\s|$)/i.exec(value)?.slice(1) ?? [];
  if (isList(value)) return value.flatMap(blocksIn);
  return isRecord(value) ? [...new Set(Object.values(value).flatMap(blocksIn))] : [];
}

/** The answers for several candidates as a list, for a single one as it is: as the input has it. */
export async function forEach(candidates: Json, answer: (candidate: Json) => Json | Promise<Json>): Promise<Json> {
  return isList(candidates) ? Promise.all(candidates.map(answer)) : answer(candidates);
}
