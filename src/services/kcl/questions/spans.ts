import type { Instant } from '../../../core/time.ts';
import { entriesSince, type JournalEntry } from '../journal.ts';
import type { WorkerStatus } from '../state.ts';
import type { AskedApplication } from './application.ts';

/** A stretch of a worker's life in one state; the last one is open. */
export interface Span {
  readonly worker: string;
  readonly status: WorkerStatus;
  readonly from: Instant;
  readonly to: Instant;
}

const STATUS_AFTER: Readonly<Partial<Record<JournalEntry['reason'], WorkerStatus>>> = {
  'worker-waits-for-leases': 'starting',
  'worker-started': 'running',
  'worker-crashed': 'crashed',
  'worker-hung': 'hung',
  'worker-resumed': 'running',
  'worker-cut-off': 'cut-off',
  'worker-reachable': 'running',
  'worker-stopping': 'stopping',
  'worker-stopped': 'stopped',
};

/** The life of every worker, as far back as the journal reaches, up to `now`. */
export function workerSpans(app: AskedApplication, now: Instant): readonly Span[] {
  const spans: Span[] = [];
  const open = new Map<string, { readonly status: WorkerStatus; readonly from: Instant }>();
  for (const entry of entriesSince(app.state.journal, 0)) {
    const status = STATUS_AFTER[entry.reason];
    if (status === undefined) continue;
    const worker = entry.at.slice(entry.at.lastIndexOf('/') + 1);
    const last = open.get(worker);
    if (last !== undefined) spans.push({ worker, ...last, to: entry.time });
    open.set(worker, { status, from: entry.time });
  }
  for (const worker of app.state.workers.values()) {
    const last = open.get(worker.name) ?? { status: worker.status, from: worker.since };
    spans.push({ worker: worker.name, ...last, to: now });
  }
  return spans;
}
