import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Pane } from '../../src/view/dashboard.ts';
import { shapeOf, shellLayout, stackPanes } from '../../src/view/layout.ts';

const wish = { focus: 'dashboard', zoom: false, whyOpen: false } as const;

const pane = (id: string, least: number, wanted: number, beside?: number): Pane => ({
  id,
  title: id,
  height: { least, wanted },
  beside,
  body: { kind: 'picture', draw: () => ({ rows: [] }) },
});

test.each([
  [120, 36, 'wide'],
  [100, 24, 'wide'],
  [99, 24, 'narrow'],
  [80, 24, 'narrow'],
  [60, 20, 'narrow'],
  [59, 24, 'focused'],
  [80, 15, 'focused'],
  [39, 24, 'tiny'],
  [80, 9, 'tiny'],
])('%i×%i is %s', (width, height, shape) => expect(shapeOf({ width, height })).toBe(shape));

describe('the shell', () => {
  test('shares the whole screen but its last row among its parts', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 40, max: 250 }),
        fc.integer({ min: 10, max: 90 }),
        fc.constantFrom('steps', 'dashboard', 'why'),
        fc.boolean(),
        fc.boolean(),
        (width, height, focus, zoom, whyOpen) => {
          const layout = shellLayout({ width, height }, { focus, zoom, whyOpen } as const);
          const body =
            layout.shape === 'wide'
              ? Math.max(layout.steps.height, layout.dashboard.height)
              : layout.steps.height + layout.dashboard.height;
          expect(2 + (layout.tabs ? 1 : 0) + body + layout.why.height).toBe(height - 1);
          expect(layout[focus].height).toBeGreaterThan(0);
        },
      ),
    );
  });

  test('folds the steps to one line where there is no room beside the dashboard', () => {
    expect(shellLayout({ width: 80, height: 24 }, wish).steps).toEqual({ width: 80, height: 1 });
  });

  test('shows the focused part alone when zoomed', () => {
    const layout = shellLayout({ width: 120, height: 36 }, { ...wish, zoom: true });
    expect(layout.steps.height + layout.why.height).toBe(0);
    expect(layout.dashboard).toEqual({ width: 120, height: 32 });
  });
});

describe('panes', () => {
  test('those that matter most stay when there is no room for all', () => {
    const stack = stackPanes(
      [pane('path', 4, 6), pane('hop', 4, 20), pane('map', 6, 20)],
      { width: 80, height: 13 },
      'path',
    );
    expect(stack.bands.map((band) => band.panes[0]?.pane.id)).toEqual(['path', 'hop']);
    expect(stack.hidden.map((each) => each.id)).toEqual(['map']);
  });

  test('the focused one is always there, in its place', () => {
    const stack = stackPanes(
      [pane('path', 4, 6), pane('hop', 4, 20), pane('map', 6, 20)],
      { width: 80, height: 14 },
      'map',
    );
    expect(stack.bands.map((band) => band.panes[0]?.pane.id)).toEqual(['path', 'map']);
  });

  test('stand beside each other only where there is width', () => {
    const panes = [pane('rows', 4, 8), pane('header', 4, 8, 0.4)];
    expect(
      stackPanes(panes, { width: 100, height: 20 }, 'rows').bands.map((band) => band.panes.map((each) => each.width)),
    ).toEqual([[60, 40]]);
    expect(stackPanes(panes, { width: 70, height: 20 }, 'rows').bands).toHaveLength(2);
  });

  test('fill the height exactly', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 30 })), {
          minLength: 1,
          maxLength: 5,
        }),
        fc.integer({ min: 8, max: 60 }),
        (sizes, height) => {
          const panes = sizes.map(([least, more], index) => pane(`p${index}`, least, least + more));
          const stack = stackPanes(panes, { width: 80, height }, 'p0');
          expect(stack.bands.reduce((sum, band) => sum + band.height, 0)).toBe(height);
        },
      ),
    );
  });
});
