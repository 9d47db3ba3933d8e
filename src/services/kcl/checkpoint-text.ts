import { arrivalAt, type Shard, sequenceNumber } from '../kinesis/index.ts';
import { type Checkpoint, sentinelOf } from './checkpoint.ts';

/** The same for a sentence: of a long number its last six digits. Whatever follows the digits stays. */
export function shortCheckpoint(text: string): string {
  return text.replace(/^\d{7,}/, (number) => `…${number.slice(-6)}`);
}

/** A checkpoint as the table shows it: a sentinel, or a sequence number. */
export function checkpointText(shard: Shard | undefined, at: Checkpoint): string {
  const sentinel = sentinelOf(at);
  if (sentinel !== undefined) return sentinel;
  if (at.sequenceNumber !== undefined || shard === undefined) return at.sequenceNumber ?? String(at.position);
  const parts = { shardOpenedAt: shard.openedAt, shardIndex: shard.index, position: at.position };
  return sequenceNumber({ ...parts, arrivedAt: arrivalAt(shard.log, at.position) });
}
