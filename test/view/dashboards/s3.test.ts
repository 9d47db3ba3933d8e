import { readdirSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadScenario } from '../../../src/scenario/load.ts';
import { readScenario, type Scenario } from '../../../src/scenario/scenario.ts';
import { rowWidth } from '../../../src/view/cells.ts';
import { textOf } from '../../../src/view/segment.ts';
import { type Still, stills } from '../../../src/view/still.ts';

const SIZES = [
  { width: 60, height: 20 },
  { width: 80, height: 24 },
  { width: 120, height: 36 },
  { width: 160, height: 50 },
] as const;

const bundled = new Map<string, Scenario>();
const drawing = new Map<number, Still>();

beforeAll(async () => {
  for (const file of readdirSync('scenarios/s3')) {
    const { scenario } = await loadScenario(`scenarios/s3/${file}`);
    if (scenario !== undefined) bundled.set(file.replace('.yaml', ''), scenario);
  }
  for (const size of SIZES) drawing.set(size.width, await stills(size));
});

/** The S3 dashboard after a step, as text. */
function screen(
  scenario: Scenario | undefined,
  at: number,
  width = 120,
  ...keys: readonly string[]
): readonly string[] {
  const still = drawing.get(width);
  if (scenario === undefined || still === undefined) throw new Error('no such scenario or size');
  const state = still.press(still.open(scenario, 's3', at), '3', ...keys);
  return still.draw(state).rows.map(textOf);
}

/** The row that begins with a label, inside its pane. */
const line = (rows: readonly string[], label: string) =>
  rows.find((row) => new RegExp(`[│┃▸] *${label.replace('?', '[?]')} {3,}`).test(row)) ?? '';

test('a scenario of the folder s3 opens on it', () => {
  const still = drawing.get(120);
  const scenario = bundled.get('vpc-endpoint-only');
  expect(scenario && still?.open(scenario, 's3', 1).tab).toBe('3');
});

test('every S3 scenario fits every size, at its start, in the middle and at its end', () => {
  expect(bundled.size).toBeGreaterThan(5);
  for (const [name, scenario] of bundled) {
    const { length } = scenario.steps;
    for (const { width } of SIZES) {
      const still = drawing.get(width);
      for (const at of [0, length >> 1, length]) {
        const rows = still?.draw(still.press(still.open(scenario, name, at), '3')).rows ?? [];
        expect(rows.length).toBeGreaterThan(10);
        for (const row of rows) expect(rowWidth(row)).toBeLessThanOrEqual(width);
      }
    }
  }
});

test.each(SIZES)('the other form and the other panes fit $width cells', ({ width }) => {
  const rows = screen(bundled.get('found-and-closed'), 8, width, 'm', 'b', 'tab', 'tab', 'tab');
  for (const row of rows) expect(rowWidth(row)).toBeLessThanOrEqual(width);
});

describe('what it tells', () => {
  test('which statement makes the policy public, and what cuts it off', () => {
    const rows = screen(bundled.get('four-switches'), 17, 160);
    expect(line(rows, 'public?')).toContain('no, its policy cut off by RestrictPublicBuckets');
    expect(line(rows, 'policy')).toContain('Downloads taints it: Principal * without a condition');
    expect(line(rows, 'answer')).toMatch(/explicit deny {2}403 AccessDenied/);
  });

  test('levels and settings, and which setting the step turned', () => {
    const rows = screen(bundled.get('four-switches'), 5, 160);
    expect(line(rows, 'bucket')).toMatch(/bucket +on ▴ +– +– +– /);
    expect(line(rows, 'account')).toMatch(/account +– +– +– +–/);
    expect(line(rows, 'effective')).toMatch(/effective +on ▴ +–/);
  });

  test('the statement for which a policy was refused', () => {
    const rows = screen(bundled.get('public-by-condition'), 1, 160).join('\n');
    expect(rows).toContain('AnyVpc makes the whole policy public');
  });

  test('whose the object is', () => {
    const rows = screen(bundled.get('object-owner-trap'), 3, 160);
    expect(line(rows, 'ACL')).toContain("january.csv of partner, not of the bucket's owner");
    expect(rows.join('\n')).toMatch(/partner\/bob +✓/);
    expect(rows.join('\n')).toMatch(/shop\/alice +○/);
  });

  test('principals × actions after a key, and the next bucket after another', () => {
    const scenario = bundled.get('found-and-closed');
    expect(screen(scenario, 1, 120, 'm').join('\n')).toContain('Who may do what');
    expect(line(screen(scenario, 1, 120, 'b'), 'ownership')).toContain('website of shop');
  });
});

describe('what a file may hold', () => {
  const drawn = async (text: string) => {
    const { scenario } = await readScenario({ path: 'test.yaml', text });
    return screen(scenario, scenario?.steps.length ?? 0);
  };

  test('no bucket at all', async () => {
    const rows = await drawn('title: t\naccounts: { shop: { id: "111122223333", s3: {} } }\nsteps: []\n');
    expect(rows.join('\n')).toContain('no bucket yet');
  });

  test('unknowns', async () => {
    const rows = await drawn(
      'title: t\naccounts: { shop: { id: "111122223333", s3: { buckets: { data: { policy: unknown, acl: unknown, objectOwnership: unknown, publicAccessBlock: unknown, objects: { a: { acl: unknown } } } } } } }\nsteps: []\n',
    );
    expect(line(rows, 'public?')).toContain('? unknown');
    expect(line(rows, 'policy')).toContain('unknown');
  });

  test('control characters never reach the screen', async () => {
    const rows = await drawn(
      'title: t\naccounts: { shop: { id: "111122223333", s3: { buckets: { data: { objects: { "a\\e[31mb": 1 KB, 箱庭.txt: 1 KB } } } } } }\nsteps: []\n',
    );
    expect(rows.join('\n')).not.toContain('\u001b');
    expect(rows.join('\n')).toContain('箱庭');
  });
});
