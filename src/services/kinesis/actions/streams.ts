import { object, optional } from '../../../schema/collections.ts';
import { integer, oneOf } from '../../../schema/scalars.ts';
import type { ApiAction } from '../../service.ts';
import { checkModeSwitch, ON_DEMAND_SHARDS, WARM_MIBPS_MOST } from '../capacity-mode.ts';
import { admitControl, CREATE_MS, checkShardQuota } from '../control.ts';
import { watchOnDemand } from '../on-demand.ts';
import { KIB, regionQuotas } from '../quotas.ts';
import { refuse } from '../reasons.ts';
import { changeTerms, type DistributionStrategy, newStream, type StreamMode, trimHorizon } from '../stream.ts';
import { checkCreating, checkRecordSize, checkRetention, checkStrategy } from '../stream-limits.ts';
import { type AccountCall, accountAction, type Done, type StreamCall, streamAction, streamNameOf } from './request.ts';

const HOUR = 3_600_000;
const MODES = ['PROVISIONED', 'ON_DEMAND'] as const;

interface Named {
  readonly streamName?: string;
}

/** AWS's own way to say the capacity mode, and the short one. */
const modeFields = {
  streamModeDetails: optional(object({ streamMode: optional(oneOf(MODES)) })),
  streamMode: optional(oneOf(MODES)),
} as const;

interface ModeGiven {
  readonly streamModeDetails?: { readonly streamMode?: StreamMode };
  readonly streamMode?: StreamMode;
}

const modeIn = (given: ModeGiven): StreamMode | undefined => given.streamModeDetails?.streamMode ?? given.streamMode;

interface CreateParameters extends ModeGiven {
  readonly shardCount?: number;
  readonly maxRecordSizeInKiB?: number;
  readonly recordDistributionStrategy?: DistributionStrategy;
}

const createStream = accountAction(
  {
    shardCount: optional(integer({ min: 1 })),
    maxRecordSizeInKiB: optional(integer()),
    recordDistributionStrategy: optional(oneOf(['USER_PARTITION_KEY', 'AUTO'])),
    ...modeFields,
  },
  ({ simulation, draft, request, parameters, address, account }: AccountCall<CreateParameters & Named>): Done => {
    const now = simulation.now;
    const name = streamNameOf(request);
    if (name === undefined) return refuse('parameter-missing', { parameter: 'StreamName' });
    const refused = admitControl(draft, account.name, now);
    if (refused !== undefined) return refused;
    if (draft.streams.has(address)) return refuse('stream-exists', { stream: name });
    const mode = modeIn(parameters) ?? 'PROVISIONED';
    const kib = parameters.maxRecordSizeInKiB;
    const wrong =
      checkStrategy(mode, parameters.recordDistributionStrategy ?? 'USER_PARTITION_KEY') ??
      (kib === undefined ? undefined : checkRecordSize(kib));
    if (wrong !== undefined) return wrong;
    if ((mode === 'PROVISIONED') === (parameters.shardCount === undefined)) return refuse('shard-count-missing', {});
    const own = [...draft.streams.values()].filter(
      (stream) => stream.account === account.name && stream.region === request.region,
    );
    const crowded = checkCreating(own.filter((stream) => stream.status === 'CREATING').length);
    if (crowded !== undefined) return crowded;
    const onDemand = own.filter((stream) => stream.mode === 'ON_DEMAND').length;
    const { onDemandStreams: quota } = regionQuotas(request.region);
    if (mode === 'ON_DEMAND' && onDemand >= quota) return refuse('on-demand-streams', { streams: onDemand, quota });
    const shards = parameters.shardCount ?? ON_DEMAND_SHARDS;
    const over =
      mode === 'PROVISIONED' ? checkShardQuota(simulation, draft, account.name, request.region, shards) : undefined;
    if (over !== undefined) return over;
    const settings = {
      account: account.name,
      region: request.region,
      name,
      shards,
      mode,
      retention: 24 * HOUR,
      status: 'CREATING',
      recordBytesMost: kib === undefined ? undefined : kib * KIB,
      strategy: parameters.recordDistributionStrategy,
    } as const;
    draft.add(address, newStream(settings, now));
    simulation.schedule(now + CREATE_MS, 'kinesis', 'activate', { stream: address });
    if (mode === 'ON_DEMAND') watchOnDemand(simulation, address);
    return { response: {} };
  },
);

const deleteStream = streamAction({}, ({ simulation, stream, address }: StreamCall<Named>): Done => {
  stream.status = 'DELETING';
  simulation.schedule(simulation.now + CREATE_MS, 'kinesis', 'remove', { stream: address });
  return { response: {} };
});

type ModeParameters = Named & ModeGiven;

const updateStreamMode = streamAction(
  modeFields,
  ({ stream, simulation, parameters, address }: StreamCall<ModeParameters>): Done => {
    const wanted = modeIn(parameters);
    if (wanted === undefined) return refuse('parameter-missing', { parameter: 'StreamModeDetails' });
    if (stream.status !== 'ACTIVE') return refuse('stream-not-active', { stream: stream.name, status: stream.status });
    const refused = checkModeSwitch(stream.mode, wanted, stream.modeSwitches, simulation.now);
    if (refused !== undefined) return refused;
    changeTerms(stream, simulation.now, { mode: wanted });
    stream.modeSwitches = [...stream.modeSwitches, simulation.now];
    if (wanted === 'PROVISIONED') stream.strategy = 'USER_PARTITION_KEY';
    else watchOnDemand(simulation, address);
    return { response: {} };
  },
);

interface RetentionParameters extends Named {
  readonly retentionPeriodHours?: number;
}

function retentionAction(action: 'IncreaseStreamRetentionPeriod' | 'DecreaseStreamRetentionPeriod') {
  return streamAction(
    { retentionPeriodHours: optional(integer()) },
    ({ simulation, draft, stream, parameters }: StreamCall<RetentionParameters>): Done => {
      const hours = parameters.retentionPeriodHours;
      if (hours === undefined) return refuse('parameter-missing', { parameter: 'RetentionPeriodHours' });
      const wrong = checkRetention(hours);
      if (wrong !== undefined) return wrong;
      const from = stream.retention / HOUR;
      const increases = action === 'IncreaseStreamRetentionPeriod';
      if (increases ? hours < from : hours > from) return refuse('retention-direction', { from, to: hours, action });
      // What has expired stays expired, however long the new retention ("IncreaseStreamRetentionPeriod", API Reference).
      for (const { index } of stream.shards) {
        const shard = draft.ownShard(stream, index);
        shard.trimmedTo = trimHorizon(stream, shard, simulation.now);
      }
      changeTerms(stream, simulation.now, { retention: hours * HOUR });
      return { response: {} };
    },
  );
}

interface SizeParameters extends Named {
  readonly maxRecordSizeInKiB?: number;
}

const updateMaxRecordSize = streamAction(
  { maxRecordSizeInKiB: optional(integer()) },
  ({ stream, parameters }: StreamCall<SizeParameters>): Done => {
    const kib = parameters.maxRecordSizeInKiB;
    if (kib === undefined) return refuse('parameter-missing', { parameter: 'MaxRecordSizeInKiB' });
    const wrong = checkRecordSize(kib);
    if (wrong !== undefined) return wrong;
    stream.recordBytesMost = kib * KIB;
    return { response: {} };
  },
);

interface WarmParameters extends Named {
  readonly warmThroughputMiBps?: number;
}

const updateWarmThroughput = streamAction(
  { warmThroughputMiBps: optional(integer()) },
  ({ stream, simulation, parameters }: StreamCall<WarmParameters>): Done => {
    const mibps = parameters.warmThroughputMiBps;
    if (mibps === undefined) return refuse('parameter-missing', { parameter: 'WarmThroughputMiBps' });
    const advantage = simulation.definition.accounts.get(stream.account)?.parts.kinesis?.onDemandAdvantage === true;
    if (!advantage || stream.mode !== 'ON_DEMAND') return refuse('warm-throughput-standard', {});
    if (mibps < 0 || mibps > WARM_MIBPS_MOST) return refuse('warm-throughput-range', { mibps, limit: WARM_MIBPS_MOST });
    stream.warmMiBps = mibps;
    return { response: { streamName: stream.name, warmThroughput: { targetMiBps: mibps, currentMiBps: mibps } } };
  },
);

/** Actions on streams as a whole. */
export const streamActions: Readonly<Record<string, ApiAction>> = {
  CreateStream: createStream,
  DeleteStream: deleteStream,
  UpdateStreamMode: updateStreamMode,
  IncreaseStreamRetentionPeriod: retentionAction('IncreaseStreamRetentionPeriod'),
  DecreaseStreamRetentionPeriod: retentionAction('DecreaseStreamRetentionPeriod'),
  UpdateMaxRecordSize: updateMaxRecordSize,
  UpdateStreamWarmThroughput: updateWarmThroughput,
};
