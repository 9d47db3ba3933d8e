import { checkRegistration, isSubscribed, subscribe } from '../../../src/services/kinesis/fan-out.ts';
import { SUBSCRIPTION_LIFE_MS } from '../../../src/services/kinesis/quotas.ts';
import { isRefusal } from '../../../src/services/kinesis/reasons.ts';
import { type FanOutConsumer, shardOf } from '../../../src/services/kinesis/stream.ts';
import { isRecord, own } from '../compare.ts';
import type { Json } from '../contract.ts';
import { pick, pickNumber, pickText, pickTime, pickTruth } from './input.ts';
import { judged } from './limits.ts';
import { NOW, refused, streamWith } from './routing.ts';

const consumer = (name: string, status: FanOutConsumer['status']): FanOutConsumer => ({
  name,
  status,
  registeredAt: NOW,
  subscriptions: new Map(),
});

/** Consumers with enhanced fan-out: how many, and how often they subscribe. */
export function subscriptions(input: Json): Json | undefined {
  const order = own(input, 'RegisterStreamConsumer');
  const registered =
    pickNumber(order, 'registered', 'existing', 'consumers') ??
    pickNumber(input, 'registeredConsumers', 'consumersRegistered');
  const creating = pickNumber(order, 'creating') ?? pickNumber(input, 'consumersCreating', 'creatingConsumers');
  if (registered !== undefined || creating !== undefined) {
    const stream = streamWith(1);
    const list = [
      ...Array.from({ length: registered ?? 0 }, (_, at) => consumer(`active-${at}`, 'ACTIVE')),
      ...Array.from({ length: creating ?? 0 }, (_, at) => consumer(`creating-${at}`, 'CREATING')),
    ];
    stream.consumers = new Map(list.map((one) => [one.name, one]));
    const words = [pickText(input, 'mode', 'StreamMode'), pickText(order, 'mode')].join(' ');
    const advantage = /ADVANTAGE/i.test(words) || pickTruth(input, 'advantage', 'onDemandAdvantage') === true;
    return judged(checkRegistration(stream, 'another', advantage));
  }
  const call = own(input, 'SubscribeToShard');
  if (call === undefined && pick(input, 'subscribeAgainAfterMs', 'subscribeAgainAfterSeconds') === undefined)
    return undefined;
  return subscribedAgain(isRecord(call) ? call : input);
}

function subscribedAgain(call: Json): Json {
  const again = pickTime(call, 'againafter', 'after', 'subscribeagainafter', 'resubscribeafter', 'sameshardagainafter');
  const one = consumer('one', 'ACTIVE');
  const shard = shardOf(streamWith(1), 0);
  subscribe(one, shard, NOW);
  const life = { maxMs: SUBSCRIPTION_LIFE_MS, lifetimeMs: SUBSCRIPTION_LIFE_MS, livesMs: SUBSCRIPTION_LIFE_MS };
  if (again === undefined) return life;
  const alive = isSubscribed(one, shard, NOW + again);
  const second = subscribe(one, shard, NOW + again);
  if (isRefusal(second)) return { ...(refused(second) as object), ...life, alive };
  return { allowed: true, error: null, takesOver: second.tookOver, tookOver: second.tookOver, alive, ...life };
}
