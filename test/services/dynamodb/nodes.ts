import { nodeFrom } from '../../../src/schema/node.ts';
import { ApiError } from '../../../src/services/dynamodb/api-error.ts';
import type { AttributeMap, AttributeValue } from '../../../src/services/dynamodb/value/attribute-value.ts';
import { ExactNumber, parseNumber } from '../../../src/services/dynamodb/value/exact-number.ts';
import { readAttributes } from '../../../src/services/dynamodb/value/read-value.ts';

const nowhere = { source: { path: 'test', text: '' }, offset: 0 };

/** Attributes of an item from plain data or DynamoDB JSON; what AWS refuses fails the test. */
export function attributes(data: object): AttributeMap {
  const read = readAttributes(nodeFrom(data, nowhere));
  if (read instanceof ApiError) throw new Error(read.message);
  return read;
}

/** The error that AWS answers to attributes. */
export function refused(data: object): string {
  const read = readAttributes(nodeFrom(data, nowhere));
  if (read instanceof ApiError) return read.message;
  throw new Error('was accepted');
}

/** One value. */
export function value(data: unknown): AttributeValue {
  return attributes({ value: data })['value'] as AttributeValue;
}

/** An exact number. */
export function number(text: string): ExactNumber {
  const parsed = parseNumber(text);
  if (parsed instanceof ExactNumber) return parsed;
  throw new Error(parsed.problem);
}
