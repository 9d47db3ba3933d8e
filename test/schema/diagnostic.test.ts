import { expect, test } from 'vitest';
import {
  type Diagnostic,
  didYouMean,
  formatDiagnostic,
  formatDiagnostics,
  inFileOrder,
} from '../../src/schema/diagnostic.ts';

function at(text: string, offset: number, message = 'wrong', path = 'a.yaml'): Diagnostic {
  return { severity: 'error', code: 'wrong', message, place: { source: { path, text }, offset } };
}

test('a diagnostic shows the line, a caret, what was expected, what was meant', () => {
  const diagnostic = { ...at('one: 1\ntwo: 2\n', 12, '2 is wrong'), expected: 'three', suggestion: '3' };
  expect(formatDiagnostic(diagnostic)).toBe(
    ['a.yaml:2:6: error: 2 is wrong', '  2 | two: 2', '    |      ^', '    expected three', '    did you mean 3?'].join(
      '\n',
    ),
  );
});

test('the caret stands right behind escapes that were made visible', () => {
  const shown = formatDiagnostic(at('"\u001b": x', 5)).split('\n');
  expect(shown[1]).toBe('  1 | "\\x1b": x');
  expect(shown[2]?.indexOf('^')).toBe(shown[1]?.indexOf('x', 14));
});

test('a long line is shown around its place', () => {
  const shown = formatDiagnostic(at(`${'x'.repeat(500)}HERE${'y'.repeat(500)}`, 500)).split('\n');
  expect(shown[1]?.length).toBeLessThan(120);
  expect(shown[1]?.slice(shown[2]?.indexOf('^')).startsWith('HERE')).toBe(true);
});

test('more than a hundred problems are counted', () => {
  const many = Array.from({ length: 150 }, () => at('x', 0));
  expect(formatDiagnostics(many)).toHaveLength(101);
  expect(formatDiagnostics(many).at(-1)).toBe('and 50 more problems');
  expect(formatDiagnostics(many.slice(0, 100))).toHaveLength(100);
});

test('problems come in the order of the file, files in the order they were met', () => {
  const one = { path: 'a.yaml', text: 'abc' };
  const other = { path: 'b.yaml', text: 'abc' };
  const placed = [
    [one, 2],
    [other, 1],
    [one, 0],
  ] as const;
  const diagnostics = placed.map(([source, offset]) => ({ ...at('', 0), place: { source, offset } }));
  expect(inFileOrder(diagnostics).map(({ place }) => `${place.source.path}${place.offset}`)).toEqual([
    'a.yaml0',
    'a.yaml2',
    'b.yaml1',
  ]);
});

test.each([
  ['titel', 'title'],
  ['wiat', 'wait'],
  ['cidrblock', 'cidrBlock'],
  ['securityGroup', 'securityGroups'],
  ['x', undefined],
  ['completely', undefined],
])('%s most likely meant %s', (word, meant) => {
  expect(didYouMean(word, ['title', 'wait', 'cidrBlock', 'securityGroups', 'vpc'])).toBe(meant);
});
