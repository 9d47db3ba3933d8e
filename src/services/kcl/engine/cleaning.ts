import { stateOf } from '../../kinesis/index.ts';
import { whyKept } from '../lease-cleanup.ts';
import type { Worker } from '../state.ts';
import { CLEANUP_INTERVAL_MS, COMPLETED_CLEANUP_MS, GARBAGE_CLEANUP_MS } from '../timers.ts';
import { placeOf } from './places.ts';
import { note, type Run, schedule, tableTrouble } from './run.ts';

/**
 * Every minute a worker looks at the rows of shards it has finished. They are deleted once the children are being read;
 * since the last deletion five minutes must have passed, and thirty for rows of shards that no longer exist.
 */
export function clean(run: Run, worker: Worker): void {
  schedule(run, worker, run.now + CLEANUP_INTERVAL_MS, 'clean');
  const since = run.now - worker.cleanedAt;
  if (worker.finished.size === 0 || since < COMPLETED_CLEANUP_MS || tableTrouble(run, worker, 1) !== undefined) return;
  const { table } = run.app;
  let deleted = false;
  for (const leaseKey of [...worker.finished]) {
    const row = table.get(leaseKey);
    if (row === undefined) {
      worker.finished.delete(leaseKey);
      continue;
    }
    const place = placeOf(run, leaseKey);
    const gone = place === undefined || stateOf(place.source.stream, place.shard, run.now) === 'EXPIRED';
    const shardGone = gone && since >= GARBAGE_CLEANUP_MS;
    if (whyKept(row, row.childShardIds, (key) => table.get(key), { shardGone }) !== undefined) continue;
    table.delete(leaseKey);
    worker.finished.delete(leaseKey);
    worker.held.delete(leaseKey);
    note(run, worker, 'lease-deleted', { worker: worker.name, lease: leaseKey });
    deleted = true;
  }
  if (deleted) worker.cleanedAt = run.now;
}
