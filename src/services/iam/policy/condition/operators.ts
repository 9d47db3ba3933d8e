import { compileArnGlob } from '../arn-pattern.ts';
import { compileGlob } from '../glob.ts';
import { compileTemplate, parseTemplate, type TextTest } from '../template.ts';
import { NO, truth } from '../ternary.ts';
import { cidrContains, parseCidr } from './addresses.ts';
import { parseMoment, parseNumber } from './scalars.ts';

/** How one operator compares a request's value with one value of the policy. */
export interface Operator {
  /** Compiles a value of the policy; undefined where the value is not of the operator's type. */
  readonly compile: (value: string, variables: boolean) => TextTest | undefined;
  /** Whether the operator holds where no value of the policy matches (`StringNotEquals`). */
  readonly negated: boolean;
  /** Whether a request's value has the operator's type; a value of another type matches neither way. */
  readonly reads: (value: string) => boolean;
  /** What the values must look like, for messages. */
  readonly expects: string;
  /** Whether `${…}` is replaced in its values. */
  readonly variables: boolean;
}

type Comparison = (actual: number, wanted: number) => boolean;

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  Equals: (actual, wanted) => actual === wanted,
  LessThan: (actual, wanted) => actual < wanted,
  LessThanEquals: (actual, wanted) => actual <= wanted,
  GreaterThan: (actual, wanted) => actual > wanted,
  GreaterThanEquals: (actual, wanted) => actual >= wanted,
};

const anything = () => true;

function text(compile: Operator['compile'], negated: boolean, expects = 'a text'): Operator {
  return { compile, negated, reads: anything, expects, variables: true };
}

const exactly: Operator['compile'] = (value, variables) =>
  compileTemplate(parseTemplate(value, { wildcards: false, variables }));

const exactlyWithoutCase: Operator['compile'] = (value, variables) => {
  const pieces = parseTemplate(value, { wildcards: false, variables });
  const test = compileTemplate(pieces, (filled) => {
    const wanted = filled.map(String).join('').toLowerCase();
    return (actual) => actual.toLowerCase() === wanted;
  });
  return test;
};

const like: Operator['compile'] = (value, variables) =>
  compileTemplate(parseTemplate(value, { wildcards: true, variables }), compileGlob);

const arnLike: Operator['compile'] = (value, variables) =>
  compileTemplate(parseTemplate(value, { wildcards: true, variables }), compileArnGlob);

/**
 * Whole and decimal numbers, and moments, compared by value.
 * @modelChoice A request's value that is no number (or date) matches neither way, not even `NumericNotEquals`.
 */
function ordered(
  read: (value: string) => number | undefined,
  compare: Comparison,
  expects: string,
  negated = false,
): Operator {
  const compile: Operator['compile'] = (value) => {
    const wanted = read(value);
    if (wanted === undefined) return undefined;
    return (actual) => {
      const number = read(actual);
      return number === undefined ? NO : truth(compare(number, wanted));
    };
  };
  return { compile, negated, reads: (value) => read(value) !== undefined, expects, variables: false };
}

const isTrueOrFalse = (value: string) => /^(?:true|false)$/i.test(value);

const bool: Operator = {
  /** @modelChoice Two AWS pages disagree on variables in `Bool`; we replace them, as "Condition operators" has it. */
  compile: (value, variables) =>
    isTrueOrFalse(value) || value.includes('${') ? exactlyWithoutCase(value, variables) : undefined,
  negated: false,
  reads: anything,
  expects: 'true or false',
  variables: true,
};

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const unpadded = (value: string) => value.replace(/=+$/, '');

const binary: Operator = {
  compile: (value) => {
    if (!BASE64.test(value)) return undefined;
    const wanted = unpadded(value);
    return (actual) => truth(unpadded(actual) === wanted);
  },
  negated: false,
  reads: anything,
  expects: 'base64',
  variables: false,
};

function ipAddress(negated: boolean): Operator {
  const compile: Operator['compile'] = (value) => {
    const range = parseCidr(value);
    if (range === undefined) return undefined;
    return (actual) => truth(cidrContains(range, actual));
  };
  /** @modelChoice An address nobody can read is in no range, so `NotIpAddress` holds for it. */
  return { compile, negated, reads: anything, expects: 'an IP address or a CIDR block', variables: false };
}

function orderedFamily(
  prefix: string,
  read: (value: string) => number | undefined,
  expects: string,
): [string, Operator][] {
  const family = Object.entries(COMPARISONS).map(([name, compare]): [string, Operator] => [
    prefix + name,
    ordered(read, compare, expects),
  ]);
  const equals = (actual: number, wanted: number) => actual === wanted;
  return [...family, [`${prefix}NotEquals`, ordered(read, equals, expects, true)]];
}

const arn = (negated: boolean) => text(arnLike, negated, 'an ARN');

/** Every condition operator but `Null`, by name (IAM User Guide, IAM JSON policy elements: Condition operators). */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['StringEquals', text(exactly, false)],
  ['StringNotEquals', text(exactly, true)],
  ['StringEqualsIgnoreCase', text(exactlyWithoutCase, false)],
  ['StringNotEqualsIgnoreCase', text(exactlyWithoutCase, true)],
  ['StringLike', text(like, false)],
  ['StringNotLike', text(like, true)],
  ...orderedFamily('Numeric', parseNumber, 'a number'),
  ...orderedFamily('Date', parseMoment, 'a date in ISO 8601 or seconds since 1970'),
  ['Bool', bool],
  ['BinaryEquals', binary],
  ['IpAddress', ipAddress(false)],
  ['NotIpAddress', ipAddress(true)],
  ['ArnEquals', arn(false)],
  ['ArnLike', arn(false)],
  ['ArnNotEquals', arn(true)],
  ['ArnNotLike', arn(true)],
]);
