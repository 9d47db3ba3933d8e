import headless from '@xterm/headless';
import { render } from 'ink';
import { parseKeys } from '../../src/app/key-parser.ts';
import { firstState } from '../../src/app/state.ts';
import type { Effect } from '../../src/app/update.ts';
import { App, type StaticTableComponent } from '../../src/tui/app.tsx';
import type { Capabilities } from '../../src/tui/capabilities.ts';
import { createStore, type Store } from '../../src/tui/store.ts';
import { type FrameStream, frameStream } from '../../src/tui/stream.ts';
import { createTokens } from '../../src/tui/tokens.ts';
import type { Dashboard } from '../../src/view/dashboard.ts';
import { createView } from '../../src/view/screen.ts';

/** An emulated terminal that shows what is written to it. */
export interface Glass {
  readonly cols: number;
  readonly rows: number;
  write(text: string): void;
  resize(cols: number, rows: number): void;
  /** The lines on the screen, blanks at their ends cut. */
  lines(): Promise<readonly string[]>;
  /** Every cell of the first line with its colours. */
  cells(): Promise<readonly string[]>;
  cursor(): Promise<{ readonly x: number; readonly y: number }>;
  /** Bytes written since the last call. */
  spent(): number;
}

export function glass(cols: number, rows: number): Glass {
  const terminal = new headless.Terminal({ cols, rows, allowProposedApi: true, scrollback: 100 });
  let bytes = 0;
  const drained = () => new Promise<void>((resolve) => terminal.write('', resolve));
  return {
    get cols() {
      return terminal.cols;
    },
    get rows() {
      return terminal.rows;
    },
    write: (text) => {
      bytes += Buffer.byteLength(text);
      terminal.write(text);
    },
    resize: (width, height) => terminal.resize(width, height),
    lines: async () => {
      await drained();
      const { active } = terminal.buffer;
      return Array.from(
        { length: terminal.rows },
        (_, y) =>
          active
            .getLine(active.viewportY + y)
            ?.translateToString(true)
            .trimEnd() ?? '',
      );
    },
    cells: async () => {
      await drained();
      const line = terminal.buffer.active.getLine(terminal.buffer.active.viewportY);
      return Array.from({ length: terminal.cols }, (_, x) => {
        const cell = line?.getCell(x);
        const bold = cell?.isBold() ? 'b' : '';
        const under = cell?.isUnderline() ? 'u' : '';
        return `${cell?.getChars() || ' '}/${cell?.getFgColor()}/${cell?.getBgColor()}/${bold}${under}`;
      });
    },
    cursor: async () => {
      await drained();
      return { x: terminal.buffer.active.cursorX, y: terminal.buffer.active.cursorY };
    },
    spent: () => {
      const now = bytes;
      bytes = 0;
      return now;
    },
  };
}

export interface Shown {
  readonly glass: Glass;
  readonly store: Store;
  readonly stream: FrameStream;
  readonly effects: Effect[];
  press(input: string): Promise<void>;
  close(): void;
}

const plainCapabilities: Capabilities = { colour: true, unicode: true, theme: 'standard' };

/** The app drawn by Ink into an emulated terminal. */
export function show(
  cols: number,
  rows: number,
  options: {
    readonly capabilities?: Partial<Capabilities>;
    readonly dashboards?: Map<string, Dashboard>;
    readonly tables?: () => StaticTableComponent | undefined;
  } = {},
): Shown {
  const screen = glass(cols, rows);
  const view = createView(options.dashboards ?? new Map());
  const effects: Effect[] = [];
  const store = createStore(firstState({ width: cols, height: rows }), view.surface, (effect) => effects.push(effect));
  const tokens = createTokens();
  const stream = frameStream(
    (text) => screen.write(text),
    { width: cols, height: rows },
    () => view.draw(store.get()).caret,
    tokens,
  );
  const capabilities = { ...plainCapabilities, ...options.capabilities };
  const app = (
    <App
      store={store}
      view={view}
      capabilities={capabilities}
      tables={options.tables ?? (() => undefined)}
      tokens={tokens}
    />
  );
  const instance = render(app, { stdout: stream.ink, debug: true, exitOnCtrlC: false, patchConsole: false });
  return {
    glass: screen,
    store,
    stream,
    effects,
    press: async (input) => {
      for (const key of parseKeys(input).keys) store.dispatch({ kind: 'key', key });
      await new Promise(setImmediate);
    },
    close: () => {
      stream.close();
      instance.unmount();
    },
  };
}
