import { expect, test } from 'vitest';
import { either, list, object, optional, record, refine, required } from '../../src/schema/collections.ts';
import { placeOf } from '../../src/schema/node.ts';
import { boolean, duration, instant, integer, number, oneOf, size, text } from '../../src/schema/scalars.ts';
import type { Schema } from '../../src/schema/schema.ts';
import { reading } from './reading.ts';

test.each<[string, Schema<unknown>, string, unknown]>([
  ['a text', text(), 'hello', 'hello'],
  ['a number taken as text', text(), '0042', '0042'],
  ['a truth value taken as text', text(), 'true', 'true'],
  ['a number', number({ min: 0, max: 1 }), '0.5', 0.5],
  ['a whole number', integer(), '7', 7],
  ['a truth value', boolean, 'false', false],
  ['a word', oneOf(['on', 'off']), 'on', 'on'],
  ['a duration', duration(), '1h30m', 5_400_000],
  ['a bare duration', duration({ bareUnitMs: 1000 }), '90', 90_000],
  ['a size', size, '12 KB', 12_288],
  ['a bare size', size, '400', 400],
  ['a moment', instant, '2026-01-05T09:00:00Z', 1_767_603_600_000],
  ['a list', list(integer()), '[1, 2]', [1, 2]],
  ['a list of one', list(integer(), { orOne: true }), '1', [1]],
])('%s', (_, schema, yaml, value) => {
  expect(reading(schema, yaml)).toEqual({ value, problems: [] });
});

test.each<[string, Schema<unknown>, string, string]>([
  ['a text', text(), '[a]', '1:1 wrong-type: a list stands where a text belongs'],
  ['an empty text', text({ expected: 'a name', min: 1 }), '""', '1:1 wrong-value: an empty text is not a name'],
  ['nothing', text(), '~', '1:1 wrong-value: nothing is not a text'],
  ['a number', number({ min: 0, max: 1 }), '2', '1:1 wrong-value: 2 is not a number from 0 to 1'],
  ['a quoted number', integer({ min: 1 }), '"7"', '1:1 wrong-value: 7 is not a whole number of at least 1'],
  ['not finite', integer(), '.inf', '1:1 wrong-value: .inf is not a whole number'],
  ['a truth value', boolean, 'yes', '1:1 wrong-value: yes is not true or false'],
  [
    'a word',
    oneOf(['Gateway', 'Interface']),
    'gateway',
    '1:1 wrong-value: gateway is not one of Gateway, Interface (Gateway?)',
  ],
  ['a duration', duration({ max: 1000 }), '2s', '1:1 wrong-value: 2s is not a duration such as 90s, 5m or 1h30m'],
  ['a size', size, '-1', '1:1 wrong-value: -1 is not a size such as 400 B or 12 KB'],
  ['a moment', instant, 'now', '1:1 wrong-value: now is not a moment such as 2026-01-05T09:00:00Z'],
  ['a list', list(integer()), '{ a: 1 }', '1:1 wrong-type: a map stands where a list belongs'],
  ['a short list', list(integer(), { min: 2 }), '[1]', '1:1 wrong-length: a list of 1 stands where at least 2 belong'],
])('%s that is wrong', (_, schema, yaml, problem) => {
  expect(reading(schema, yaml).problems).toEqual([problem]);
});

const rule = object({ port: required(integer({ min: 0, max: 65_535 })), note: optional(text()) }, { unknowable: true });

test('an object has its place, its members, and names what it leaves unknown', () => {
  const { value, problems } = reading(
    object({ a: required(rule), b: optional(rule) }),
    'a: { port: 1 }\nb: { port: 2, note: unknown }\n',
  );
  expect(problems).toEqual([]);
  expect(value).toMatchObject({ a: { port: 1 }, b: { port: 2, unknowns: new Set(['note']) } });
  expect(value?.a.place.offset).toBe(3);
  expect(value?.b).not.toHaveProperty('note');
});

test('a quoted unknown is a text', () => {
  expect(reading(rule, '{ port: 1, note: "unknown" }').value).toMatchObject({ note: 'unknown' });
});

test('all problems of an object are reported', () => {
  expect(
    reading(
      object({ rules: required(list(rule)), mode: required(oneOf(['on'])) }),
      'rules: [{ prot: 1 }, { port: 99999 }, 7]\nmod: on\n',
    ).problems,
  ).toEqual([
    '1:11 unknown-key: unknown key prot (port?)',
    '1:9 missing-key: port is missing',
    '1:30 wrong-value: 99999 is not a whole number from 0 to 65535',
    '1:39 wrong-type: a number stands where a map belongs',
    '2:1 unknown-key: unknown key mod (mode?)',
    '1:1 missing-key: mode is missing',
  ]);
});

test('a record keeps the order of the file', () => {
  const { value } = reading(record(integer()), 'b: 1\na: 2\n10: 3\n9: 4\n');
  expect([...(value ?? [])]).toEqual([
    ['b', 1],
    ['a', 2],
    ['10', 3],
    ['9', 4],
  ]);
});

test('one-line and object notation meet in one value', () => {
  const line = refine(text(), (words) => ({ port: Number(words.split('/')[1]) }));
  const both = either<{ port: number }>(
    line,
    refine(rule, ({ port }) => ({ port })),
  );
  expect(reading(both, 'tcp/443').value).toEqual(reading(both, '{ port: 443 }').value);
});

test('a refinement may refuse', () => {
  const even = refine(integer(), (value, node, reader) =>
    value % 2 === 0 ? value : reader.error('odd', `${value} is odd`, placeOf(node)),
  );
  expect(reading(list(even), '[2, 3]')).toEqual({ value: undefined, problems: ['1:5 odd: 3 is odd'] });
});

test('what is read and what is described come from one definition', () => {
  const port = { type: 'integer', minimum: 0, maximum: 65_535, description: 'a whole number from 0 to 65535' };
  const words = { type: ['string', 'number', 'boolean'], description: 'a text' };
  expect(object({ rule: required(rule), on: optional(boolean) }, { description: 'a thing' }).json()).toEqual({
    type: 'object',
    description: 'a thing',
    additionalProperties: false,
    required: ['rule'],
    properties: {
      rule: {
        type: 'object',
        additionalProperties: false,
        required: ['port'],
        properties: {
          port: { anyOf: [port, { const: 'unknown' }] },
          note: { anyOf: [words, { const: 'unknown' }] },
        },
      },
      on: { type: 'boolean', description: 'true or false' },
    },
  });
});
