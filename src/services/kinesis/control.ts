import type { QueuedEvent } from '../../core/events.ts';
import type { Simulation } from '../../core/simulation.ts';
import { lookOnDemand } from './on-demand.ts';
import { wake } from './put.ts';
import { RESHARD_CALLS, regionQuotas } from './quotas.ts';
import { type Refusal, refuse } from './reasons.ts';
import { carryOut } from './reshard.ts';
import { type KinesisDraft, kinesisDraft } from './runtime.ts';
import type { Reshard, Stream } from './stream.ts';

/**
 * @modelChoice AWS says only that these take a while: a stream is created in 10 seconds, resharded in 30, a consumer
 * registered in 5.
 */
export const CREATE_MS = 10_000;
export const RESHARD_MS = 30_000;
export const REGISTER_MS = 5000;

/** The payload of a stream's events. */
interface StreamEvent {
  readonly stream: string;
  readonly reshard?: Reshard | undefined;
  readonly consumer?: string | undefined;
}

/** Counts a CreateStream, SplitShard or MergeShards call of an account: five per second. */
export function admitControl(draft: KinesisDraft, account: string, now: number): Refusal | undefined {
  const second = Math.floor(now / 1000);
  const known = draft.calls.get(account);
  const calls = known?.second === second ? known.calls : 0;
  if (calls >= RESHARD_CALLS) return refuse('reshard-rate', { limit: RESHARD_CALLS });
  draft.calls.set(account, { second, calls: calls + 1 });
  return undefined;
}

/** Whether the account's quota of open shards in the stream's Region has room for `more`. */
export function checkShardQuota(
  simulation: Simulation,
  draft: KinesisDraft,
  account: string,
  region: string,
  more: number,
): Refusal | undefined {
  const quota = simulation.definition.accounts.get(account)?.parts.kinesis?.shardQuota ?? regionQuotas(region).shards;
  let open = 0;
  for (const stream of draft.streams.values()) {
    if (stream.account === account && stream.region === region && stream.mode === 'PROVISIONED') {
      open += stream.open.length;
    }
  }
  return open + more > quota ? refuse('shard-quota', { wanted: open + more, quota, region }) : undefined;
}

/** The stream is UPDATING until the reshard is carried out; reads and writes go on. */
export function beginReshard(simulation: Simulation, stream: Stream, address: string, reshard: Reshard): void {
  stream.status = 'UPDATING';
  stream.reshards = [...stream.reshards, { at: simulation.now, reshard }];
  simulation.schedule(simulation.now + RESHARD_MS, 'kinesis', 'reshard', { stream: address, reshard });
}

function finishReshard(simulation: Simulation, event: QueuedEvent): void {
  const { stream: address, reshard } = event.payload as StreamEvent;
  const draft = kinesisDraft(simulation);
  const stream = draft.own(address);
  if (stream === undefined || reshard === undefined) return;
  carryOut(stream, reshard, (index) => draft.ownShard(stream, index), simulation.now);
  stream.status = 'ACTIVE';
  // Readers that wait at the tip of a closed shard learn that it has ended.
  for (const index of reshard.closes) wake(simulation, draft.ownShard(stream, index));
}

function activate(simulation: Simulation, event: QueuedEvent): void {
  const { stream: address } = event.payload as StreamEvent;
  const stream = kinesisDraft(simulation).own(address);
  if (stream?.status === 'CREATING') stream.status = 'ACTIVE';
}

function remove(simulation: Simulation, event: QueuedEvent): void {
  kinesisDraft(simulation).streams.delete((event.payload as StreamEvent).stream);
}

function activateConsumer(simulation: Simulation, event: QueuedEvent): void {
  const { stream: address, consumer: name } = event.payload as StreamEvent;
  const stream = kinesisDraft(simulation).own(address);
  const consumer = stream?.consumers.get(name ?? '');
  if (stream === undefined || consumer?.status !== 'CREATING') return;
  stream.consumers = new Map(stream.consumers).set(consumer.name, { ...consumer, status: 'ACTIVE' });
}

/** The events of streams. */
export const streamEvents = {
  reshard: finishReshard,
  activate,
  remove,
  'activate-consumer': activateConsumer,
  'on-demand': lookOnDemand,
} as const;
