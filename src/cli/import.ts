import { existsSync } from 'node:fs';
import { importPaths, nothingFound } from '../import/index.ts';
import { fileProblem } from '../scenario/load.ts';
import { readScenario } from '../scenario/scenario.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { openOutput, printDiagnostics } from './output.ts';

/** Makes a scenario of foreign files and writes it as YAML; what was left out or assumed goes to stderr. */
export async function importCommand(paths: readonly string[], options: { out?: string }): Promise<ExitCode> {
  const missing = paths.filter((path) => !existsSync(path));
  if (missing.length > 0) {
    printDiagnostics(missing.map((path) => fileProblem(`there is no file or folder ${path}`, path)));
    return EXIT.wrongInput;
  }
  const { source, notes, documents } = importPaths(paths);
  printDiagnostics(notes);
  if (documents === 0) {
    printDiagnostics([nothingFound(paths)]);
    return EXIT.wrongInput;
  }
  const output = openOutput(options.out);
  output.write(source.text);
  output.close();
  const { scenario, diagnostics } = await readScenario({ ...source, path: options.out ?? source.path });
  printDiagnostics(diagnostics);
  return scenario === undefined ? EXIT.wrongInput : EXIT.good;
}
