import { readFileSync } from 'node:fs';
import type { World } from '../core/world.ts';
import { addScenario, NOTHING, resultObject, summaryObject } from '../render/json.ts';
import { stepText } from '../render/text.ts';
import { ask } from '../scenario/ask.ts';
import { firstWorldOf } from '../scenario/scenario.ts';
import { EXIT, type ExitCode, worse } from './exit.ts';
import { complain, openOutput, printDiagnostics } from './output.ts';
import { scenarioSources } from './sources.ts';

/**
 * Performs ad-hoc steps against a scenario's accounts. `-` takes one step a line from standard input; each is asked
 * of the same first world unless `follow` lets it see what the ones before it did.
 */
export async function askCommand(
  file: string,
  steps: readonly string[],
  options: { format: 'text' | 'json'; follow?: boolean },
): Promise<ExitCode> {
  const [source, several] = scenarioSources(file);
  if (source === undefined || several !== undefined) {
    complain(`ask takes one scenario; ${file} holds ${several === undefined ? 'none' : 'several'}`);
    return EXIT.wrongInput;
  }
  const { scenario, diagnostics } = await source.load();
  printDiagnostics(diagnostics);
  if (scenario === undefined) return EXIT.wrongInput;
  const output = openOutput(undefined);
  const results = [];
  let exit: ExitCode = EXIT.good;
  let world: World = firstWorldOf(scenario);
  for (const line of steps.flatMap(linesOf)) {
    const answer = await ask(scenario, line, world, results.length + 1);
    if ('problems' in answer) {
      printDiagnostics(answer.problems);
      exit = worse(exit, EXIT.wrongInput);
      continue;
    }
    results.push(answer.result);
    if (options.follow === true) world = answer.world;
    const { services } = answer.world;
    output.write(
      options.format === 'json'
        ? `${JSON.stringify(resultObject(source.name, answer.result, services))}\n`
        : stepText(answer.result, undefined, answer.world),
    );
  }
  if (options.format === 'json') output.write(`${JSON.stringify(summaryObject(addScenario(NOTHING, results)))}\n`);
  return exit;
}

function linesOf(step: string): readonly string[] {
  if (step !== '-') return [step];
  return readFileSync(0, 'utf8')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}
