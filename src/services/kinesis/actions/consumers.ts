import { optional } from '../../../schema/collections.ts';
import { text } from '../../../schema/scalars.ts';
import type { ApiAction } from '../../service.ts';
import { REGISTER_MS } from '../control.ts';
import { checkRegistration, subscribe } from '../fan-out.ts';
import { isRefusal, refuse } from '../reasons.ts';
import { namedShard } from './records.ts';
import { type Done, entry, type StreamCall, streamAction } from './request.ts';

interface ConsumerParameters {
  readonly streamName?: string;
  readonly consumerName?: string;
  readonly shardId?: string;
}

const consumerName = optional(text({ expected: 'a consumer name', pattern: /^[a-zA-Z0-9_.-]{1,128}$/ }));

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
  return { response: { consumer: { consumerName: name, consumerStatus: 'CREATING' } } };
});

const deregisterStreamConsumer = streamAction(
  { consumerName },
  ({ stream, parameters }: StreamCall<ConsumerParameters>): Done => {
    const name = parameters.consumerName ?? '';
    if (!stream.consumers.has(name)) return refuse('consumer-not-found', { consumer: name });
    const rest = new Map(stream.consumers);
    rest.delete(name);
    stream.consumers = rest;
    return { response: {} };
  },
);

const listStreamConsumers = streamAction(
  {},
  ({ stream }: StreamCall<ConsumerParameters>): Done => ({
    response: {
      consumers: [...stream.consumers.values()].map(({ name, status }) => ({
        consumerName: name,
        consumerStatus: status,
      })),
    },
  }),
);

const subscribeToShard = streamAction(
  { consumerName, shardId: optional(text()) },
  (call: StreamCall<ConsumerParameters>): Done => {
    const { stream, address, parameters, simulation } = call;
    const shard = namedShard(call, parameters.shardId);
    if (isRefusal(shard)) return shard;
    const known = stream.consumers.get(parameters.consumerName ?? '');
    if (known === undefined) return refuse('consumer-not-found', { consumer: parameters.consumerName ?? '' });
    const consumer = { ...known };
    stream.consumers = new Map(stream.consumers).set(consumer.name, consumer);
    const subscribed = subscribe(consumer, shard, simulation.now);
    if (isRefusal(subscribed)) return subscribed;
    return {
      response: { eventStream: 'open' },
      entries: [entry('subscribed', { consumer: consumer.name, shard: shard.id, ...subscribed }, address)],
    };
  },
);

/** Actions on consumers with enhanced fan-out. */
export const consumerActions: Readonly<Record<string, ApiAction>> = {
  RegisterStreamConsumer: registerStreamConsumer,
  DeregisterStreamConsumer: deregisterStreamConsumer,
  ListStreamConsumers: listStreamConsumers,
  SubscribeToShard: subscribeToShard,
};
