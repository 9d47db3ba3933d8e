import { expect, test } from 'vitest';
import type { Source } from '../../src/core/source.ts';
import { editsOf } from '../../src/scenario/edits.ts';
import { expandPaths } from '../../src/scenario/merge-patch.ts';
import { type MapNode, nodeFrom } from '../../src/schema/node.ts';

const source: Source = { path: 'a.yaml', text: '' };
const node = (value: unknown) => nodeFrom(value, { source, offset: 0 });
const edits = (tree: unknown, change: object) => editsOf(node(tree), expandPaths(node(change) as MapNode));

const tree = { shop: { ec2: { sg: { web: { ingress: ['a', 'b', 'b'] } } }, s3: { buckets: { 'a.b': { size: 1 } } } } };

test.each([
  [
    'of a list only what went and came',
    { 'shop.ec2.sg.web.ingress': ['b', 'c'] },
    { removed: ['a', 'b'], added: ['c'] },
  ],
  ['the same items in another order', { 'shop.ec2.sg.web.ingress': ['b', 'a', 'b'] }, { was: ['a', 'b', 'b'] }],
  ['something new', { 'shop.ec2.sg.db': { ingress: [] } }, { path: 'shop.ec2.sg.db', was: null, now: { ingress: [] } }],
  ['something that goes', { 'shop.ec2.sg.web': null }, { path: 'shop.ec2.sg.web', now: null }],
  ['a key with a dot', { 'shop.s3.buckets."a.b".size': 2 }, { path: 'shop.s3.buckets."a.b".size', was: 1, now: 2 }],
])('%s', (_, change, expected) => {
  const found = edits(tree, change);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject(expected);
});

test('a nested change is told where its leaves are; what stays is not told', () => {
  const change = { shop: { ec2: { sg: { web: { ingress: ['a', 'b', 'b'], egress: [] } } } } };
  expect(edits(tree, change)).toEqual([{ path: 'shop.ec2.sg.web.egress', was: null, now: [] }]);
});
