import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import { Box, render, Text } from 'ink';
import { createElement, useSyncExternalStore } from 'react';
import { firstState } from '../src/app/state.ts';
import { readScenario, timelineOf } from '../src/scenario/scenario.ts';
import { App } from '../src/tui/app.tsx';
import { createStore } from '../src/tui/store.ts';
import { frameStream } from '../src/tui/stream.ts';
import { createTokens } from '../src/tui/tokens.ts';
import type { Dashboard } from '../src/view/dashboard.ts';
import { createView } from '../src/view/screen.ts';
import { type Measurement, median } from './measure.ts';

export const title = 'The app in the terminal';

const size = { width: 120, height: 40 };

export async function measure(): Promise<readonly Measurement[]> {
  return [...(await firstFrames()), ...(await keyPresses())];
}

/* First frame: from starting the process to the first picture, in a pseudo-terminal. */

const bareApp = `
import { render, Text } from 'ink';
import { createElement } from 'react';
render(createElement(Text, null, 'hakoniwa'));
`;

async function firstFrames(): Promise<readonly Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hakoniwa-first-frame-'));
  try {
    const bare = bundleBare(folder);
    const many = packageWith(folder, 1000);
    const open = ['dist/hakoniwa.mjs', 'open', 'tour'];
    const runs = {
      bare: { args: [bare], until: 'hakoniwa' },
      open: { args: open, until: 'hakoniwa' },
      shown: { args: open, until: 'step 1/' },
      gallery: { args: ['dist/hakoniwa.mjs'], until: 'hakoniwa' },
      many: { args: [many], until: 'hakoniwa' },
    };
    const times: { [name in keyof typeof runs]: number[] } = { bare: [], open: [], shown: [], gallery: [], many: [] };
    // In turn, so that a machine that slows down slows all; the first round warms the file cache.
    for (let round = 0; round < 16; round++) {
      for (const name of Object.keys(runs) as (keyof typeof runs)[]) {
        const took = await firstFrame(runs[name].args, runs[name].until);
        if (round > 0) times[name].push(took);
      }
    }
    const base = median(times.bare);
    const line = (name: string, took: number, goal?: Measurement['goal']): Measurement => ({
      name,
      ours: `${took.toFixed(0)} ms`,
      base: `${base.toFixed(0)} ms a bare Ink app that prints one line`,
      ratio: took / base,
      ...(goal === undefined ? {} : { goal }),
    });
    const goal = (took: number) => ({ says: '≤ 1.5', met: took / base <= 1.5 });
    const [opening, shown] = [median(times.open), median(times.shown)];
    const [gallery, crowd] = [median(times.gallery), median(times.many)];
    return [
      line('first frame, opening a scenario', opening, goal(opening)),
      line('the opened scenario itself on the screen', shown),
      line('first frame, the gallery', gallery, goal(gallery)),
      {
        name: 'first frame, the gallery with 1,000 more scenarios',
        ours: `${crowd.toFixed(0)} ms`,
        base: `${gallery.toFixed(0)} ms with the house's own`,
        ratio: crowd / gallery,
        goal: { says: '≤ 1.1 (flat)', met: crowd / gallery <= 1.1 },
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The bare app, bundled as ours is. */
function bundleBare(folder: string): string {
  const entry = join(folder, 'bare.mjs');
  const out = join(folder, 'bare-bundle.mjs');
  writeFileSync(entry, bareApp);
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
  const require = "import {createRequire as __cr} from 'node:module'; const require = __cr(import.meta.url);";
  execFileSync('node_modules/.bin/esbuild', [
    entry,
    `--outfile=${out}`,
    '--bundle',
    '--minify',
    '--platform=node',
    '--format=esm',
    '--target=node20',
    '--log-level=error',
    `--alias:react-devtools-core=${join(process.cwd(), 'scripts/react-devtools-stub.mjs')}`,
    '--define:process.env.NODE_ENV="production"',
    `--banner:js=${require}`,
  ]);
  return out;
}

/** The package with so many more scenarios. */
function packageWith(folder: string, count: number): string {
  const copy = join(folder, 'package');
  for (const part of ['dist', 'scenarios', 'package.json'])
    if (existsSync(part)) cpSync(part, join(copy, part), { recursive: true });
  mkdirSync(join(copy, 'scenarios', 'many'), { recursive: true });
  for (let index = 0; index < count; index++) {
    writeFileSync(
      join(copy, 'scenarios', 'many', `scenario-${index}.yaml`),
      `title: Number ${index}\nsteps: [{ wait: 1s }]\n`,
    );
  }
  return join(copy, 'dist', 'hakoniwa.mjs');
}

/** Milliseconds until a program in a terminal has drawn a text. */
function firstFrame(args: readonly string[], until: string): Promise<number> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter((each): each is [string, string] => each[1] !== undefined),
  );
  delete env['CI'];
  const start = performance.now();
  const pty = spawn(process.execPath, [...args], { cols: size.width, rows: size.height, env });
  return new Promise((resolve, reject) => {
    let seen = '';
    let took: number | undefined;
    pty.onData((data) => {
      seen += data;
      if (took !== undefined || !seen.includes(until)) return;
      took = performance.now() - start;
      pty.kill('SIGKILL');
    });
    pty.onExit(() => (took === undefined ? reject(new Error(`no frame:\n${seen}`)) : resolve(took)));
  });
}

/* A key press: from the key to the bytes of the next picture. */

async function keyPresses(): Promise<readonly Measurement[]> {
  const bare = bareRows();
  const small = await table(100);
  const large = await table(10_000);
  const times = { bare: [] as number[], small: [] as number[], large: [] as number[] };
  let bytes = 0;
  for (let round = 0; round < 400; round++) {
    const counted = round >= 50;
    // Up and down inside the window: a table that scrolls changes all its rows.
    const key = round % 20 < 10 ? 'j' : 'k';
    const one = await bare.press();
    const two = await small.press(key);
    const three = await large.press(key);
    if (!counted) continue;
    times.bare.push(one.took);
    times.small.push(two.took);
    times.large.push(three.took);
    bytes = Math.max(bytes, three.bytes);
  }
  for (const each of [bare, small, large]) each.close();
  const [base, few, many] = [median(times.bare), median(times.small), median(times.large)];
  return [
    {
      name: 'key press to frame, 120×40, a table of 10,000 rows',
      ours: `${many.toFixed(2)} ms`,
      base: `${base.toFixed(2)} ms bare Ink drawing forty pre-styled rows`,
      ratio: many / base,
      goal: { says: '≤ 1.3', met: many / base <= 1.3 },
    },
    {
      name: 'the same, against a table of 100 rows',
      ours: `${many.toFixed(2)} ms`,
      base: `${few.toFixed(2)} ms`,
      ratio: many / few,
      goal: { says: '≤ 1.1 (flat)', met: many / few <= 1.1 },
    },
    {
      name: 'bytes written for a cursor that moved by a row, at most',
      ours: `${bytes} B`,
      base: '1,000 B',
      ratio: bytes / 1000,
      goal: { says: '< 1', met: bytes < 1000 },
    },
  ];
}

interface Pressed {
  readonly took: number;
  readonly bytes: number;
}

const quiet = { exitOnCtrlC: false, patchConsole: false } as const;

/** Forty rows of text with colour, one of which changes. */
function bareRows() {
  const plain = Array.from(
    { length: size.height - 1 },
    (_, index) => `\x1b[36m${String(index).padStart(4)}\x1b[39m ${'allow tcp 443 from 10.0.0.0/16 '.repeat(3)}`,
  );
  let chosen = 0;
  let changed: () => void = () => {};
  let written: (bytes: number) => void = () => {};
  const stdout = {
    columns: size.width,
    rows: size.height,
    isTTY: true,
    on() {},
    off() {},
    once() {},
    removeListener() {},
  };
  const stream = { ...stdout, write: (text: string) => written(text.length) };
  const subscribe = (listener: () => void) => {
    changed = listener;
    return () => {};
  };
  // biome-ignore lint/correctness/noComponentHookFactories: made once for each measurement
  const Rows = () => {
    const at = useSyncExternalStore(subscribe, () => chosen);
    const rows = plain.map((line, index) =>
      createElement(Text, { key: index, wrap: 'truncate' }, index === at ? `\x1b[7m${line}\x1b[27m` : line),
    );
    return createElement(Box, { flexDirection: 'column', height: size.height - 1 }, rows);
  };
  const instance = render(createElement(Rows), {
    ...quiet,
    stdout: stream as unknown as NodeJS.WriteStream,
    incrementalRendering: true,
    maxFps: 10_000,
  });
  return {
    press: () =>
      new Promise<Pressed>((resolve) => {
        const start = performance.now();
        let bytes = 0;
        // Ink writes a picture in three parts: the last one ends it.
        written = (count) => {
          bytes += count;
          if (bytes < 100) return;
          const took = performance.now() - start;
          written = () => {};
          // Ink throttles a picture that follows too soon; that is not part of what is measured.
          setTimeout(() => resolve({ took, bytes }), 2);
        };
        chosen = (chosen + 1) % plain.length;
        changed();
      }),
    close: () => instance.unmount(),
  };
}

/** The app on a table of so many rows. */
async function table(count: number) {
  const rows = {};
  const dashboard: Dashboard = {
    title: 'Network',
    start: undefined,
    panes: () => [
      {
        id: 'rules',
        title: 'Rules',
        height: { least: 5, wanted: 100 },
        body: {
          kind: 'table',
          columns: [
            { title: 'rule', priority: 3, min: 8, max: 8, align: 'right' },
            { title: 'what', priority: 2, min: 20, max: 60 },
            { title: 'verdict', priority: 1, min: 8, max: 8 },
          ],
          count,
          rows,
          empty: '',
          at: (index) => ({
            key: String(index),
            cells: [String(index), 'allow tcp 443 from 10.0.0.0/16', { text: '✓ pass', style: 'pass' }],
          }),
        },
      },
    ],
  };
  const dashboards = new Map([['1', dashboard]]);
  const view = createView(dashboards);
  const store = createStore(firstState(size), view.surface, () => {});
  let written: (bytes: number) => void = () => {};
  const tokens = createTokens();
  const stream = frameStream(
    (text) => written(Buffer.byteLength(text)),
    size,
    () => view.draw(store.get()).caret,
    tokens,
  );
  const { scenario } = await readScenario({
    path: 'bench.yaml',
    text: 'title: Bench\ninternet: { laptop: 203.0.113.10 }\nsteps: [{ wait: 1s }]\n',
  });
  if (scenario === undefined) throw new Error('the scenario of the benchmark cannot be read');
  store.dispatch({ kind: 'opened', name: 'bench', scenario, timeline: timelineOf(scenario) });
  store.dispatch({ kind: 'ready', tab: '1' });
  store.dispatch({ kind: 'key', key: { name: '1' } });
  const capabilities = { colour: true, unicode: true, theme: 'standard' } as const;
  const app = createElement(App, { store, view, capabilities, tables: () => undefined, tokens });
  const instance = render(app, { ...quiet, stdout: stream.ink, debug: true });
  await new Promise(setImmediate);
  return {
    press: (name: string) =>
      new Promise<Pressed>((resolve) => {
        const start = performance.now();
        written = (bytes) => {
          written = () => {};
          resolve({ took: performance.now() - start, bytes });
        };
        store.dispatch({ kind: 'key', key: { name } });
      }),
    close: () => {
      stream.close();
      instance.unmount();
    },
  };
}
