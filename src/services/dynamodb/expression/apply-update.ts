import { ApiError, invalid } from '../api-error.ts';
import {
  type AttributeMap,
  AttributeSet,
  type AttributeValue,
  isList,
  isMap,
  scalarText,
} from '../value/attribute-value.ts';
import { addNumbers, ExactNumber, negateNumber } from '../value/exact-number.ts';
import { projected, valueAt, withValueAt } from './document-path.ts';
import type { Operand, PathPart, SetValue, UpdateAction } from './syntax.ts';

const WRONG_TYPE = 'An operand in the update expression has an incorrect data type';
const WRONG_PATH = 'The document path provided in the update expression is invalid for update';
const NOTHING_THERE = 'The provided expression refers to an attribute that does not exist in the item';

/** One change that an update makes; no value removes. */
interface Change {
  readonly action: UpdateAction;
  readonly value: AttributeValue | undefined;
}

/**
 * The item after an update. All actions see the item as it was before the update ("Using update expressions in
 * DynamoDB", Developer Guide).
 */
export function applyUpdate(item: AttributeMap, actions: readonly UpdateAction[]): AttributeMap | ApiError {
  const changes: Change[] = [];
  for (const action of actions) {
    const value = newValue(item, action);
    if (value instanceof ApiError) return value;
    changes.push({ action, value });
  }
  let updated = item;
  for (const { action, value } of changes.toSorted(inOrder)) {
    const nothingToRemove = value === undefined && valueAt(updated, action.path) === undefined;
    if (nothingToRemove && canHold(valueAt(updated, action.path.slice(0, -1)), action.path.at(-1))) continue;
    const changed = withValueAt(updated, action.path, value);
    if (changed === undefined) return invalid(WRONG_PATH);
    updated = changed;
  }
  return updated;
}

/** The attributes an update touches, as `UPDATED_OLD` and `UPDATED_NEW` return them. */
export function updatedAttributes(item: AttributeMap, actions: readonly UpdateAction[]): AttributeMap {
  return projected(
    item,
    actions.map((action) => action.path),
  );
}

function canHold(container: AttributeValue | undefined, part: PathPart | undefined): boolean {
  return typeof part === 'number' ? isList(container) : isMap(container);
}

/** Elements are set from the front of a list and removed from its end, so that positions mean what they meant before. */
function inOrder(one: Change, other: Change): number {
  const removals = Number(one.value === undefined) - Number(other.value === undefined);
  if (removals !== 0) return removals;
  const direction = one.value === undefined ? -1 : 1;
  const [left, right] = [one.action.path.at(-1), other.action.path.at(-1)];
  return typeof left === 'number' && typeof right === 'number' ? direction * (left - right) : 0;
}

function newValue(item: AttributeMap, action: UpdateAction): AttributeValue | undefined | ApiError {
  switch (action.kind) {
    case 'REMOVE':
      return undefined;
    case 'SET':
      return setValue(item, action.value);
    case 'ADD':
      return added(valueAt(item, action.path), action.value.value);
    case 'DELETE':
      return without(valueAt(item, action.path), action.value.value);
  }
}

function setValue(item: AttributeMap, value: SetValue): AttributeValue | ApiError {
  if (value.kind !== 'sum') return operandValue(item, value);
  const left = operandValue(item, value.left);
  if (left instanceof ApiError) return left;
  const right = operandValue(item, value.right);
  if (right instanceof ApiError) return right;
  if (!(left instanceof ExactNumber) || !(right instanceof ExactNumber)) return invalid(WRONG_TYPE);
  return sum(left, value.sign === '+' ? right : negateNumber(right));
}

function operandValue(item: AttributeMap, operand: Operand): AttributeValue | ApiError {
  if (operand.kind === 'value') return operand.value;
  if (operand.kind === 'path') {
    const known = valueAt(item, operand.parts);
    return known === undefined ? invalid(NOTHING_THERE) : known;
  }
  const [first, second] = operand.args;
  if (first === undefined || second === undefined) return invalid(WRONG_TYPE);
  if (operand.name === 'if_not_exists') {
    const known = first.kind === 'path' ? valueAt(item, first.parts) : undefined;
    return known === undefined ? operandValue(item, second) : known;
  }
  const one = operandValue(item, first);
  if (one instanceof ApiError) return one;
  const other = operandValue(item, second);
  if (other instanceof ApiError) return other;
  return isList(one) && isList(other) ? [...one, ...other] : invalid(WRONG_TYPE);
}

function added(before: AttributeValue | undefined, value: AttributeValue): AttributeValue | ApiError {
  if (before === undefined) return value;
  if (before instanceof ExactNumber && value instanceof ExactNumber) return sum(before, value);
  if (!(before instanceof AttributeSet) || !(value instanceof AttributeSet) || before.type !== value.type) {
    return invalid(WRONG_TYPE);
  }
  const known = new Set(before.members.map(scalarText));
  return new AttributeSet(before.type, [
    ...before.members,
    ...value.members.filter((one) => !known.has(scalarText(one))),
  ]);
}

/** The set without some members; an empty set is no value, so the attribute goes. */
function without(before: AttributeValue | undefined, value: AttributeValue): AttributeValue | undefined | ApiError {
  if (before === undefined) return undefined;
  if (!(before instanceof AttributeSet) || !(value instanceof AttributeSet) || before.type !== value.type) {
    return invalid(WRONG_TYPE);
  }
  const gone = new Set(value.members.map(scalarText));
  const left = before.members.filter((member) => !gone.has(scalarText(member)));
  return left.length === 0 ? undefined : new AttributeSet(before.type, left);
}

function sum(left: ExactNumber, right: ExactNumber): ExactNumber | ApiError {
  const result = addNumbers(left, right);
  return result instanceof ExactNumber ? result : invalid(result.problem);
}
