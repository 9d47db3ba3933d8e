import type { Definition } from '../../core/definition.ts';
import type { QueuedEvent } from '../../core/events.ts';
import type { Simulation } from '../../core/simulation.ts';
import { targetOf } from '../../schema/reader.ts';
import { type Distribution, type Generator, generatorOf } from '../load/index.ts';
import type { ProducerDefinition } from './definition.ts';
import { addUserRecord, drainAll, flushDue, type KplRun, kplOf, send } from './kpl/producer.ts';
import { keyBytes } from './kpl/state.ts';
import type { Outgoing, ProducerState } from './producer-state.ts';
import { putEntry } from './put.ts';
import { isRefusal } from './reasons.ts';
import { type KinesisDraft, kinesisDraft } from './runtime.ts';

/** The SDK tries this often again, waiting longer each time. */
const RETRIES_DEFAULT = 3;
const BACKOFF_MS = 100;
const SIZE_DEFAULT = 1024;
const KEYS_DEFAULT: Distribution = { kind: 'uniform', of: 10_000 };

/** The payload of a producer's events. */
interface ProducerEvent {
  readonly producer: string;
  readonly shard?: number | undefined;
  readonly records?: readonly Outgoing[] | undefined;
}

interface Run {
  readonly simulation: Simulation;
  readonly draft: KinesisDraft;
  readonly producer: ProducerDefinition;
  readonly state: ProducerState;
  readonly streamAddress: string;
}

const byAddress = new WeakMap<Definition, ReadonlyMap<string, ProducerDefinition>>();

/** All producers of a definition by their addresses. */
export function producersOf(definition: Definition): ReadonlyMap<string, ProducerDefinition> {
  let known = byAddress.get(definition);
  if (known === undefined) {
    const all = [...definition.accounts.values()].flatMap((account) => [
      ...(account.parts.kinesis?.producers?.values() ?? []),
    ]);
    known = new Map(all.map((producer) => [producer.address, producer]));
    byAddress.set(definition, known);
  }
  return known;
}

function runOf(simulation: Simulation, event: QueuedEvent): (Run & { readonly payload: ProducerEvent }) | undefined {
  const payload = event.payload as ProducerEvent;
  const producer = producersOf(simulation.definition).get(payload.producer);
  if (producer === undefined) return undefined;
  const draft = kinesisDraft(simulation);
  const state = draft.ownProducer(payload.producer);
  const streamAddress = targetOf(producer.stream).address;
  if (state === undefined || draft.streams.get(streamAddress) === undefined) return undefined;
  return { simulation, draft, producer, state, streamAddress, payload };
}

function kplRun(run: Run): KplRun | undefined {
  const settings = run.producer.kpl;
  const stream = run.draft.own(run.streamAddress);
  if (settings === undefined || stream === undefined) return undefined;
  return { ...run, settings, stream, kpl: kplOf(run.state, stream) };
}

/** Schedules the first record of a producer. */
export function startProducer(simulation: Simulation, producer: ProducerDefinition, at: number): void {
  simulation.schedule(Math.max(at, simulation.now), 'kinesis', 'produce', { producer: producer.address });
}

/** A producer makes its next records: one, or a batch for one PutRecords. */
function produce(simulation: Simulation, event: QueuedEvent): void {
  const run = runOf(simulation, event);
  if (run === undefined) return;
  const { producer, state } = run;
  const end = state.startedAt + (producer.for ?? Number.POSITIVE_INFINITY);
  if (simulation.now >= end) return;
  const kpl = kplRun(run);
  const batch = kpl === undefined ? (producer.batch ?? 1) : 1;
  const keys = keysOf(run);
  const made: Outgoing[] = [];
  for (let at = 0; at < batch; at += 1) {
    const partitionKey = String(keys(state.counts.made, simulation.now));
    const bytes = producer.size ?? SIZE_DEFAULT;
    state.counts.made += 1;
    if (kpl === undefined) made.push({ partitionKey, bytes, madeAt: simulation.now, attempts: 0, stored: false });
    else addUserRecord(kpl, partitionKey, bytes);
  }
  if (kpl === undefined) sendPlain(run, made);
  // Counted from the base, so that rates that do not divide a second stay exact.
  const next = state.base.at + Math.floor(((state.counts.made - state.base.made) * 1000) / producer.rate);
  if (next < end)
    simulation.schedule(Math.max(next, simulation.now), 'kinesis', 'produce', { producer: producer.address });
}

/** The draws of a producer's keys; made once a step. */
function keysOf({ simulation, draft, producer }: Run): Generator {
  let keys = draft.generators.get(producer);
  if (keys === undefined) {
    const naming = { prefix: 'key-', numeric: false };
    keys = generatorOf(producer.keys ?? KEYS_DEFAULT, naming, simulation.random(producer.address));
    draft.generators.set(producer, keys);
  }
  return keys;
}

/** PutRecord or PutRecords without the KPL: failures are sent again by themselves, which can reorder a key's records. */
function sendPlain(run: Run, records: readonly Outgoing[]): void {
  const { simulation, state, producer } = run;
  const answersLost = simulation.faults.get(producer.address)?.how === 'timeout';
  const again: Outgoing[] = [];
  state.counts.requests += 1;
  for (const record of records) {
    state.counts.records += 1;
    const put = putEntry(simulation, run.draft, run.streamAddress, {
      partitionKey: record.partitionKey,
      bytes: record.bytes + keyBytes(record.partitionKey),
      users: 1,
      note: record.stored ? { retried: 1 } : undefined,
    });
    if (isRefusal(put)) state.counts.throttled += 1;
    else if (record.stored) state.counts.storedTwice += 1;
    if (!isRefusal(put) && !answersLost) {
      state.counts.stored += 1;
      continue;
    }
    if (record.attempts >= (producer.maxRetries ?? RETRIES_DEFAULT)) state.counts.failed += 1;
    else again.push({ ...record, attempts: record.attempts + 1, stored: record.stored || !isRefusal(put) });
  }
  const [first] = again;
  if (first === undefined) return;
  const wait = BACKOFF_MS * 2 ** (first.attempts - 1);
  simulation.schedule(simulation.now + wait, 'kinesis', 'retry', { producer: producer.address, records: again });
}

function retry(simulation: Simulation, event: QueuedEvent): void {
  const run = runOf(simulation, event);
  if (run !== undefined) sendPlain(run, run.payload.records ?? []);
}

function inKpl(work: (run: KplRun, payload: ProducerEvent) => void) {
  return (simulation: Simulation, event: QueuedEvent): void => {
    const run = runOf(simulation, event);
    const kpl = run === undefined ? undefined : kplRun(run);
    if (run !== undefined && kpl !== undefined) work(kpl, run.payload);
  };
}

/** The events of producers. */
export const producerEvents = {
  produce,
  retry,
  'kpl-flush': inKpl((run, payload) => flushDue(run, payload.shard ?? 0)),
  'kpl-drain': inKpl(drainAll),
  'kpl-send': inKpl(send),
} as const;
