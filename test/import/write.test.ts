import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { Commented, type Tree, type TreeMap } from '../../src/import/foreign.ts';
import { writeYaml } from '../../src/import/write.ts';

/** As `{ accounts: { shop: { id, ec2: { section: { name: thing } } } } }`, where things may be written on one line. */
const inAccount = (section: string, thing: Tree): TreeMap => ({
  accounts: { shop: { id: '012345678901', ec2: { [section]: { it: thing } } } },
});

test('what is written reads as what it was', () => {
  const key = fc.string({ minLength: 1 }).filter((text) => text !== '__proto__');
  const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      fc.string({ unit: 'grapheme' }),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(key, tie('tree'), { maxKeys: 4, noNullPrototype: true }),
    ),
  }));
  fc.assert(
    fc.property(tree, (value) => {
      expect(parse(writeYaml(inAccount('subnets', value)))).toEqual(inAccount('subnets', value));
    }),
  );
});

test('texts that YAML would take for something else stay texts', () => {
  for (const text of ['012345678901', 'yes', 'null', '1e3', '2026-01-05', '0x1f', '~', '- a', 'a: b', '#', '', ' ']) {
    expect(parse(writeYaml(inAccount('vpcs', { text })))).toEqual(inAccount('vpcs', { text }));
  }
});

test('small things take one line, rules a line each, comments stand behind', () => {
  const rules = { ingress: [new Commented('tcp 22 from 0.0.0.0/0', 'office\u001b[2J\nhome')], egress: [] };
  expect(writeYaml(inAccount('securityGroups', { vpc: 'main', ...rules }), ['', 'Made here.'])).toBe(`#
# Made here.

accounts:
  shop:
    id: "012345678901"
    ec2:
      securityGroups:
        it:
          vpc: main
          ingress:
            - tcp 22 from 0.0.0.0/0 # office\\x1b[2J\\nhome
          egress: []
`);
  expect(writeYaml(inAccount('vpcs', { cidrBlock: '10.0.0.0/16' }))).toContain(
    '        it: { cidrBlock: 10.0.0.0/16 }\n',
  );
  const long = Object.fromEntries(['one', 'two', 'three', 'four'].map((key) => [key, `${key} and so on and on`]));
  expect(writeYaml(inAccount('vpcs', long))).toContain('        it:\n          one: one and so on and on\n');
});
