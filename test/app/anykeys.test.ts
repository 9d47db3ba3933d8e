import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bindings } from '../../src/app/keys.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import { timelineOf } from '../../src/scenario/scenario.ts';
import { rowWidth } from '../../src/view/cells.ts';
import { networkDashboard } from '../../src/view/dashboards/network/index.ts';
import { desk } from './opened.ts';

const names = [...new Set(bindings.flatMap((binding) => binding.keys))].filter(
  (name) => !['q', 'ctrl-c'].includes(name),
);
const key = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...names) },
  { weight: 2, arbitrary: fc.constantFrom('s', 'e', 'n', 'd', 'w', 'backspace', 'delete', '日') },
);
const message = fc.oneof(
  { weight: 12, arbitrary: key.map((name) => ({ kind: 'key', key: { name } }) as const) },
  { weight: 1, arbitrary: fc.nat(400).map((elapsed) => ({ kind: 'tick', elapsed: elapsed * 20 }) as const) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('resize' as const),
      width: fc.integer({ min: 1, max: 180 }),
      height: fc.integer({ min: 1, max: 60 }),
    }),
  },
);

test('whatever is pressed, the screen stays whole and the timeline true', async () => {
  const { scenario } = await loadScenario('scenarios/tour.yaml');
  if (scenario === undefined) throw new Error('the tour cannot be read');
  await fc.assert(
    fc.asyncProperty(fc.array(message, { maxLength: 40 }), async (messages) => {
      const at = desk(120, 36);
      at.dashboards.set('1', networkDashboard);
      at.send({ kind: 'opened', name: 'tour', scenario, timeline: timelineOf(scenario) });
      for (const each of messages) {
        at.send(each);
        await at.settle();
      }
      const { session, size } = at.state;
      if (session === undefined) throw new Error('the scenario was closed');
      expect(session.at).toBeLessThanOrEqual(session.timeline.results.length);
      expect(session.timeline.worlds).toHaveLength(session.timeline.results.length + 1);
      const { rows } = at.view.draw(at.state);
      expect(rows).toHaveLength(Math.max(1, size.height - 1));
      for (const row of rows) expect(rowWidth(row)).toBe(size.width);
    }),
    { numRuns: 60 },
  );
});
