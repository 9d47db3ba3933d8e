import type { Json } from '../../../core/result.ts';
import { formatInstant } from '../../../core/time.ts';
import type { ApiAction } from '../../service.ts';
import { KIB, regionQuotas } from '../quotas.ts';
import { sequenceNumber } from '../sequence-number.ts';
import { type Shard, type Stream, shardId, stateOf } from '../stream.ts';
import { type AccountCall, accountAction, type Done, type StreamCall, streamAction } from './request.ts';

const HOUR = 3_600_000;

interface Named {
  readonly streamName?: string;
}

/** A stream in the words of DescribeStreamSummary. */
export function describeSummary(stream: Stream): { readonly [key: string]: Json } {
  return {
    streamName: stream.name,
    streamStatus: stream.status,
    streamModeDetails: { streamMode: stream.mode },
    retentionPeriodHours: stream.retention / HOUR,
    openShardCount: stream.open.length,
    consumerCount: stream.consumers.size,
    maxRecordSizeInKiB: stream.recordBytesMost / KIB,
  };
}

/** A shard in the words of ListShards; a closed one has an ending sequence number. */
function describeShard(shard: Shard): { readonly [key: string]: Json } {
  const number = (position: number, arrivedAt: number) =>
    sequenceNumber({ shardOpenedAt: shard.openedAt, shardIndex: shard.index, position, arrivedAt });
  return {
    shardId: shard.id,
    ...(shard.parent === undefined ? {} : { parentShardId: shardId(shard.parent) }),
    ...(shard.adjacentParent === undefined ? {} : { adjacentParentShardId: shardId(shard.adjacentParent) }),
    hashKeyRange: { startingHashKey: String(shard.range.start), endingHashKey: String(shard.range.end) },
    sequenceNumberRange: {
      startingSequenceNumber: number(-1, shard.openedAt),
      ...(shard.closedAt === undefined ? {} : { endingSequenceNumber: number(shard.log.length, shard.closedAt) }),
    },
  };
}

/** Shards whose data have not expired: the expired are not listed ("ListShards", API Reference). */
const shardsOf = ({ stream, simulation }: StreamCall<Named>) =>
  stream.shards.filter((shard) => stateOf(stream, shard, simulation.now) !== 'EXPIRED').map(describeShard);

const describeStream = streamAction({}, (call: StreamCall<Named>): Done => {
  const { stream, simulation } = call;
  const account = simulation.definition.accounts.get(stream.account)?.id ?? '';
  const { openShardCount: _, consumerCount: __, ...rest } = describeSummary(stream);
  return {
    response: {
      streamDescription: {
        ...rest,
        streamARN: `arn:aws:kinesis:${stream.region}:${account}:stream/${stream.name}`,
        streamCreationTimestamp: formatInstant(stream.createdAt),
        shards: shardsOf(call),
        hasMoreShards: false,
      },
    },
  };
});

const describeStreamSummary = streamAction(
  {},
  ({ stream }: StreamCall<Named>): Done => ({ response: { streamDescriptionSummary: describeSummary(stream) } }),
);

const listShards = streamAction({}, (call: StreamCall<Named>): Done => ({ response: { shards: shardsOf(call) } }));

/** The account's streams in the Region of the call. */
const ownStreams = ({ draft, request, account }: AccountCall<Named>): readonly Stream[] =>
  [...draft.streams.values()].filter((one) => one.account === account.name && one.region === request.region);

const listStreams = accountAction({}, (call: AccountCall<Named>): Done => {
  const streamNames = ownStreams(call).map((stream) => stream.name);
  return { response: { streamNames, hasMoreStreams: false } };
});

const describeLimits = accountAction({}, (call: AccountCall<Named>): Done => {
  const own = ownStreams(call);
  const provisioned = own.filter((stream) => stream.mode === 'PROVISIONED');
  const quotas = regionQuotas(call.request.region);
  const { shardQuota } = call.simulation.definition.accounts.get(call.account.name)?.parts.kinesis ?? {};
  return {
    response: {
      shardLimit: shardQuota ?? quotas.shards,
      openShardCount: provisioned.reduce((sum, stream) => sum + stream.open.length, 0),
      onDemandStreamCount: own.length - provisioned.length,
      onDemandStreamCountLimit: quotas.onDemandStreams,
    },
  };
});

/** Actions that describe streams and change nothing. */
export const describingActions: Readonly<Record<string, ApiAction>> = {
  DescribeStream: describeStream,
  DescribeStreamSummary: describeStreamSummary,
  DescribeLimits: describeLimits,
  ListShards: listShards,
  ListStreams: listStreams,
};
