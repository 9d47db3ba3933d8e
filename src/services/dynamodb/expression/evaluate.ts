import {
  type AttributeMap,
  AttributeSet,
  type AttributeValue,
  Binary,
  isList,
  isScalarKey,
  orderText,
  sameValue,
  scalarText,
  typeOf,
} from '../value/attribute-value.ts';
import { ExactNumber, exactInteger } from '../value/exact-number.ts';
import { textSize } from '../value/item-size.ts';
import { valueAt } from './document-path.ts';
import type { Comparator, Condition, FunctionCall, Operand } from './syntax.ts';

/** Whether a condition or filter holds for an item; a missing item has no attributes. */
export function holds(condition: Condition, item: AttributeMap): boolean {
  switch (condition.kind) {
    case 'and':
      return holds(condition.left, item) && holds(condition.right, item);
    case 'or':
      return holds(condition.left, item) || holds(condition.right, item);
    case 'not':
      return !holds(condition.inner, item);
    case 'compare':
      return compare(condition.comparator, operandValue(condition.left, item), operandValue(condition.right, item));
    case 'between': {
      const value = operandValue(condition.operand, item);
      const inOrder = compare('>=', value, operandValue(condition.low, item));
      return inOrder && compare('<=', value, operandValue(condition.high, item));
    }
    case 'in': {
      const value = operandValue(condition.operand, item);
      return condition.list.some((one) => compare('=', value, operandValue(one, item)));
    }
    case 'function':
      return functionHolds(condition, item);
  }
}

/** What an operand of a condition comes to for an item; undefined where the attribute is missing. */
export function operandValue(operand: Operand, item: AttributeMap): AttributeValue | undefined {
  if (operand.kind === 'value') return operand.value;
  if (operand.kind === 'path') return valueAt(item, operand.parts);
  const [of] = operand.args;
  const size = of === undefined ? undefined : sizeOf(operandValue(of, item));
  return size === undefined ? undefined : exactInteger(size);
}

/** Values of different types are unequal and in no order; so is a missing attribute. */
function compare(comparator: Comparator, left: AttributeValue | undefined, right: AttributeValue | undefined): boolean {
  const equal = left !== undefined && right !== undefined && sameValue(left, right);
  if (comparator === '=') return equal;
  if (comparator === '<>') return !equal;
  if (!isScalarKey(left) || !isScalarKey(right) || typeOf(left) !== typeOf(right)) return false;
  const [one, other] = [orderText(left), orderText(right)];
  if (comparator === '<') return one < other;
  if (comparator === '<=') return one <= other;
  return comparator === '>' ? one > other : one >= other;
}

function functionHolds(call: FunctionCall, item: AttributeMap): boolean {
  const [first, second] = call.args.map((arg) => operandValue(arg, item));
  switch (call.name) {
    case 'attribute_exists':
      return first !== undefined;
    case 'attribute_not_exists':
      return first === undefined;
    case 'attribute_type':
      return first !== undefined && typeOf(first) === second;
    case 'begins_with':
      return beginsWith(first, second);
    default:
      return first !== undefined && second !== undefined && contains(first, second);
  }
}

function beginsWith(value: AttributeValue | undefined, start: AttributeValue | undefined): boolean {
  if (typeof value === 'string' && typeof start === 'string') return value.startsWith(start);
  return value instanceof Binary && start instanceof Binary && value.bytes.startsWith(start.bytes);
}

function contains(value: AttributeValue, part: AttributeValue): boolean {
  if (typeof value === 'string') return typeof part === 'string' && value.includes(part);
  if (value instanceof Binary) return part instanceof Binary && value.bytes.includes(part.bytes);
  if (value instanceof AttributeSet) {
    if (!isScalarKey(part) || `${typeOf(part)}S` !== value.type) return false;
    return value.members.some((member) => scalarText(member) === scalarText(part));
  }
  return isList(value) && value.some((element) => sameValue(element, part));
}

/** `size(path)`: bytes of texts and binaries, elements of the rest ("Functions", Developer Guide); other types have none. */
function sizeOf(value: AttributeValue | undefined): number | undefined {
  if (value === undefined || value === null || typeof value === 'boolean' || value instanceof ExactNumber)
    return undefined;
  if (typeof value === 'string') return textSize(value);
  if (value instanceof Binary) return value.bytes.length;
  if (value instanceof AttributeSet) return value.members.length;
  return isList(value) ? value.length : Object.keys(value).length;
}
