import fc from 'fast-check';
import { expect, test } from 'vitest';
import { locate } from '../../src/core/source.ts';
import { type JsonPath, jsonPlace } from '../../src/import/json-place.ts';

const text = '{\n  "A": [1, {"b": "x]}", "c\\"d": [true]}],\n  "E": null\n}';
const source = { path: 'a.json', text };
const at = (...path: JsonPath) => {
  const { line, column } = locate(jsonPlace(source, path));
  return `${line}:${column}`;
};

test('values inside objects and lists have places', () => {
  expect(at()).toBe('1:1');
  expect(at('A')).toBe('2:8');
  expect(at('A', 1)).toBe('2:12');
  expect(at('A', 1, 'c"d', 0)).toBe('2:34');
  expect(at('E')).toBe('3:8');
});

test('a path that leads nowhere ends where the text does', () => {
  expect(at('A', 7)).toBe('2:8');
  expect(at('nothing', 'here')).toBe('1:1');
});

test('whatever stands at a path is what begins at its place', () => {
  fc.assert(
    fc.property(fc.array(fc.dictionary(fc.string(), fc.jsonValue())), (list) => {
      const written = JSON.stringify(list, undefined, 1);
      for (const [index, item] of list.entries()) {
        for (const [key, value] of Object.entries(item)) {
          const { offset } = jsonPlace({ path: 'p', text: written }, [index, key]);
          const begin = JSON.stringify(value, undefined, 1).slice(0, 1);
          expect(written.slice(offset, offset + 1)).toBe(begin);
        }
      }
    }),
  );
});
