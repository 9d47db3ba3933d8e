import { parseAllDocuments } from 'yaml';
import { readScenario } from '../src/scenario/scenario.ts';
import { type Measurement, median } from './measure.ts';
import { accountYaml } from './network-account.ts';

export const title = 'Loading';

const ROUNDS = 5;

/** A scenario of 5 MB, read and checked, against parsing its YAML alone. */
export async function measure(): Promise<readonly Measurement[]> {
  const text = accountYaml({ interfaces: 22_500, securityGroups: 3_900 });
  const ratios: number[] = [];
  const times: { loading: number; parsing: number }[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const parsing = await timed(async () =>
      parseAllDocuments(text, { uniqueKeys: false, prettyErrors: false, merge: false }),
    );
    const loading = await timed(async () => {
      const { scenario, diagnostics } = await readScenario({ path: 'large.yaml', text });
      if (scenario === undefined) throw new Error(diagnostics[0]?.message);
    });
    // The first round warms the compiler up.
    if (round === 0) continue;
    ratios.push(loading / parsing);
    times.push({ loading, parsing });
  }
  const ratio = median(ratios);
  return [
    {
      name: `loading ${(text.length / 1e6).toFixed(1)} MB`,
      ours: `${Math.round(median(times.map(({ loading }) => loading)))} ms`,
      base: `${Math.round(median(times.map(({ parsing }) => parsing)))} ms parsing its YAML alone`,
      ratio,
      goal: { says: '≤ 2', met: ratio <= 2 },
    },
  ];
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  globalThis.gc?.();
  const start = performance.now();
  await work();
  return performance.now() - start;
}
