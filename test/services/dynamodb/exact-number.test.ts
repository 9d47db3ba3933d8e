import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addNumbers,
  type ExactNumber,
  negateNumber,
  numberSize,
  numberText,
  parseNumber,
} from '../../../src/services/dynamodb/value/exact-number.ts';
import { number } from './nodes.ts';

describe('numbers are stored canonically', () => {
  test.each([
    ['00042', '42'],
    ['1.0', '1'],
    ['1.5E2', '150'],
    ['-0', '0'],
    ['3.1400', '3.14'],
    ['+7', '7'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['0e999', '0'],
    ['-1E-3', '-0.001'],
    ['9.9999999999999999999999999999999999999E+125', `99999999999999999999999999999999999999${'0'.repeat(88)}`],
    ['1E-130', `0.${'0'.repeat(129)}1`],
  ])('%s as %s', (text, stored) => expect(numberText(number(text))).toBe(stored));
});

describe('numbers DynamoDB does not take', () => {
  test.each([
    ['1E126', /overflow/],
    ['1E-131', /underflow/],
    [`1${'0'.repeat(37)}1`, /more than 38 significant digits/],
    ['', /cannot be converted to a numeric value$/],
    ['1,5', /cannot be converted to a numeric value: 1,5/],
    ['NaN', /cannot be converted/],
    ['0x10', /cannot be converted/],
    ['.', /cannot be converted/],
  ])('%s', (text, problem) => expect(parseNumber(text)).toEqual({ problem: expect.stringMatching(problem) }));
});

describe('bytes of a number, as measured on the service', () => {
  test.each([
    ['1', 2],
    ['12', 2],
    ['123', 3],
    ['1234', 3],
    ['12345', 4],
    ['100', 2],
    ['1010', 3],
    ['1.5', 3],
    ['1.234', 4],
    ['3.14159', 5],
    ['100.5', 4],
    ['0.15', 2],
    ['0.0000001', 2],
    ['1E125', 2],
    ['-42', 3],
    ['-12345', 5],
    ['-0', 1],
    ['1'.repeat(38), 20],
    [`-${'1'.repeat(37)}.1`, 22],
  ])('%s is %i', (text, bytes) => expect(numberSize(number(text))).toBe(bytes));
});

/** Any number that DynamoDB stores, as coefficient and exponent. */
const stored = fc
  .tuple(fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }), fc.integer({ min: -120, max: 80 }))
  .map(([coefficient, exponent]) => ({ coefficient, exponent, exact: number(`${coefficient}E${exponent}`) }));

const scaledBy = (one: { coefficient: bigint; exponent: number }) =>
  one.coefficient * 10n ** BigInt(one.exponent + 120);

test('bytes order as the numbers do, and are equal only for equal numbers', () => {
  fc.assert(
    fc.property(stored, stored, (one, other) => {
      const [left, right] = [scaledBy(one), scaledBy(other)];
      expect(one.exact.bytes < other.exact.bytes).toBe(left < right);
      expect(one.exact.bytes === other.exact.bytes).toBe(left === right);
    }),
  );
});

test('the text reads back as the same number', () => {
  fc.assert(
    fc.property(stored, ({ exact }) => {
      expect(number(numberText(exact)).bytes).toBe(exact.bytes);
    }),
  );
});

test('sums are exact where doubles are not, and refuse what 38 digits cannot hold', () => {
  const sum = (one: string, other: string) => numberText(addNumbers(number(one), number(other)) as ExactNumber);
  expect(sum('0.1', '0.2')).toBe('0.3');
  expect(sum('9007199254740993', '1')).toBe('9007199254740994');
  expect(sum('-5', '5')).toBe('0');
  expect(numberText(negateNumber(number('2.5')))).toBe('-2.5');
  expect(addNumbers(number('1E38'), number('1'))).toEqual({ problem: expect.stringContaining('38 significant') });
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 36n), max: 10n ** 36n }),
      fc.bigInt({ min: -(10n ** 36n), max: 10n ** 36n }),
      (one, other) => {
        expect(sum(`${one}`, `${other}`)).toBe(`${one + other}`);
      },
    ),
  );
});
