import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ioProblem } from '../scenario/files.ts';
import type { Reading } from '../scenario/scenario.ts';
import { didYouMean } from '../schema/diagnostic.ts';
import { packageRoot } from './package-root.ts';

/** Something a command was given, as plain data, so that a worker can be handed it. `name` is what people call it. */
export type ScenarioSource =
  | { readonly kind: 'scenario'; readonly name: string; readonly path: string }
  | { readonly kind: 'foreign'; readonly name: string; readonly path: string }
  | { readonly kind: 'missing'; readonly name: string; readonly problem: string };

const SCENARIO_FILE = /\.ya?ml$/i;
const FOREIGN_FILE = /\.json$/i;
/** Deeper folders are not looked into; a link back to a folder above cannot go on for ever. */
const DEPTH_MOST = 16;

/** The folder of the bundled scenarios. */
export function bundledFolder(): string {
  return join(packageRoot(), 'scenarios');
}

/** The bundled scenarios by name (`network/public-subnet`), in order. */
export function bundledScenarios(): readonly { readonly name: string; readonly path: string }[] {
  const folder = bundledFolder();
  return scenarioFiles(folder).map((path) => ({
    name: path
      .slice(folder.length + 1)
      .replaceAll('\\', '/')
      .replace(SCENARIO_FILE, ''),
    path,
  }));
}

/** Every scenario file below a folder, in the order of their names. */
export function scenarioFiles(folder: string, depth = 0): readonly string[] {
  if (!existsSync(folder) || depth > DEPTH_MOST) return [];
  const found: string[] = [];
  const entries = readdirSync(folder, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
      found.push(...scenarioFiles(path, depth + 1));
    else if (!entry.isDirectory() && SCENARIO_FILE.test(entry.name)) found.push(path);
  }
  return found;
}

/**
 * What an argument of a command stands for: a file, every scenario of a folder, a folder of AWS CLI output, or a
 * bundled scenario by name.
 */
export function scenarioSources(argument: string): readonly ScenarioSource[] {
  try {
    const stat = statSync(argument, { throwIfNoEntry: false });
    if (stat?.isDirectory() === true) return folderSources(argument);
    if (stat !== undefined) return [{ kind: FOREIGN_FILE.test(argument) ? 'foreign' : 'scenario', ...both(argument) }];
  } catch (error) {
    return [{ kind: 'missing', name: argument, problem: ioProblem(error, argument) }];
  }
  const bundled = bundledScenarios();
  const named = bundled.find(({ name }) => name === argument || name.endsWith(`/${argument}`));
  if (named !== undefined) return [{ kind: 'scenario', name: `${named.name}.yaml`, path: named.path }];
  const near = didYouMean(
    argument,
    bundled.flatMap(({ name }) => [name, name.slice(name.lastIndexOf('/') + 1)]),
  );
  const problem = `there is no file, folder or bundled scenario ${argument}${near === undefined ? '' : `; did you mean ${near}?`}`;
  return [{ kind: 'missing', name: argument, problem }];
}

function folderSources(folder: string): readonly ScenarioSource[] {
  const files = scenarioFiles(folder);
  if (files.length > 0) return files.map((path) => ({ kind: 'scenario', ...both(path) }));
  return [{ kind: 'foreign', ...both(folder) }];
}

/** A path as people call it; with forward slashes on every system, so that output is the same. */
function both(path: string): { readonly name: string; readonly path: string } {
  return { name: path.replaceAll('\\', '/'), path };
}

/** Loads what a source stands for. */
export async function loadSource(source: ScenarioSource): Promise<Reading> {
  // The gallery is shown before anything is read; only then is the reader loaded.
  const { fileProblem, loadScenario } = await import('../scenario/load.ts');
  if (source.kind === 'missing') return { diagnostics: [fileProblem(source.problem, source.name)] };
  if (source.kind === 'scenario') return loadScenario(source.path, source.name);
  const { importScenario } = await import('../import/index.ts');
  return importScenario(source.path);
}
