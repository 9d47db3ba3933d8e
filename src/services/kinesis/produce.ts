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

const payloadOf = (event: QueuedEvent) => event.payload as ProducerEvent;

/** Runs of the step that is running; a new draft has new ones. */
const runs = new WeakMap<KinesisDraft, Map<string, Run>>();

function runOf(simulation: Simulation, address: string): Run | undefined {
  const draft = kinesisDraft(simulation);
  let ofDraft = runs.get(draft);
  if (ofDraft === undefined) {
    ofDraft = new Map();
    runs.set(draft, ofDraft);
  }
  let run = ofDraft.get(address);
  if (run === undefined) {
    const producer = producersOf(simulation.definition).get(address);
    const state = producer === undefined ? undefined : draft.ownProducer(address);
    if (producer === undefined || state === undefined) return undefined;
    run = { simulation, draft, producer, state, streamAddress: targetOf(producer.stream).address };
    ofDraft.set(address, run);
  }
  return draft.streams.has(run.streamAddress) ? run : undefined;
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

/** A producer makes the records of this moment: one by one, or in batches for one PutRecords each. */
function produce(simulation: Simulation, event: QueuedEvent): void {
  const run = runOf(simulation, payloadOf(event).producer);
  if (run === undefined) return;
  const { producer, state } = run;
  const end = state.startedAt + (producer.for ?? Number.POSITIVE_INFINITY);
  const kpl = kplRun(run);
  const keys = keysOf(run);
  let next = simulation.now;
  while (next <= simulation.now && next < end) {
    make(run, kpl, keys);
    // Counted from the base, so that rates that do not divide a second stay exact.
    next = state.base.at + Math.floor(((state.counts.made - state.base.made) * 1000) / producer.rate);
  }
  if (next < end) simulation.schedule(next, 'kinesis', 'produce', event.payload);
}

function make(run: Run, kpl: KplRun | undefined, keys: Generator): void {
  const { simulation, producer, state } = run;
  const bytes = producer.size ?? SIZE_DEFAULT;
  const batch = kpl === undefined ? (producer.batch ?? 1) : 1;
  if (kpl === undefined) state.counts.requests += 1;
  let again: Outgoing[] | undefined;
  for (let at = 0; at < batch; at += 1) {
    const partitionKey = String(keys(state.counts.made, simulation.now));
    state.counts.made += 1;
    if (kpl !== undefined) addUserRecord(kpl, partitionKey, bytes);
    else {
      const put = attempt(run, partitionKey, bytes, false);
      if (put === 'known') continue;
      again ??= [];
      giveUpOr(run, { partitionKey, bytes, madeAt: simulation.now, attempts: 0, stored: put === 'unknown' }, again);
    }
  }
  if (again !== undefined) sendAgain(run, again);
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

/** Puts one record without the KPL: known to be stored, stored without the producer's knowledge, or throttled. */
function attempt(run: Run, partitionKey: string, bytes: number, stored: boolean): 'known' | 'unknown' | 'throttled' {
  const { counts } = run.state;
  counts.records += 1;
  const put = putEntry(run.simulation, run.draft, run.streamAddress, {
    partitionKey,
    hashKey: undefined,
    bytes: bytes + keyBytes(partitionKey),
    users: 1,
    note: stored ? { retried: 1 } : undefined,
  });
  if (isRefusal(put)) {
    counts.throttled += 1;
    return 'throttled';
  }
  if (stored) counts.storedTwice += 1;
  const { faults } = run.simulation;
  if (faults.size > 0 && faults.get(run.producer.address)?.how === 'timeout') return 'unknown';
  counts.stored += 1;
  return 'known';
}

/** A record whose put failed waits for another try, or is given up. */
function giveUpOr({ producer, state }: Run, record: Outgoing, again: Outgoing[]): void {
  if (record.attempts >= (producer.maxRetries ?? RETRIES_DEFAULT)) state.counts.failed += 1;
  else again.push({ ...record, attempts: record.attempts + 1 });
}

/** Failures are sent again by themselves, later and later, which can reorder the records of a key. */
function sendAgain({ simulation, producer }: Run, records: readonly Outgoing[]): void {
  const [first] = records;
  if (first === undefined) return;
  const wait = BACKOFF_MS * 2 ** (first.attempts - 1);
  simulation.schedule(simulation.now + wait, 'kinesis', 'retry', { producer: producer.address, records });
}

function retry(simulation: Simulation, event: QueuedEvent): void {
  const { producer, records = [] } = payloadOf(event);
  const run = runOf(simulation, producer);
  if (run === undefined) return;
  run.state.counts.requests += 1;
  const again: Outgoing[] = [];
  for (const record of records) {
    const put = attempt(run, record.partitionKey, record.bytes, record.stored);
    if (put !== 'known') giveUpOr(run, { ...record, stored: record.stored || put === 'unknown' }, again);
  }
  sendAgain(run, again);
}

function inKpl(work: (run: KplRun, payload: ProducerEvent) => void) {
  return (simulation: Simulation, event: QueuedEvent): void => {
    const run = runOf(simulation, payloadOf(event).producer);
    const kpl = run === undefined ? undefined : kplRun(run);
    if (kpl !== undefined) work(kpl, payloadOf(event));
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
