import type { Source } from '../core/source.ts';
import type { Diagnostic } from '../schema/diagnostic.ts';
import { openFileBeside, readTextFile } from './files.ts';
import { type Reading, readScenario } from './scenario.ts';

/** Loads a scenario file from the disk. Whatever is wrong, with the file or in it, comes back as diagnostics. */
export async function loadScenario(path: string, shownAs: string = path): Promise<Reading> {
  const file = readTextFile(path, shownAs);
  if ('problem' in file) return { diagnostics: [fileProblem(file.problem, shownAs)] };
  return readScenario(file.source, openFileBeside(path));
}

/** A problem of a file as a whole. */
export function fileProblem(message: string, path: string): Diagnostic {
  const source: Source = { path, text: '' };
  return { severity: 'error', code: 'unreadable-file', message, place: { source, offset: 0 } };
}
