import {
  arrivalAt,
  parseSequenceNumber,
  type RecordLog,
  type Shard,
  trimHorizon,
  usersBefore,
} from '../../kinesis/index.ts';
import { type Checkpoint, sentinelOf } from '../checkpoint.ts';
import { prepareCheckpoint, writeCheckpoint } from '../lease-write.ts';
import { positionOf } from '../positions.ts';
import type { Consumer, Held, Worker } from '../state.ts';
import { drop, isHeld } from './holding.ts';
import { type Source, shardOfConsumer } from './places.ts';
import { commit, note, type Run, schedule, tableTrouble } from './run.ts';

/** Where a processor begins. */
interface Start {
  readonly position: number;
  readonly user: number;
  /** The user record it would begin with if nothing had expired. */
  readonly wanted: number;
}

/** Where a processor begins: behind the checkpoint, inside an aggregate where the checkpoint is inside one. */
export function resumeAt(
  run: Run,
  { source, shard }: { readonly source: Source; readonly shard: Shard },
  from: Checkpoint,
): Start {
  const { log } = shard;
  const horizon = trimHorizon(source.stream, shard, run.now);
  /** Not before the oldest record there is, and not behind the tip. */
  const at = (wanted: number): Start => {
    const user = Math.min(Math.max(wanted, usersBefore(log, horizon)), usersBefore(log, log.length));
    return { position: Math.min(positionOf(log, user).position, log.length), user, wanted: Math.min(wanted, user) };
  };
  switch (sentinelOf(from)) {
    case 'TRIM_HORIZON':
      return at(0);
    case 'LATEST':
    case 'SHARD_END':
      return at(usersBefore(log, log.length));
    case 'AT_TIMESTAMP':
      return at(usersBefore(log, firstSince(log, run.config.initialTimestamp)));
    default: {
      const position = from.sequenceNumber === undefined ? from.position : ownPosition(shard, from.sequenceNumber);
      // A number from the real stream: all that is simulated comes after it.
      return at(position === undefined ? 0 : usersBefore(log, position) + from.sub + 1);
    }
  }
}

function ownPosition(shard: Shard, text: string): number | undefined {
  const parts = parseSequenceNumber(text);
  return parts !== undefined && parts.shardIndex === shard.index && parts.position < shard.log.length
    ? parts.position
    : undefined;
}

function firstSince(log: RecordLog, time: number): number {
  let position = 0;
  while (position < log.length && arrivalAt(log, position) < time) position += 1;
  return position;
}

/**
 * The processor checkpoints everything before user record `upTo`. It needs the lease: held, renewed within the failover
 * time, its counter the remembered one; otherwise the call throws a ShutdownException and the lease is dropped at once.
 */
export function checkpoint(run: Run, worker: Worker, consumer: Consumer, upTo: number): boolean {
  if (upTo <= consumer.checkpointed || consumer.refused) return !consumer.refused;
  consumer.asked = upTo;
  consumer.askedAt = run.now;
  const shard = shardOfConsumer(run, consumer);
  if (shard === undefined) return false;
  const at = positionOf(shard.log, upTo - 1);
  const prepares = run.config.twoPhase !== undefined && consumer.reason === undefined;
  const written = write(run, worker, consumer, (held) => {
    const row = run.app.table.get(consumer.leaseKey);
    return prepares ? prepareCheckpoint(row, held.counter, at) : writeCheckpoint(row, held.counter, at);
  });
  if (!written) return false;
  if (prepares && run.config.twoPhase !== undefined) {
    consumer.prepared = upTo;
    schedule(run, worker, run.now + run.config.twoPhase, 'commit', { lease: consumer.leaseKey, token: consumer.token });
    return true;
  }
  consumer.checkpointed = upTo;
  return true;
}

/** The second half of a two-phase checkpoint: what was prepared last is committed. */
export function commitPrepared(run: Run, worker: Worker, leaseKey: string, token: number): void {
  const consumer = worker.consumers.get(leaseKey);
  const shard = consumer === undefined ? undefined : shardOfConsumer(run, consumer);
  if (consumer?.token !== token || consumer.prepared === undefined || shard === undefined) return;
  const upTo = consumer.prepared;
  const at = positionOf(shard.log, upTo - 1);
  const written = write(run, worker, consumer, (held) =>
    writeCheckpoint(run.app.table.get(leaseKey), held.counter, at),
  );
  if (!written) return;
  consumer.prepared = undefined;
  consumer.checkpointed = Math.max(consumer.checkpointed, upTo);
}

/** Any checkpoint write of a processor, with everything that can forbid it. */
export function write(
  run: Run,
  worker: Worker,
  consumer: Consumer,
  make: (held: Held) => Parameters<typeof commit>[1],
): boolean {
  const { leaseKey, token } = consumer;
  const refused = (because: 'lost' | 'expired' | 'throttled' | 'unreachable') => {
    note(run, worker, 'checkpoint-refused', { worker: worker.name, lease: leaseKey, because }, 'block');
    consumer.refused = because === 'lost' || because === 'expired';
    return false;
  };
  const held = worker.held.get(leaseKey);
  if (held === undefined || held.token !== token) return refused('lost');
  if (!isHeld(run, worker, leaseKey, token)) return refused('expired');
  const trouble = tableTrouble(run, worker, 1);
  if (trouble !== undefined) return refused(trouble);
  const written = make(held);
  if (commit(run, written)) {
    held.counter = written.row.leaseCounter;
    held.renewedAt = run.now;
    return true;
  }
  refused('lost');
  drop(run, worker, held, 'checkpoint');
  return false;
}
