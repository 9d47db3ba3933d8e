import type { Json, Result } from '../../../src/core/result.ts';
import { type Played, play } from '../play.ts';

/** The moment scenarios of these tests begin at: a full hour. */
export const START = Date.UTC(2026, 0, 5, 9);

/** A scenario with some tables, as text. */
export function scenarioWith(tables: object, steps: readonly object[], more: object = {}): string {
  const accounts = { shop: { id: '111122223333', region: 'eu-west-1', dynamodb: { tables } } };
  return JSON.stringify({ title: 'test', seed: 7, start: new Date(START).toISOString(), accounts, steps, ...more });
}

/** Plays steps against tables. */
export function playOn(tables: object, steps: readonly object[], more: object = {}): Promise<Played> {
  return play(scenarioWith(tables, steps, more));
}

/** A call with its parameters. */
export function call(action: string, parameters: object): object {
  return { call: `dynamodb:${action}`, with: { tableName: 'things', ...parameters } };
}

/** A path into the facts of a result. */
export function fact(result: Result | undefined, ...path: readonly string[]): Json | undefined {
  let value: unknown = result?.facts;
  for (const key of path) value = (value as { readonly [name: string]: unknown } | undefined)?.[key];
  return value as Json | undefined;
}

/** What a call came to: its outcome, AWS's code and AWS's sentence. */
export function answer(result: Result | undefined): string {
  return [result?.outcome, result?.awsCode, fact(result, 'message')].filter((one) => one !== undefined).join(': ');
}
