import { expect, test } from 'vitest';
import { linesMatching, sourceFiles } from './project/source-files.ts';

const source = sourceFiles('src');
const all = [...source, ...sourceFiles('test', 'scripts', 'bench')];

const LINES_MOST = 350;
/** Tests of one subject may show more cases of it. */
const TEST_LINES_MOST = 400;
/** A function of one or two statements says what it does by itself. */
const SHORT_LINES = 3;
/** Tables that have one entry for each of many things, and grow with them. */
const TABLES = /\/(?:reasons|definition)(?:\/[^/]+)?\.ts$/;

/** Written in parts, so that this file does not hold what it looks for. */
const UNFINISHED = new RegExp(
  `\\b(?:${['TO', 'FIX', 'XX'].map((start, index) => `${start}${['DO', 'ME', 'X'][index]}`).join('|')})\\b|${'not implem'}${'ented'}`,
);
const NARROWED = new RegExp(
  `\\b(?:test|it|describe)\\.(?:${['sk' + 'ip', 'on' + 'ly', 'to' + 'do', 'fa' + 'ils'].join('|')})\\b`,
);

function mostLines(path: string): number {
  if (TABLES.test(path)) return 2 * LINES_MOST;
  return path.startsWith('test/') ? TEST_LINES_MOST : LINES_MOST;
}

test('a file has one subject: none is long', () => {
  const long = all
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    .filter(({ path, lines }) => lines > mostLines(path));
  expect(long).toEqual([]);
});

test('nothing is left unfinished by its own words', () => {
  expect(all.flatMap(({ path, text }) => linesMatching(path, text, UNFINISHED))).toEqual([]);
});

test('no test is left out or runs alone', () => {
  expect(all.flatMap(({ path, code }) => linesMatching(path, code, NARROWED))).toEqual([]);
});

test('exports have names', () => {
  const own = all.filter(({ path }) => !path.startsWith('scripts/'));
  expect(own.flatMap(({ path, code }) => linesMatching(path, code, /^export default\b/))).toEqual([]);
});

test('the compiler and the linter are not silenced without a reason', () => {
  const silenced = new RegExp(`@ts-(?:ignore|nocheck|expect-error)|${'biome-'}ignore(?!.*: \\S)|${'eslint-'}disable`);
  expect(all.flatMap(({ path, text }) => linesMatching(path, text, silenced))).toEqual([]);
});

test('every public function of some length says what it is', () => {
  const wrong = source.flatMap(({ path, text }) => {
    const lines = text.split('\n');
    return lines.flatMap((line, index) => {
      if (!/^export (?:async )?function\b/.test(line)) return [];
      const documented = /\*\/\s*$|^\s*\/\/ biome/.test(lines[index - 1] ?? '');
      const length = lines.slice(index).indexOf('}');
      return documented || length <= SHORT_LINES ? [] : [`${path}:${index + 1}: ${line}`];
    });
  });
  expect(wrong).toEqual([]);
});

test('what is exported is used', () => {
  const counts = new Map<string, number>();
  for (const { text } of all) {
    for (const [word] of text.matchAll(/[A-Za-z_$][\w$]*/g)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const unused = source.flatMap(({ path, code }) =>
    [...code.matchAll(/^export (?:async )?(?:const|function|class|interface|type)\s+([\w$]+)/gm)]
      .filter(([, name = '']) => (counts.get(name) ?? 0) < 2)
      .map(([, name]) => `${path}: ${name}`),
  );
  expect(unused).toEqual([]);
});
