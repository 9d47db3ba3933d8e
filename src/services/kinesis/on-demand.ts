import type { QueuedEvent } from '../../core/events.ts';
import type { Simulation } from '../../core/simulation.ts';
import { ON_DEMAND_SPLIT_BYTES_PER_SECOND } from './capacity-mode.ts';
import { wake } from './put.ts';
import { KIB, SHARD_WRITE_BYTES, SHARD_WRITE_RECORDS } from './quotas.ts';
import { isRefusal, type KinesisEntry } from './reasons.ts';
import { bytesBefore, firstAtOrAfter, partitionKeyAt, type RecordLog } from './record-log.ts';
import { carryOut, middleOf, split } from './reshard.ts';
import { kinesisDraft } from './runtime.ts';
import { type Shard, type Stream, shardOf } from './stream.ts';

/** @modelChoice On-demand streams are looked at once a minute; AWS splits within 15. */
const ON_DEMAND_LOOK_MS = 60_000;
/** A key is named as hot when it alone took this share of a shard's limit. */
const HOT_SHARE = 0.9;
/** No more than so many notes are kept. */
const NOTES_MOST = 200;

/** Begins to look at an on-demand stream every minute. */
export function watchOnDemand(simulation: Simulation, address: string): void {
  simulation.schedule(simulation.now + ON_DEMAND_LOOK_MS, 'kinesis', 'on-demand', { stream: address });
}

/** Splits the shards of an on-demand stream that took more than 500 KB/s in the last minute. */
export function lookOnDemand(simulation: Simulation, event: QueuedEvent): void {
  const { stream: address } = event.payload as { readonly stream: string };
  const draft = kinesisDraft(simulation);
  const stream = draft.own(address);
  if (stream === undefined || stream.mode !== 'ON_DEMAND') return;
  const now = simulation.now;
  for (const index of stream.open) {
    const shard = shardOf(stream, index);
    const taken = takenPerSecond(shard.log, now);
    if (taken <= ON_DEMAND_SPLIT_BYTES_PER_SECOND) continue;
    const halves = split(shard, middleOf(shard.range));
    if (isRefusal(halves)) continue;
    const hot = hotKey(shard.log, now);
    const opened = carryOut(stream, halves, (one) => draft.ownShard(stream, one), now);
    wake(simulation, draft.ownShard(stream, index));
    const kbPerSecond = Math.round(taken / KIB);
    const entry = { service: 'kinesis', at: address } as const;
    const children = opened.map((child: Shard) => child.id);
    const looked = { shard: shard.id, kbPerSecond, children };
    remember(simulation, stream, { ...entry, verdict: 'note', reason: 'on-demand-split', looked });
    if (hot === undefined) continue;
    const key = { shard: shard.id, partitionKey: hot };
    remember(simulation, stream, { ...entry, verdict: 'block', reason: 'on-demand-hot-key', looked: key });
  }
  watchOnDemand(simulation, address);
}

/** Tells it with the step that let the time pass, and keeps it for the stream's history. */
function remember(simulation: Simulation, stream: Stream, entry: KinesisEntry): void {
  simulation.happened(entry);
  stream.notes = [...stream.notes, { at: simulation.now, entry }].slice(-NOTES_MOST);
}

function takenPerSecond(log: RecordLog, now: number): number {
  const since = bytesBefore(log, firstAtOrAfter(log, now - ON_DEMAND_LOOK_MS));
  return ((bytesBefore(log, log.length) - since) * 1000) / ON_DEMAND_LOOK_MS;
}

/** The partition key that alone fills the shard, if there is one: no split spreads it. */
function hotKey(log: RecordLog, now: number): string | undefined {
  const seconds = ON_DEMAND_LOOK_MS / 1000;
  const keys = new Map<string, { records: number; bytes: number }>();
  for (let position = firstAtOrAfter(log, now - ON_DEMAND_LOOK_MS); position < log.length; position += 1) {
    const key = partitionKeyAt(log, position);
    const known = keys.get(key) ?? { records: 0, bytes: 0 };
    known.records += 1;
    known.bytes += bytesBefore(log, position + 1) - bytesBefore(log, position);
    keys.set(key, known);
  }
  const isHot = ({ records, bytes }: { records: number; bytes: number }) =>
    records / seconds >= HOT_SHARE * SHARD_WRITE_RECORDS || bytes / seconds >= HOT_SHARE * SHARD_WRITE_BYTES;
  return [...keys].find(([, taken]) => isHot(taken))?.[0];
}
