import type { ApiError } from '../api-error.ts';
import { Cursor } from './cursor.ts';
import { checkBounds, checkConditionUse, checkDistinct, checkOperand, checkValueUse } from './operand-rules.ts';
import type { Substitutions } from './substitutions.ts';
import type { Comparator, Condition, ExpressionKind, Operand } from './syntax.ts';

const COMPARATORS: readonly string[] = ['=', '<>', '<', '<=', '>', '>='] satisfies Comparator[];
const LISTED_MOST = 100;

/** What stands between parentheses may turn out an operand or a condition; which, the next token tells. */
type Part = { readonly node: Operand | Condition; readonly grouped: boolean };

/**
 * Reads a condition, filter or key condition ("Condition and filter expressions, operators, and functions", Developer
 * Guide). NOT binds closer than AND, AND closer than OR.
 */
export function parseCondition(kind: ExpressionKind, text: string, substitutions: Substitutions): Condition | ApiError {
  const cursor = new Cursor(kind, text, substitutions);
  const condition = cursor.stopped ? undefined : whole(cursor);
  // Reading gives nothing only once a problem has been noted.
  return cursor.problem() ?? (condition as Condition);
}

function whole(cursor: Cursor): Condition | undefined {
  const condition = asCondition(cursor, either(cursor));
  if (condition !== undefined && cursor.token.kind !== 'end') cursor.syntaxProblem();
  return condition;
}

function either(cursor: Cursor): Part | undefined {
  return joined(cursor, 'or', both);
}

function both(cursor: Cursor): Part | undefined {
  return joined(cursor, 'and', negated);
}

function joined(cursor: Cursor, kind: 'and' | 'or', read: (cursor: Cursor) => Part | undefined): Part | undefined {
  let part = read(cursor);
  while (part !== undefined && cursor.isWord(kind.toUpperCase())) {
    const left = asCondition(cursor, part);
    cursor.advance();
    cursor.countOperator();
    const right = left === undefined || cursor.stopped ? undefined : asCondition(cursor, read(cursor));
    part = left === undefined || right === undefined ? undefined : { node: { kind, left, right }, grouped: false };
  }
  return part;
}

function negated(cursor: Cursor): Part | undefined {
  if (!cursor.takeWord('NOT')) return comparison(cursor);
  cursor.countOperator();
  const inner = cursor.stopped ? undefined : asCondition(cursor, negated(cursor));
  return inner === undefined ? undefined : { node: { kind: 'not', inner }, grouped: false };
}

function comparison(cursor: Cursor): Part | undefined {
  const part = primary(cursor);
  if (part === undefined || !isOperand(part.node)) return part;
  const left = part.node;
  const node = continued(cursor, left);
  if (cursor.stopped) return undefined;
  if (node === undefined && !part.grouped) checkOperand(cursor, left);
  return node === undefined ? part : { node, grouped: false };
}

/** What follows an operand and makes a condition of it; undefined where nothing does. */
function continued(cursor: Cursor, left: Operand): Condition | undefined {
  if (cursor.token.kind === 'mark' && COMPARATORS.includes(cursor.token.text)) return compared(cursor, left);
  if (cursor.takeWord('BETWEEN')) return between(cursor, left);
  if (cursor.takeWord('IN')) return listed(cursor, left);
  return undefined;
}

function compared(cursor: Cursor, left: Operand): Condition | undefined {
  const comparator = cursor.advance().text as Comparator;
  const right = value(cursor);
  if (right === undefined) return undefined;
  checkValues(cursor, comparator, [left, right]);
  return { kind: 'compare', comparator, left, right };
}

function between(cursor: Cursor, operand: Operand): Condition | undefined {
  const low = value(cursor);
  if (low === undefined || !(cursor.takeWord('AND') || cursor.syntaxProblem() !== undefined)) return undefined;
  const high = value(cursor);
  if (high === undefined) return undefined;
  checkValues(cursor, 'BETWEEN', [operand, low, high]);
  checkBounds(cursor, low, high);
  return { kind: 'between', operand, low, high };
}

function listed(cursor: Cursor, operand: Operand): Condition | undefined {
  if (!cursor.expectMark('(')) return undefined;
  const list: Operand[] = [];
  do {
    const one = value(cursor);
    if (one === undefined) return undefined;
    list.push(one);
  } while (cursor.takeMark(','));
  if (!cursor.expectMark(')')) return undefined;
  if (list.length > LISTED_MOST) {
    const what = 'The IN operator is provided with too many operands';
    cursor.note('operand-count', `${what}; number of operands: ${list.length}`);
  }
  checkValues(cursor, 'IN', [operand, ...list]);
  return { kind: 'in', operand, list };
}

function checkValues(cursor: Cursor, operator: string, operands: readonly Operand[]): void {
  cursor.countOperator();
  checkValueUse(cursor, operands);
  for (const operand of operands) checkOperand(cursor, operand);
  checkDistinct(cursor, operator, operands);
}

/** An operand, in parentheses or not. */
function value(cursor: Cursor): Operand | undefined {
  const part = primary(cursor);
  if (part === undefined) return undefined;
  return isOperand(part.node) ? part.node : cursor.syntaxProblem();
}

function primary(cursor: Cursor): Part | undefined {
  if (!cursor.takeMark('(')) {
    const node = cursor.operand();
    return node === undefined ? undefined : { node, grouped: false };
  }
  cursor.countOperator();
  const inner = cursor.stopped ? undefined : either(cursor);
  if (inner === undefined || !cursor.expectMark(')')) return undefined;
  // Key conditions are the one place where the service takes doubled parentheses.
  if (inner.grouped && cursor.kind !== 'KeyConditionExpression') {
    cursor.note('parentheses', 'The expression has redundant parentheses;');
  }
  return { node: inner.node, grouped: true };
}

function isOperand(node: Operand | Condition): node is Operand {
  return node.kind === 'path' || node.kind === 'value' || node.kind === 'function';
}

/** A part that must be a condition: of the operands only functions are. */
function asCondition(cursor: Cursor, part: Part | undefined): Condition | undefined {
  if (part === undefined) return undefined;
  if (part.node.kind === 'function') checkConditionUse(cursor, part.node);
  if (part.node.kind === 'path' || part.node.kind === 'value') return cursor.syntaxProblem();
  return part.node;
}
