import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fileProblem, loadScenario } from '../scenario/load.ts';
import type { Reading } from '../scenario/scenario.ts';
import { didYouMean } from '../schema/diagnostic.ts';

/** Something a command was given: how people call it, and how it is loaded. */
export interface ScenarioSource {
  readonly name: string;
  /** The file, where it is one. */
  readonly path?: string;
  load(): Promise<Reading>;
}

const SCENARIO_FILE = /\.ya?ml$/i;

/** The folder of the bundled scenarios: beside `dist` in the package and in a checkout. */
export function bundledFolder(): string {
  return fileURLToPath(new URL('../scenarios/', import.meta.url));
}

/** The bundled scenarios by name (`network/public-subnet`), in order. */
export function bundledScenarios(): readonly { readonly name: string; readonly path: string }[] {
  const folder = bundledFolder();
  return scenarioFiles(folder).map((path) => ({ name: path.slice(folder.length).replace(SCENARIO_FILE, ''), path }));
}

/** Every scenario file below a folder, in the order of their names. */
export function scenarioFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const found: string[] = [];
  const entries = readdirSync(folder, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
      found.push(...scenarioFiles(path));
    else if (entry.isFile() && SCENARIO_FILE.test(entry.name)) found.push(path);
  }
  return found;
}

/**
 * What the arguments of a command stand for: a file, every scenario of a folder, a folder of AWS CLI output, or a
 * bundled scenario by name.
 */
export function scenarioSources(argument: string): readonly ScenarioSource[] {
  const stat = statSync(argument, { throwIfNoEntry: false });
  if (stat?.isDirectory() === true) return folderSources(argument);
  if (stat !== undefined) {
    if (/\.json$/i.test(argument)) return [importSource(argument)];
    return [fileSource(argument, argument)];
  }
  const bundled = bundledScenarios();
  const named = bundled.find(({ name }) => name === argument || name.endsWith(`/${argument}`));
  if (named !== undefined) return [fileSource(named.path, `${named.name}.yaml`)];
  const near = didYouMean(
    argument,
    bundled.flatMap(({ name }) => [name, name.slice(name.lastIndexOf('/') + 1)]),
  );
  const message = `there is no file, folder or bundled scenario ${argument}${near === undefined ? '' : `; did you mean ${near}?`}`;
  return [{ name: argument, load: async () => ({ diagnostics: [fileProblem(message, argument)] }) }];
}

function folderSources(folder: string): readonly ScenarioSource[] {
  const files = scenarioFiles(folder);
  return files.length > 0 ? files.map((path) => fileSource(path, path)) : [importSource(folder)];
}

function fileSource(path: string, shownAs: string): ScenarioSource {
  return { name: shownAs, path, load: () => loadScenario(path, shownAs) };
}

function importSource(path: string): ScenarioSource {
  return {
    name: path,
    load: async () => {
      const { importScenario } = await import('../import/index.ts');
      return importScenario(path);
    },
  };
}
