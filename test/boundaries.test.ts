import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Import, linesMatching, root, type SourceFile, sourceFiles } from './project/source-files.ts';

const files = sourceFiles('src');
const byPath = new Map(files.map((file) => [file.path, file]));

/** What each folder may import of ours, beside itself (docs/architecture.md). */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  schema: ['core'],
  services: ['core', 'schema'],
  scenario: ['core', 'schema', 'services/service.ts', 'services/registry.ts'],
  import: ['core', 'schema', 'services', 'scenario'],
  app: ['core', 'schema', 'services', 'scenario', 'import'],
  view: ['core', 'schema', 'services', 'scenario', 'import', 'app'],
  tui: ['core', 'schema', 'services', 'scenario', 'import', 'app', 'view', 'vendor'],
  render: ['core', 'schema', 'services', 'scenario', 'import', 'app', 'view'],
  cli: ['core', 'schema', 'services', 'scenario', 'import', 'app', 'view', 'render'],
};

/** The packages and modules of Node that pure code may use: no I/O, no clock, the same bytes on every machine. */
const PURE_PACKAGES = new Set([
  'node:crypto',
  'fastest-levenshtein',
  'ipaddr.js',
  'pure-rand/generator/xoroshiro128plus',
  're2js',
  'tinyqueue',
  'yaml',
]);
const PURE_FOLDERS = ['core', 'schema', 'services'];

/** What reads the world around the program, or differs from machine to machine. */
const IMPURE =
  /\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.(?:random|pow|log\w*|exp\w*|sin|cos|tan\w*|cbrt|hypot)\b|\blocaleCompare\b|\btoLocale\w*\b|\bIntl\b|\bset(?:Timeout|Interval|Immediate)\b|\bprocess\b|\bperformance\b|\brandomUUID\b|\brandomBytes\b|\bconsole\b|\bfetch\(/;

function folderOf(path: string): string {
  return path.split('/')[1] ?? '';
}

/** The system a file of `services` belongs to; the contract and the registry belong to none. */
function serviceOf(path: string): string | undefined {
  const [, folder, service, inside] = path.split('/');
  return folder === 'services' && inside !== undefined ? service : undefined;
}

function isAllowed(from: SourceFile, { path, how }: Import): boolean {
  if (path === undefined) return true;
  if (path === 'package.json') return folderOf(from.path) === 'cli';
  const [folder, other] = [folderOf(from.path), folderOf(path)];
  if (folder === 'cli' && other === 'tui') return how !== 'static';
  if (folder === 'services' && other === 'services') return mayAskService(from.path, path);
  if (folder === other || from.path === 'src/index.ts') return true;
  const allowed = MAY_IMPORT[folder] ?? [];
  return allowed.some((place) => path === `src/${place}` || path.startsWith(`src/${place}/`));
}

/** A service sees another one's front or its contract, never its insides; the registry loads fronts on demand. */
function mayAskService(from: string, path: string): boolean {
  const [own, other] = [serviceOf(from), serviceOf(path)];
  return (
    other === undefined ||
    own === other ||
    ['index.ts', 'contract.ts'].some((front) => path === `src/services/${other}/${front}`)
  );
}

test('there is something to check', () => {
  expect(files.length).toBeGreaterThan(100);
  expect(files.flatMap((file) => file.imports).length).toBeGreaterThan(300);
});

test('each folder imports only from folders above it', () => {
  const wrong = files.flatMap((file) =>
    file.imports.filter((one) => !isAllowed(file, one)).map(({ specifier }) => `${file.path} imports ${specifier}`),
  );
  expect(wrong).toEqual([]);
});

test('every import leads to a file', () => {
  const wrong = files.flatMap((file) =>
    file.imports
      .filter(({ path }) => path?.startsWith('src/') === true && !existsSync(join(root, path)))
      .map(({ specifier }) => `${file.path} imports ${specifier}`),
  );
  expect(wrong).toEqual([]);
});

test('pure code uses pure packages alone', () => {
  const pure = files.filter(({ path }) => PURE_FOLDERS.includes(folderOf(path)));
  const wrong = pure.flatMap((file) =>
    file.imports
      .filter(({ specifier, path }) => path === undefined && !PURE_PACKAGES.has(specifier))
      .map(({ specifier }) => `${file.path} imports ${specifier}`),
  );
  expect(wrong).toEqual([]);
});

test('pure code reads no clock, no chance and nothing that differs by machine', () => {
  const pure = files.filter(({ path }) => PURE_FOLDERS.includes(folderOf(path)));
  expect(pure.flatMap(({ path, code }) => linesMatching(path, code, IMPURE))).toEqual([]);
});

test('only the terminal folder knows Ink and React', () => {
  const outside = files.filter(({ path }) => folderOf(path) !== 'tui');
  const wrong = outside.flatMap((file) =>
    file.imports
      .filter(({ specifier }) => /^(ink|react)(\b|-|\/)/.test(specifier))
      .map(({ specifier }) => `${file.path} imports ${specifier}`),
  );
  expect(wrong).toEqual([]);
});

test('the library reaches no terminal code', () => {
  const reached = reachable(['src/index.ts'], ({ how }) => how === 'static');
  const terminal = [...reached].filter((path) => ['app', 'view', 'tui', 'cli'].includes(folderOf(path)));
  expect(terminal).toEqual([]);
});

test('every file is reached from an entry', () => {
  const entries = ['src/cli/hakoniwa.ts', 'src/cli/replay-worker.ts', 'src/index.ts'];
  const reached = reachable(entries, () => true);
  const declarations = (path: string) => path.endsWith('.d.ts');
  expect(files.map(({ path }) => path).filter((path) => !reached.has(path) && !declarations(path))).toEqual([]);
});

function reachable(entries: readonly string[], follow: (one: Import) => boolean): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting = [...entries];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const file = byPath.get(path);
    if (file === undefined || reached.has(path)) continue;
    reached.add(path);
    for (const one of file.imports.filter(follow)) if (one.path !== undefined) waiting.push(one.path);
  }
  return reached;
}
