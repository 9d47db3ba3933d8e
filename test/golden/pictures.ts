import { playTo, timelineOf } from '../../src/index.ts';
import { svgOf } from '../../src/render/svg.ts';
import { stills } from '../../src/view/still.ts';
import { bundledScenarios } from './scenarios.ts';

const size = { width: 120, height: 36 };

/** The pictures of the README, drawn by the product from the same rows as its screens. */
export async function pictures(): Promise<ReadonlyMap<string, string>> {
  const still = await stills(size);
  const tour = (await bundledScenarios(process.cwd())).find(({ name }) => name === 'tour');
  if (tour === undefined) throw new Error('the tour is gone');
  const dropped = playTo(timelineOf(tour.scenario)).results.findIndex(({ outcome }) => outcome === 'dropped') + 1;
  const { rows } = still.draw(still.open(tour.scenario, 'tour', dropped));
  return new Map([['docs/images/network.svg', svgOf(rows, size.width)]]);
}
