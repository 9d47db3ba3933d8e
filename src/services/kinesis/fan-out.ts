import type { Instant } from '../../core/time.ts';
import {
  FAN_OUT_CONSUMERS,
  FAN_OUT_CONSUMERS_ADVANTAGE,
  FAN_OUT_CONSUMERS_CREATING,
  RESUBSCRIBE_AFTER_MS,
  SUBSCRIPTION_LIFE_MS,
} from './quotas.ts';
import { type Refusal, refuse } from './reasons.ts';
import type { FanOutConsumer, Shard, Stream } from './stream.ts';

/** Whether a further consumer may be registered ("RegisterStreamConsumer", API Reference). */
export function checkRegistration(stream: Stream, name: string, advantage: boolean): Refusal | undefined {
  if (stream.consumers.has(name)) return refuse('consumer-exists', { consumer: name });
  const limit = advantage ? FAN_OUT_CONSUMERS_ADVANTAGE : FAN_OUT_CONSUMERS;
  if (stream.consumers.size >= limit) return refuse('consumer-limit', { consumers: stream.consumers.size, limit });
  const creating = [...stream.consumers.values()].filter((consumer) => consumer.status === 'CREATING').length;
  return creating < FAN_OUT_CONSUMERS_CREATING
    ? undefined
    : refuse('consumers-creating', { creating, limit: FAN_OUT_CONSUMERS_CREATING });
}

/** Whether a subscription is alive: it ends after five minutes ("SubscribeToShard", API Reference). */
export function isSubscribed(consumer: FanOutConsumer, shard: Shard, now: Instant): boolean {
  const subscription = consumer.subscriptions.get(shard.index);
  return subscription !== undefined && now - subscription.since < SUBSCRIPTION_LIFE_MS;
}

/**
 * Subscribes a consumer the caller owns: one call per second for the pair; within five seconds of a success it is
 * refused; later it takes over from the older subscription ("SubscribeToShard", API Reference).
 */
export function subscribe(
  consumer: FanOutConsumer,
  shard: Shard,
  now: Instant,
): { readonly tookOver: boolean } | Refusal {
  const said = { consumer: consumer.name, shard: shard.id };
  if (consumer.status !== 'ACTIVE') {
    return refuse('consumer-not-active', { consumer: consumer.name, status: consumer.status });
  }
  const before = consumer.subscriptions.get(shard.index);
  const remember = (since: Instant) => {
    consumer.subscriptions = new Map(consumer.subscriptions).set(shard.index, { since, calledAt: now });
  };
  if (before !== undefined && now - before.calledAt < 1000) return refuse('subscribe-rate', said);
  if (before !== undefined && now - before.since < RESUBSCRIBE_AFTER_MS) {
    remember(before.since);
    return refuse('subscribed-too-soon', { ...said, agoMs: now - before.since });
  }
  const tookOver = isSubscribed(consumer, shard, now);
  remember(now);
  return { tookOver };
}
