import { ApiError } from '../../../src/services/dynamodb/api-error.ts';
import { Substitutions } from '../../../src/services/dynamodb/expression/substitutions.ts';
import { attributes } from './nodes.ts';

/** Names and values that the expressions of the tests may use. */
const names = new Map([
  ['#n', 'name'],
  ['#s', 'status'],
]);
export const values = {
  ':s': 'new',
  ':n': 5,
  ':l': ['x'],
  ':set': { SS: ['a'] },
  ':a': 'a',
  ':b': 'b',
  ':t': 'S',
  ':true': true,
};
export const substitutions = () => new Substitutions(names, attributes(values));

/** What was parsed; an error of AWS's fails the test. */
export function accepted<T>(parsed: T | ApiError): T {
  if (parsed instanceof ApiError) throw new Error(parsed.message);
  return parsed;
}

/** AWS's sentence about what was refused. */
export function message(parsed: unknown): string {
  return parsed instanceof ApiError ? parsed.message : 'accepted';
}
