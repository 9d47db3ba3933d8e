/** The front of Kinesis Data Streams: the service, its questions, and what readers of streams use inside a step. */
import type { Definition } from '../../core/definition.ts';
import type { Simulation } from '../../core/simulation.ts';
import type { Service } from '../service.ts';
import { consumerActions } from './actions/consumers.ts';
import { describingActions } from './actions/describing.ts';
import { recordActions } from './actions/records.ts';
import { reshardActions } from './actions/resharding.ts';
import { streamActions } from './actions/streams.ts';
import { streamEvents } from './control.ts';
import { kinesisPart } from './definition.ts';
import { streamHappenings } from './happenings.ts';
import { noteFault } from './history.ts';
import { watchOnDemand } from './on-demand.ts';
import { producerEvents, producersOf, startProducer } from './produce.ts';
import { kinesisReasons } from './reasons.ts';
import { reconcileKinesis } from './reconcile.ts';
import { firstRuntime, KinesisDraft, type KinesisRuntime } from './runtime.ts';
import { showKinesis } from './show.ts';

export { type BatchAnswer, readBatchAnswer } from './batch-response.ts';
export { openShardTime } from './billing.ts';
export { PRODUCER, type ProducerDefinition, STREAM, type StreamDefinition } from './definition.ts';
export {
  afterFailure,
  EVENT_SOURCE_BOUNDS,
  EVENT_SOURCE_DEFAULTS,
  type EventSourceMapping,
  iteratorAge,
  maxConcurrentInvocations,
  POLLS_PER_SECOND,
  wrongParameter,
} from './event-source-mapping.ts';
export { HASH_KEY_MOST, type HashKeyRange } from './hash-key.ts';
export { type FaultNote, reshardAgain } from './history.ts';
export { metricsOf as streamMetrics } from './metrics.ts';
export {
  KINESIS_FAMILY,
  producerCounts,
  quotasOf,
  recentPoints,
  routeOf,
  type ShardView,
  shardsOf,
} from './questions.ts';
export { type Reading, readShard, streamOf, waitForNews } from './reading.ts';
export { arrivalAt, bytesBefore, notedPositions, partitionKeyAt, type RecordLog, usersBefore } from './record-log.ts';
export { streamAt } from './runtime.ts';
export { parseSequenceNumber, sequenceNumber } from './sequence-number.ts';
export { type Shard, type Stream, shardId, shardIndex, shardOf, stateOf, trimHorizon, type Waiter } from './stream.ts';

export const service: Service = {
  name: 'kinesis',
  account: kinesisPart,
  start: (definition: Definition) => firstRuntime(definition),
  begin: (simulation: Simulation) => {
    for (const account of simulation.definition.accounts.values()) {
      for (const stream of account.parts.kinesis?.streams?.values() ?? []) {
        if (stream.streamMode === 'ON_DEMAND') watchOnDemand(simulation, stream.address);
      }
    }
    for (const producer of producersOf(simulation.definition).values()) {
      startProducer(simulation, producer, simulation.now + (producer.startsAt ?? 0));
    }
  },
  reconcile: reconcileKinesis,
  events: { ...producerEvents, ...streamEvents },
  draft: {
    open: (runtime: KinesisRuntime) => new KinesisDraft(runtime),
    close: (draft: KinesisDraft) => draft.close(),
  },
  faults: {
    producer: {
      how: ['timeout'],
      begin: (simulation, fault) => noteFault(simulation, fault, true),
      end: (simulation, fault) => noteFault(simulation, fault, false),
    },
  },
  reasons: kinesisReasons,
  happened: streamHappenings,
  show: showKinesis,
  actions: { ...describingActions, ...streamActions, ...reshardActions, ...consumerActions, ...recordActions },
};
