import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileGlob, globPieces } from '../../../../src/services/iam/policy/glob.ts';

const matches = (pattern: string, text: string) => compileGlob(globPieces(pattern))(text);

describe('wildcards', () => {
  test.each([
    ['*', '', true],
    ['*', 'anything', true],
    ['', '', true],
    ['', 'a', false],
    ['a', 'a', true],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['a*', 'a', true],
    ['*a', 'ba', true],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'acb', false],
    ['ab*ba', 'aba', false],
    ['*?', '', false],
    ['?*', 'x', true],
    ['*b?d*', 'abcd', true],
    ['bucket/*/test/*', 'bucket/1/2/3/test/4/x', true],
    ['bucket/*/test/*', 'bucket//test/x', true],
    ['bucket/*/test/*', 'bucket/1/test/', true],
    ['bucket/*/test/*', 'bucket/test/x', false],
    ['bucket/*/test/*', 'bucket/1-test/x', false],
    ['bucket/*/test/*', 'bucket/1/2/test.jpg', false],
  ])('%s and %s', (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  test('agree with the same pattern as a regular expression', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
    const texts = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 });
    fc.assert(
      fc.property(letters, texts, (pattern, text) => {
        const expression = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`);
        expect(matches(pattern, text)).toBe(expression.test(text));
      }),
      { numRuns: 2000 },
    );
  });

  test('a hostile pattern costs no more than its length times the text', () => {
    expect(matches(`${'*a'.repeat(200)}b`, 'a'.repeat(5000))).toBe(false);
  });
});
