import { render as renderInk } from 'ink-testing-library';
import { afterEach, describe, expect, test } from 'vitest';
import { firstState } from '../../src/app/state.ts';
import { App } from '../../src/tui/app.tsx';
import { createStore } from '../../src/tui/store.ts';
import { StaticTable } from '../../src/tui/table.tsx';
import { widthOf } from '../../src/view/cells.ts';
import type { Dashboard, StaticBody } from '../../src/view/dashboard.ts';
import { createView } from '../../src/view/screen.ts';
import { textOf } from '../../src/view/segment.ts';
import { staticTable } from '../../src/view/static-table.ts';
import { scenarioOf, waiting } from '../app/opened.ts';
import { type Shown, show } from './glass.tsx';

let shown: Shown | undefined;
afterEach(() => shown?.close());

async function open(cols: number, rows: number, options: Parameters<typeof show>[2] = {}): Promise<Shown> {
  shown = show(cols, rows, options);
  shown.store.dispatch({ kind: 'opened', name: 'waiting', path: 'waiting.yaml', ...(await scenarioOf(waiting)) });
  await new Promise(setImmediate);
  return shown;
}

describe('on an emulated terminal', () => {
  test.each([
    [120, 36],
    [80, 24],
    [60, 20],
    [50, 12],
  ])('%i×%i shows what the views draw, and leaves the last row empty', async (cols, rows) => {
    const { glass, store } = await open(cols, rows);
    const drawn = createView(new Map())
      .draw(store.get())
      .rows.map((row) => textOf(row).trimEnd());
    expect(drawn).toHaveLength(rows - 1);
    expect(await glass.lines()).toEqual([...drawn, '']);
  });

  test('a step writes only the lines that changed, and they are right', async () => {
    const { glass, store, press } = await open(120, 36);
    glass.spent();
    await press('.');
    expect(glass.spent()).toBeLessThan(2500);
    const drawn = createView(new Map())
      .draw(store.get())
      .rows.map((row) => textOf(row).trimEnd());
    expect(await glass.lines()).toEqual([...drawn, '']);
  });

  test('a key that changes nothing writes nothing', async () => {
    const { glass, press } = await open(80, 24);
    await press('..');
    await press('\x1b[C');
    glass.spent();
    await press('\x1b[C');
    expect(glass.spent()).toBe(0);
  });

  test('another size is drawn on an empty screen', async () => {
    const { glass, store, stream } = await open(120, 36);
    for (const [cols, rows] of [
      [70, 20],
      [140, 40],
      [30, 8],
      [80, 24],
    ] as const) {
      glass.resize(cols, rows);
      stream.resize({ width: cols, height: rows });
      store.dispatch({ kind: 'resize', width: cols, height: rows });
      await new Promise(setImmediate);
      const drawn = createView(new Map())
        .draw(store.get())
        .rows.map((row) => textOf(row).trimEnd());
      expect(await glass.lines()).toEqual([...drawn, '']);
    }
  });

  test('after a screen that something else wrote over, repainting shows it whole', async () => {
    const { glass, stream } = await open(80, 24);
    const before = await glass.lines();
    glass.write('\x1b[2J\x1b[Hgarbage');
    stream.repaint();
    expect(await glass.lines()).toEqual(before);
  });

  test('the cursor stands at the caret while a line is typed', async () => {
    const { glass, press } = await open(80, 24);
    await press(':wait 日本');
    expect(await glass.cursor()).toEqual({ x: 11, y: 22 });
    await press('\x1b[D');
    expect(await glass.cursor()).toEqual({ x: 9, y: 22 });
  });

  test('a terminal without Unicode gets ASCII alone', async () => {
    const { glass } = await open(80, 24, { capabilities: { unicode: false } });
    expect((await glass.lines()).join('')).toMatch(/^[\x20-\x7e]*$/);
  });
});

describe('static tables', () => {
  const bodies: readonly StaticBody[] = [
    {
      kind: 'static',
      titles: ['header', 'source'],
      rows: [
        ['before', '10.0.0.10:443'],
        ['後', '203.0.113.9'],
      ],
    },
    {
      kind: 'static',
      titles: ['名前', 'ﾊｺﾆﾜ'],
      rows: [
        ['箱庭', '日本'],
        ['', 'x'],
      ],
    },
    { kind: 'static', titles: ['empty'], rows: [['']] },
  ];

  test.each([40, 22])('ink-table draws the cells that the views draw, %i wide', (width) => {
    for (const body of bodies) {
      const frame = renderInk(<StaticTable body={body} size={{ width, height: 20 }} />).lastFrame() ?? '';
      expect(frame.split('\n').map((line) => line.trimEnd())).toEqual(
        staticTable(body, { width, height: 20 }).map((row) => textOf(row).trimEnd()),
      );
      for (const line of frame.split('\n')) expect(widthOf(line)).toBe(widthOf(frame.split('\n')[0] ?? ''));
    }
  });

  test('their lines are equally wide even where a character takes many code units', () => {
    const body: StaticBody = { kind: 'static', titles: ['a'], rows: [['👩‍👩‍👧'], ['箱庭']] };
    const lines = (renderInk(<StaticTable body={body} size={{ width: 40, height: 20 }} />).lastFrame() ?? '').split(
      '\n',
    );
    expect(new Set(lines.map(widthOf)).size).toBe(1);
  });

  test('stand in their panes, drawn over the rows', async () => {
    const [body] = bodies;
    if (body === undefined) throw new Error('no table');
    const dashboard: Dashboard = {
      title: 'Tables',
      start: undefined,
      panes: () => [{ id: 'header', title: 'Header', height: { least: 3, wanted: 9 }, body }],
    };
    const { glass, store } = await open(120, 36, {
      dashboards: new Map([['1', dashboard]]),
      tables: () => StaticTable,
    });
    store.dispatch({ kind: 'ready', tab: '1' });
    await new Promise(setImmediate);
    const drawn = createView(new Map([['1', dashboard]]))
      .draw(store.get())
      .rows.map((row) => textOf(row).trimEnd());
    expect(await glass.lines()).toEqual([...drawn, '']);
  });
});

test('the component follows the store', async () => {
  const view = createView(new Map());
  const store = createStore(firstState({ width: 100, height: 30 }), view.surface, () => {});
  const capabilities = { colour: false, unicode: true, theme: 'standard' } as const;
  const { lastFrame, unmount } = renderInk(
    <App store={store} view={view} capabilities={capabilities} tables={() => undefined} />,
  );
  expect(lastFrame()).toContain('no scenarios here');
  store.dispatch({ kind: 'opened', name: 'waiting', ...(await scenarioOf(waiting)) });
  await new Promise(setImmediate);
  expect(lastFrame()).toContain('wait 10s');
  unmount();
});
