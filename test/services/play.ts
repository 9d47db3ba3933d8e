import type { Result } from '../../src/core/result.ts';
import type { World } from '../../src/core/world.ts';
import { replay } from '../../src/scenario/ask.ts';
import { readScenario } from '../../src/scenario/scenario.ts';
import { formatDiagnostic } from '../../src/schema/diagnostic.ts';

/** A scenario played to its end. */
export interface Played {
  readonly results: readonly Result[];
  readonly world: World;
}

/** Plays a scenario given as text; throws its problems where it does not load. */
export async function play(text: string): Promise<Played> {
  const { scenario, diagnostics } = await readScenario({ path: 'test.yaml', text });
  if (scenario === undefined) throw new Error(diagnostics.map(formatDiagnostic).join('\n'));
  const timeline = replay(scenario);
  const world = timeline.worlds.at(-1);
  if (world === undefined) throw new Error('a timeline begins with a world');
  return { results: timeline.results, world };
}

/** What is wrong with a scenario, as `line severity code`. */
export async function problemsOf(text: string): Promise<string[]> {
  const { diagnostics } = await readScenario({ path: 'test.yaml', text });
  return diagnostics.map((diagnostic) => {
    const [, line] = /^[^:]*:(\d+):/.exec(formatDiagnostic(diagnostic)) ?? [];
    return `${line} ${diagnostic.severity} ${diagnostic.message}`;
  });
}
