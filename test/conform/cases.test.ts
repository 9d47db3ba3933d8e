import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { adapters } from './adapters.ts';
import { readCases, runCase } from './runner.ts';

/** Kinds that no adapter answers yet, with the reason. A kind that gets an adapter must leave this list. */
const WITHOUT_ADAPTER: ReadonlyMap<string, string> = new Map([]);

const folder = 'test/cases';
const surroundings = { dataDirs: ['test/data'] };

for (const file of readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .sort()) {
  const cases = readCases(JSON.parse(readFileSync(join(folder, file), 'utf8')));

  describe(file, () => {
    test('is a case file', () => {
      expect(cases).not.toBeTypeOf('string');
    });
    if (typeof cases === 'string') return;

    test.each(cases.map((one) => [one.id, one] as const))('%s', async (_, one) => {
      const { passed, expected, actual } = await runCase(adapters, one, surroundings);
      // Both sides in full, so that a failure can be read.
      if (passed === false) expect(actual).toEqual(expected);
      expect(passed ?? WITHOUT_ADAPTER.has(one.kind ?? '')).toBe(true);
    });
  });
}

test('no kind has both an adapter and an excuse', () => {
  expect([...WITHOUT_ADAPTER.keys()].filter((kind) => Object.hasOwn(adapters, kind))).toEqual([]);
});
