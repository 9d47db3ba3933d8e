import { loadFormat } from '../../src/render/format.ts';
import { summarize } from '../../src/render/summary.ts';
import type { Bundled } from './scenarios.ts';
import { bundledScenarios } from './scenarios.ts';

/** Golden replays: the transcript of every bundled scenario, which gets what it expects. */
export async function replays(): Promise<ReadonlyMap<string, string>> {
  const format = await loadFormat('text', { width: 100, colour: false, ascii: false });
  const found = new Map<string, string>();
  for (const bundled of await bundledScenarios(process.cwd())) {
    const { name, scenario, timeline } = bundled;
    const text = format.scenario({ name: `scenarios/${name}.yaml`, scenario, steps: playedSteps(bundled) });
    if (summarize(timeline.results).failed > 0) throw new Error(`${name} does not replay as it expects\n${text}`);
    found.set(`snapshots/replays/${name}.txt`, text);
  }
  return found;
}

function playedSteps({ scenario, timeline }: Bundled) {
  return scenario.steps.flatMap((step, index) => {
    const [result, world] = [timeline.results[index], timeline.worlds[index + 1]];
    return result === undefined || world === undefined ? [] : [{ step, result, world }];
  });
}
