import type { Place } from '../../../../core/source.ts';
import { type ContextValue, type RequestContext, UNKNOWN, valuesOf } from '../context.ts';
import type { TextTest } from '../template.ts';
import { every, MAYBE, NO, not, some, type Ternary, truth, YES } from '../ternary.ts';
import { OPERATORS, type Operator } from './operators.ts';

/** `ForAllValues:` or `ForAnyValue:` before an operator. */
export type SetOperator = 'ForAllValues' | 'ForAnyValue';

/** An operator as written in a policy, taken apart. */
export interface OperatorName {
  readonly base: string;
  readonly set?: SetOperator | undefined;
  readonly ifExists: boolean;
}

/** One key of one operator of a `Condition`: `operator: { key: values }`. */
export interface Condition {
  /** The operator as written. */
  readonly operator: string;
  readonly name: OperatorName;
  /** The key as written. */
  readonly key: string;
  /** The key in lower case: AWS compares condition keys without case. */
  readonly contextKey: string;
  readonly values: readonly string[];
  readonly test: (context: RequestContext) => Ternary;
  readonly place?: Place | undefined;
}

const CANONICAL: ReadonlyMap<string, string> = new Map(
  [...OPERATORS.keys(), 'Null'].map((name) => [name.toLowerCase(), name]),
);
const SET_OPERATORS: ReadonlyMap<string, SetOperator> = new Map([
  ['forallvalues', 'ForAllValues'],
  ['foranyvalue', 'ForAnyValue'],
]);

/**
 * Takes an operator's name apart; undefined for one that AWS does not have. Wrong case is understood, and comes back
 * corrected in `canonical`, so that the grammar can say so.
 * @modelChoice AWS documents operator names with their case only; we accept any and warn.
 */
export function operatorName(text: string): (OperatorName & { readonly canonical: string }) | undefined {
  const colon = text.indexOf(':');
  const set = colon < 0 ? undefined : SET_OPERATORS.get(text.slice(0, colon).toLowerCase());
  if (colon >= 0 && set === undefined) return undefined;
  const rest = text.slice(colon + 1).toLowerCase();
  const ifExists = rest.endsWith('ifexists');
  const base = CANONICAL.get(ifExists ? rest.slice(0, -'ifexists'.length) : rest);
  if (base === undefined || (base === 'Null' && (ifExists || set !== undefined))) return undefined;
  return {
    base,
    set,
    ifExists,
    canonical: `${set === undefined ? '' : `${set}:`}${base}${ifExists ? 'IfExists' : ''}`,
  };
}

/** A condition before it is compiled. */
export interface ConditionSource {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
  /** Whether the policy's Version has variables. */
  readonly variables: boolean;
  readonly place?: Place | undefined;
}

/** The values that are not of the operator's type, with what it expects. Variables are judged at request time only. */
export function badValues(name: OperatorName, values: readonly string[]): { expects: string; values: string[] } {
  if (name.base === 'Null')
    return { expects: 'true or false', values: values.filter((value) => !/^(?:true|false)$/.test(value)) };
  const operator = OPERATORS.get(name.base);
  const bad = values.filter((value) => operator?.compile(value, true) === undefined);
  return { expects: operator?.expects ?? '', values: bad };
}

/** Compiles one key of an operator. An operator that AWS does not have never holds; the grammar reports it. */
export function compileCondition(source: ConditionSource): Condition {
  const { operator, key, values, place } = source;
  const name = operatorName(operator) ?? { base: operator, set: undefined, ifExists: false };
  const contextKey = key.toLowerCase();
  return { operator, name, key, contextKey, values, place, test: testOf(name, contextKey, source) };
}

function testOf(name: OperatorName, key: string, source: ConditionSource): Condition['test'] {
  if (name.base === 'Null') return nullTest(key, source.values);
  const operator = OPERATORS.get(name.base);
  if (operator === undefined) return () => NO;
  const holds = valueTest(operator, source);
  switch (name.set) {
    case 'ForAllValues':
      return (context) => forAllValues(context.get(key), (value) => holds(value, context));
    case 'ForAnyValue':
      return (context) => forAnyValue(context.get(key), name.ifExists, (value) => holds(value, context));
    case undefined:
      return (context) => single(context.get(key), name.ifExists || operator.negated, (value) => holds(value, context));
  }
}

/** `Null: true` holds where the key is absent (IAM User Guide, Condition operator to check existence of condition keys). */
function nullTest(key: string, values: readonly string[]): Condition['test'] {
  return (context) => {
    const value = context.get(key);
    if (value === UNKNOWN) return MAYBE;
    return truth(values.includes(String(valuesOf(value).length === 0)));
  };
}

/** Several values of the policy are alternatives; a negated operator holds where none of them matches. */
function valueTest(operator: Operator, source: ConditionSource): TextTest {
  const tests = source.values.flatMap((value) => operator.compile(value, source.variables) ?? []);
  return (actual, context) => {
    if (!operator.reads(actual)) return NO;
    const matched = some(tests, (test) => test(actual, context));
    return operator.negated ? not(matched) : matched;
  };
}

/**
 * A key without value: `…IfExists` and negated operators hold, the others do not.
 * @modelChoice Several values under an operator for one value never match; AWS asks for a set operator there.
 */
function single(value: ContextValue | undefined, holdsAbsent: boolean, holds: (value: string) => Ternary): Ternary {
  if (value === UNKNOWN) return MAYBE;
  const [only, ...more] = valuesOf(value);
  if (only === undefined) return truth(holdsAbsent);
  return more.length > 0 ? NO : holds(only);
}

/** Holds where no value is left over, so also where there is none; an empty text counts as none. */
function forAllValues(value: ContextValue | undefined, holds: (value: string) => Ternary): Ternary {
  if (value === UNKNOWN) return MAYBE;
  return every(
    valuesOf(value).filter((one) => one !== ''),
    holds,
  );
}

function forAnyValue(
  value: ContextValue | undefined,
  holdsAbsent: boolean,
  holds: (value: string) => Ternary,
): Ternary {
  if (value === UNKNOWN) return MAYBE;
  const values = valuesOf(value);
  return values.length === 0 && holdsAbsent ? YES : some(values, holds);
}
