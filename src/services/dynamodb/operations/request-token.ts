import type { Milliseconds } from '../../../core/time.ts';
import type { Node } from '../../../schema/node.ts';
import { plain } from '../../../schema/node.ts';
import type { TokenRecord } from '../runtime.ts';
import type { OperationCall } from './operation-call.ts';

/** "TransactWriteItems", API Reference: a token is remembered for ten minutes after the request is done. */
export const TOKEN_LIFE: Milliseconds = 10 * 60_000;

/** What is known of a token of the caller's account. */
export function knownToken(call: OperationCall, token: string): TokenRecord | undefined {
  const record = call.draft.tokens.get(keyOf(call, token));
  return record !== undefined && record.until > call.at ? record : undefined;
}

/** Remembers a token whose request has been done, and forgets those that are over. */
export function rememberToken(call: OperationCall, token: string, request: string): void {
  const { tokens } = call.draft;
  for (const [key, { until }] of tokens) if (until <= call.at) tokens.delete(key);
  tokens.set(keyOf(call, token), { request, until: call.at + TOKEN_LIFE });
}

function keyOf({ request }: OperationCall, token: string): string {
  return `${request.caller.accountId ?? ''}/${token}`;
}

/** A text that is equal for requests that say the same, wherever they stand in the file. */
export function canonicalText(value: unknown): string {
  return JSON.stringify(canonical(value));
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (value instanceof Map) return [...value].map(([key, one]) => [key, canonical(one)]);
  if (value === null || typeof value !== 'object') return value;
  if ('kind' in value && 'source' in value) return plain(value as Node);
  // A reference says the same wherever it stands.
  if ('text' in value && 'place' in value) return value.text;
  const entries = Object.entries(value).filter(([key]) => key !== 'place');
  return Object.fromEntries(entries.map(([key, one]) => [key, canonical(one)]));
}
