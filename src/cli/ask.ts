import { readFileSync } from 'node:fs';
import type { Result } from '../core/result.ts';
import type { World } from '../core/world.ts';
import { loadFormat } from '../render/format.ts';
import { summarize } from '../render/summary.ts';
import { ask } from '../scenario/ask.ts';
import { firstWorldOf } from '../scenario/scenario.ts';
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
    complain(`ask takes one scenario; ${file} holds ${others.length + 1}: name one of them`);
    return EXIT.wrongInput;
  }
  const { scenario, diagnostics } = await loadSource(source);
  printDiagnostics(diagnostics);
  if (scenario === undefined) return EXIT.wrongInput;
  const format = await loadFormat(options.format, await canvasOf(undefined));
  const results: Result[] = [];
  let exit: ExitCode = EXIT.good;
  let world: World = firstWorldOf(scenario);
  for (const line of steps.flatMap(linesOf)) {
    const answer = await ask(scenario, line, world, results.length + 1);
    if ('problems' in answer) {
      printDiagnostics(answer.problems);
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

function linesOf(step: string): readonly string[] {
  if (step !== '-') return [step];
  return readFileSync(0, 'utf8')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}
