import { expect, test } from 'vitest';
import type { Adapters, Case } from './contract.ts';
import { readCases, runCase, summarize } from './runner.ts';

const adapters: Adapters = {
  'x/double': { answer: (input) => (typeof input === 'number' ? { twice: input * 2 } : undefined) },
  'x/break': {
    answer: () => {
      throw new Error('broken');
    },
  },
  'x/either': {
    answer: () => 'b',
    matches: (expected, actual) => Array.isArray(expected) && expected.includes(actual),
  },
};
const surroundings = { dataDirs: [] };
const put = (one: Case) => runCase(adapters, one, surroundings);

test('a case passes, fails or is unknown', async () => {
  const outcomes = [
    await put({ id: 'right', kind: 'x/double', input: 2, expected: { twice: 4 } }),
    await put({ id: 'wrong', kind: 'x/double', input: 2, expected: { twice: 5 } }),
    await put({ id: 'form', kind: 'x/double', input: 'two', expected: { twice: 4 } }),
    await put({ id: 'kind', kind: 'y', input: 2, expected: 4 }),
    await put({ id: 'prototype', kind: 'toString', input: 2, expected: 4 }),
    await put({ id: 'no kind', input: 2, expected: 4 }),
    await put({ id: 'exception', kind: 'x/break', input: 2, expected: null }),
    await put({ id: 'own comparison', kind: 'x/either', input: null, expected: ['a', 'b'] }),
  ];
  expect(outcomes.map(({ id, passed }) => [id, passed])).toEqual([
    ['right', true],
    ['wrong', false],
    ['form', null],
    ['kind', null],
    ['prototype', null],
    ['no kind', null],
    ['exception', false],
    ['own comparison', true],
  ]);
  expect(outcomes[1]?.actual).toEqual({ twice: 4 });
  expect(summarize(outcomes)).toEqual({ cases: 8, passed: 2, failed: 2, unknown: 4 });
});

test('what is no case file is refused in words', () => {
  expect(readCases([])).toContain('"cases"');
  expect(readCases({ cases: [1] })).toContain('cases[0]');
  expect(readCases({ cases: [{ id: 'a', kind: 'k' }] })).toEqual([{ id: 'a', kind: 'k', input: null, expected: null }]);
});
