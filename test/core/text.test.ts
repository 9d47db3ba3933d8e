import fc from 'fast-check';
import { expect, test } from 'vitest';
import { safeJson, visible, visibleLines } from '../../src/core/text.ts';

/** Controls, C1 included, and what turns or hides text. */
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

test('control and direction characters are shown', () => {
  expect(visible('a\u001b[31mb\u0007')).toBe('a\\x1b[31mb\\x07');
  expect(visible('a\tb\r\n')).toBe('a\\tb\\r\\n');
  expect(visible('a\u202eb\u009b')).toBe('a\\u202eb\\x9b');
  expect(visible('lone \ud800')).toBe('lone \\ud800');
  expect(visible('日本語 👩‍💻 é')).toBe('日本語 👩‍💻 é');
  expect(visibleLines('a\r\nb\u0007')).toBe('a\nb\\x07');
});

test('no text reaches the terminal raw, and JSON keeps its value', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(visible(text)).not.toMatch(UNSAFE);
      const json = safeJson({ text });
      expect(json).not.toMatch(UNSAFE);
      expect(JSON.parse(json)).toEqual({ text });
    }),
  );
});
