import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expandPaths, mergePatch, splitPath } from '../../src/scenario/merge-patch.ts';
import { type MapNode, nodeFrom, plain } from '../../src/schema/node.ts';
import { nodeOf } from '../schema/reading.ts';

const HERE = { source: { path: 'test', text: '' }, offset: 0 };

/** The examples of RFC 7396, appendix A, as far as their documents and patches are maps. */
test.each([
  ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
  ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
  ['{"a":"b"}', '{"a":null}', '{}'],
  ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
  ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
  ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
  ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
  ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
  ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
  ['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
])('%s with %s is %s', (tree, patch, merged) => {
  const result = mergePatch(nodeOf(tree), nodeOf(patch));
  expect(result && plain(result)).toEqual(JSON.parse(merged));
});

test('a patch agrees with RFC 7396 on any two maps', () => {
  const value = fc.jsonValue({ maxDepth: 3 }).filter((json) => !JSON.stringify(json).includes('__proto__'));
  const map = fc.dictionary(fc.constantFrom('a', 'b', 'c'), value, { noNullPrototype: true });
  fc.assert(
    fc.property(map, map, (tree, patch) => {
      const result = mergePatch(nodeFrom(tree, HERE), nodeFrom(patch, HERE));
      expect(result && plain(result)).toEqual(referencePatch(tree, patch));
    }),
  );
});

/** The pseudocode of RFC 7396, section 2. */
function referencePatch(target: unknown, patch: unknown): unknown {
  if (patch === null || typeof patch !== 'object' || Array.isArray(patch)) return patch;
  const isMap = typeof target === 'object' && target !== null && !Array.isArray(target);
  const result: Record<string, unknown> = isMap ? { ...target } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = referencePatch(result[name], value);
  }
  return result;
}

test('what the patch brings keeps its own place', () => {
  const tree = nodeOf('sg: { ingress: [a], egress: [b] }');
  const patch = nodeOf('\n\nsg: { ingress: [c] }');
  const merged = mergePatch(tree, patch) as MapNode;
  const group = merged.entries.get('sg')?.value as MapNode;
  expect(group.entries.get('ingress')?.value.source).toBe(patch.source);
  expect(group.entries.get('egress')?.value.source).toBe(tree.source);
});

test.each([
  ['shop', ['shop']],
  ['shop.ec2.vpcs', ['shop', 'ec2', 'vpcs']],
  ['shop.s3.buckets."a.b".policy', ['shop', 's3', 'buckets', 'a.b', 'policy']],
  ["shop.'a.b'", ['shop', 'a.b']],
  ['routes."0.0.0.0/0"', ['routes', '0.0.0.0/0']],
  ['""', ['']],
  ['', undefined],
  ['a..b', undefined],
  ['a.', undefined],
  ['.a', undefined],
  ['a."b', undefined],
  ['"a"b', undefined],
])('the path %j has the parts %j', (path, parts) => {
  expect(splitPath(path)).toEqual(parts);
});

test('dotted paths of one change meet in one map', () => {
  const change = nodeOf('shop.ec2.a: 1\nshop.ec2: { b: null }\nshop.ec2.c.d: 2\n') as MapNode;
  expect(plain(expandPaths(change))).toEqual({ shop: { ec2: { a: 1, b: null, c: { d: 2 } } } });
});
