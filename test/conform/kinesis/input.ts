import { isList, isRecord, own } from '../compare.ts';
import type { Json } from '../contract.ts';

/** Readers of a case's input: a field of that type, or nothing. */
export const numberOf = (value: Json | undefined, key: string): number | undefined => {
  const found = own(value, key);
  return typeof found === 'number' ? found : undefined;
};
export const textOf = (value: Json | undefined, key: string): string | undefined => {
  const found = own(value, key);
  return typeof found === 'string' ? found : undefined;
};
export const listOf = (value: Json | undefined, key: string): readonly Json[] | undefined => {
  const found = own(value, key);
  return isList(found) ? found : undefined;
};
export const truthOf = (value: Json | undefined, key: string): boolean | undefined => {
  const found = own(value, key);
  return typeof found === 'boolean' ? found : undefined;
};
export const has = (value: Json | undefined, key: string): boolean => own(value, key) !== undefined;
export const texts = (value: readonly Json[] | undefined): readonly string[] =>
  (value ?? []).filter((one) => typeof one === 'string');
export const records = (value: readonly Json[] | undefined): readonly { readonly [key: string]: Json }[] =>
  (value ?? []).filter(isRecord);

/** A field's name without its capitals and its unit, and the unit in milliseconds. */
export interface Spelled {
  readonly stem: string;
  readonly unit?: number;
}

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  millis: 1,
  milliseconds: 1,
  seconds: 1000,
  secs: 1000,
  minutes: 60_000,
  hours: 3_600_000,
  days: 86_400_000,
};

/** Takes a field's name apart: `lastRenewedMsAgo` is `lastrenewedago` in milliseconds. */
export function spelled(key: string): Spelled {
  const words = key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter((word, at, all) => word !== 'In' || UNITS[all[at + 1]?.toLowerCase() ?? ''] === undefined);
  const stem = words.filter((word) => UNITS[word.toLowerCase()] === undefined).join('');
  const unit = words.map((word) => UNITS[word.toLowerCase()]).find((found) => found !== undefined);
  return { stem: stem.toLowerCase(), ...(unit === undefined ? {} : { unit }) };
}

/** The first of these fields that is there, in whatever capitals. */
export function pick(value: Json | undefined, ...names: readonly string[]): Json | undefined {
  if (!isRecord(value)) return undefined;
  for (const name of names) {
    const key = Object.keys(value).find((one) => one.toLowerCase() === name.toLowerCase());
    if (key !== undefined) return value[key];
  }
  return undefined;
}

/** The first of these fields that is a number, one written in digits included. */
export function pickNumber(value: Json | undefined, ...names: readonly string[]): number | undefined {
  for (const name of names) {
    const found = pick(value, name);
    if (typeof found === 'number') return found;
    if (typeof found === 'string' && /^-?\d+$/.test(found)) return Number(found);
  }
  return undefined;
}

/** The first of these fields that is text. */
export function pickText(value: Json | undefined, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const found = pick(value, name);
    if (typeof found === 'string') return found;
  }
  return undefined;
}

/** The first of these fields that is true or false. */
export function pickTruth(value: Json | undefined, ...names: readonly string[]): boolean | undefined {
  for (const name of names) {
    const found = pick(value, name);
    if (typeof found === 'boolean') return found;
  }
  return undefined;
}

/** A duration in milliseconds, by any of these stems and in any unit (`ageMs`, `ageSeconds`). */
export function pickTime(value: Json | undefined, ...stems: readonly string[]): number | undefined {
  if (!isRecord(value)) return undefined;
  for (const stem of stems) {
    for (const [key, found] of Object.entries(value)) {
      const name = spelled(key);
      if (name.stem === stem.toLowerCase() && typeof found === 'number') return found * (name.unit ?? 1);
    }
  }
  return undefined;
}

/** `["0", "99"]`, `{ StartingHashKey, EndingHashKey }`, `{ HashKeyRange: … }` or `{ range: … }` as a range. */
export const rangeOf = (value: Json | undefined): { readonly start: bigint; readonly end: bigint } | undefined => {
  if (isRecord(value)) {
    const inner = pick(value, 'HashKeyRange', 'hashKeyRangeForLease', 'hashRange', 'range', 'shardRange', 'parent');
    return inner === undefined
      ? rangeOf([
          pick(value, 'StartingHashKey', 'start', 'from') ?? null,
          pick(value, 'EndingHashKey', 'end', 'to') ?? null,
        ])
      : rangeOf(inner);
  }
  if (!isList(value) || value.length < 2) return undefined;
  const [start, end] = value.map((one) => (/^\d+$/.test(String(one)) ? BigInt(String(one)) : undefined));
  return start === undefined || end === undefined ? undefined : { start, end };
};
