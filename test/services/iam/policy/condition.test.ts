import { describe, expect, test } from 'vitest';
import { compileCondition, operatorName } from '../../../../src/services/iam/policy/condition/condition.ts';
import { type ContextValue, contextOf, UNKNOWN } from '../../../../src/services/iam/policy/context.ts';
import { MAYBE, NO, YES } from '../../../../src/services/iam/policy/ternary.ts';

const KEY = 'test:Key';

function holds(operator: string, values: readonly string[], actual: ContextValue | undefined, more = {}) {
  const condition = compileCondition({ operator, key: KEY, values, variables: true });
  return condition.test(contextOf({ 'TEST:key': actual, ...more }));
}

describe('operators on a single value', () => {
  test.each<[string, string, string, boolean]>([
    ['StringEquals', 'a', 'a', true],
    ['StringEquals', 'a', 'A', false],
    ['StringEquals', 'a*', 'ab', false],
    ['StringNotEquals', 'a', 'b', true],
    ['StringEqualsIgnoreCase', 'Ab', 'aB', true],
    ['StringNotEqualsIgnoreCase', 'Ab', 'aB', false],
    ['StringLike', 'a*d?', 'a/b:cde', true],
    ['StringLike', 'A*', 'ab', false],
    ['StringNotLike', 'a*', 'ab', false],
    ['NumericEquals', '10', '10.0', true],
    ['NumericNotEquals', '10', '11', true],
    ['NumericLessThan', '10', '9.5', true],
    ['NumericLessThan', '10', 'ten', false],
    ['NumericNotEquals', '10', 'ten', false],
    ['NumericLessThanEquals', '10', '10', true],
    ['NumericGreaterThan', '-2', '-1', true],
    ['NumericGreaterThanEquals', '10', '9', false],
    ['DateEquals', '2026-01-05T09:00:00Z', '2026-01-05T10:00:00+01:00', true],
    ['DateEquals', '2026-01-05T09:00:00Z', '1767603600', true],
    ['DateLessThan', '2026-01-05', '2026-01-04T23:59:59Z', true],
    ['DateGreaterThan', '2026-01-05T09:00:00Z', '2026-01-05T09:00:00.001Z', true],
    ['DateLessThan', '2026-13-05', '2026-01-05', false],
    ['Bool', 'true', 'TRUE', true],
    ['Bool', 'true', 'false', false],
    ['BinaryEquals', 'QmluYXJ5', 'QmluYXJ5', true],
    ['BinaryEquals', 'QmluYXJ5', 'QmluYXJ6', false],
    ['IpAddress', '203.0.113.0/24', '203.0.113.9', true],
    ['IpAddress', '203.0.113.9', '203.0.113.9', true],
    ['IpAddress', '203.0.113.0/24', '203.0.114.9', false],
    ['IpAddress', '2001:DB8:1234:5678::/64', '2001:db8:1234:5678::1', true],
    ['IpAddress', '203.0.113.0/24', '2001:db8::1', false],
    ['IpAddress', '203.0.113.0/24', 'nonsense', false],
    ['NotIpAddress', '203.0.113.0/24', 'nonsense', true],
    ['NotIpAddress', '203.0.113.0/24', '203.0.113.9', false],
    ['ArnEquals', 'arn:aws:sns:*:111122223333:t*', 'arn:aws:sns:us-east-1:111122223333:topic', true],
    ['ArnLike', 'arn:aws:sns:*:t', 'arn:aws:sns:us-east-1:111122223333:t', false],
    ['ArnLike', '*', 'arn:aws:iam::111122223333:role/a', true],
    ['ArnLike', 'arn:aws:iam::111122223333:role/*', 'arn:aws:iam::111122223333:role/a/b', true],
    ['ArnNotEquals', 'arn:aws:iam::111122223333:user/*', 'arn:aws:iam::111122223333:role/a', true],
    ['ArnNotLike', 'arn:aws:iam::111122223333:role/*', 'arn:aws:iam::111122223333:role/a', false],
  ])('%s %s against %s', (operator, wanted, actual, expected) => {
    expect(holds(operator, [wanted], actual)).toBe(expected ? YES : NO);
  });
});

describe('a key without value', () => {
  test.each<[string, boolean]>([
    ['StringEquals', false],
    ['StringNotEquals', true],
    ['StringEqualsIfExists', true],
    ['StringNotEqualsIfExists', true],
    ['NumericLessThan', false],
    ['NumericNotEquals', true],
    ['IpAddress', false],
    ['NotIpAddress', true],
    ['ArnNotLike', true],
    ['ForAllValues:StringEquals', true],
    ['ForAllValues:StringNotEquals', true],
    ['ForAnyValue:StringEquals', false],
    ['ForAnyValue:StringNotEquals', false],
    ['ForAnyValue:StringEqualsIfExists', true],
  ])('under %s', (operator, expected) => {
    expect(holds(operator, ['1'], undefined)).toBe(expected ? YES : NO);
  });

  test('is what Null asks for', () => {
    expect(holds('Null', ['true'], undefined)).toBe(YES);
    expect(holds('Null', ['true'], [])).toBe(YES);
    expect(holds('Null', ['true'], 'x')).toBe(NO);
    expect(holds('Null', ['false'], 'x')).toBe(YES);
    expect(holds('Null', ['true', 'false'], undefined)).toBe(YES);
  });
});

describe('several values', () => {
  test('of the policy are alternatives; a negated operator holds for none of them', () => {
    expect(holds('StringEquals', ['a', 'b'], 'b')).toBe(YES);
    expect(holds('StringNotEquals', ['a', 'b'], 'b')).toBe(NO);
    expect(holds('StringNotEquals', ['a', 'b'], 'c')).toBe(YES);
  });

  test.each<[string, readonly string[], boolean]>([
    ['ForAllValues:StringEquals', ['a', 'b'], true],
    ['ForAllValues:StringEquals', ['a', 'c'], false],
    ['ForAllValues:StringEquals', [''], true],
    ['ForAllValues:StringNotEquals', ['c', 'd'], true],
    ['ForAllValues:StringNotEquals', ['a', 'c'], false],
    ['ForAnyValue:StringEquals', ['c', 'a'], true],
    ['ForAnyValue:StringEquals', ['c'], false],
    ['ForAnyValue:StringNotEquals', ['a', 'c'], true],
    ['ForAnyValue:StringNotEquals', ['a', 'b'], false],
    ['StringEquals', ['a', 'b'], false],
    ['StringNotEquals', ['c', 'd'], false],
    ['StringEquals', ['a'], true],
  ])('of the request under %s: %j', (operator, actual, expected) => {
    expect(holds(operator, ['a', 'b'], actual)).toBe(expected ? YES : NO);
  });
});

describe('variables', () => {
  test('take the value of their key, literally', () => {
    expect(holds('StringLike', ['${aws:username}/*'], 'ann/x', { 'aws:username': 'ann' })).toBe(YES);
    expect(holds('StringLike', ['${aws:username}'], 'bob', { 'aws:username': '*' })).toBe(NO);
    expect(holds('StringEquals', ['${AWS:UserName}'], 'ann', { 'aws:username': 'ann' })).toBe(YES);
    expect(
      holds('ArnLike', ['${aws:PrincipalArn}'], 'arn:aws:iam::1:user/a', {
        'aws:PrincipalArn': 'arn:aws:iam::1:user/a',
      }),
    ).toBe(YES);
  });

  test('without value match nothing, so that a negated operator holds', () => {
    expect(holds('StringEquals', ['${aws:username}'], 'ann')).toBe(NO);
    expect(holds('StringNotEquals', ['${aws:username}'], 'ann')).toBe(YES);
    expect(holds('StringEquals', ['${aws:TagKeys}'], 'ann', { 'aws:TagKeys': ['ann', 'bob'] })).toBe(NO);
  });

  test('have defaults and literal characters', () => {
    expect(holds('StringEquals', ["${aws:PrincipalTag/team, 'none'}"], 'none')).toBe(YES);
    expect(holds('StringLike', ['a${*}'], 'a*')).toBe(YES);
    expect(holds('StringLike', ['a${*}'], 'ab')).toBe(NO);
    expect(holds('StringLike', ['a${?}${$}'], 'a?$')).toBe(YES);
  });

  test('stay text in numbers, and in policies of 2008', () => {
    const old = compileCondition({ operator: 'StringEquals', key: KEY, values: ['${aws:username}'], variables: false });
    expect(old.test(contextOf({ [KEY]: '${aws:username}', 'aws:username': 'ann' }))).toBe(YES);
  });
});

test('a value nobody knows leaves a condition open', () => {
  expect(holds('StringEquals', ['a'], UNKNOWN)).toBe(MAYBE);
  expect(holds('StringNotEquals', ['a'], UNKNOWN)).toBe(MAYBE);
  expect(holds('Null', ['true'], UNKNOWN)).toBe(MAYBE);
});

test('operator names are taken apart, in any case', () => {
  expect(operatorName('ForAllValues:StringLikeIfExists')).toMatchObject({
    base: 'StringLike',
    set: 'ForAllValues',
    ifExists: true,
  });
  expect(operatorName('foranyvalue:stringequals')?.canonical).toBe('ForAnyValue:StringEquals');
  expect(operatorName('StringMatches')).toBeUndefined();
  expect(operatorName('ForSomeValues:StringEquals')).toBeUndefined();
  expect(operatorName('NullIfExists')).toBeUndefined();
});
