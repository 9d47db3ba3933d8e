import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { playTo } from '../../../src/core/timeline.ts';
import { loadScenario } from '../../../src/scenario/load.ts';
import { timelineOf } from '../../../src/scenario/scenario.ts';
import { rowWidth } from '../../../src/view/cells.ts';
import { textOf } from '../../../src/view/segment.ts';
import { stills } from '../../../src/view/still.ts';

const folder = 'scenarios/streams';
const sizes = [
  { width: 60, height: 20 },
  { width: 80, height: 24 },
  { width: 120, height: 36 },
];
type Size = (typeof sizes)[number];

/** A scenario with all its steps played. Timelines are values: every test may look at the same one. */
async function play(name: string) {
  const { scenario } = await loadScenario(`${folder}/${name}.yaml`);
  if (scenario === undefined) throw new Error(`${name} does not load`);
  return { scenario, played: playTo(timelineOf(scenario)) };
}

const plays = new Map<string, ReturnType<typeof play>>();

function opened(name: string) {
  const known = plays.get(name) ?? play(name);
  plays.set(name, known);
  return known;
}

/** The Streams dashboard after so many steps and keys. */
async function screen(name: string, step: number, size: Size, ...keys: readonly string[]): Promise<string> {
  const still = await stills(size);
  const { scenario, played } = await opened(name);
  const state = still.open(scenario, name, step, played);
  const { rows } = still.draw(still.press(state, '5', ...keys));
  return rows.map(textOf).join('\n');
}

const names = readdirSync(folder).flatMap((file) => (file.endsWith('.yaml') ? [file.slice(0, -5)] : []));

test.each(names)('%s: every step is drawn cell by cell, at every size', { timeout: 60_000 }, async (name) => {
  const { scenario, played } = await opened(name);
  for (const size of sizes) {
    const still = await stills(size);
    for (let step = 0; step <= scenario.steps.length; step += 1) {
      const { rows } = still.draw(still.press(still.open(scenario, name, step, played), '5'));
      expect(rows.map(rowWidth)).toEqual(rows.map(() => size.width));
    }
  }
});

const large = { width: 120, height: 46 };

describe('heartbeat and belief', () => {
  test('a crashed owner, and how long ago the other worker saw it alive', async () => {
    const text = await screen('crash-and-takeover', 4, large);
    expect(text).toMatch(/billing: heartbeat and belief .* KCL 2\.7 {2}failover 10\.0 s/);
    expect(text).toMatch(/s2 +w2 ✗/);
    expect(text).toMatch(/▓▓▓▓▓▓▓░ w1 saw it 0\.8 s ago/);
    expect(text).toMatch(/last pass +00:01:40\.250 w1: ⌈4 ÷ 2⌉ = 2, has 2, needs 0 → takes none/);
  });

  test('shards on the ring, as wide as their ranges', async () => {
    const text = await screen('crash-and-takeover', 1, large);
    expect(text).toMatch(/clicks {2}4 shards 0├─+s0─+├─+s1─+├─+s2─+├─+s3─+┤2\^128/);
    expect(text).toMatch(/25\/s 2%|26\/s 3%/);
  });

  test('what there is no room for is said', async () => {
    expect(await screen('join-and-steal', 2, { width: 60, height: 20 })).toMatch(
      /… and 7 more: tab to the table of leases/,
    );
  });

  test('the row of a parent that is read to its end, and a lease that changed hands', async () => {
    expect(await screen('split-while-lagging', 8, large)).toMatch(/s0 +w1 +307 +SHARD_END ✓/);
    expect(await screen('long-pause', 5, large)).toMatch(/s0 +w2 .*◆ was w1/);
  });
});

describe('beside it', () => {
  test('lanes with scans, pauses and two at work, shaded', async () => {
    const text = await screen('long-pause', 5, large);
    expect(text).toMatch(/w2 +░+.*▓/);
    expect(text).toContain('│ scan ● takes ✗ loses ■ ends ░ pause ▓ two at work');
  });

  test('the branches of a pass: where it ended, what was not reached', async () => {
    const text = await screen('crash-and-takeover', 4, { width: 120, height: 60 });
    expect(text).toMatch(/○ very old +0 leases not renewed for 30\.0 s/);
    expect(text).toMatch(/● at target +2 − 2 = 0: has its share/);
    expect(text).toMatch(/· steal +not reached/);
  });

  test('a leader’s runs in 3.x', async () => {
    const text = await screen('two-against-three', 3, { width: 120, height: 60 });
    expect(text).toMatch(/leader b1: 6 leases, 3 active, 0 to assign, average CPU/);
  });

  test('producers and what became of their records, where nobody reads', async () => {
    const text = await screen('kpl-aggregation', 1, large);
    expect(text).toMatch(/without +8,000\/s +PutRecords +40,000 +5,000 +35,000/);
    expect(await screen('kpl-aggregation', 1, large, 'n')).toMatch(/with-kpl +8,000\/s +KPL +40,000 +40,000/);
  });

  test('the family of shards', async () => {
    const text = await screen('split-while-lagging', 8, { width: 120, height: 120 });
    expect(text).toMatch(/s0 +CLOSED/);
    expect(text).toMatch(/├─s1 +OPEN/);
    expect(text).toMatch(/└─s2 +OPEN/);
  });
});

describe('v', () => {
  test('runs the same faults under 1.x, 2.x and 3.x', { timeout: 30_000 }, async () => {
    const text = await screen('crash-and-takeover', 7, large, 'v');
    expect(text).toMatch(/KCL 1\.x +KCL 2\.x {2}in the file/);
    expect(text).toMatch(/leases +w1 4 +w1 4 +w1 2, w2 2/);
    expect(text).toMatch(/takeover +30\.3 s after w2/);
  });

  test('runs reshards again too', { timeout: 30_000 }, async () => {
    expect(await screen('split-while-lagging', 8, large, 'v')).toMatch(/s0 ends/);
  });

  test('is of no use where nobody reads', async () => {
    expect(await screen('kpl-aggregation', 1, large, 'v')).toContain('nobody reads this stream');
  });
});
