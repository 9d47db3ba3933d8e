import { expect, test } from 'vitest';
import type { Outcome } from '../../src/core/result.ts';
import { readExpect } from '../../src/scenario/expect.ts';
import { Reader } from '../../src/schema/reader.ts';
import { nodeOf, problemText } from '../schema/reading.ts';

const outcome: Outcome = {
  outcome: 'dropped',
  reason: 'sg-no-matching-ingress-rule',
  awsCode: 'ENI_SG_RULES_MISMATCH',
  at: 'shop/sg/web',
  facts: {
    sent: 100,
    rate: 0.5,
    none: null,
    word: '> 5',
    path: ['laptop', 'igw', 'web-1'],
    reasons: { Throttled: 3, 'a.b': { c: 1 } },
    rows: [
      { shard: 's0', owner: 'w1' },
      { shard: 's1', owner: 'w2' },
    ],
  },
  trace: [],
};

function compared(yaml: string) {
  const reader = new Reader(() => ({ problem: 'none' }));
  const compare = readExpect(nodeOf(yaml), reader);
  return { expectations: compare?.(outcome) ?? [], problems: reader.diagnostics.map(problemText) };
}

test.each([
  'dropped',
  '/^drop/',
  '{ outcome: dropped, reason: sg-no-matching-ingress-rule, awsCode: ENI_SG_RULES_MISMATCH }',
  '{ at: shop/sg/web }',
  '{ at: sg/web }',
  '{ at: web }',
  '{ at: { anyOf: [nacl/web, sg/web] } }',
  '{ sent: 100 }',
  '{ facts.sent: 100 }',
  '{ sent: "> 99", rate: "<= 0.5" }',
  '{ sent: "!= 99" }',
  '{ sent: "90..110" }',
  '{ rate: "0.5..0.5" }',
  '{ sent: "> -1" }',
  '{ none: null, absent: null }',
  '{ absent: { anyOf: [1, null] } }',
  '{ word: { equals: "> 5" } }',
  '{ reason: { anyOf: [no-route, /^sg-/] } }',
  '{ path: [laptop, igw, web-1] }',
  '{ path: [laptop, /i/, web-1] }',
  '{ path.1: igw, path.length: 3 }',
  '{ path: { equals: [laptop, igw, web-1] } }',
  '{ reasons.Throttled: "> 0" }',
  '{ reasons: { Throttled: 3 } }',
  '{ reasons.a.b.c: 1 }',
  '{ rows.1.owner: w2 }',
  '{ rows: [{ owner: w1 }, { shard: s1, owner: /w/ }] }',
])('%s holds', (yaml) => {
  const { expectations, problems } = compared(yaml);
  expect(problems).toEqual([]);
  expect(expectations.length).toBeGreaterThan(0);
  expect(expectations.filter(({ passed }) => !passed)).toEqual([]);
});

test.each([
  ['delivered', 'dropped'],
  ['{ at: b }', 'shop/sg/web'],
  ['{ sent: "100" }', 100],
  ['{ sent: "> 100" }', 100],
  ['{ word: "> 4" }', '> 5'],
  ['{ absent: "> 0" }', undefined],
  ['{ path: [laptop, igw] }', ['laptop', 'igw', 'web-1']],
  ['{ reasons: { Throttled: 4 } }', { Throttled: 3, 'a.b': { c: 1 } }],
  ['{ toString: 1 }', undefined],
  ['{ constructor.name: Object }', undefined],
])('%s does not hold, and says what was there instead', (yaml, actual) => {
  const text = yaml.includes('constructor') ? '{ "constructor.name": Object }' : yaml;
  expect(compared(text).expectations).toEqual([expect.objectContaining({ passed: false, actual })]);
});

test.each([
  ['[dropped]', '1:1 wrong-type: a list stands where an expectation belongs'],
  ['{ at: "/[/" }', /^1:7 wrong-pattern: /],
  ['{ at: { anyOf: web } }', '1:16 wrong-type: a text stands where the list of anyOf belongs'],
])('%s is refused', (yaml, problem) => {
  expect(compared(yaml).problems).toEqual([
    expect.stringMatching(
      problem instanceof RegExp ? problem : new RegExp(`^${problem.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`),
    ),
  ]);
});

test('a pattern is matched in linear time', () => {
  const reader = new Reader(() => ({ problem: 'none' }));
  const compare = readExpect(nodeOf('{ text: "/^(a+)+$/" }'), reader);
  const hostile: Outcome = { outcome: 'done', facts: { text: `${'a'.repeat(50_000)}!` }, trace: [] };
  expect(compare?.(hostile)[0]?.passed).toBe(false);
});
