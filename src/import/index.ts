import type { Source } from '../core/source.ts';
import type { Reading } from '../scenario/scenario.ts';
import type { Diagnostic } from '../schema/diagnostic.ts';
import { readJsonFiles } from './folder.ts';
import type { ForeignDocument, Imported, Tree, TreeMap } from './foreign.ts';
import { IMPORTERS } from './importers.ts';
import { settle } from './settle.ts';

/** A scenario made of foreign files. */
export interface ImportedScenario {
  /** The scenario as YAML, under the name of what it was made of. */
  readonly source: Source;
  /** That YAML, read. */
  readonly reading: Reading;
  /** What could not be read, was left out or had to be assumed. */
  readonly notes: readonly Diagnostic[];
  /** How many documents were recognized. */
  readonly documents: number;
}

/** Makes one scenario of files and folders of foreign files. */
export async function importPaths(paths: readonly string[]): Promise<ImportedScenario> {
  const contents = paths.map(readJsonFiles);
  const { scenario, notes, recognized } = importDocuments(contents.flatMap(({ documents }) => documents));
  const names = paths.map((path) => path.replaceAll('\\', '/').replace(/\/+$/, '')).join(', ');
  const settled = await settle({ title: `Imported from ${names}`, ...scenario }, names, headingOf(scenario));
  return {
    source: settled.source,
    reading: settled.reading,
    notes: condensed([...contents.flatMap(({ problems }) => problems), ...notes, ...settled.leftOut]),
    documents: recognized,
  };
}

/** Notes of a code that are shown one by one; of the others only how many there are. */
const NOTES_OF_A_CODE = 20;

function condensed(notes: readonly Diagnostic[]): readonly Diagnostic[] {
  const kept: Diagnostic[] = [];
  const counts = new Map<string, number>();
  for (const note of notes) {
    const count = (counts.get(note.code) ?? 0) + 1;
    counts.set(note.code, count);
    if (count <= NOTES_OF_A_CODE) kept.push(note);
  }
  for (const [code, count] of counts) {
    const last = kept.findLast((note) => note.code === code);
    if (count <= NOTES_OF_A_CODE || last === undefined) continue;
    kept.push({ ...last, message: `and ${count - NOTES_OF_A_CODE} more notes like this one (${code})` });
  }
  return kept;
}

/** Makes one scenario tree of parsed documents, each taken by the first importer that recognizes it. */
export function importDocuments(documents: readonly ForeignDocument[]): Imported & { readonly recognized: number } {
  const notes: Diagnostic[] = [];
  let scenario: TreeMap = { accounts: {} };
  let recognized = 0;
  for (const importer of IMPORTERS) {
    const own = documents.filter(({ value }) => IMPORTERS.find((one) => one.recognizes(value)) === importer);
    if (own.length === 0) continue;
    const imported = importer.read(own);
    recognized += own.length;
    notes.push(...imported.notes);
    scenario = merged(scenario, imported.scenario);
  }
  for (const { source, value } of documents) {
    if (IMPORTERS.some((importer) => importer.recognizes(value))) continue;
    const message = 'this is no format that can be imported';
    notes.push({ severity: 'warning', code: 'not-recognized', message, place: { source, offset: 0 } });
  }
  return { scenario, notes, recognized };
}

/** Reads a file or folder of foreign files straight into a scenario, with the notes of importing it as warnings. */
export async function importScenario(path: string): Promise<Reading> {
  const { reading, notes, documents } = await importPaths([path]);
  if (documents === 0) return { diagnostics: [...notes, nothingIn(path)] };
  return { ...reading, diagnostics: [...notes, ...reading.diagnostics] };
}

/** The error for paths that hold nothing to import. */
export function nothingFound(paths: readonly string[]): Diagnostic {
  const path = paths.join(', ');
  const formats = IMPORTERS.map(({ name }) => name).join(', ');
  const message = `nothing to import in ${path}`;
  return {
    severity: 'error',
    code: 'nothing-to-import',
    message,
    place: { source: { path, text: '' }, offset: 0 },
    expected: formats,
  };
}

/** The error for a file or folder that was taken for a scenario. */
function nothingIn(path: string): Diagnostic {
  const problem = nothingFound([path]);
  return { ...problem, message: `there is neither a scenario nor anything to import in ${path}` };
}

/** Two trees in one: maps are joined, everything else is taken from the later. */
function merged(one: TreeMap, other: TreeMap): TreeMap {
  const both: Record<string, Tree | undefined> = { ...one };
  for (const [key, value] of Object.entries(other)) {
    const known = both[key];
    both[key] = isMap(known) && isMap(value) ? merged(known, value) : value;
  }
  return both;
}

function isMap(tree: Tree | undefined): tree is TreeMap {
  return (
    typeof tree === 'object' &&
    tree !== null &&
    !Array.isArray(tree) &&
    Object.getPrototypeOf(tree) === Object.prototype
  );
}

/** A comment over the file: what is in it. */
function headingOf(scenario: TreeMap): readonly string[] {
  const accounts = isMap(scenario['accounts']) ? scenario['accounts'] : {};
  const lines = ['Made by `hakoniwa import`. Names come from Name tags; ids work as addresses too.'];
  for (const [name, account] of Object.entries(accounts)) {
    const ec2 = isMap(account) && isMap(account['ec2']) ? account['ec2'] : {};
    const counts = Object.entries(ec2).flatMap(([section, things]) =>
      isMap(things) ? [`${section} ${Object.keys(things).length}`] : [],
    );
    lines.push(`Account ${name}: ${counts.join(', ') || 'nothing'}`);
  }
  return lines;
}
