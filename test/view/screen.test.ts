import { describe, expect, test } from 'vitest';
import type { State } from '../../src/app/state.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { rowWidth } from '../../src/view/cells.ts';
import { textOf } from '../../src/view/segment.ts';
import { stills } from '../../src/view/still.ts';

const sizes = [
  { width: 200, height: 60 },
  { width: 120, height: 36 },
  { width: 100, height: 16 },
  { width: 80, height: 24 },
  { width: 60, height: 20 },
  { width: 45, height: 12 },
  { width: 40, height: 10 },
  { width: 20, height: 5 },
  { width: 1, height: 1 },
] as const;

/** What somebody may have open. */
const moods: { readonly [name: string]: readonly string[] } = {
  'at rest': [],
  'with the reason open': ['enter'],
  zoomed: ['tab', 'z'],
  'with the keys open': ['?'],
  'with the palette open': ['ctrl-p', 's'],
  'with a line typed': [':', ...'send', 'space', ...'web'],
  'with a what-if begun': ['w'],
  'with its text open': ['a'],
  'while playing': ['space'],
  'in the gallery': ['o'],
};

describe.each(sizes)('a screen of $width×$height', (size) => {
  test.each(['tour', 'network/peering-is-not-transitive', 'network/nat-per-zone'])(
    'is full to the last cell: %s',
    async (name) => {
      const still = await stills(size);
      const { scenario } = await loadScenario(`scenarios/${name}.yaml`);
      if (scenario === undefined) throw new Error(`${name} cannot be read`);
      for (let at = 0; at <= scenario.steps.length; at++) expectFull(still.open(scenario, name, at));
      const [some] = [still.open(scenario, name, Math.min(2, scenario.steps.length))];
      for (const keys of Object.values(moods)) expectFull(still.press(some, ...keys));

      function expectFull(state: State): void {
        const { rows } = still.draw(state);
        expect(rows).toHaveLength(Math.max(1, size.height - 1));
        for (const row of rows) expect(rowWidth(row), textOf(row)).toBe(size.width);
      }
    },
  );
});
