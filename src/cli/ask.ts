import { readFileSync } from 'node:fs';
import type { Result } from '../core/result.ts';
import type { World } from '../core/world.ts';
import { loadFormat } from '../render/format.ts';
import { summarize } from '../render/summary.ts';
import { ask } from '../scenario/ask.ts';
import { firstWorldOf } from '../scenario/scenario.ts';
import type { Diagnostic } from '../schema/diagnostic.ts';
import { canvasOf } from './canvas.ts';
import { EXIT, type ExitCode, worse } from './exit.ts';
import { complain, printDiagnostics, standardOutput } from './output.ts';
import { loadSource, scenarioSources } from './sources.ts';

/**
 * Performs ad-hoc steps against a scenario's accounts. `-` takes one step a line from standard input; each is asked
 * of the same first world unless `follow` lets it see what the ones before it did.
 */
export async function askCommand(
  file: string,
  steps: readonly string[],
  options: { readonly format: 'text' | 'json'; readonly follow?: boolean },
): Promise<ExitCode> {
  const [source, ...others] = scenarioSources(file);
  if (source === undefined || others.length > 0) {
    complain(`error: ask takes one scenario; ${file} holds ${others.length + 1}: name one of them`);
    return EXIT.wrongInput;
  }
  const { scenario, diagnostics } = await loadSource(source);
  printDiagnostics(diagnostics);
  if (scenario === undefined) return EXIT.wrongInput;
  const format = await loadFormat(options.format, await canvasOf(undefined));
  const results: Result[] = [];
  let exit: ExitCode = EXIT.good;
  let world: World = firstWorldOf(scenario);
  const asked = steps.flatMap(linesOf);
  if (asked.length === 0) {
    complain('error: standard input holds no step');
    return EXIT.wrongInput;
  }
  for (const { text, before } of asked) {
    const answer = await ask(scenario, text, world, results.length + 1);
    if ('problems' in answer) {
      printDiagnostics(answer.problems.map((problem) => placedIn(problem, text, before)));
      exit = worse(exit, EXIT.wrongInput);
      continue;
    }
    printDiagnostics(answer.warnings);
    results.push(answer.result);
    if (options.follow === true) world = answer.world;
    standardOutput.write(format.step?.(answer, source.name, scenario) ?? '');
  }
  if (options.format === 'json') standardOutput.write(format.foot?.(summarize(results)) ?? '');
  return exit;
}

/** A step to ask; one of standard input knows what stands before it there. */
interface Asked {
  readonly text: string;
  readonly before?: string;
}

function linesOf(step: string): readonly Asked[] {
  if (step !== '-') return [{ text: step }];
  const lines = readFileSync(0, 'utf8').split(/\r?\n/);
  return lines.flatMap((line, index) => {
    const text = line.trim();
    if (text === '' || text.startsWith('#')) return [];
    const above = lines.slice(0, index).map((each) => `${each}\n`);
    return [{ text, before: above.join('') + line.slice(0, line.indexOf(text)) }];
  });
}

/** A problem of a step of standard input at its line there. */
function placedIn(problem: Diagnostic, text: string, before: string | undefined): Diagnostic {
  const { place } = problem;
  if (before === undefined || place.source.text !== text) return problem;
  const source = { path: '(standard input)', text: before + text };
  return { ...problem, place: { source, offset: before.length + place.offset } };
}
