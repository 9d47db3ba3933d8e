import { type ApiError, invalid, invalidValue } from '../api-error.ts';
import { checkKeyValue } from '../key/key-rules.ts';
import { type KeyAttribute, type KeySchema, keyAttributes } from '../key/key-schema.ts';
import { after, afterAll, closed, collectionStart, open, type PlaceRange, within } from '../key/place.ts';
import { isScalarKey, type ScalarKey, typeOf } from '../value/attribute-value.ts';
import { bracketedPath, type Comparator, type Condition, type Operand } from './syntax.ts';

/** One condition on one key attribute. */
type KeyTest =
  | { readonly operator: Exclude<Comparator, '<>'>; readonly value: ScalarKey }
  | { readonly operator: 'BETWEEN'; readonly value: ScalarKey; readonly high: ScalarKey }
  | { readonly operator: 'begins_with'; readonly value: ScalarKey };

/** What a query asks for: one item collection, and of it the items in a range of sort keys. */
export interface KeyCondition {
  readonly partition: readonly ScalarKey[];
  /** Equalities on sort attributes, from the left. */
  readonly sort: readonly ScalarKey[];
  /** A condition on the sort attribute after those. */
  readonly range?: KeyTest;
}

const SWAPPED: Readonly<Record<Exclude<Comparator, '<>'>, Exclude<Comparator, '<>'>>> = {
  '=': '=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

/** Takes a key condition apart for a table or index ("Key condition expressions for the Query operation"). */
export function keyCondition(condition: Condition, key: KeySchema): KeyCondition | ApiError {
  const tests = new Map<string, KeyTest>();
  const problem = collect(condition, tests);
  if (problem !== undefined) return problem;
  const wrongType = keyAttributes(key).map((attribute) => typeProblem(attribute, tests.get(attribute.name)));
  return wrongType.find((found) => found !== undefined) ?? arranged(tests, key);
}

/** The places a key condition asks for. */
export function keyConditionRange(condition: KeyCondition): PlaceRange {
  let start = collectionStart(condition.partition);
  for (const value of condition.sort) start += closed(value);
  const whole = within(start);
  const test = condition.range;
  if (test === undefined) return whole;
  const value = start + closed(test.value);
  switch (test.operator) {
    case '=':
      return within(value);
    case '<':
      return { from: start, to: value };
    case '<=':
      return { from: start, to: after(value) };
    case '>':
      return { from: after(value), to: whole.to };
    case '>=':
      return { from: value, to: whole.to };
    case 'BETWEEN':
      return { from: value, to: after(start + closed(test.high)) };
    case 'begins_with':
      return { from: start + open(test.value), to: afterAll(start + open(test.value)) };
  }
}

function collect(condition: Condition, tests: Map<string, KeyTest>): ApiError | undefined {
  switch (condition.kind) {
    case 'and':
      return collect(condition.left, tests) ?? collect(condition.right, tests);
    case 'or':
    case 'not':
    case 'in':
      return wrongOperator(condition.kind.toUpperCase());
    case 'compare': {
      const { comparator, left, right } = condition;
      if (comparator === '<>') return wrongOperator(comparator);
      if (left.kind === 'path') return addTest(tests, [left, right], ([value]) => ({ operator: comparator, value }));
      return addTest(tests, [right, left], ([value]) => ({ operator: SWAPPED[comparator], value }));
    }
    case 'between': {
      const operands = [condition.operand, condition.low, condition.high];
      return addTest(
        tests,
        operands,
        ([value, high]) => ({ operator: 'BETWEEN', value, high: high ?? value }),
        'BETWEEN',
      );
    }
    case 'function':
      if (condition.name !== 'begins_with') return wrongOperator(condition.name);
      return addTest(tests, condition.args, ([value]) => ({ operator: 'begins_with', value }), 'begins_with');
  }
}

function wrongOperator(operator: string): ApiError {
  return invalid(`Invalid operator used in KeyConditionExpression: ${operator}`);
}

/** Adds the test that operands make: an attribute first, then values. */
function addTest(
  tests: Map<string, KeyTest>,
  operands: readonly Operand[],
  make: (values: readonly [ScalarKey, ...ScalarKey[]]) => KeyTest,
  fixedOrder?: string,
): ApiError | undefined {
  if (operands.some((operand) => operand.kind === 'function')) {
    return invalid('KeyConditionExpressions cannot contain nested operations');
  }
  const inCondition = 'Invalid condition in KeyConditionExpression';
  const paths = operands.filter((operand) => operand.kind === 'path');
  const [path] = paths;
  if (path === undefined) return invalid(`${inCondition}: No key attribute specified`);
  if (paths.length > 1) return invalid(`${inCondition}: Multiple attribute names used in one condition`);
  if (fixedOrder !== undefined && operands[0] !== path) {
    return invalid(`${inCondition}: ${fixedOrder} operator must have the key attribute as its first operand`);
  }
  const [name, ...below] = path.parts;
  if (below.length > 0) return invalid('KeyConditionExpressions cannot have conditions on nested attributes');
  const values = operands.filter((operand) => operand.kind === 'value').map((operand) => operand.value);
  if (!values.every(isScalarKey)) return wrongValueType();
  if (tests.has(String(name))) return invalid('KeyConditionExpressions must only contain one condition per key');
  tests.set(String(name), make(values as [ScalarKey, ...ScalarKey[]]));
  return undefined;
}

function wrongValueType(): ApiError {
  return invalidValue('Condition parameter type does not match schema type');
}

function typeProblem(attribute: KeyAttribute, test: KeyTest | undefined): ApiError | undefined {
  if (test === undefined) return undefined;
  const values = test.operator === 'BETWEEN' ? [test.value, test.high] : [test.value];
  if (values.some((value) => typeOf(value) !== attribute.type)) return wrongValueType();
  if (test.operator === 'begins_with' && attribute.type === 'N') {
    const which = 'operator or function: begins_with, operand type: N';
    return invalid(`Invalid KeyConditionExpression: Incorrect operand type for operator or function; ${which}`);
  }
  for (const value of values) {
    const problem = checkKeyValue(attribute, value);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function arranged(tests: ReadonlyMap<string, KeyTest>, key: KeySchema): KeyCondition | ApiError {
  const rest = new Map(tests);
  const partition: ScalarKey[] = [];
  for (const { name } of key.partition) {
    const test = rest.get(name);
    if (test === undefined) return missed(name);
    if (test.operator !== '=') return invalid('Query key condition not supported');
    partition.push(test.value);
    rest.delete(name);
  }
  const sort: ScalarKey[] = [];
  for (const { name } of key.sort) {
    const test = rest.get(name);
    if (test === undefined) break;
    rest.delete(name);
    if (test.operator === '=') sort.push(test.value);
    else return rest.size > 0 ? invalid('Query key condition not supported') : { partition, sort, range: test };
  }
  if (rest.size === 0) return { partition, sort };
  const next = key.sort[sort.length];
  return next === undefined ? invalid('Query key condition not supported') : missed(next.name);
}

function missed(name: string): ApiError {
  return invalid(`Query condition missed key schema element: ${name}`);
}

/** A filter of a query may not look at the key it is queried by. */
export function filterOnKey(filter: Condition, key: KeySchema): ApiError | undefined {
  const names = new Set(keyAttributes(key).map((attribute) => attribute.name));
  const found = pathsOf(filter).find(([head]) => names.has(String(head)));
  if (found === undefined) return undefined;
  const rule = 'Filter Expression can only contain non-primary key attributes';
  return invalid(`${rule}: Primary key attribute: ${found.length === 1 ? String(found[0]) : bracketedPath(found)}`);
}

function pathsOf(condition: Condition): (readonly (string | number)[])[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return [...pathsOf(condition.left), ...pathsOf(condition.right)];
    case 'not':
      return pathsOf(condition.inner);
    case 'compare':
      return [condition.left, condition.right].flatMap(operandPaths);
    case 'between':
      return [condition.operand, condition.low, condition.high].flatMap(operandPaths);
    case 'in':
      return [condition.operand, ...condition.list].flatMap(operandPaths);
    case 'function':
      return operandPaths(condition);
  }
}

function operandPaths(operand: Operand): (readonly (string | number)[])[] {
  if (operand.kind === 'path') return [operand.parts];
  return operand.kind === 'function' ? operand.args.flatMap(operandPaths) : [];
}
