import { visible } from '../../../core/text.ts';
import type { JournalEntry, KclFacts } from '../../../services/kcl/index.ts';
import { shorten } from '../../cells.ts';
import { shortLease } from './subject.ts';

/** A worker's name for a narrow column. */
export const shortWorker = (name: string) => shorten(visible(name), 7, 'middle');

/** What happened in as few words as tell it, for narrow columns; undefined for what is not worth a line there. */
export function briefOf(entry: JournalEntry): string | undefined {
  const { looked } = entry as { readonly looked: Readonly<Record<string, unknown>> };
  const who = shortWorker(String(looked['worker'] ?? ''));
  const lease = typeof looked['lease'] === 'string' ? shortLease(looked['lease']) : '';
  switch (entry.reason) {
    case 'worker-started':
      return `${who} starts`;
    case 'worker-crashed':
      return `${who} crashes`;
    case 'worker-hung':
      return `${who} stands still`;
    case 'worker-resumed':
      return `${who} wakes up`;
    case 'worker-cut-off':
      return `${who} is cut off`;
    case 'worker-reachable':
      return `${who} is back`;
    case 'worker-stopping':
      return `${who} shuts down`;
    case 'worker-stopped':
      return `${who} has stopped`;
    case 'own-leases-renewed':
      return `${who} renews its own`;
    case 'take-very-old':
    case 'take-available':
    case 'take-steal':
      return takenBrief(who, entry.looked as KclFacts['take-steal'], entry.reason === 'take-steal');
    case 'lease-lost':
      return `${who} loses ${lease}`;
    case 'checkpoint-refused':
      return `${who} may not checkpoint ${lease}`;
    case 'consumer-initialized': {
      const { again } = entry.looked as KclFacts['consumer-initialized'];
      return `${who} reads ${lease}${again > 0 ? ` +${again}` : ''}`;
    }
    case 'consumer-waits-for-parents':
      return `${who} waits with ${lease}`;
    case 'shard-ended':
      return `${lease} ends`;
    case 'leader-elected':
      return `${who} leads`;
    case 'leader-released':
      return `${who} leads no more`;
    case 'assignment-run':
      return runBrief(entry.looked as KclFacts['assignment-run']);
    case 'handoff-requested':
      return `${who} is to hand over ${lease}`;
    case 'handoff-done':
      return `${who} hands over ${lease}`;
    default:
      return undefined;
  }
}

function takenBrief(who: string, { taken, victim }: KclFacts['take-steal'], steals: boolean): string | undefined {
  if (taken.length === 0) return undefined;
  const leases = taken.map(({ lease }) => shortLease(lease)).join(' ');
  return steals ? `${who} robs ${shortWorker(victim ?? '')} of ${leases}` : `${who} takes ${leases}`;
}

function runBrief({ worker, changes }: KclFacts['assignment-run']): string | undefined {
  if (changes.length === 0) return undefined;
  return `${shortWorker(worker)}: ${changes.map(({ lease, to }) => `${shortLease(lease)}→${shortWorker(to)}`).join(' ')}`;
}
