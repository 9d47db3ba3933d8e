import { formatInstant } from '../../../core/time.ts';
import { object, optional } from '../../../schema/collections.ts';
import { instant, oneOf, text } from '../../../schema/scalars.ts';
import type { ApiAction } from '../../service.ts';
import { REGISTER_MS } from '../control.ts';
import { checkRegistration, subscribe } from '../fan-out.ts';
import { ITERATOR_TYPES, type IteratorType, startingPosition } from '../iterator.ts';
import { isRefusal, type Refusal, refuse } from '../reasons.ts';
import type { FanOutConsumer, Stream } from '../stream.ts';
import { namedShard } from './records.ts';
import { type Done, entry, type StreamCall, streamAction } from './request.ts';

interface ConsumerParameters {
  readonly streamName?: string;
  readonly consumerName?: string;
  readonly consumerARN?: string;
  readonly shardId?: string;
  readonly startingPosition?: {
    readonly type?: IteratorType;
    readonly sequenceNumber?: string;
    readonly timestamp?: number;
  };
}

const consumerName = optional(text({ expected: 'a consumer name', pattern: /^[a-zA-Z0-9_.-]{1,128}$/ }));

/** A consumer by its name or by its ARN. */
const consumerFields = { consumerName, consumerARN: optional(text({ expected: 'the ARN of a consumer' })) } as const;

const ARN_NAME = /\/consumer\/([a-zA-Z0-9_.-]{1,128})(?::\d+)?$/;

function namedConsumer(
  stream: Stream,
  { consumerName: name, consumerARN }: ConsumerParameters,
): FanOutConsumer | Refusal {
  const wanted = name ?? ARN_NAME.exec(consumerARN ?? '')?.[1] ?? consumerARN;
  if (wanted === undefined) return refuse('parameter-missing', { parameter: 'ConsumerARN' });
  return stream.consumers.get(wanted) ?? refuse('consumer-not-found', { consumer: wanted });
}

/** A consumer in the words of DescribeStreamConsumer. */
function describeConsumer(call: StreamCall<unknown>, { name, status, registeredAt }: FanOutConsumer) {
  const account = call.simulation.definition.accounts.get(call.stream.account)?.id ?? '';
  const stream = `arn:aws:kinesis:${call.stream.region}:${account}:stream/${call.stream.name}`;
  return {
    consumerName: name,
    consumerARN: `${stream}/consumer/${name}:${Math.floor(registeredAt / 1000)}`,
    consumerStatus: status,
    consumerCreationTimestamp: formatInstant(registeredAt),
  };
}

const registerStreamConsumer = streamAction({ consumerName }, (call: StreamCall<ConsumerParameters>): Done => {
  const { simulation, stream, address, parameters } = call;
  const name = parameters.consumerName;
  if (name === undefined) return refuse('parameter-missing', { parameter: 'ConsumerName' });
  const advantage = simulation.definition.accounts.get(stream.account)?.parts.kinesis?.onDemandAdvantage === true;
  const refused = checkRegistration(stream, name, advantage);
  if (refused !== undefined) return refused;
  const consumer = { name, registeredAt: simulation.now, status: 'CREATING' as const, subscriptions: new Map() };
  stream.consumers = new Map(stream.consumers).set(name, consumer);
  simulation.schedule(simulation.now + REGISTER_MS, 'kinesis', 'activate-consumer', {
    stream: address,
    consumer: name,
  });
  return { response: { consumer: describeConsumer(call, consumer) } };
});

const deregisterStreamConsumer = streamAction(
  consumerFields,
  ({ stream, parameters, simulation }: StreamCall<ConsumerParameters>): Done => {
    const consumer = namedConsumer(stream, parameters);
    if (isRefusal(consumer)) return consumer;
    const { registeredAt } = consumer;
    stream.pastConsumers = [...stream.pastConsumers, { registeredAt, goneAt: simulation.now }];
    const rest = new Map(stream.consumers);
    rest.delete(consumer.name);
    stream.consumers = rest;
    return { response: {} };
  },
);

const describeStreamConsumer = streamAction(consumerFields, (call: StreamCall<ConsumerParameters>): Done => {
  const consumer = namedConsumer(call.stream, call.parameters);
  return isRefusal(consumer) ? consumer : { response: { consumerDescription: describeConsumer(call, consumer) } };
});

const listStreamConsumers = streamAction(
  {},
  (call: StreamCall<ConsumerParameters>): Done => ({
    response: { consumers: [...call.stream.consumers.values()].map((consumer) => describeConsumer(call, consumer)) },
  }),
);

const startingAt = object({
  type: optional(oneOf(ITERATOR_TYPES)),
  sequenceNumber: optional(text()),
  timestamp: optional(instant),
});

const subscribeToShard = streamAction(
  { ...consumerFields, shardId: optional(text()), startingPosition: optional(startingAt) },
  (call: StreamCall<ConsumerParameters>): Done => {
    const { stream, address, parameters, simulation } = call;
    const shard = namedShard(call, parameters.shardId);
    if (isRefusal(shard)) return shard;
    const known = namedConsumer(stream, parameters);
    if (isRefusal(known)) return known;
    const { type = 'LATEST', sequenceNumber, timestamp } = parameters.startingPosition ?? {};
    const position = startingPosition(stream, shard, { type, sequenceNumber, timestamp }, simulation.now);
    if (typeof position !== 'number') return position;
    const consumer = { ...known };
    stream.consumers = new Map(stream.consumers).set(consumer.name, consumer);
    const subscribed = subscribe(consumer, shard, simulation.now);
    if (isRefusal(subscribed)) return subscribed;
    return {
      response: { eventStream: 'open', continuationPosition: position },
      entries: [entry('subscribed', { consumer: consumer.name, shard: shard.id, ...subscribed }, address)],
    };
  },
);

/** Actions on consumers with enhanced fan-out. */
export const consumerActions: Readonly<Record<string, ApiAction>> = {
  RegisterStreamConsumer: registerStreamConsumer,
  DeregisterStreamConsumer: deregisterStreamConsumer,
  DescribeStreamConsumer: describeStreamConsumer,
  ListStreamConsumers: listStreamConsumers,
  SubscribeToShard: subscribeToShard,
};
