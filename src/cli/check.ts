import { EXIT, type ExitCode, worse } from './exit.ts';
import { openOutput, printDiagnostics } from './output.ts';
import { scenarioSources } from './sources.ts';

/** Validates scenarios: every problem with its place. */
export async function checkCommand(files: readonly string[]): Promise<ExitCode> {
  const output = openOutput(undefined);
  let exit: ExitCode = EXIT.good;
  for (const source of files.flatMap(scenarioSources)) {
    const { scenario, diagnostics } = await source.load();
    printDiagnostics(diagnostics);
    if (scenario === undefined) exit = worse(exit, EXIT.wrongInput);
    else output.write(`${source.name}: good, ${scenario.steps.length} steps\n`);
  }
  return exit;
}
