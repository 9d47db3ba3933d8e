import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadScenario } from '../../src/scenario/load.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import { formatDiagnostic } from '../../src/schema/diagnostic.ts';

export interface Bundled {
  /** `network/public-subnet`. */
  readonly name: string;
  readonly scenario: Scenario;
}

/** The bundled scenarios of a topic (a folder, or a file's own name), in the order of their names. */
export async function bundledScenarios(root: string): Promise<readonly Bundled[]> {
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
    found.push({ name: file.replace(/\.yaml$/, ''), scenario });
  }
  return found;
}
