import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, hakoniwa, waiting } from './hakoniwa.ts';
import { inTerminal, type TerminalOptions } from './terminal.ts';

const enter = '\x1b[?1049h';
const leave = '\x1b[?1049l';
const showCursor = '\x1b[?25h';

function open(options: TerminalOptions = {}) {
  const cwd = folderWith({ 'waiting.yaml': waiting() });
  return { cwd, terminal: inTerminal(['open', 'waiting.yaml'], { cwd, ...options }) };
}

/** The terminal is as it was: ordinary screen, visible cursor, and nothing of the picture after that. */
function expectRestored(output: string): void {
  expect(output).toContain(enter);
  expect(output.indexOf(leave)).toBeGreaterThan(output.indexOf(enter));
  const after = output.slice(output.lastIndexOf(leave));
  expect(after).not.toContain(enter);
  expect(output.lastIndexOf(showCursor)).toBeGreaterThan(output.lastIndexOf('\x1b[?25l'));
  expect(after).not.toMatch(/[│┃╭┏]/);
}

describe('the terminal is restored', () => {
  test('after q, with a summary on the ordinary screen', async () => {
    const { terminal } = open();
    await terminal.shows('wait 1h 1m');
    await terminal.type('.', 'q');
    expect(await terminal.ended).toMatchObject({ exitCode: 0 });
    expectRestored(terminal.output());
    expect(terminal.output().slice(terminal.output().lastIndexOf(leave))).toContain('step 2 of 3');
  });

  test('after ctrl-c, with 130', async () => {
    const { terminal } = open();
    await terminal.shows('wait 1h 1m');
    await terminal.type('\x03');
    expect(await terminal.ended).toMatchObject({ exitCode: 130 });
    expectRestored(terminal.output());
  });

  test.each([
    ['SIGTERM', 15],
    ['SIGHUP', 1],
    ['SIGINT', 2],
  ])('after %s, of which the program dies', async (signal, number) => {
    const { terminal } = open();
    await terminal.shows('wait 1h 1m');
    terminal.kill(signal);
    expect(await terminal.ended).toMatchObject({ signal: number });
    expectRestored(terminal.output());
  });

  test('while it is suspended, and taken again when it goes on', async () => {
    const cwd = folderWith({ 'waiting.yaml': waiting() });
    const program = `'${process.execPath}' '${join(process.cwd(), 'dist/hakoniwa.mjs')}' open waiting.yaml`;
    const terminal = inTerminal([], { cwd, shell: `set -m; ${program}; echo stopped with $?; fg; echo ended with $?` });
    await terminal.shows('wait 1h 1m');
    await terminal.type('.', '\x1a');
    // The shell goes on at once and brings the program back, which draws the same screen again.
    await terminal.wrote('stopped with 148');
    await terminal.shows(/step 2\/3/);
    await terminal.type('.', 'q');
    await terminal.ended;
    expectRestored(terminal.output());
    expect(terminal.output()).toContain('ended with 0');
    // While the shell has the terminal nothing is drawn on it.
    const away = terminal.output().split(leave).slice(1);
    expect(away.map((text) => text.split('\x1b[?1049h')[0]).filter((text) => text?.includes('\x1b[?2026h'))).toEqual(
      [],
    );
  });
});

test('where no shell could bring it back, a suspension lasts a moment', async () => {
  const { terminal } = open();
  await terminal.shows('wait 1h 1m');
  terminal.kill('SIGTSTP');
  await terminal.wrote(leave);
  await terminal.shows('wait 1h 1m');
  await terminal.type('.');
  await terminal.shows('step 2/3');
  await terminal.type('q');
  expect(await terminal.ended).toMatchObject({ exitCode: 0 });
  expectRestored(terminal.output());
});

describe('the screen', () => {
  test('follows the window', async () => {
    const { terminal } = open();
    await terminal.shows('wait 1h 1m');
    terminal.resize(80, 24);
    expect(await terminal.shows(/step 1\/3 ✓ wait 1h 1m/)).not.toContain('Steps');
    terminal.resize(30, 8);
    await terminal.shows('needs 40x10');
    terminal.resize(120, 36);
    const screen = await terminal.shows('Steps');
    expect(screen.split('\n')).toHaveLength(36);
    expect(terminal.output()).not.toContain('\x1b[3J');
    await terminal.type('q');
    await terminal.ended;
  });

  test('at 60×20 still steps, explains and takes commands', async () => {
    const { terminal } = open({ cols: 60, rows: 20 });
    await terminal.shows('wait 1h 1m');
    await terminal.type('.', '.');
    await terminal.shows('3/3');
    await terminal.type(':', ...'wait 7s', '\r');
    await terminal.shows('4/4');
    await terminal.type('?');
    await terminal.shows('find a key');
    await terminal.type('\x03');
    expect(await terminal.ended).toMatchObject({ exitCode: 130 });
  });

  test('has no colour where NO_COLOR is set', async () => {
    const { terminal } = open({ env: { NO_COLOR: '1' } });
    await terminal.shows('wait 1h 1m');
    await terminal.type('.', 'q');
    await terminal.ended;
    // biome-ignore lint/complexity/useRegexLiterals: the escape reads better as a string
    expect(terminal.output()).not.toMatch(new RegExp('\\x1b\\[[0-9;]*m'));
  });

  test('is ASCII where the locale is not UTF-8', async () => {
    const { terminal } = open({ env: { LANG: 'C' } });
    await terminal.shows('wait 1h 1m');
    await terminal.type('q');
    await terminal.ended;
    expect(terminal.output()).toMatch(/^[\x00-\x7f]*$/);
  });
});

describe('the file', () => {
  test('is read again when it changes; a broken edit shows its problem and keeps the last good world', async () => {
    const { cwd, terminal } = open();
    const file = join(cwd, 'waiting.yaml');
    await terminal.shows('wait 1h 1m');
    writeFileSync(file, readFileSync(file, 'utf8').replace('61m', '62m'));
    await terminal.shows('wait 1h 2m');
    writeFileSync(file, readFileSync(file, 'utf8').replace('title:', 'titel:'));
    const broken = await terminal.shows('the last good world is shown');
    expect(broken).toContain('waiting.yaml:1');
    expect(broken).toContain('wait 1h 2m');
    writeFileSync(file, waiting());
    await terminal.shows(/wait 1h 1m/);
    await terminal.type('q');
    await terminal.ended;
  });

  test('that is broken from the start is told on the ordinary screen', async () => {
    const cwd = folderWith({ 'broken.yaml': 'steps: [{ wiat: 3s }]\n' });
    const terminal = inTerminal(['open', 'broken.yaml'], { cwd });
    expect(await terminal.ended).toMatchObject({ exitCode: 2 });
    expect(terminal.output()).toContain('did you mean wait?');
    const { output } = terminal;
    expect(output().lastIndexOf('did you mean')).toBeGreaterThan(output().lastIndexOf(leave));
  });

  test('of the session is saved by :save and replays', async () => {
    const { cwd, terminal } = open();
    await terminal.shows('wait 1h 1m');
    await terminal.type(':', ...'wait 7s', '\r');
    await terminal.shows('step 2/4');
    await terminal.type(':', ...'save mine.yaml', '\r');
    await terminal.shows('saved as mine.yaml');
    await terminal.type(':', ...'save waiting.yaml', '\r');
    await terminal.shows('exists already');
    await terminal.type('\x1b', 'q');
    await terminal.ended;
    const replayed = hakoniwa(['replay', 'mine.yaml'], { cwd });
    expect(replayed.code).toBe(0);
    expect(replayed.stdout).toContain('wait 7s');
  });
});

test('a pasted step stands in the command bar, and is done when it is accepted', async () => {
  const { terminal } = open();
  await terminal.shows('wait 1h 1m');
  await terminal.type('\x1b[200~wait 7s\rq\x1b[201~');
  await terminal.shows(':wait 7s q');
  await terminal.type('\x7f', '\x7f', '\r');
  await terminal.shows('step 2/4');
  await terminal.type('q');
  expect(await terminal.ended).toMatchObject({ exitCode: 0 });
  expect(terminal.output().lastIndexOf('\x1b[?2004l')).toBeGreaterThan(terminal.output().lastIndexOf('\x1b[?2004h'));
});

test('text from a scenario never reaches the terminal as control codes', async () => {
  const cwd = folderWith({
    'evil.yaml':
      'title: "\\e]0;owned\\a \\e[31mred"\nabout: "\\e[2J\\x9b31m\\r gone"\nsteps:\n  - wait: 1s\n    note: "\\e]52;c;AAAA\\a"\n',
  });
  const terminal = inTerminal(['open', 'evil.yaml'], { cwd });
  await terminal.shows('\\x1b]0;owned');
  await terminal.type('\r', '.', '\r');
  await terminal.type('q');
  await terminal.ended;
  expect(terminal.output()).not.toContain('\x1b]0;');
  expect(terminal.output()).not.toContain('\x1b]52;');
  expect(terminal.output()).not.toContain('\x9b');
});

test('without a command the gallery opens, and a scenario from it', async () => {
  const terminal = inTerminal([]);
  await terminal.shows('Scenarios');
  await terminal.type('/', ...'tour', '\r', '\r');
  await terminal.shows(/step 1\//);
  await terminal.type('q', 'q');
  expect(await terminal.ended).toMatchObject({ exitCode: 0 });
});
