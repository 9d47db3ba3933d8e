import { replayOne } from '../../src/cli/replay-one.ts';
import { bundledScenarios } from '../../src/cli/sources.ts';
import { loadFormat } from '../../src/render/format.ts';
import type { Golden } from './index.ts';

/** Golden replays: the transcript of every bundled scenario, which gets what it expects. */
export async function replays(): Promise<Golden> {
  const format = await loadFormat('text', { width: 100, colour: false, ascii: false });
  const found = new Map<string, string>();
  for (const { name, path } of bundledScenarios()) {
    const source = { kind: 'scenario', name: `scenarios/${name}.yaml`, path } as const;
    const { text, complaints, summary } = await replayOne(source, undefined, format);
    if (summary === undefined || summary.failed > 0 || complaints.length > 0)
      throw new Error(`${name} does not replay as it expects\n${complaints.join('\n')}\n${text}`);
    found.set(`snapshots/replays/${name}.txt`, text);
  }
  return found;
}
