import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bundledScenarios } from '../../src/cli/sources.ts';
import { performStep } from '../../src/core/step.ts';
import type { World } from '../../src/core/world.ts';
import { firstWorldOf, readScenario, type Scenario } from '../../src/scenario/scenario.ts';
import { formatDiagnostic } from '../../src/schema/diagnostic.ts';

const scenarios = bundledScenarios().map(({ path }) => readFileSync(path, 'utf8'));

/** Words that stand where others should: of other types, of other systems, at the edge, or of nothing at all. */
const WORDS = [
  '',
  '~',
  'unknown',
  '{}',
  '[]',
  '[[]]',
  '-1',
  '0',
  '99999',
  '1e400',
  '.nan',
  'true',
  '"',
  "'",
  '*x',
  '&x y',
  '!!int x',
  '|',
  '10.0.0.0/33',
  '0.0.0.0/0',
  '::/0',
  'tcp 99999',
  'tcp/',
  'ap-northeast-1a',
  'z',
  'arn:aws:iam::x',
  '\u0000',
  '\u202e',
  '日本',
  '__proto__',
  'constructor',
  '{ file: ../../etc/passwd }',
  'sg/web',
  '->',
  'a/b/c/d',
  '1h',
  '- ',
  '  ',
];

type Mutation = (lines: string[], pick: (count: number) => number) => void;

const MUTATIONS: readonly Mutation[] = [
  (lines, pick) => lines.splice(pick(lines.length), 1),
  (lines, pick) => lines.splice(pick(lines.length), 0, lines[pick(lines.length)] ?? ''),
  (lines, pick) => lines.splice(pick(lines.length)),
  (lines, pick) => edit(lines, pick, (line) => `  ${line}`),
  (lines, pick) => edit(lines, pick, (line) => line.replace(/^ {2}/, '')),
  (lines, pick) => edit(lines, pick, (line) => withoutPart(line, pick)),
  (lines, pick) => edit(lines, pick, (line) => line.replace(/:.*$/, `: ${WORDS[pick(WORDS.length)]}`)),
  (lines, pick) => edit(lines, pick, (line) => replaceWord(line, pick, WORDS[pick(WORDS.length)] ?? '')),
  (lines, pick) => edit(lines, pick, (line) => replaceWord(line, pick, wordOf(lines[pick(lines.length)] ?? '', pick))),
];

function edit(lines: string[], pick: (count: number) => number, change: (line: string) => string): void {
  const at = pick(lines.length);
  lines[at] = change(lines[at] ?? '');
}

function withoutPart(line: string, pick: (count: number) => number): string {
  const from = pick(line.length + 1);
  return line.slice(0, from) + line.slice(from + pick(8));
}

function wordOf(line: string, pick: (count: number) => number): string {
  const words = line.match(/[\w./:-]+/g) ?? [''];
  return words[pick(words.length)] ?? '';
}

function replaceWord(line: string, pick: (count: number) => number, word: string): string {
  const words = [...line.matchAll(/[\w./:-]+/g)];
  const one = words[pick(Math.max(1, words.length))];
  return one === undefined ? line + word : line.slice(0, one.index) + word + line.slice(one.index + one[0].length);
}

/** A bundled scenario with up to four things wrong. */
const mutated = fc
  .tuple(fc.nat(), fc.array(fc.tuple(fc.nat(), fc.infiniteStream(fc.nat())), { minLength: 1, maxLength: 4 }))
  .map(([which, mutations]) => {
    const lines = (scenarios[which % scenarios.length] ?? '').split('\n');
    for (const [index, stream] of mutations) {
      const pick = (count: number) => (count <= 0 ? 0 : stream.next().value % count);
      MUTATIONS[index % MUTATIONS.length]?.(lines, pick);
    }
    return lines.join('\n');
  });

test('a scenario with something wrong never crashes, is told with places inside it, and plays where it loads', async () => {
  await fc.assert(
    fc.asyncProperty(mutated, async (text) => {
      const { scenario, diagnostics } = await readScenario({ path: 'a.yaml', text });
      const errors = diagnostics.filter(({ severity }) => severity === 'error');
      expect(scenario === undefined).toBe(errors.length > 0);
      for (const diagnostic of diagnostics) {
        const { source, offset } = diagnostic.place;
        expect(offset >= 0 && offset <= source.text.length).toBe(true);
        expect(source.path).toMatch(/^a\.yaml/);
        expect(formatDiagnostic(diagnostic)).toMatch(/^a\.yaml[^\n]*:\d+:\d+: (?:error|warning): +\S/);
      }
      if (scenario !== undefined) play(scenario);
    }),
    { numRuns: 300, interruptAfterTimeLimit: 20_000 },
  );
});

/** Plays the steps that let no long time pass: what loads must not break while it runs. */
function play(scenario: Scenario): void {
  let world: World = firstWorldOf(scenario);
  for (const [index, step] of scenario.steps.entries()) {
    if (['load', 'stop', 'wait'].includes(step.verb.name)) continue;
    world = performStep(world, step, index + 1).world;
  }
}
