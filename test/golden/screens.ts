import { proposedChange } from '../../src/app/proposal.ts';
import type { State } from '../../src/app/state.ts';
import { playTo, type Timeline, worldAfter } from '../../src/core/timeline.ts';
import { readTypedStep, type Scenario, timelineOf } from '../../src/scenario/scenario.ts';
import type { Size } from '../../src/view/layout.ts';
import { textOf } from '../../src/view/segment.ts';
import { type Still, stills } from '../../src/view/still.ts';
import { bundledScenarios } from './scenarios.ts';

const sizes = [
  { width: 80, height: 24 },
  { width: 120, height: 36 },
] as const;
const small = { width: 60, height: 20 };

/** Golden screens: every bundled scenario where it is worth looking at, and the parts of the shell on the tour. */
export async function screens(): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const bundled = await bundledScenarios(process.cwd());
  for (const size of sizes) {
    const still = await stills(size);
    const named = `${size.width}x${size.height}`;
    for (const { name, scenario, timeline } of bundled) {
      const opened = still.open(scenario, lastPart(name), tellingStep(timeline), timeline);
      found.set(`snapshots/screens/${name}.${named}.txt`, drawn(still, opened));
    }
  }
  const tour = bundled.find(({ name }) => name === 'tour');
  if (tour === undefined) throw new Error('the tour is gone');
  for (const size of [...sizes, small]) {
    for (const [part, screen] of await shell(tour.scenario, size)) {
      found.set(`snapshots/screens/shell/${part}.${size.width}x${size.height}.txt`, screen);
    }
  }
  return found;
}

const shellParts: { readonly [name: string]: readonly string[] } = {
  opened: [],
  about: ['a'],
  keys: ['?'],
  palette: ['ctrl-p', 'd', 'r', 'o', 'p'],
  command: [':', ...'send', 'space', 'l'],
  why: ['enter'],
  'steps-zoomed': ['z'],
  map: ['tab', 'tab', 'tab'],
  connections: ['tab', 'tab', 'tab', 'tab'],
};

/** The shell's own parts on the tour, at its first packet that was dropped. */
async function shell(tour: Scenario, size: Size): Promise<readonly (readonly [string, string])[]> {
  const still = await stills(size);
  const { results } = playTo(timelineOf(tour));
  const dropped = results.findIndex(({ outcome }) => outcome === 'dropped') + 1;
  const opened = still.open(tour, 'tour', dropped);
  const parts = Object.entries(shellParts).map(
    ([part, keys]) => [part, drawn(still, still.press(opened, ...keys))] as const,
  );
  const playing = still.take(still.press(opened, 'space'), { kind: 'tick', elapsed: 700 });
  return [...parts, ['playing', drawn(still, playing)], ['what-if', drawn(still, await tried(still, opened))]];
}

/** The proposed change tried in a what-if. */
async function tried(still: Still, state: State): Promise<State> {
  const { session } = state;
  const proposal = proposedChange(session);
  if (session === undefined || proposal === undefined) throw new Error('the tour proposes nothing to try');
  const typed = { text: proposal.text, purpose: 'what-if', at: session.at - 1 } as const;
  const result = await readTypedStep(session.scenario, worldAfter(session.timeline, typed.at), typed.text);
  return still.take(state, { kind: 'typed', typed, result });
}

/** The last step that came out badly is what a scenario is about; without one, its last step. */
function tellingStep({ results }: Timeline): number {
  const bad = results.findLastIndex(({ outcome }) => !['delivered', 'allowed', 'done'].includes(outcome));
  return bad >= 0 ? bad + 1 : results.length;
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

function drawn(still: Still, state: State): string {
  return `${still
    .draw(state)
    .rows.map((row) => textOf(row).trimEnd())
    .join('\n')}\n`;
}
