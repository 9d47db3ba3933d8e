import { type ApiError, invalid } from '../api-error.ts';

const DETAILS = ['INDEXES', 'TOTAL', 'NONE'];

/** The sentence AWS begins the breach of a parameter's constraint with. */
function constraint(value: string | undefined, at: string, rule: string): ApiError {
  const shown = value === undefined ? 'null' : `'${value}'`;
  return invalid(`1 validation error detected: Value ${shown} at '${at}' failed to satisfy constraint: ${rule}`);
}

/** A parameter that must be there. */
export function missing(parameter: string): ApiError {
  return constraint(undefined, parameter, 'Member must not be null');
}

/** A parameter that takes one of a few words. */
export function checkWord(
  parameter: string,
  value: string | undefined,
  words: readonly string[],
): ApiError | undefined {
  if (value === undefined || words.includes(value)) return undefined;
  return constraint(value, parameter, `Member must satisfy enum value set: [${words.join(', ')}]`);
}

/** A number with bounds, both included. */
export function checkRange(
  parameter: string,
  value: number | undefined,
  least: number,
  most = Number.POSITIVE_INFINITY,
): ApiError | undefined {
  if (value === undefined || (value >= least && value <= most)) return undefined;
  const rule = value < least ? `greater than or equal to ${least}` : `less than or equal to ${most}`;
  return constraint(String(value), parameter, `Member must have value ${rule}`);
}

/** A text, or a list of so many members, with a bounded length. */
export function checkLength(
  parameter: string,
  value: string | number,
  least: number,
  most: number,
): ApiError | undefined {
  const length = typeof value === 'string' ? value.length : value;
  if (length >= least && length <= most) return undefined;
  const rule = length < least ? `greater than or equal to ${least}` : `less than or equal to ${most}`;
  const shown = typeof value === 'string' ? value : `[${value} members]`;
  return constraint(shown, parameter, `Member must have length ${rule}`);
}

/** A text of certain characters. */
export function checkPattern(parameter: string, value: string, pattern: string): ApiError | undefined {
  if (new RegExp(`^${pattern}$`).test(value)) return undefined;
  return constraint(value, parameter, `Member must satisfy regular expression pattern: ${pattern}`);
}

/** `ReturnConsumedCapacity`. */
export function checkDetail(value: string | undefined): ApiError | undefined {
  return checkWord('returnConsumedCapacity', value, DETAILS);
}

/** The first of several checks that found something. */
export function firstProblem(...problems: readonly (ApiError | undefined)[]): ApiError | undefined {
  return problems.find((problem) => problem !== undefined);
}
