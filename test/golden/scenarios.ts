import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Timeline } from '../../src/core/timeline.ts';
import { replay } from '../../src/scenario/ask.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { formatDiagnostic } from '../../src/schema/diagnostic.ts';

export interface Bundled {
  /** `network/public-subnet`. */
  readonly name: string;
  readonly scenario: Scenario;
  /** Played to its end. */
  readonly timeline: Timeline;
}

let known: Promise<readonly Bundled[]> | undefined;

/** The bundled scenarios, in the order of their names; each is loaded and played once. */
export function bundledScenarios(root: string): Promise<readonly Bundled[]> {
  known ??= playAll(root);
  return known;
}

async function playAll(root: string): Promise<readonly Bundled[]> {
  const folder = join(root, 'scenarios');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.yaml'))
    .sort();
  const found: Bundled[] = [];
  for (const file of files) {
    // Places in the golden files name the scenario as the package does.
    const { scenario, diagnostics } = await loadScenario(join(folder, file), `scenarios/${file}`);
    if (scenario === undefined) throw new Error(diagnostics.map(formatDiagnostic).join('\n'));
    found.push({ name: file.replace(/\.yaml$/, ''), scenario, timeline: replay(scenario) });
  }
  return found;
}
