import type { Definition } from '../../core/definition.ts';
import type { Simulation } from '../../core/simulation.ts';
import type { StreamDefinition } from './definition.ts';
import { watchOnDemand } from './on-demand.ts';
import { producersOf, startProducer } from './produce.ts';
import { newProducer } from './producer-state.ts';
import { wake } from './put.ts';
import { carryOut, uniformScaling } from './reshard.ts';
import { type KinesisDraft, kinesisDraft, streamFrom } from './runtime.ts';
import { changeTerms } from './stream.ts';

/** Makes streams and producers fit a changed definition; what was not edited goes on as it was. */
export function reconcileKinesis(simulation: Simulation, before: Definition): void {
  const draft = kinesisDraft(simulation);
  const known = new Map(streamsIn(before).map((stream) => [stream.address, stream]));
  for (const stream of streamsIn(simulation.definition)) {
    const old = known.get(stream.address);
    known.delete(stream.address);
    if (old === undefined) addStream(simulation, draft, stream);
    else changeStream(simulation, draft, stream, old);
  }
  for (const address of known.keys()) draft.streams.delete(address);
  reconcileProducers(simulation, draft);
}

function streamsIn(definition: Definition): readonly StreamDefinition[] {
  return [...definition.accounts.values()].flatMap((account) => [...(account.parts.kinesis?.streams?.values() ?? [])]);
}

function addStream(simulation: Simulation, draft: KinesisDraft, stream: StreamDefinition): void {
  const account = simulation.definition.accounts.get(stream.account);
  draft.add(stream.address, streamFrom(stream, { region: account?.region ?? '' }, simulation.now));
  if (stream.streamMode === 'ON_DEMAND') watchOnDemand(simulation, stream.address);
}

/** What the file changed about a stream; a changed shard count is carried out at once. */
function changeStream(
  simulation: Simulation,
  draft: KinesisDraft,
  wanted: StreamDefinition,
  old: StreamDefinition,
): void {
  const stream = draft.own(wanted.address);
  if (stream === undefined) return;
  if (wanted.retention !== old.retention && wanted.retention !== undefined) {
    changeTerms(stream, simulation.now, { retention: wanted.retention });
  }
  if (wanted.maxRecordSize !== old.maxRecordSize && wanted.maxRecordSize !== undefined) {
    stream.recordBytesMost = wanted.maxRecordSize;
  }
  // A mode that a call has switched meanwhile stays, unless the file itself says another one.
  const mode = wanted.streamMode ?? 'PROVISIONED';
  if (mode !== (old.streamMode ?? 'PROVISIONED') && mode !== stream.mode) {
    changeTerms(stream, simulation.now, { mode });
    if (mode === 'ON_DEMAND') watchOnDemand(simulation, wanted.address);
  }
  if (wanted.shards === undefined || wanted.shards === old.shards || wanted.shards === stream.open.length) return;
  const reshard = uniformScaling(stream, wanted.shards);
  carryOut(stream, reshard, (index) => draft.ownShard(stream, index), simulation.now);
  for (const index of reshard.closes) wake(simulation, draft.ownShard(stream, index));
}

function reconcileProducers(simulation: Simulation, draft: KinesisDraft): void {
  const wanted = producersOf(simulation.definition);
  for (const producer of wanted.values()) {
    const state = draft.ownProducer(producer.address);
    if (state !== undefined) {
      // Another rate counts from now on.
      state.base = { at: simulation.now, made: state.counts.made };
      continue;
    }
    draft.producers.set(producer.address, newProducer(simulation.now));
    startProducer(simulation, producer, simulation.now);
  }
  for (const address of draft.producers.keys()) if (!wanted.has(address)) draft.producers.delete(address);
}
