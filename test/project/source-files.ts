import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

export interface SourceFile {
  /** From the project's folder, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** The text with comments and the insides of string literals blanked out, line by line as before. */
  readonly code: string;
  readonly imports: readonly Import[];
}

export interface Import {
  /** What stands in the quotes. */
  readonly specifier: string;
  /** The project's file it means, where it means one. */
  readonly path: string | undefined;
  readonly how: 'static' | 'type' | 'dynamic';
}

/** Every file of our own code below the folders. */
export function sourceFiles(...folders: readonly string[]): readonly SourceFile[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
      .filter((path) => /\.(ts|tsx|mts|mjs)$/.test(path) && !path.startsWith('src/vendor/'))
      .sort()
      .map(readSource),
  );
}

function readSource(path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8');
  return { path, text, code: withoutWords(text), imports: importsOf(text, path) };
}

const IMPORT =
  /^(?:import|export)\s+(type\s)?[^;'"]*?\bfrom\s+'([^']+)'|^import\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gms;

function importsOf(text: string, from: string): readonly Import[] {
  return [...text.matchAll(IMPORT)].map((match) => {
    const specifier = match[2] ?? match[3] ?? match[4] ?? '';
    const how = match[4] !== undefined ? 'dynamic' : match[1] !== undefined ? 'type' : 'static';
    const path = specifier.startsWith('.')
      ? normalize(join(dirname(from), specifier)).replaceAll('\\', '/')
      : undefined;
    return { specifier, path, how };
  });
}

/** Comments and strings hold words, not code. Template literals with a value in them stay: they hold both. */
function withoutWords(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|(?<![:\\])\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|`[^`$]*`/g, (words) =>
    words.replace(/[^\n]/g, ' '),
  );
}

/** `path:line` of every match of a pattern. */
export function linesMatching(path: string, text: string, pattern: RegExp): readonly string[] {
  return text
    .split('\n')
    .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : []));
}
