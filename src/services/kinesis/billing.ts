import type { Json } from '../../core/result.ts';
import type { Instant } from '../../core/time.ts';
import { KIB, MIB } from './quotas.ts';
import { arrivalAt, bytesBefore, firstAtOrAfter, type RecordLog } from './record-log.ts';
import type { Stream, StreamMode, StreamTerms } from './stream.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const GB = 1024 * MIB;
/** Records are counted in payload units of 25 KB. */
const PAYLOAD_UNIT = 25 * KIB;
/** What is kept longer than a day costs extra, and longer than a week once more. */
const EXTENDED_FROM = DAY;
const LONG_TERM_FROM = 7 * DAY;

/** A stretch of time under the same terms. */
interface Stretch extends StreamTerms {
  readonly until: Instant;
}

function stretchesOf(stream: Stream, now: Instant): readonly Stretch[] {
  return stream.terms.map((terms, at) => ({ ...terms, until: stream.terms[at + 1]?.since ?? now }));
}

const overlap = (from: number, to: number, { since, until }: Stretch) =>
  Math.max(0, Math.min(to, until) - Math.max(from, since));

/** Milliseconds that all shards together were open during a stretch; closed shards are not paid for. */
function shardTime(stream: Stream, stretch: Stretch, now: Instant): number {
  let sum = 0;
  for (const shard of stream.shards) sum += overlap(shard.openedAt, shard.closedAt ?? now, stretch);
  return sum;
}

function payloadUnits(log: RecordLog, { since, until }: Stretch): number {
  const to = firstAtOrAfter(log, until);
  let units = 0;
  for (let at = firstAtOrAfter(log, since); at < to; at += 1) {
    units += Math.ceil((bytesBefore(log, at + 1) - bytesBefore(log, at)) / PAYLOAD_UNIT);
  }
  return units;
}

/** Bytes × milliseconds that records spent in the stream at an age from `from` to `to`, as long as they were retained. */
function keptLonger(log: RecordLog, stretch: Stretch, from: number, to: number): number {
  let sum = 0;
  const youngest = firstAtOrAfter(log, stretch.until - from);
  for (let at = 0; at < youngest; at += 1) {
    const arrived = arrivalAt(log, at);
    const time = overlap(arrived + from, arrived + Math.min(to, stretch.retention), stretch);
    sum += time * (bytesBefore(log, at + 1) - bytesBefore(log, at));
  }
  return sum;
}

const rounded = (value: number) => Number(value.toFixed(6));
const hours = (milliseconds: number) => rounded(milliseconds / HOUR);
const gigabytes = (bytes: number) => rounded(bytes / GB);
const gigabyteHours = (byteTime: number) => rounded(byteTime / HOUR / GB);

/**
 * What a stream is billed by, in units and never in prices.
 * @modelChoice The axes are those of the service's pricing page; hours are exact, not rounded up; a KB is 1,024 bytes; a
 * record's size is its data with its partition key. Reads of data older than seven days are not told apart.
 */
export function billingOf(stream: Stream, now: Instant, advantage: boolean): { readonly [key: string]: Json } {
  const stretches = stretchesOf(stream, now);
  const under = (mode: StreamMode) => stretches.filter((stretch) => stretch.mode === mode);
  const sum = (of: readonly Stretch[], value: (stretch: Stretch) => number) =>
    of.reduce((total, stretch) => total + value(stretch), 0);
  const ofLogs = (value: (log: RecordLog) => number) => stream.shards.reduce((total, { log }) => total + value(log), 0);
  const kept = (mode: StreamMode, from: number, to: number) =>
    sum(under(mode), (stretch) => ofLogs((log) => keptLonger(log, stretch, from, to)));
  const bytesIn = (stretch: Stretch) =>
    ofLogs(
      (log) =>
        bytesBefore(log, firstAtOrAfter(log, stretch.until)) - bytesBefore(log, firstAtOrAfter(log, stretch.since)),
    );
  const provisioned = under('PROVISIONED');
  const onDemand = under('ON_DEMAND');
  const extended = provisioned.filter(({ retention }) => retention > EXTENDED_FROM);
  return {
    mode: stream.mode,
    provisioned: {
      shardHours: hours(sum(provisioned, (stretch) => shardTime(stream, stretch, now))),
      putPayloadUnits: sum(provisioned, (stretch) => ofLogs((log) => payloadUnits(log, stretch))),
      extendedRetentionShardHours: hours(sum(extended, (stretch) => shardTime(stream, stretch, now))),
      longTermRetentionGbHours: gigabyteHours(kept('PROVISIONED', LONG_TERM_FROM, Number.POSITIVE_INFINITY)),
    },
    onDemand: {
      streamHours: advantage ? 0 : hours(sum(onDemand, ({ since, until }) => until - since)),
      gbIn: gigabytes(sum(onDemand, bytesIn)),
      gbOut: gigabytes(stream.read.ON_DEMAND.shared),
      extendedRetentionGbHours: gigabyteHours(kept('ON_DEMAND', EXTENDED_FROM, LONG_TERM_FROM)),
      longTermRetentionGbHours: gigabyteHours(kept('ON_DEMAND', LONG_TERM_FROM, Number.POSITIVE_INFINITY)),
    },
    fanOut: {
      consumerShardHours: hours(consumerShardTime(stream, now)),
      gb: gigabytes(stream.read.PROVISIONED.fanOut + stream.read.ON_DEMAND.fanOut),
    },
  };
}

/** Milliseconds × open shards × consumers that were registered by a call. */
function consumerShardTime(stream: Stream, now: Instant): number {
  const consumers = [
    ...stream.pastConsumers,
    ...[...stream.consumers.values()].map(({ registeredAt }) => ({ registeredAt, goneAt: now })),
  ];
  return consumers.reduce(
    (total, { registeredAt, goneAt }) => total + openShardTime(stream, registeredAt, goneAt, now),
    0,
  );
}

/** Milliseconds that all shards together were open between two moments. */
export function openShardTime(stream: Stream, from: Instant, to: Instant, now: Instant): number {
  const { mode, retention } = stream;
  return shardTime(stream, { since: from, until: to, mode, retention }, now);
}
