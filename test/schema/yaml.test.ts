import fc from 'fast-check';
import { expect, test } from 'vitest';
import { locate } from '../../src/core/source.ts';
import { type Node, plain } from '../../src/schema/node.ts';
import { parseYaml } from '../../src/schema/yaml.ts';
import { nodeOf, problemText } from './reading.ts';

function problemsOf(text: string): readonly string[] {
  return parseYaml({ path: 'a.yaml', text }).diagnostics.map(problemText);
}

/** Every value with its place: `line:column value`. */
function places(node: Node, path = ''): readonly string[] {
  const { line, column } = locate(node);
  const own = `${path || 'root'} ${line}:${column}`;
  if (node.kind === 'list') return [own, ...node.items.flatMap((item, index) => places(item, `${path}[${index}]`))];
  if (node.kind === 'map')
    return [own, ...[...node.entries].flatMap(([key, { value }]) => places(value, `${path}.${key}`))];
  return [`${own} ${JSON.stringify(node.value)}${node.raw === String(node.value) ? '' : ` written ${node.raw}`}`];
}

test('every value knows its place and how it is written', () => {
  const text = 'id: 0111\nzone: "a"\nlist:\n  - on\n  - 1e3\n  - { a: ~, b: 0x1F }\nempty:\n';
  expect(places(nodeOf(text))).toEqual([
    'root 1:1',
    '.id 1:5 111 written 0111',
    '.zone 2:7 "a"',
    '.list 4:3',
    '.list[0] 4:5 "on"',
    '.list[1] 5:5 1000 written 1e3',
    '.list[2] 6:5',
    '.list[2].a 6:10 null written ~',
    '.list[2].b 6:16 31 written 0x1F',
    '.empty 7:7 null written ',
  ]);
});

test('JSON is YAML', () => {
  const value = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['s3:*'], n: -1.5, t: true, z: null }],
  };
  expect(plain(nodeOf(JSON.stringify(value, null, 2)))).toEqual(value);
});

test('an alias stands for the last anchor before it', () => {
  expect(plain(nodeOf('a: &x 1\nb: *x\nc: &x 2\nd: [*x, *x]\n'))).toEqual({ a: 1, b: 1, c: 2, d: [2, 2] });
  expect(problemsOf('a: *x\nb: &x 1\n')).toEqual(['1:4 yaml-syntax: there is no anchor &x']);
  expect(problemsOf('a: &x { b: { c: *x } }\n')).toEqual(['1:17 yaml-syntax: &x cannot hold itself']);
});

test('aliases count as if they were written out', () => {
  const wide = `a: &a [${'x,'.repeat(2000)}]\nb: [${'*a,'.repeat(1600)}]\n`;
  expect(problemsOf(wide)[0]).toMatch(/^2:\d+ too-many-values: /);
  const nested = `${'['.repeat(40)}x${']'.repeat(40)}`;
  const deep = `a: &a ${nested}\nb: ${'['.repeat(40)}*a${']'.repeat(40)}\n`;
  expect(problemsOf(deep)).toEqual(['2:44 too-deep: values are nested more than 64 levels deep']);
  expect(problemsOf(`a: &a ${nested}\nb: [[[*a]]]\n`)).toEqual([]);
});

test('many aliases cost no more than as many values', () => {
  const text = `a: &a x\nb: [${'*a,'.repeat(100_000)}]\n`;
  const list = nodeOf(text);
  expect(list.kind === 'map' && list.entries.get('b')?.value).toMatchObject({ kind: 'list' });
});

test.each([
  ['', '1:1 empty-file: the file is empty'],
  ['   \n\n', '1:1 empty-file: the file is empty'],
  ['# words\n', '1:1 empty-file: the file is empty'],
  ['a: \u0000', '1:4 binary-file: this is a binary file, not a YAML text'],
  ['a: 1\na: 2\n', '2:1 duplicate-key: the key a stands here twice'],
  ['a: 1\n? [b]\n: 2\n', '2:3 wrong-key: a key must be a plain text'],
  ['constructor: 1\n', '1:1 forbidden-key: constructor cannot be a key'],
  ['a: { __proto__: 1 }\n', '1:6 forbidden-key: __proto__ cannot be a key'],
  ['a: 1\n---\nb: 2\n', '2:1 several-documents: a scenario is one YAML document; here a second one begins'],
])('%j is refused', (text, problem) => {
  expect(problemsOf(text)).toEqual([problem]);
});

test('no text crashes the reader, and every problem lies inside the text', () => {
  const piece = fc.constantFrom(
    'a',
    ': ',
    '- ',
    '\n',
    '  ',
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '&x ',
    '*x',
    '# ',
    '|',
    '>',
    '!',
    '%',
    '@',
    '`',
    '---\n',
    '\t',
    '日',
    '\u001b',
    ',',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = pieces.join('');
      const { node, diagnostics } = parseYaml({ path: 'a.yaml', text });
      // A key that stands twice is told, and hides nothing: there is a node as well.
      expect(node !== undefined || diagnostics.length > 0).toBe(true);
      for (const { place } of diagnostics) {
        expect(place.offset).toBeGreaterThanOrEqual(0);
        expect(place.offset).toBeLessThanOrEqual(text.length);
      }
    }),
    { numRuns: 500 },
  );
});
