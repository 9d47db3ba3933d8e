import { closeSync, openSync, writeSync } from 'node:fs';
import { type Diagnostic, formatDiagnostic } from '../schema/diagnostic.ts';

/** Where a command's output goes: standard output, or the file of `--out`. */
export interface Output {
  write(text: string): void;
  close(): void;
}

/** Standard output. Written synchronously, so that nothing is lost when the process ends; a closed pipe ends it quietly. */
const standardOutput: Output = { write: (text) => writeWhole(1, text), close: () => {} };

/** The file `path`, or standard output where there is none. */
export function openOutput(path: string | undefined): Output {
  if (path === undefined) return standardOutput;
  const file = openSync(path, 'w');
  return { write: (text) => writeWhole(file, text), close: () => closeSync(file) };
}

/** Diagnostics go to stderr alone. */
export function printDiagnostics(diagnostics: readonly Diagnostic[]): void {
  for (const diagnostic of diagnostics) complain(formatDiagnostic(diagnostic));
}

/** A line on stderr. */
export function complain(line: string): void {
  writeWhole(2, `${line}\n`);
}

function writeWhole(file: number, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(file, bytes, written);
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === 'EPIPE') process.exit(0);
      // The reader of a non-blocking pipe is slower than we are.
      if (code !== 'EAGAIN') throw error;
    }
  }
}
