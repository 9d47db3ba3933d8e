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

/** Short ones; the others run for simulated hours. */
const SHOWN = ['hot-tenant', 'composite-keys', 'first-table', 'gsi-back-pressure'];

const bundled = new Map<string, Scenario>();
const drawing = new Map<number, Still>();

beforeAll(async () => {
  for (const file of readdirSync('scenarios/dynamodb')) {
    const name = file.replace('.yaml', '');
    if (!SHOWN.includes(name)) continue;
    const { scenario } = await loadScenario(`scenarios/dynamodb/${file}`);
    if (scenario !== undefined) bundled.set(name, scenario);
  }
  for (const size of SIZES) drawing.set(size.width, await stills(size));
}, 60_000);

/** The DynamoDB dashboard after a step, as text. */
function screen(scenario: Scenario | undefined, at: number, width = 120, ...keys: readonly string[]): string {
  const still = drawing.get(width);
  if (scenario === undefined || still === undefined) throw new Error('no such scenario or size');
  return still
    .draw(still.press(still.open(scenario, 'dynamodb', at), '4', ...keys))
    .rows.map(textOf)
    .join('\n');
}

test.each(SIZES)('scenarios fit $width cells at their start and at their end', ({ width }) => {
  const still = drawing.get(width);
  expect(bundled.size).toBe(SHOWN.length);
  for (const [name, scenario] of bundled) {
    for (const at of [0, scenario.steps.length]) {
      const rows = still?.draw(still.press(still.open(scenario, name, at), '4', 'n')).rows ?? [];
      expect(rows.length).toBeGreaterThan(10);
      for (const row of rows) expect(rowWidth(row)).toBeLessThanOrEqual(width);
    }
  }
});

describe('what it tells', () => {
  test('the full partition, the bucket that refused, and that no split helps', () => {
    const shown = screen(bundled.get('hot-tenant'), 2, 160);
    expect(shown).toMatch(/P2 █+/);
    expect(shown).toMatch(/✗ 1,000 W/);
    expect(shown).toMatch(/▲ tenant-7\/\d+ → 0x4bfc342b/);
    expect(shown).toMatch(/bucket +✗ P2 of events .* 0 left of 1,000\/s +refused/);
    expect(shown).toContain('no: in P2 the sort key of tenant-7 only grows');
    expect(shown).toMatch(/15,000 sent .*✓ 10,000 +≈ 5,000 throttled 33 %/);
  });

  test('the index that stops its table', () => {
    const shown = screen(bundled.get('gsi-back-pressure'), 1, 160);
    expect(shown).toContain('orders › by-status');
    expect(shown).toContain('✗ empty');
    expect(shown).toMatch(/✗ bank of orders\/by-status .* 0 left, filled at 20\/s +refused/);
  });

  test('what one write costs', () => {
    expect(screen(bundled.get('first-table'), 1)).toMatch(/cost +28 B → 1 KB → 1 WCU/);
  });

  test('the item collection of a query, in the order of its sort key', () => {
    const shown = screen(bundled.get('composite-keys'), 1, 160);
    expect(shown).toContain('Item collection ann');
    expect(shown).toMatch(/ann +3 [\s\S]*ann +10 /);
  });
});

describe('what a file may hold', () => {
  const drawn = async (parts: string) => {
    const text = `title: t\naccounts: { shop: { id: "111122223333", dynamodb: ${parts} } }\nsteps: []\n`;
    const { scenario } = await readScenario({ path: 'test.yaml', text });
    return screen(scenario, 0);
  };

  test('no table at all', async () => {
    expect(await drawn('{}')).toContain('no table yet');
  });

  test('control characters never reach the screen', async () => {
    const shown = await drawn('{ tables: { tab: { partitionKey: "id:S", items: [{ id: "a\\e[31mb", 箱: 庭 }] } } }');
    expect(shown).not.toContain('\u001b');
    expect(shown).toContain('庭');
  });
});
