import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadScenario } from '../../../src/scenario/load.ts';
import { rowWidth } from '../../../src/view/cells.ts';
import { textOf } from '../../../src/view/segment.ts';
import { stills } from '../../../src/view/still.ts';

const folder = fileURLToPath(new URL('../../../scenarios/identity/', import.meta.url));
const sizes = [
  { width: 80, height: 24 },
  { width: 120, height: 36 },
];

async function opened(name: string) {
  const { scenario } = await loadScenario(join(folder, name));
  if (scenario === undefined) throw new Error(`${name} does not load`);
  return scenario;
}

/** The Identity dashboard after so many steps and keys. */
async function screen(name: string, step: number, size: { width: number; height: number }, ...keys: readonly string[]) {
  const still = await stills(size);
  const state = still.open(await opened(name), name, step);
  return still.draw(still.press(state, '2', ...keys)).rows;
}

const textAt = async (...where: Parameters<typeof screen>) => (await screen(...where)).map(textOf).join('\n');

test.each(readdirSync(folder))('%s: every step is drawn cell by cell, at every size', async (name) => {
  const scenario = await opened(name);
  for (const size of sizes) {
    const still = await stills(size);
    for (let step = 0; step <= scenario.steps.length; step += 1) {
      const { rows } = still.draw(still.press(still.open(scenario, name, step), '2'));
      expect(rows.map(rowWidth)).toEqual(rows.map(() => size.width));
    }
  }
});

describe('the ladder', () => {
  test('shows each gate, what decided, and what would have to change', async () => {
    const text = await textAt('switch-role.yaml', 2, { width: 120, height: 40 });
    expect(text).toMatch(/trust policy +○ +✗ aws:MultiFactorAuthPresent = \(absent\)/);
    expect(text).toMatch(/identity policy +✓ +switch, statement GoToProd/);
    expect(text).toContain('○ implicit deny at trust policy');
    expect(text).toContain('to allow it  meet Bool aws:MultiFactorAuthPresent true');
  });

  test('has the two accounts side by side where there is room', async () => {
    const text = await textAt('switch-role.yaml', 1, { width: 160, height: 40 });
    expect(text).toMatch(/the caller's account +│ +AND the resource's account/);
  });

  test('tells an explicit deny from a missing allow', async () => {
    const denied = await textAt('explicit-deny-wins.yaml', 2, { width: 120, height: 36 });
    expect(denied).toMatch(/explicit deny +✗ +shop\/NotPayroll/);
    expect(denied).toContain('✗ explicit deny at identity policy');
    expect(await textAt('explicit-deny-wins.yaml', 4, { width: 120, height: 36 })).toContain(
      '○ implicit deny at identity policy',
    );
  });

  test('imagines other forms of the principal', async () => {
    const size = { width: 120, height: 40 };
    expect(await textAt('permissions-boundary.yaml', 11, size)).not.toContain('still needed');
    const asRole = await textAt('permissions-boundary.yaml', 11, size, 'f', 'f');
    expect(asRole).toMatch(/identity policy .*not needed/);
    expect(asRole).toMatch(/boundary .*still needed/);
    expect(await textAt('permissions-boundary.yaml', 11, size, 'f')).toMatch(/boundary .*not needed/);
  });

  test('shows one check after another where a call needs several', async () => {
    expect(await textAt('session-tags.yaml', 1, { width: 120, height: 36 })).toContain('check 2 of 2');
    expect(await textAt('session-tags.yaml', 1, { width: 120, height: 36 }, 'n')).toContain('check 1 of 2');
  });
});

describe('the chain of sessions', () => {
  test('is a train with what is left of each', async () => {
    const text = await textAt('role-chaining.yaml', 5, { width: 160, height: 40 });
    expect(text).toContain('tools/ci');
    expect(text).toContain('─AssumeRole─▶ prod/deploy-target');
    expect(text).toMatch(/11h 1m of 12h.*1m of 1h chained/);
  });

  test('shows where it broke, when a call comes too late', async () => {
    const text = await textAt('role-chaining.yaml', 7, { width: 160, height: 40 });
    expect(text).toMatch(/tools\/ci +─AssumeRole─▶ tools\/pipeline +─AssumeRole─▶ prod\/deploy-target/);
    expect(text).toContain('░ expired');
    expect(text).toMatch(/the credentials of .* expired at/);
  });

  test('has its end in the table of sessions', async () => {
    expect(await textAt('role-chaining.yaml', 6, { width: 120, height: 40 })).toMatch(
      /prod\/deploy-.*build-7 .*expired/,
    );
  });
});

test('a step without a call shows who can become whom', async () => {
  const text = await textAt('confused-deputy.yaml', 2, { width: 120, height: 36 });
  expect(text).toMatch(/watcher\/collector +alice\/watcher +sts:ExternalId \(StringEquals/);
});
