import { visible } from '../core/text.ts';
import { counted } from '../render/summary.ts';
import { EXIT, type ExitCode, worse } from './exit.ts';
import { printDiagnostics, standardOutput } from './output.ts';
import { loadSource, scenarioSources } from './sources.ts';

/** Validates scenarios: every problem with its place. */
export async function checkCommand(files: readonly string[]): Promise<ExitCode> {
  let exit: ExitCode = EXIT.good;
  for (const source of files.flatMap(scenarioSources)) {
    const { scenario, diagnostics } = await loadSource(source);
    printDiagnostics(diagnostics);
    if (scenario === undefined) exit = worse(exit, EXIT.wrongInput);
    else standardOutput.write(`${visible(source.name)}: good, ${counted(scenario.steps.length, 'step')}\n`);
  }
  return exit;
}
