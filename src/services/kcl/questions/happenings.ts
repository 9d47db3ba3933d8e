import type { World } from '../../../core/world.ts';
import { EMPTY_JOURNAL, entriesBeyond, type JournalEntry } from '../journal.ts';

/** What happened in every application between two worlds, without the passes that came to nothing. */
export function tellingEntries(before: World, after: World): readonly JournalEntry[] {
  const earlier = before.runtimes.kcl?.applications;
  return [...(after.runtimes.kcl?.applications ?? [])].flatMap(([address, { journal }]) =>
    entriesBeyond(journal, earlier?.get(address)?.journal ?? EMPTY_JOURNAL).filter(isTelling),
  );
}

function isTelling(entry: JournalEntry): boolean {
  if (entry.reason === 'assignment-run') return entry.looked.changes.length > 0;
  return entry.reason !== 'take-at-target' && entry.reason !== 'take-no-leases';
}
