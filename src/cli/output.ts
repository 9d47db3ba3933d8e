import { closeSync, openSync, writeSync } from 'node:fs';
import { visible } from '../core/text.ts';
import { writeProblem } from '../scenario/files.ts';
import { type Diagnostic, formatDiagnostics } from '../schema/diagnostic.ts';

/** Where a command's output goes: standard output, or the file of `--out`. */
export interface Output {
  write(text: string): void;
  close(): void;
}

/** The output cannot be written: the disk is full, the folder of `--out` is not there. Told in words, never as a bug. */
export class OutputProblem extends Error {}

/** Standard output. Written synchronously, so that nothing is lost when the process ends. */
export const standardOutput: Output = {
  write: (text) => {
    const problem = writeWhole(1, text);
    // The reader has seen enough (`… | head`): there is nobody left to tell anything.
    if (problem?.code === 'EPIPE') process.exit(0);
    if (problem !== undefined) throw new OutputProblem(writeProblem(problem, 'standard output'));
  },
  close: () => {},
};

/** The file `path`, or standard output where there is none. */
export function openOutput(path: string | undefined): Output {
  if (path === undefined) return standardOutput;
  const cannot = (error: unknown) => new OutputProblem(writeProblem(error, visible(path)));
  let file: number;
  try {
    file = openSync(path, 'w');
  } catch (error) {
    throw cannot(error);
  }
  return {
    write: (text) => {
      const problem = writeWhole(file, text);
      if (problem !== undefined) throw cannot(problem);
    },
    close: () => closeSync(file),
  };
}

/** Diagnostics go to stderr alone. */
export function printDiagnostics(diagnostics: readonly Diagnostic[]): void {
  for (const text of formatDiagnostics(diagnostics)) complain(text);
}

/** A line on stderr; nobody has to be listening. */
export function complain(line: string): void {
  writeWhole(2, `${line}\n`);
}

const PATIENCE_MS = 5;
const nothing = new Int32Array(new SharedArrayBuffer(4));

/** Writes all of a text; the system's error where it cannot. */
function writeWhole(file: number, text: string): { readonly code?: string } | undefined {
  const bytes = Buffer.from(text, 'utf8');
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(file, bytes, written);
    } catch (error) {
      const problem = error as { readonly code?: string };
      if (problem.code !== 'EAGAIN') return problem;
      // The reader of a non-blocking pipe is slower than we are.
      Atomics.wait(nothing, 0, 0, PATIENCE_MS);
    }
  }
  return undefined;
}
