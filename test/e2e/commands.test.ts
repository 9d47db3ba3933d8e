import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { folderWith, hakoniwa, waiting } from './hakoniwa.ts';

const COMMANDS = ['open', 'replay', 'ask', 'check', 'import', 'schema'];

test('version and help', () => {
  expect(hakoniwa(['--version'])).toEqual({ code: 0, stdout: `${packageJson.version}\n`, stderr: '' });
  const { code, stdout, stderr } = hakoniwa(['--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
});

test.each(COMMANDS)('%s --help shows how, with examples, in 80 columns', (command) => {
  const { code, stdout } = hakoniwa([command, '--help']);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    new RegExp(`^Usage: hakoniwa ${command} .*\\n[\\s\\S]*\\nExamples:\\n  \\$ hakoniwa ${command} `),
  );
  expect(stdout.split('\n').filter((line) => line.length > 88)).toEqual([]);
  expect(hakoniwa(['help', command]).stdout).toBe(stdout);
});

test('without a terminal and without arguments: the tour, as text', () => {
  const { code, stdout, stderr } = hakoniwa([]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('This was the tour, as text.');
  expect(stdout.startsWith(hakoniwa(['replay', 'tour']).stdout)).toBe(true);
});

test('check says what is good', () => {
  const folder = folderWith({ 'a.yaml': waiting() });
  expect(hakoniwa(['check', 'a.yaml'], { cwd: folder })).toEqual({
    code: 0,
    stdout: 'a.yaml: good, 3 steps\n',
    stderr: '',
  });
});

test('ask performs one step, or one a line from standard input', () => {
  const folder = folderWith({ 'a.yaml': waiting() });
  const asked = (...args: string[]) =>
    hakoniwa(['ask', 'a.yaml', ...args], { cwd: folder, input: 'wait: 1s\n\n# no step\nwait 2m\n' });
  expect(asked('wait: 90s').stdout).toMatch(/1 {2}wait 1m 30s\s+00:01:30\n\s+✓ done/);
  const each = jsonOf(asked('-', '--format', 'json').stdout);
  expect(each.map(({ title, time }) => [title, time])).toEqual([
    ['wait 1s', '2026-01-05T09:00:01.000Z'],
    ['wait 2m', '2026-01-05T09:02:00.000Z'],
    [undefined, undefined],
  ]);
  const following = jsonOf(asked('-', '--format', 'json', '--follow').stdout);
  expect(following[1]?.time).toBe('2026-01-05T09:02:01.000Z');
});

test('ask tells what is wrong with a step and goes on', () => {
  const folder = folderWith({ 'a.yaml': waiting() });
  const ran = hakoniwa(['ask', 'a.yaml', 'wiat: 1s', 'wait: 1s'], { cwd: folder });
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain('did you mean wait?');
  expect(ran.stdout).toContain('wait 1s');
});

function jsonOf(stdout: string): readonly { title?: string; time?: string }[] {
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { title?: string; time?: string });
}

test('schema prints the JSON Schema of the format, to a file too', () => {
  const { code, stdout } = hakoniwa(['schema']);
  expect(code).toBe(0);
  const schema = JSON.parse(stdout) as { $schema: string; properties: Record<string, unknown> };
  expect(schema.$schema).toContain('2020-12');
  expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(['title', 'accounts', 'steps']));
  const folder = folderWith({});
  hakoniwa(['schema', '--out', 'schema.json'], { cwd: folder });
  expect(readFileSync(join(folder, 'schema.json'), 'utf8')).toBe(stdout);
});

test('import writes a scenario that checks', () => {
  const vpcs = {
    Vpcs: [
      {
        VpcId: 'vpc-0a1b2c3d',
        CidrBlock: '10.0.0.0/16',
        OwnerId: '111122223333',
        Tags: [{ Key: 'Name', Value: 'main' }],
      },
    ],
  };
  const folder = folderWith({ 'us-east-1/describe-vpcs.json': JSON.stringify(vpcs) });
  const ran = hakoniwa(['import', '.', '--out', 'account.yaml'], { cwd: folder });
  expect(ran).toMatchObject({ code: 0, stdout: '' });
  expect(readFileSync(join(folder, 'account.yaml'), 'utf8')).toContain('10.0.0.0/16');
  expect(hakoniwa(['check', 'account.yaml'], { cwd: folder })).toMatchObject({ code: 0 });
  expect(hakoniwa(['import', 'nowhere'], { cwd: folder }).code).toBe(2);
});
