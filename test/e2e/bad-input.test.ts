import { spawnSync } from 'node:child_process';
import { symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderWith, hakoniwa, type Ran, waiting } from './hakoniwa.ts';

const ACCOUNT = 'accounts:\n  shop: { id: "111122223333", region: ap-northeast-1 }\n';

/** Wrong input is told on stderr with its place, ends with 2, and is never a stack trace. */
function expectDiagnostic(ran: Ran, diagnostic: string | RegExp): void {
  expect(ran.stderr).toMatch(diagnostic);
  expect(ran.stderr).not.toMatch(/^\s+at .*[:(]\d+/m);
  expect(ran.stderr).not.toContain('this is a bug');
  expect(ran.code).toBe(2);
}

function check(text: string | Uint8Array): Ran {
  return hakoniwa(['check', 'a.yaml'], { cwd: folderWith({ 'a.yaml': text }) });
}

const files: readonly (readonly [string, string | Uint8Array, string | RegExp])[] = [
  [
    'an unknown key',
    `${ACCOUNT}titel: x\n`,
    /a\.yaml:3:1: error: unknown key titel[\s\S]*\^[\s\S]*did you mean title\?/,
  ],
  [
    'an unknown verb',
    `${ACCOUNT}steps:\n  - wiat: 3s\n`,
    /a\.yaml:4:5: error: there is no verb wiat[\s\S]*did you mean wait\?/,
  ],
  ['a wrong value', `${ACCOUNT}steps:\n  - wait: 3 parsecs\n`, /a\.yaml:4:11: error: 3 parsecs is not a duration/],
  [
    'an account id that lost its zero',
    'accounts:\n  shop: { id: 11122223333 }\n',
    /a\.yaml:2:15: error: .*"011122223333"/s,
  ],
  [
    'a name that stands twice',
    `${ACCOUNT}  shop: { id: "111122223333" }\n`,
    /a\.yaml:3:3: error: the key shop stands here twice/,
  ],
  [
    'a dangling reference',
    `${ACCOUNT}steps:\n  - fail: az/nowhere\n`,
    /a\.yaml:4:11: error: there is nothing called az\/nowhere/,
  ],
  ['a YAML syntax error', 'title: "open\naccounts: {\n', /a\.yaml:2:12: error: /],
  ['a tab', 'title: x\naccounts:\n\tshop: 1\n', /a\.yaml:3:1: error: Tabs/],
  [
    'a binary file',
    new Uint8Array(4096).map((_, index) => index % 256),
    /a\.yaml:1:1: error: a\.yaml is a binary file/,
  ],
  [
    'a file in another encoding',
    new Uint8Array([0x61, 0x3a, 0x20, 0xe9, 0x0a]),
    /a\.yaml:1:1: error: a\.yaml is not in UTF-8/,
  ],
  ['an empty file', '', /a\.yaml:1:1: error: the file is empty/],
  ['a file of comments', '# nothing\n', /a\.yaml:1:1: error: the file is empty/],
  ['a list', '- a\n', /a\.yaml:1:1: error: a scenario is a map/],
  ['two documents', 'title: a\n---\ntitle: b\n', /a\.yaml:2:1: error: a scenario is one YAML document/],
  [
    'a key of JavaScript objects',
    `${ACCOUNT}__proto__: { polluted: true }\n`,
    /a\.yaml:3:1: error: __proto__ cannot be a key/,
  ],
  ['an anchor that is not there', 'title: *nope\n', /a\.yaml:1:8: error: there is no anchor &nope/],
  ['an anchor that holds itself', 'title: &a [*a]\n', /a\.yaml:1:12: error: &a cannot hold itself/],
  [
    'deep nesting',
    `title: ${'['.repeat(100)}${']'.repeat(100)}\n`,
    /a\.yaml:1:72: error: values are nested more than 64 levels/,
  ],
  [
    'nesting beyond the stack',
    `title: ${'['.repeat(100_000)}`,
    /a\.yaml:1:72: error: values are nested more than 64 levels/,
  ],
  ['an alias bomb', aliasBomb(), /a\.yaml:\d+:\d+: error: more than 3000000 values/],
];

function aliasBomb(): string {
  const letters = [...'abcdefghij'];
  const lines = letters.slice(1).map((name, index) => `${name}: &${name} [${Array(9).fill(`*${letters[index]}`)}]`);
  return ['a: &a [x, x, x]', ...lines, `title: *${letters.at(-1)}`, ''].join('\n');
}

for (const [what, text, diagnostic] of files) {
  test(`${what} is one clear diagnostic`, () => expectDiagnostic(check(text), diagnostic));
}

test('all problems are reported, in the order of the file', () => {
  const { stderr } = check(`titel: x\n${ACCOUNT}steps:\n  - wiat: 1s\n  - wait: soon\n`);
  expect([...stderr.matchAll(/^a\.yaml:(\d+):\d+: error/gm)].map((match) => match[1])).toEqual(['1', '5', '6']);
});

test('a flood of problems is counted, not printed', () => {
  const ran = check(`${ACCOUNT}steps:\n${'  - wait: soon\n'.repeat(500)}`);
  expectDiagnostic(ran, /and 400 more problems/);
  expect(ran.stderr.length).toBeLessThan(30_000);
});

test('what is not a file is told in words', () => {
  const folder = folderWith({ 'keep.txt': '' });
  symlinkSync('loop.yaml', join(folder, 'loop.yaml'));
  expectDiagnostic(
    hakoniwa(['replay', 'missing.yaml'], { cwd: folder }),
    /no file, folder or bundled scenario missing\.yaml/,
  );
  expectDiagnostic(hakoniwa(['replay', '/dev/null'], { cwd: folder }), /\/dev\/null is not a regular file/);
  expectDiagnostic(hakoniwa(['replay', 'loop.yaml'], { cwd: folder }), /symbolic link that leads back to itself/);
  expectDiagnostic(hakoniwa(['replay', 'keep.txt/x.yaml'], { cwd: folder }), /keep\.txt\/x\.yaml/);
});

test('a folder without anything in it', () => {
  expectDiagnostic(
    hakoniwa(['replay', '.'], { cwd: folderWith({}) }),
    /neither a scenario nor anything to import in \./,
  );
});

test('a misspelt bundled scenario is named', () => {
  expectDiagnostic(hakoniwa(['replay', 'tuor']), /did you mean tour\?/);
});

test('a file of one gigabyte is refused unread', () => {
  const folder = folderWith({ 'big.yaml': '' });
  truncateSync(join(folder, 'big.yaml'), 1024 ** 3);
  expectDiagnostic(hakoniwa(['check', 'big.yaml'], { cwd: folder }), /big\.yaml has 1073741824 bytes, more than/);
});

test('escape codes of a file never reach the terminal', () => {
  const evil = 'title: "\\e[31mred \\e]0;title\\a \\u202e"\nabout: "\\e[2J"\n';
  const ran = hakoniwa(['replay', 'a.yaml'], {
    cwd: folderWith({ 'a.yaml': `${evil}${ACCOUNT}steps: [{ wait: 1s, note: "\\e[5m" }]\n` }),
  });
  expect(ran.stdout).toContain('\\x1b[31mred');
  expect(ran.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  const wrong = check(`${ACCOUNT}"\\e[31m\\u009b": 1\n"\u001b]0;pwned\u0007": 1\n`);
  expectDiagnostic(wrong, /unknown key \\x1b\[31m\\x9b/);
  expect(wrong.stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
});

test('one wrong file does not keep the others from being replayed', () => {
  const folder = folderWith({ 'a.yaml': 'nonsense', 'b.yaml': waiting(), 'c/d.yaml': waiting() });
  const ran = hakoniwa(['replay', '.', '--format', 'json'], { cwd: folder });
  expectDiagnostic(ran, /a\.yaml:1:1: error: a scenario is a map/);
  expect(ran.stdout.trim().split('\n').at(-1)).toContain('"scenarios":2');
});

test('wrong arguments are told with what would be right', () => {
  expectDiagnostic(hakoniwa(['replai']), /did you mean replay\?/);
  expectDiagnostic(hakoniwa(['replay']), /missing required argument/);
  expectDiagnostic(hakoniwa(['replay', 'tour', '--format', 'xml']), /Allowed choices are text, json/);
  expectDiagnostic(hakoniwa(['replay', 'tour', '--shard', '3/2']), /i\/n/);
  expectDiagnostic(hakoniwa(['replay', 'tour', '--jobs', 'many']), /whole number/);
  expectDiagnostic(
    hakoniwa(['ask', '.', 'wait: 1s'], { cwd: folderWith({ 'a.yaml': waiting(), 'b.yaml': waiting() }) }),
    /holds 2/,
  );
});

test('--until names a step that is there', () => {
  const folder = folderWith({ 'a.yaml': waiting() });
  expectDiagnostic(
    hakoniwa(['replay', 'a.yaml', '--until', 'nowhere'], { cwd: folder }),
    /a\.yaml has no step nowhere/,
  );
  expectDiagnostic(hakoniwa(['replay', 'a.yaml', '--until', '9'], { cwd: folder }), /a\.yaml has no step 9/);
});

test('a step of standard input is told at its line there; no step at all is wrong', () => {
  const folder = folderWith({ 'a.yaml': waiting() });
  const input = '# first\n\nwait: 5s\n  wait: 5x\n';
  expectDiagnostic(
    hakoniwa(['ask', 'a.yaml', '-'], { cwd: folder, input }),
    /\(standard input\):4:9: error: 5x is not/,
  );
  expectDiagnostic(hakoniwa(['ask', 'a.yaml', '-'], { cwd: folder }), /standard input holds no step/);
});

test('an output that cannot be written is told in words', () => {
  const folder = folderWith({ 'a.yaml': waiting() });
  expectDiagnostic(
    hakoniwa(['replay', 'a.yaml', '--out', 'no/where.txt'], { cwd: folder }),
    /no\/where\.txt cannot be written: there is no folder no/,
  );
  expectDiagnostic(hakoniwa(['replay', 'a.yaml', '--out', './a.yaml'], { cwd: folder }), /--out would overwrite/);
  const full = spawnSync(
    'sh',
    [
      '-c',
      `"$0" "$1" check a.yaml > /dev/full`,
      process.execPath,
      join(import.meta.dirname, '../../dist/hakoniwa.mjs'),
    ],
    { cwd: folder, encoding: 'utf8' },
  );
  expect(full.stderr).toContain('standard output cannot be written: no space is left');
  expect(full.status).toBe(2);
});
