import { EXIT, type ExitCode } from './exit.ts';
import { complain, openOutput, printDiagnostics } from './output.ts';

/** Makes a scenario of foreign files and writes it as YAML. What could not be taken over is told on stderr. */
export async function importCommand(paths: readonly string[], options: { out?: string }): Promise<ExitCode> {
  const { importPaths, nothingFound } = await import('../import/index.ts');
  const { source, reading, notes, documents } = await importPaths(paths);
  printDiagnostics(notes);
  if (documents === 0) {
    printDiagnostics([nothingFound(paths)]);
    return EXIT.wrongInput;
  }
  const output = openOutput(options.out);
  output.write(source.text);
  output.close();
  printDiagnostics(reading.diagnostics);
  if (reading.scenario === undefined) return EXIT.wrongInput;
  if (options.out !== undefined)
    complain(`${options.out}: made from ${documents} documents; try hakoniwa check ${options.out}`);
  return EXIT.good;
}
