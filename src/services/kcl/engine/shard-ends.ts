import { shardOf } from '../../kinesis/index.ts';
import { SHARD_END } from '../checkpoint.ts';
import type { Lease } from '../lease.ts';
import { writeCheckpoint } from '../lease-write.ts';
import { leaseOfChild } from '../shard-sync.ts';
import type { Consumer, Worker } from '../state.ts';
import { TASK_BACKOFF_MS } from '../timers.ts';
import { write } from './checkpointing.ts';
import { complete } from './consuming.ts';
import { drop } from './holding.ts';
import { listed, placeOf } from './places.ts';
import { note, type Run, schedule, tableTrouble } from './run.ts';

/** One in so many tries a worker gives up a merged shard whose other parent has no row. */
const GIVE_UP_ONE_IN = 30;

/**
 * The end of a shard: rows for its children, then the processor must checkpoint SHARD_END; a task that fails is tried
 * again every 500 ms (`ShutdownTask`, amazon-kinesis-client).
 */
export function endShard(run: Run, worker: Worker, consumer: Consumer): void {
  const { leaseKey, token } = consumer;
  const again = () => schedule(run, worker, run.now + TASK_BACKOFF_MS, 'end-shard', { lease: leaseKey, token });
  if (tableTrouble(run, worker, 1) !== undefined) {
    again();
    return;
  }
  const children = createChildren(run, worker, consumer);
  if (children === undefined || (!run.config.checkpointAtShardEnd && noteMissing(run, worker, leaseKey))) {
    if (worker.held.get(leaseKey)?.token === token) again();
    return;
  }
  const written = write(run, worker, consumer, (held) => {
    const ended = writeCheckpoint(run.app.table.get(leaseKey), held.counter, SHARD_END);
    return 'row' in ended ? { row: { ...ended.row, childShardIds: children } } : ended;
  });
  if (!written) {
    if (worker.held.get(leaseKey)?.token === token) again();
    else {
      consumer.reason = 'leaseLost';
      complete(run, worker, consumer);
    }
    return;
  }
  worker.finished.add(leaseKey);
  note(run, worker, 'shard-ended', { worker: worker.name, lease: leaseKey, children });
  complete(run, worker, consumer);
}

function noteMissing(run: Run, worker: Worker, lease: string): true {
  note(run, worker, 'shard-end-not-checkpointed', { worker: worker.name, lease }, 'block');
  return true;
}

/** Rows for the children that have none; undefined while a merged child must wait for its other parent's row. */
function createChildren(run: Run, worker: Worker, consumer: Consumer): readonly string[] | undefined {
  const place = placeOf(run, consumer.leaseKey);
  if (place === undefined) return [];
  const { table } = run.app;
  const children = place.shard.children.map((index) => listed(place.source, shardOf(place.source.stream, index)));
  for (const child of children) {
    const present = child.parents.filter((parent) => table.get(parent) !== undefined).length;
    if (child.parents.length > 1 && present === 1 && table.get(child.shardId) === undefined) {
      note(run, worker, 'merge-parent-missing', { worker: worker.name, lease: consumer.leaseKey }, 'block');
      const held = worker.held.get(consumer.leaseKey);
      const givesUp = run.simulation.random(`${worker.address}/merges`).between(1, GIVE_UP_ONE_IN) === 1;
      if (givesUp && held !== undefined) drop(run, worker, held, 'own clock');
      return undefined;
    }
  }
  const created: Lease[] = children.filter((child) => table.get(child.shardId) === undefined).map(leaseOfChild);
  for (const row of created) table.put(row);
  return children.map((child) => child.shardId);
}
