import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FORMAT_NAMES } from '../../src/render/format.ts';
import { executable, folderWith, hakoniwa, waiting } from './hakoniwa.ts';

/** Five scenarios in two folders; one of them does not get what it expects. */
const several = {
  'a.yaml': waiting(),
  'b/one.yaml': waiting('error'),
  'b/two.yaml': waiting(),
  'c.yaml': waiting(),
  'z.yml': waiting(),
};

test('exit codes: met, not met, wrong', () => {
  const folder = folderWith(several);
  expect(hakoniwa(['replay', 'a.yaml'], { cwd: folder })).toMatchObject({ code: 0, stderr: '' });
  expect(hakoniwa(['replay', 'b/one.yaml'], { cwd: folder })).toMatchObject({ code: 1, stderr: '' });
  expect(hakoniwa(['replay', 'b/one.yaml', 'missing.yaml'], { cwd: folder }).code).toBe(2);
});

test.each(FORMAT_NAMES.filter((name) => name !== 'svg'))(
  '%s: the same bytes in another process, and whatever the number of jobs',
  (format) => {
    const folder = folderWith(several);
    const first = hakoniwa(['replay', '.', '--format', format], { cwd: folder });
    expect(first.stdout.length).toBeGreaterThan(500);
    for (const jobs of ['1', '2', '7']) {
      expect(hakoniwa(['replay', '.', '--format', format, '--jobs', jobs], { cwd: folder })).toEqual(first);
    }
  },
);

test('the same bytes in another time zone, language and folder', () => {
  const some = ['tour', 'scenarios/network', 'scenarios/s3', 'first-table', 'hot-shard'];
  const here = hakoniwa(['replay', ...some, '--format', 'json', '--jobs', '2']);
  const env = { TZ: 'Asia/Tokyo', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', COLUMNS: '40' };
  expect(hakoniwa(['replay', ...some, '--format', 'json'], { env })).toEqual(here);
  expect(here).toMatchObject({ code: 0, stderr: '' });
});

test('svg: the screen at one step of one scenario, the same bytes each time', () => {
  const draw = (until: string) => hakoniwa(['replay', 'tour', '--format', 'svg', '--until', until]);
  const { code, stdout, stderr } = draw('https-forgotten');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^<svg [^>]*viewBox[\s\S]*<\/svg>\n$/);
  expect(draw('2').stdout).toBe(stdout);
  expect(draw('web').stdout).not.toBe(stdout);
  expect(hakoniwa(['replay', 'scenarios/network', '--format', 'svg'])).toMatchObject({ code: 2, stdout: '' });
});

test('shards deal out every file once', () => {
  const folder = folderWith(several);
  const shard = (which: string) =>
    scenariosOf(hakoniwa(['replay', '.', '--format', 'json', '--shard', which], { cwd: folder }).stdout);
  expect([shard('1/3'), shard('2/3'), shard('3/3')]).toEqual([
    ['a.yaml', 'c.yaml'],
    ['b/one.yaml', 'z.yml'],
    ['b/two.yaml'],
  ]);
  expect(hakoniwa(['replay', '.', '--shard', '9/9'], { cwd: folder }).code).toBe(0);
});

function scenariosOf(stdout: string): readonly string[] {
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { scenario?: string });
  return [...new Set(lines.flatMap(({ scenario }) => scenario ?? []))];
}

test('--until stops after a step, by number or by id', () => {
  const folder = folderWith({ 'a.yaml': waiting() });
  const lines = (until: string) =>
    hakoniwa(['replay', 'a.yaml', '--format', 'json', '--until', until], { cwd: folder }).stdout.trim().split('\n')
      .length - 1;
  expect([lines('first'), lines('1'), lines('2'), lines('3')]).toEqual([1, 1, 2, 3]);
});

test('--out writes the same bytes to a file and nothing to standard output', () => {
  const folder = folderWith({ 'a.yaml': waiting() });
  const printed = hakoniwa(['replay', 'a.yaml', '--format', 'junit'], { cwd: folder });
  const written = hakoniwa(['replay', 'a.yaml', '--format', 'junit', '--out', 'report.xml'], { cwd: folder });
  expect(written).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(readFileSync(join(folder, 'report.xml'), 'utf8')).toBe(printed.stdout);
});

test('a scenario on standard input is not waited for', () => {
  const folder = folderWith({ 'a.yaml': waiting() });
  expect(hakoniwa(['replay', 'a.yaml'], { cwd: folder, input: 'ignored' }).code).toBe(0);
});

test('colour only where it is asked for', () => {
  const folder = folderWith({ 'a.yaml': waiting() });
  const run = (env: Record<string, string>) =>
    hakoniwa(['replay', 'a.yaml'], { cwd: folder, env }).stdout.includes('\u001b[');
  expect(run({})).toBe(false);
  expect(run({ FORCE_COLOR: '1' })).toBe(true);
  expect(run({ FORCE_COLOR: '0' })).toBe(false);
  expect(run({ NO_COLOR: '1' })).toBe(false);
});

test('a reader that has seen enough ends it quietly', () => {
  const folder = folderWith(Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`${index}.yaml`, waiting()])));
  const script = '"$0" "$1" replay . | head -1; echo "${PIPESTATUS[0]}"';
  const ran = spawnSync('bash', ['-c', script, process.execPath, executable], { cwd: folder, encoding: 'utf8' });
  expect(ran.stdout).toMatch(/^Waiting +0\.yaml\n0\n$/);
  expect(ran.stderr).toBe('');
});

test('Ctrl-C ends it at once with 130', async () => {
  const many = `title: Long\naccounts:\n  shop: { id: "111122223333" }\nsteps:\n${'  - wait: 1s\n'.repeat(10_000)}`;
  const folder = folderWith(Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`${index}.yaml`, many])));
  const child = spawn(process.execPath, [executable, 'replay', '.', '--format', 'json'], { cwd: folder });
  child.stdout.once('data', () => child.kill('SIGINT'));
  child.stdout.resume();
  const code = await new Promise((resolve) => child.once('exit', (status, signal) => resolve(status ?? signal)));
  expect(code).toBe(130);
});

test('open without a terminal replays', () => {
  const folder = folderWith({ 'a.yaml': waiting() });
  expect(hakoniwa(['open', 'a.yaml'], { cwd: folder })).toEqual(hakoniwa(['replay', 'a.yaml'], { cwd: folder }));
});
