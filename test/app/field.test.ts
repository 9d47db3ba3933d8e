import { expect, test } from 'vitest';
import { edit, emptyField, type Field, fieldOf } from '../../src/app/field.ts';
import { parseKeys } from '../../src/app/key-parser.ts';

/** The field after typing; the caret stands at `|`. */
function type(field: Field, input: string): string {
  const { text, caret } = parseKeys(input).keys.reduce((now, key) => edit(now, key) ?? now, field);
  const characters = [...text];
  return `${characters.slice(0, caret).join('')}|${characters.slice(caret).join('')}`;
}

test.each([
  ['', 'send a', 'send a|'],
  ['abc', '\x1b[D\x1b[DX', 'aX|bc'],
  ['abc', '\x1b[HX', 'X|abc'],
  ['abc', '\x01\x05X', 'abcX|'],
  ['日本', '\x7f', '日|'],
  ['日本', '\x1b[D\x7f', '|本'],
  ['abc', '\x01\x1b[3~', '|bc'],
  ['send laptop', '\x17', 'send |'],
  ['send laptop', '\x15', '|'],
  ['abc', '\x1b[D\x0b', 'ab|'],
  ['abc', '\x7f\x7f\x7f\x7f', '|'],
  ['', '\x1b[200~wait\r\n\x1b[31m1m\n\x1b[201~', 'wait [31m1m|'],
])('%j and %j make %j', (before, input, after) =>
  expect(type(before === '' ? emptyField : fieldOf(before), input)).toBe(after),
);

test('a key that edits nothing is left to others', () => {
  expect(edit(emptyField, { name: 'up' })).toBeUndefined();
  expect(edit(emptyField, { name: 'ctrl-p' })).toBeUndefined();
});
