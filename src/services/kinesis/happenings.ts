import type { TraceEntry } from '../../core/trace.ts';
import type { World } from '../../core/world.ts';
import type { KinesisFacts, KinesisReason } from './reasons.ts';
import { type Stream, shardId } from './stream.ts';

/** What happened to streams and producers between two worlds. */
export function streamHappenings(before: World, after: World): readonly TraceEntry[] {
  if (after.now === before.now) return [];
  const { kinesis: earlier } = before.runtimes;
  const { kinesis: now } = after.runtimes;
  const found: TraceEntry[] = [];
  for (const [at, stream] of now?.streams ?? []) {
    found.push(...reshards(at, stream, before.now));
    const was = earlier?.streams.get(at);
    if (was?.status === 'CREATING' && stream.status === 'ACTIVE') {
      found.push(note('stream-active', at, { stream: stream.name, shards: stream.open.length }));
    }
  }
  for (const [at, { counts }] of now?.producers ?? []) {
    const throttled = counts.throttled - (earlier?.producers.get(at)?.counts.throttled ?? 0);
    if (throttled > 0) found.push({ ...note('records-throttled', at, { throttled }), verdict: 'block' });
  }
  return found;
}

/** Each moment at which shards opened from others, with what closed for them. */
function reshards(at: string, stream: Stream, since: number): readonly TraceEntry[] {
  const young = stream.shards.filter(({ parent, openedAt }) => parent !== undefined && openedAt > since);
  const moments = [...new Set(young.map(({ openedAt }) => openedAt))];
  return moments.map((time) => {
    const opened = young.filter(({ openedAt }) => openedAt === time);
    const closed = new Set(opened.flatMap(({ parent, adjacentParent }) => [parent, adjacentParent]));
    const looked = {
      stream: stream.name,
      closed: [...closed].filter((index) => index !== undefined).map(shardId),
      opened: opened.map(({ index }) => shardId(index)),
    };
    return { ...note('reshard-done', at, looked), time };
  });
}

function note<Reason extends KinesisReason>(reason: Reason, at: string, looked: KinesisFacts[Reason]): TraceEntry {
  return { service: 'kinesis', reason, at, verdict: 'note', looked };
}
