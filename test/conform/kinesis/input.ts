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

/** `["0", "99"]` as a range. */
export const rangeOf = (value: Json | undefined): { readonly start: bigint; readonly end: bigint } | undefined => {
  if (!isList(value)) return undefined;
  const [start, end] = value;
  return start === undefined || end === undefined || isRecord(start) || isRecord(end)
    ? undefined
    : { start: BigInt(String(start)), end: BigInt(String(end)) };
};
