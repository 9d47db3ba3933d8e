import { advance } from '../../../core/step.ts';
import type { World } from '../../../core/world.ts';
import { entriesBeyond, type JournalEntry } from '../journal.ts';
import { applicationAt } from './application.ts';

const LOOKS = new Set([
  'take-no-leases',
  'take-very-old',
  'take-at-target',
  'take-available',
  'take-steal',
  'take-no-steal',
  'assignment-run',
  'leader-elected',
  'lease-discovered',
  'lease-lost',
]);

/**
 * What the next passes will do if nothing else happens: the simulation is run ahead on a copy of the world, for two
 * intervals of the taker or the leader, and its journal read.
 */
export function predict(world: World, address: string): readonly JournalEntry[] {
  const app = applicationAt(world, address);
  if (app === undefined) return [];
  const { take, assign } = app.config.timers;
  const ahead = advance(world, world.now + 2 * Math.max(take, assign));
  const later = applicationAt(ahead, address);
  if (later === undefined) return [];
  return entriesBeyond(later.state.journal, app.state.journal).filter((entry) => LOOKS.has(entry.reason));
}
