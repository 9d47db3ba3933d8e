import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ApiError } from '../../../src/services/dynamodb/api-error.ts';
import { applyUpdate } from '../../../src/services/dynamodb/expression/apply-update.ts';
import { projected } from '../../../src/services/dynamodb/expression/document-path.ts';
import { holds } from '../../../src/services/dynamodb/expression/evaluate.ts';
import { parseCondition } from '../../../src/services/dynamodb/expression/parse-condition.ts';
import { parseProjection } from '../../../src/services/dynamodb/expression/parse-projection.ts';
import { parseUpdate } from '../../../src/services/dynamodb/expression/parse-update.ts';
import { Substitutions } from '../../../src/services/dynamodb/expression/substitutions.ts';
import { attributesJson } from '../../../src/services/dynamodb/value/write-value.ts';
import { accepted, message, substitutions, values } from './expressions.ts';
import { attributes } from './nodes.ts';

const item = attributes({
  id: 'a1',
  name: 'Ada',
  age: 36,
  tags: { SS: ['x', 'y'] },
  things: ['one', 'two', 3],
  address: { city: 'Kyoto', floors: ['1', '2'] },
  nothing: null,
});

describe('conditions hold as the documentation says', () => {
  test.each([
    ['attribute_exists(id)', true],
    ['attribute_not_exists(absent)', true],
    ['attribute_exists(address.city)', true],
    ['attribute_exists(nothing)', true],
    ['attribute_type(id, :t)', true],
    ['begins_with(id, :a)', true],
    ['contains(tags, :a)', false],
    ['size(tags) < :n', true],
    ['size(address) < :n AND size(id) < :n', true],
    ['size(age) < :n', false],
    ['age > :n', true],
    ['age > :a', false],
    ['absent <> :a', true],
    ['absent = :a', false],
    ['id BETWEEN :a AND :b', true],
    ['id IN (:a, :b, id2)', false],
    ['NOT id = :b', true],
    ['NOT (id = :b OR age > :n) OR id = :b', false],
    ['id = :b OR id = :b AND age > :n', false],
    ['(age > :n OR id = :b) AND attribute_exists(#n)', true],
    ['(age) > (:n)', true],
    ['things[2] < :n', true],
    ['address.floors[0] = :a', false],
  ])('%s: %s', (text, outcome) => {
    expect(holds(accepted(parseCondition('ConditionExpression', text, substitutions())), item)).toBe(outcome);
  });
});

describe('expressions that are wrong are refused in the words of AWS', () => {
  test.each([
    ['', 'The expression can not be empty;'],
    ['id =', 'Syntax error; token: "<EOF>", near: "="'],
    ['user-id = :a', 'Syntax error; token: "-", near: "user-id"'],
    ['id', 'Syntax error; token: "<EOF>", near: "id"'],
    ['id = :a x', 'Syntax error; token: "x", near: ":a x"'],
    ['((id = :a))', 'The expression has redundant parentheses;'],
    ['status = :s', 'Attribute name is a reserved keyword; reserved keyword: status'],
    ['#x = :s', 'An expression attribute name used in the document path is not defined; attribute name: #x'],
    ['id = :x', 'An expression attribute value used in expression is not defined; attribute value: :x'],
    ['foo(id)', 'Invalid function name; function: foo'],
    ['size(id)', 'The function is not allowed to be used this way in an expression; function: size'],
    [
      'attribute_exists(id) = :a',
      'The function is not allowed to be used this way in an expression; function: attribute_exists',
    ],
    [
      'begins_with(id)',
      'Incorrect number of operands for operator or function; operator or function: begins_with, number of operands: 1',
    ],
    [
      'begins_with(id, :n)',
      'Incorrect operand type for operator or function; operator or function: begins_with, operand type: N',
    ],
    [
      'contains(id, id)',
      'The first operand must be distinct from the remaining operands for this operator or function; operator: contains, first operand: [id]',
    ],
    [
      'attribute_exists(:a)',
      'The operator or function requires a document path; operator or function: attribute_exists',
    ],
    [
      'attribute_type(id, :a)',
      'Invalid attribute type name found; type: a, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}',
    ],
    [
      'id BETWEEN :b AND :a',
      'The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {S:b}, upper bound operand: AttributeValue: {S:a}',
    ],
    [
      'id BETWEEN :n AND :a',
      'The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {N:5}, upper bound operand: AttributeValue: {S:a}',
    ],
    [
      `id IN (${Array(101).fill(':a').join(',')})`,
      'The IN operator is provided with too many operands; number of operands: 101',
    ],
  ])('%s', (text, problem) => {
    expect(message(parseCondition('ConditionExpression', text, substitutions()))).toBe(
      `Invalid ConditionExpression: ${problem}`,
    );
  });

  test.each(['(', 'NOT ', 'size('])('a pile of %s neither hangs nor overflows', (piece) => {
    const text = piece.repeat(4096 / piece.length);
    expect(message(parseCondition('FilterExpression', text, substitutions()))).toContain('too many operators');
  });

  test('names and values that nothing uses', () => {
    const used = substitutions();
    parseCondition('ConditionExpression', '#n = :s', used);
    expect(used.unused()?.message).toBe('Value provided in ExpressionAttributeNames unused in expressions: keys: {#s}');
    expect(new Substitutions(new Map([['n', 'name']])).malformed()?.message).toBe(
      'ExpressionAttributeNames contains invalid key: Syntax error; key: "n"',
    );
  });
});

test('any text is read or refused in the words of AWS, and what is read can be evaluated', () => {
  const pieces = [
    'id',
    '#n',
    ':a',
    ':n',
    '(',
    ')',
    '[0]',
    '.',
    ',',
    ' = ',
    ' < ',
    ' <> ',
    ' AND ',
    ' OR ',
    ' NOT ',
    ' IN ',
    ' BETWEEN ',
    'size(',
    'contains(',
    ' SET ',
    ' REMOVE ',
    ' ADD ',
    ' + ',
    '-',
    '5',
    '"',
  ];
  const text = fc.oneof(
    fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((list) => list.join('')),
    fc.string(),
  );
  fc.assert(
    fc.property(text, (written) => {
      const condition = parseCondition('FilterExpression', written, substitutions());
      if (condition instanceof ApiError) expect(condition.message).toMatch(/^Invalid FilterExpression: /);
      else expect(typeof holds(condition, item)).toBe('boolean');
      const actions = parseUpdate(written, substitutions());
      if (actions instanceof ApiError) expect(actions.message).toMatch(/^Invalid UpdateExpression: /);
      else applyUpdate(item, actions);
      const paths = parseProjection(written, substitutions());
      if (!(paths instanceof ApiError)) projected(item, paths);
    }),
    { numRuns: 400 },
  );
});

describe('updates', () => {
  const start = attributes({
    id: 'k',
    n: 10,
    things: ['a', 'b', 'c', 'd'],
    map: { inner: 1 },
    tags: { SS: ['a', 'b'] },
  });

  test.each([
    ['SET n = n + :n', { n: { N: '15' } }],
    ['SET n = :n - n', { n: { N: '-5' } }],
    ['SET fresh = if_not_exists(fresh, :s), n = if_not_exists(n, :n)', { fresh: { S: 'new' }, n: { N: '10' } }],
    ['SET things = list_append(things, :l)', { things: { L: ['a', 'b', 'c', 'd', 'x'].map((S) => ({ S })) } }],
    ['SET things[9] = :s, things[1] = :a', { things: { L: ['a', 'a', 'c', 'd', 'new'].map((S) => ({ S })) } }],
    ['REMOVE things[0], things[2]', { things: { L: ['b', 'd'].map((S) => ({ S })) } }],
    ['SET #m.deep = :s', { map: { M: { inner: { N: '1' }, deep: { S: 'new' } } } }],
    ['ADD n :n, counted :n', { n: { N: '15' }, counted: { N: '5' } }],
    ['ADD tags :set', { tags: { SS: ['a', 'b'] } }],
    ['DELETE tags :set', { tags: { SS: ['b'] } }],
    ['SET a1 = n, n = :n', { a1: { N: '10' }, n: { N: '5' } }],
    ['set n = :n remove tags', { n: { N: '5' } }],
    ['REMOVE absent', { n: { N: '10' } }],
    ['SET n = (n + :n)', { n: { N: '15' } }],
  ])('%s', (text, changed) => {
    const own = new Substitutions(new Map([['#m', 'map']]), attributes(values));
    const after = accepted(applyUpdate(start, accepted(parseUpdate(text, own))));
    expect(attributesJson(after)).toMatchObject(changed);
  });

  test('an emptied set goes', () => {
    const own = new Substitutions(new Map(), attributes({ ':both': { SS: ['a', 'b'] } }));
    expect(accepted(applyUpdate(start, accepted(parseUpdate('DELETE tags :both', own))))).not.toHaveProperty('tags');
  });

  test.each([
    ['SET n = absent + :n', 'The provided expression refers to an attribute that does not exist in the item'],
    ['SET n = id + :n', 'An operand in the update expression has an incorrect data type'],
    ['SET absent.deep = :n', 'The document path provided in the update expression is invalid for update'],
    ['SET id.deep = :n', 'The document path provided in the update expression is invalid for update'],
    ['REMOVE absent.deep', 'The document path provided in the update expression is invalid for update'],
    ['ADD id :n', 'An operand in the update expression has an incorrect data type'],
  ])('%s does not apply', (text, problem) => {
    expect(message(applyUpdate(start, accepted(parseUpdate(text, substitutions()))))).toBe(problem);
  });

  test.each([
    ['INVALID SYNTAX', 'Syntax error; token: "INVALID", near: "INVALID SYNTAX"'],
    ['SET n = :n SET id = :a', 'The "SET" section can only be used once in an update expression;'],
    [
      'SET n = :n, n = :a',
      'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [n], path two: [n]',
    ],
    [
      'SET m.a = :n REMOVE m',
      'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [m, a], path two: [m]',
    ],
    [
      'SET m.a = :n, m[0] = :n',
      'Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [m, a], path two: [m, [0]]',
    ],
    ['ADD n :a', 'Incorrect operand type for operator or function; operator: ADD, operand type: STRING'],
    ['DELETE n :n', 'Incorrect operand type for operator or function; operator: DELETE, operand type: NUMBER'],
    ['SET n = n + :a', 'Incorrect operand type for operator or function; operator or function: +, operand type: S'],
    ['SET n = foo(n, :n)', 'Invalid function name; function: foo'],
    [
      'SET n = list_append(n, :n)',
      'Incorrect operand type for operator or function; operator or function: list_append, operand type: N',
    ],
  ])('%s is refused', (text, problem) => {
    expect(message(parseUpdate(text, substitutions()))).toBe(`Invalid UpdateExpression: ${problem}`);
  });
});

describe('projections', () => {
  const project = (text: string) => attributesJson(projected(item, accepted(parseProjection(text, substitutions()))));

  test('keep the nesting and close up lists in their order', () => {
    expect(project('address.city, things[2], things[0], absent')).toEqual({
      address: { M: { city: { S: 'Kyoto' } } },
      things: { L: [{ S: 'one' }, { N: '3' }] },
    });
  });

  test('may not overlap', () => {
    expect(message(parseProjection('address, address.city', substitutions()))).toContain('Two document paths overlap');
    expect(message(parseProjection('id,', substitutions()))).toContain('Syntax error; token: "<EOF>"');
  });
});
