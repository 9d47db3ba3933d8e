import type { Result } from '../../src/core/result.ts';
import type { World } from '../../src/core/world.ts';
import { replay } from '../../src/scenario/ask.ts';
import { readScenario } from '../../src/scenario/scenario.ts';
import { formatDiagnostic } from '../../src/schema/diagnostic.ts';
import type { OpenFile } from '../../src/schema/schema.ts';

/** A scenario played to its end. */
export interface Played {
  readonly results: readonly Result[];
  readonly world: World;
}

/** Plays a scenario given as text, with the files of its folder; throws its problems where it does not load. */
export async function play(text: string, files: Readonly<Record<string, string>> = {}): Promise<Played> {
  const { scenario, diagnostics } = await readScenario({ path: 'test.yaml', text }, folderOf(files));
  if (scenario === undefined) throw new Error(diagnostics.map(formatDiagnostic).join('\n'));
  const timeline = replay(scenario);
  const world = timeline.worlds.at(-1);
  if (world === undefined) throw new Error('a timeline begins with a world');
  return { results: timeline.results, world };
}

/** A folder of these files and no others. */
function folderOf(files: Readonly<Record<string, string>>): OpenFile {
  return (path) => {
    const text = files[path];
    return text === undefined ? { problem: `there is no ${path}` } : { source: { path, text } };
  };
}

/** What is wrong with a scenario, as `line severity message`. */
export async function problemsOf(text: string, files: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const { diagnostics } = await readScenario({ path: 'test.yaml', text }, folderOf(files));
  return diagnostics.map((diagnostic) => {
    const [, line] = /^[^:]*:(\d+):/.exec(formatDiagnostic(diagnostic)) ?? [];
    return `${line} ${diagnostic.severity} ${diagnostic.message}`;
  });
}
