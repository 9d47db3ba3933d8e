import { describe, expect, test } from 'vitest';
import { loadScenario } from '../../../src/scenario/load.ts';
import { widthOf } from '../../../src/view/cells.ts';
import { textOf } from '../../../src/view/segment.ts';
import { stills } from '../../../src/view/still.ts';

const sizes = [
  { width: 60, height: 20 },
  { width: 80, height: 24 },
  { width: 120, height: 36 },
];

async function screen(name: string, step: number, size: { width: number; height: number }): Promise<readonly string[]> {
  const { scenario } = await loadScenario(`scenarios/streams/${name}.yaml`);
  if (scenario === undefined) throw new Error(`${name} does not load`);
  const still = await stills(size);
  return still.draw(still.open(scenario, name, step)).rows.map((row) => textOf(row));
}

describe('the streams dashboard', () => {
  test('a crashed owner, and how long the other worker still believes in it', async () => {
    const text = (await screen('crash-and-takeover', 4, { width: 120, height: 36 })).join('\n');
    expect(text).toMatch(/Leases of shop\/kcl\/billing/);
    expect(text).toMatch(/s2 +✗ w2/);
    expect(text).toMatch(/s0 +w1 .*mine/);
    expect(text).toMatch(/KCL 2\.\d+, failover 10s/);
    expect(text).toMatch(/w2 is gone/);
  });

  test.each(sizes)('it fits $width×$height', async (size) => {
    for (const name of ['crash-and-takeover', 'split-while-lagging', 'hot-shard']) {
      const rows = await screen(name, 2, size);
      expect(rows.length).toBeLessThan(size.height);
      for (const row of rows) expect(widthOf(row)).toBeLessThanOrEqual(size.width);
    }
  });
});
