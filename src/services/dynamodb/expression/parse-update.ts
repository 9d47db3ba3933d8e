import type { ApiError } from '../api-error.ts';
import { AttributeSet, typeOf } from '../value/attribute-value.ts';
import { Cursor, checkPaths } from './cursor.ts';
import { checkOperand, checkType } from './operand-rules.ts';
import type { Substitutions } from './substitutions.ts';
import type { Operand, SetValue, UpdateAction } from './syntax.ts';

const SECTIONS = ['SET', 'REMOVE', 'ADD', 'DELETE'] as const;
type Section = (typeof SECTIONS)[number];

/** The words in which errors about ADD and DELETE name data types. */
const TYPE_WORDS: Readonly<Record<string, string>> = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  NULL: 'NULL',
  BOOL: 'BOOLEAN',
  L: 'LIST',
  M: 'MAP',
};

/** Reads an update expression ("Using update expressions in DynamoDB", Developer Guide). */
export function parseUpdate(text: string, substitutions: Substitutions): readonly UpdateAction[] | ApiError {
  const cursor = new Cursor('UpdateExpression', text, substitutions);
  const actions: UpdateAction[] = [];
  const seen = new Set<Section>();
  while (!cursor.stopped && cursor.token.kind !== 'end') {
    const section = SECTIONS.find((word) => cursor.takeWord(word));
    if (section === undefined) {
      cursor.syntaxProblem();
      break;
    }
    if (seen.has(section)) {
      cursor.note('section', `The "${section}" section can only be used once in an update expression;`);
    }
    seen.add(section);
    readSection(cursor, section, actions);
  }
  checkPaths(
    cursor,
    actions.map((action) => action.path),
  );
  return cursor.problem() ?? actions;
}

function readSection(cursor: Cursor, section: Section, actions: UpdateAction[]): void {
  do {
    const action = readAction(cursor, section);
    if (action === undefined) return;
    actions.push(action);
  } while (cursor.takeMark(','));
}

function readAction(cursor: Cursor, kind: Section): UpdateAction | undefined {
  cursor.countOperator();
  const path = cursor.stopped ? undefined : cursor.path();
  if (path === undefined) return undefined;
  if (kind === 'REMOVE') return { kind, path };
  if (kind === 'SET') {
    const value = cursor.expectMark('=') ? setValue(cursor) : undefined;
    return value === undefined ? undefined : { kind, path, value };
  }
  const value = cursor.value();
  if (value === undefined) return undefined;
  const fits = value.value instanceof AttributeSet || (kind === 'ADD' && typeOf(value.value) === 'N');
  if (!fits) {
    const which = `operator: ${kind}, operand type: ${TYPE_WORDS[typeOf(value.value)]}`;
    cursor.note('operand-type', `Incorrect operand type for operator or function; ${which}`);
  }
  return { kind, path, value };
}

function setValue(cursor: Cursor): SetValue | undefined {
  if (!cursor.takeMark('(')) return sumOrOperand(cursor);
  cursor.countOperator();
  const inner = cursor.stopped ? undefined : setValue(cursor);
  return inner !== undefined && cursor.expectMark(')') ? continuedSum(cursor, inner) : undefined;
}

function sumOrOperand(cursor: Cursor): SetValue | undefined {
  const left = operand(cursor);
  return left === undefined ? undefined : continuedSum(cursor, left);
}

function continuedSum(cursor: Cursor, left: SetValue): SetValue | undefined {
  const { kind, text } = cursor.token;
  if (left.kind === 'sum' || kind !== 'mark' || (text !== '+' && text !== '-')) return left;
  cursor.advance();
  cursor.countOperator();
  const right = cursor.takeMark('(') ? groupedOperand(cursor) : operand(cursor);
  if (right === undefined) return undefined;
  for (const side of [left, right]) checkType(cursor, { name: text }, side, (type) => type === 'N');
  return { kind: 'sum', sign: text, left, right };
}

function groupedOperand(cursor: Cursor): Operand | undefined {
  const inner = operand(cursor);
  return inner !== undefined && cursor.expectMark(')') ? inner : undefined;
}

function operand(cursor: Cursor): Operand | undefined {
  const found = cursor.operand();
  if (found !== undefined) checkOperand(cursor, found);
  return found;
}
