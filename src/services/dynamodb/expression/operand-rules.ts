import {
  type AttributeValue,
  isScalarKey,
  orderText,
  type ScalarKey,
  type TypeName,
  typeOf,
} from '../value/attribute-value.ts';
import { scalarJson } from '../value/write-value.ts';
import type { Cursor } from './cursor.ts';
import { bracketedPath, type FunctionCall, type Operand } from './syntax.ts';

/** How many operands each function of conditions takes. */
const CONDITION_FUNCTIONS: Readonly<Record<string, number>> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
  size: 1,
};
const UPDATE_FUNCTIONS: Readonly<Record<string, number>> = { if_not_exists: 2, list_append: 2 };
const TYPE_NAMES = ['B', 'NULL', 'SS', 'BOOL', 'L', 'BS', 'N', 'NS', 'S', 'M'];

/** Checks the functions inside an operand, the innermost first, as far as the expression alone tells. */
export function checkOperand(cursor: Cursor, operand: Operand): void {
  if (operand.kind !== 'function') return;
  for (const arg of operand.args) checkOperand(cursor, arg);
  const update = cursor.kind === 'UpdateExpression';
  const operands = (update ? UPDATE_FUNCTIONS : CONDITION_FUNCTIONS)[operand.name];
  if (operands === undefined) {
    cursor.note('function-name', `Invalid function name; function: ${operand.name}`);
    return;
  }
  if (operand.args.length !== operands) {
    const which = `operator or function: ${operand.name}, number of operands: ${operand.args.length}`;
    cursor.note('operand-count', `Incorrect number of operands for operator or function; ${which}`);
    return;
  }
  if (update) {
    checkUpdateFunction(cursor, operand);
  } else {
    checkValueUse(cursor, operand.args);
    checkConditionFunction(cursor, operand);
  }
}

/** Functions that say yes or no cannot stand where a value belongs. */
export function checkValueUse(cursor: Cursor, operands: readonly Operand[]): void {
  for (const operand of operands) {
    if (operand.kind === 'function' && operand.name !== 'size') misused(cursor, operand);
  }
}

/** `size` is a value, not a condition. */
export function checkConditionUse(cursor: Cursor, call: FunctionCall): void {
  if (call.name === 'size') misused(cursor, call);
}

function misused(cursor: Cursor, call: FunctionCall): void {
  const what = 'The function is not allowed to be used this way in an expression';
  cursor.note('function-use', `${what}; function: ${call.name}`);
}

/** Comparing a path with itself is a mistake that AWS reports. */
export function checkDistinct(cursor: Cursor, operator: string, operands: readonly Operand[]): void {
  const [first, ...others] = operands;
  if (first?.kind !== 'path') return;
  const path = bracketedPath(first.parts);
  if (!others.some((other) => other.kind === 'path' && bracketedPath(other.parts) === path)) return;
  const rule = 'The first operand must be distinct from the remaining operands for this operator or function';
  cursor.note('operand-distinct', `${rule}; operator: ${operator}, first operand: ${path}`);
}

/** The bounds of BETWEEN must be of one type and in order, where both are values. */
export function checkBounds(cursor: Cursor, low: Operand, high: Operand): void {
  if (low.kind !== 'value' || high.kind !== 'value') return;
  const [one, other] = [low.value, high.value];
  if (!isScalarKey(one) || !isScalarKey(other)) return;
  const bounds = `lower bound operand: ${boundText(one)}, upper bound operand: ${boundText(other)}`;
  if (typeOf(one) !== typeOf(other)) {
    const rule = 'The BETWEEN operator requires same data type for lower and upper bounds';
    cursor.note('operand-type', `${rule}; ${bounds}`);
  } else if (orderText(one) > orderText(other)) {
    const rule = 'The BETWEEN operator requires upper bound to be greater than or equal to lower bound';
    cursor.note('operand-type', `${rule}; ${bounds}`);
  }
}

function boundText(value: ScalarKey): string {
  return `AttributeValue: {${typeOf(value)}:${scalarJson(value)}}`;
}

function checkConditionFunction(cursor: Cursor, call: FunctionCall): void {
  const [first, second] = call.args;
  checkDistinct(cursor, call.name, call.args);
  switch (call.name) {
    case 'attribute_exists':
    case 'attribute_not_exists':
      if (first?.kind !== 'path') needsPath(cursor, call);
      return;
    case 'begins_with':
      for (const arg of call.args) checkType(cursor, call, arg, (type) => type === 'S' || type === 'B');
      return;
    case 'size':
      for (const arg of call.args) checkType(cursor, call, arg, (type) => !['N', 'BOOL', 'NULL'].includes(type));
      return;
    case 'attribute_type':
      if (second !== undefined) checkTypeName(cursor, call, second);
  }
}

function checkTypeName(cursor: Cursor, call: FunctionCall, operand: Operand): void {
  const name = literal(operand);
  if (typeof name !== 'string') {
    const type = name === undefined ? '{NS,SS,L,BS,N,M,B,BOOL,NULL,S}' : typeOf(name);
    wrongType(cursor, call, type);
  } else if (!TYPE_NAMES.includes(name)) {
    const known = `valid types: {${TYPE_NAMES.join(',')}}`;
    cursor.note('operand-type', `Invalid attribute type name found; type: ${name}, ${known}`);
  }
}

function checkUpdateFunction(cursor: Cursor, call: FunctionCall): void {
  if (call.name === 'if_not_exists') {
    if (call.args[0]?.kind !== 'path') needsPath(cursor, call);
    return;
  }
  for (const arg of call.args) checkType(cursor, call, arg, (type) => type === 'L');
}

/** Notes a value whose type a function or operator cannot take. */
export function checkType(
  cursor: Cursor,
  call: { readonly name: string },
  operand: Operand,
  allowed: (type: TypeName) => boolean,
): void {
  const value = literal(operand);
  if (value !== undefined && !allowed(typeOf(value))) wrongType(cursor, call, typeOf(value));
}

function wrongType(cursor: Cursor, call: { readonly name: string }, type: string): void {
  const which = `operator or function: ${call.name}, operand type: ${type}`;
  cursor.note('operand-type', `Incorrect operand type for operator or function; ${which}`);
}

function needsPath(cursor: Cursor, call: FunctionCall): void {
  const rule = 'The operator or function requires a document path';
  cursor.note('operand-type', `${rule}; operator or function: ${call.name}`);
}

function literal(operand: Operand): AttributeValue | undefined {
  return operand.kind === 'value' ? operand.value : undefined;
}
