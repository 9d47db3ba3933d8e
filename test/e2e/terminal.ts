import { spawn } from '@lydell/node-pty';
import headless from '@xterm/headless';
import { onTestFinished } from 'vitest';
import { executable, folderWith } from './hakoniwa.ts';

/** The built command in a real pseudo-terminal, and an emulated screen that shows what it writes. */
export interface Terminal {
  /** Everything written so far. */
  readonly output: () => string;
  readonly screen: () => Promise<string>;
  /** Types as a person does: one key after the other. */
  type(...keys: readonly string[]): Promise<void>;
  /** Waits until a text has been written, whatever is on the screen. */
  wrote(text: string): Promise<void>;
  /** Waits until the screen shows a text. */
  shows(text: string | RegExp): Promise<string>;
  resize(cols: number, rows: number): void;
  kill(signal: string): void;
  readonly pid: number;
  readonly ended: Promise<{ readonly exitCode: number; readonly signal?: number }>;
}

const patience = 20_000;

export interface TerminalOptions {
  readonly cols?: number;
  readonly rows?: number;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A shell command line instead of the program: job control needs a shell. */
  readonly shell?: string;
}

/** Starts the program in a terminal of its own. Its settings go to a folder that is gone afterwards. */
export function inTerminal(args: readonly string[], options: TerminalOptions = {}): Terminal {
  const { cols = 100, rows = 30, cwd = process.cwd() } = options;
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) env[name] = value;
  // An empty CI still counts as one.
  for (const name of ['CI', 'NO_COLOR', 'FORCE_COLOR', 'LC_ALL', 'LC_CTYPE']) delete env[name];
  Object.assign(env, { TERM: 'xterm-256color', LANG: 'C.UTF-8', XDG_CONFIG_HOME: folderWith({}) }, options.env);
  const [file, argv] =
    options.shell === undefined
      ? [process.execPath, [executable, ...args]]
      : ['bash', ['--norc', '-i', '-c', options.shell]];
  const pty = spawn(file, [...argv], { name: 'xterm-256color', cols, rows, cwd, env });
  const emulator = new headless.Terminal({ cols, rows, allowProposedApi: true });
  let output = '';
  pty.onData((data) => {
    output += data;
    emulator.write(data);
  });
  const ended = new Promise<{ exitCode: number; signal?: number }>((resolve) => pty.onExit(resolve));
  onTestFinished(() => {
    try {
      pty.kill('SIGKILL');
    } catch {
      // It has ended already.
    }
  });
  const screen = async () => {
    await new Promise<void>((resolve) => emulator.write('', resolve));
    const { active } = emulator.buffer;
    const lines = Array.from(
      { length: emulator.rows },
      (_, y) => active.getLine(active.viewportY + y)?.translateToString(true) ?? '',
    );
    return lines.map((line) => line.trimEnd()).join('\n');
  };
  return {
    output: () => output,
    screen,
    type: async (...keys) => {
      for (const key of keys) {
        pty.write(key);
        await pause(40);
      }
    },
    wrote: async (text) => {
      const until = Date.now() + patience;
      while (!output.includes(text)) {
        if (Date.now() > until) throw new Error(`never wrote ${text}`);
        await pause(25);
      }
    },
    shows: async (text) => {
      const until = Date.now() + patience;
      for (;;) {
        const shown = await screen();
        if (typeof text === 'string' ? shown.includes(text) : text.test(shown)) return shown;
        if (Date.now() > until) throw new Error(`never showed ${text}; the screen is\n${shown}`);
        await pause(25);
      }
    },
    resize: (width, height) => {
      pty.resize(width, height);
      emulator.resize(width, height);
    },
    kill: (signal) => pty.kill(signal),
    pid: pty.pid,
    ended,
  };
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
