import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ioProblem, openFileBeside, readTextFile } from '../../src/scenario/files.ts';
import { folderWith } from '../e2e/hakoniwa.ts';

function open(path: string): string {
  const folder = folderWith({
    'inside/a.yaml': '',
    'inside/policy.json': '{}',
    'inside/deep/policy.json': '[]',
    'inside-too/policy.json': 'secret',
    'secret.json': 'secret',
  });
  symlinkSync('../secret.json', join(folder, 'inside/out.json'));
  symlinkSync('..', join(folder, 'inside/up'));
  symlinkSync('deep/policy.json', join(folder, 'inside/in.json'));
  symlinkSync('loop', join(folder, 'inside/loop'));
  mkdirSync(join(folder, 'inside/folder'));
  const found = openFileBeside(join(folder, 'inside/a.yaml'))(path);
  return 'source' in found ? found.source.text : found.problem;
}

test.each([
  ['policy.json', '{}'],
  ['./deep/../policy.json', '{}'],
  ['deep/policy.json', '[]'],
  ['in.json', '[]'],
])('%s lies in the folder', (path, text) => {
  expect(open(path)).toBe(text);
});

test.each([
  ['../secret.json', 'lies outside'],
  ['../inside-too/policy.json', 'lies outside'],
  ['deep/../../secret.json', 'lies outside'],
  ['out.json', 'lies outside'],
  ['up/secret.json', 'lies outside'],
  ['..', 'lies outside'],
  ['.', 'lies outside'],
  ['../../../../../../../../etc/passwd', 'lies outside'],
  ['/etc/passwd', 'is an absolute path'],
  ['missing.json', 'there is no file missing.json'],
  ['loop', 'leads back to itself'],
  ['folder', 'is a folder'],
])('%s is refused', (path, problem) => {
  expect(open(path)).toContain(problem);
});

test('a scenario in a linked folder finds what lies beside it', () => {
  const folder = folderWith({ 'real/a.yaml': '', 'real/policy.json': '{}' });
  symlinkSync('real', join(folder, 'linked'));
  expect(openFileBeside(join(folder, 'linked/a.yaml'))('policy.json')).toMatchObject({ source: { text: '{}' } });
});

test('texts in UTF-8 and UTF-16, nothing else', () => {
  const folder = folderWith({
    'bom.yaml': Buffer.from('\ufefftitle: é', 'utf8'),
    'utf16.yaml': Buffer.from('\ufefftitle: é', 'utf16le'),
    'latin.yaml': Buffer.from('title: é', 'latin1'),
    'binary.yaml': Buffer.from([1, 0, 2]),
  });
  const read = (name: string) => {
    const text = readTextFile(join(folder, name), name);
    return 'source' in text ? text.source.text : text.problem;
  };
  expect(read('bom.yaml')).toBe('title: é');
  expect(read('utf16.yaml')).toBe('title: é');
  expect(read('latin.yaml')).toBe('latin.yaml is not in UTF-8');
  expect(read('binary.yaml')).toBe('binary.yaml is a binary file, not a text');
});

test('what the system refuses is told in words', () => {
  expect(ioProblem({ code: 'EACCES' }, 'a')).toBe('a may not be read');
  expect(ioProblem({ code: 'ENOENT' }, 'a')).toBe('there is no file a');
  expect(ioProblem({ code: 'EIO' }, 'a')).toBe('a cannot be read (EIO)');
});
