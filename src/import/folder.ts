import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Source } from '../core/source.ts';
import { ioProblem, readTextFile } from '../scenario/files.ts';
import type { Diagnostic } from '../schema/diagnostic.ts';
import { parseYaml } from '../schema/yaml.ts';
import type { ForeignDocument } from './foreign.ts';

/** Bounds that keep a wrong folder (a home, a disk) from being read to its end. */
const FILES_MOST = 20_000;
const DEPTH_MOST = 16;

/** Folders that hold nothing an importer reads. */
const SKIPPED = new Set(['node_modules', '.git', '.terraform']);

/** What a folder holds: parsed JSON documents in the order of their paths, and what could not be read. */
export interface FolderContents {
  readonly documents: readonly ForeignDocument[];
  readonly problems: readonly Diagnostic[];
}

/** Whether a path is a folder; a path that is not there is none. */
export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Reads every JSON file at or below a path. One broken file does not keep the others from being read. */
export function readJsonFiles(path: string): FolderContents {
  const documents: ForeignDocument[] = [];
  const problems: Diagnostic[] = [];
  let files = 0;
  const visit = (at: string, folders: readonly string[]): void => {
    if (files >= FILES_MOST || folders.length > DEPTH_MOST) return;
    if (!isFolder(at)) {
      files += 1;
      const read = readJsonFile(at, folders);
      if ('document' in read) documents.push(read.document);
      else problems.push(read.problem);
      return;
    }
    for (const entry of entriesOf(at, problems)) {
      const inner = join(at, entry.name);
      if (entry.isDirectory() && !SKIPPED.has(entry.name)) visit(inner, [...folders, entry.name]);
      else if (entry.isFile() && entry.name.endsWith('.json')) visit(inner, folders);
    }
  };
  // Above the folder that was named may stand what it is a folder of.
  visit(path, isFolder(path) ? [basename(path)] : []);
  if (files >= FILES_MOST)
    problems.push(jsonProblem({ path, text: '' }, 0, `more than ${FILES_MOST} files: the rest is left out`));
  return { documents, problems };
}

function entriesOf(path: string, problems: Diagnostic[]) {
  try {
    return readdirSync(path, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1));
  } catch (error) {
    problems.push(jsonProblem({ path, text: '' }, 0, ioProblem(error, path)));
    return [];
  }
}

type JsonFile = { readonly document: ForeignDocument } | { readonly problem: Diagnostic };

function readJsonFile(path: string, folders: readonly string[]): JsonFile {
  const shownAs = path.replaceAll('\\', '/');
  const file = readTextFile(path, shownAs);
  if ('problem' in file) return { problem: jsonProblem({ path: shownAs, text: '' }, 0, file.problem) };
  const source = { path: shownAs, text: withoutEcho(file.source.text) };
  if (source.text.trim() === '') return { problem: jsonProblem(source, 0, 'the file is empty') };
  try {
    return { document: { source, folders, value: JSON.parse(source.text) } };
  } catch {
    return { problem: syntaxProblem(source) };
  }
}

/** JSON is YAML, and our YAML reader says where; what it takes but JSON does not (a trailing comma) stands at the start. */
function syntaxProblem(source: Source): Diagnostic {
  const found = parseYaml(source).diagnostics[0];
  return found === undefined ? jsonProblem(source, 0, 'this is not JSON') : { ...found, severity: 'warning' };
}

function jsonProblem(source: Source, offset: number, message: string): Diagnostic {
  return { severity: 'warning', code: 'unreadable-file', message, place: { source, offset } };
}

/** Lines before the first `{` or `[`, such as an echoed command, become blank, so that places stay right. */
function withoutEcho(text: string): string {
  const lines = text.replace(/^\ufeff/, '').split('\n');
  const begin = lines.findIndex((line) => /^\s*[{[]/.test(line));
  return begin <= 0 ? lines.join('\n') : '\n'.repeat(begin) + lines.slice(begin).join('\n');
}
