import type { Facts, Json, Outcome, OutcomeWord } from '../../../core/result.ts';
import { formatIp } from '../address/ip.ts';
import { type Explanation, explanationsOf, hopsOfLeg } from '../explain/explanations.ts';
import { traceOf } from '../explain/trace.ts';
import type { Blocking } from '../mend/blocking.ts';
import type { Network } from '../network/model.ts';
import { awsCodeOf, REASONS } from '../reasons/reasons.ts';
import { plainHeader } from '../rules/packet.ts';
import type { Hop, Stopped } from '../walk/hop.ts';
import type { Journey } from '../walk/journey.ts';
import type { Translation } from '../walk/walk.ts';

/** What the client notices. */
type Symptom =
  | 'reply'
  | 'nothing to wait for'
  | 'timeout'
  | 'connection refused'
  | 'port unreachable'
  | 'connection reset'
  | 'no such name'
  | 'unknown';

/** The outcome of a `send`: how it came out, the way there and back, what stands in the way. */
export function outcomeOf(
  journey: Journey,
  lead: readonly Hop[],
  blocking: Blocking | undefined,
  network: Network,
): Outcome {
  const { verdict, stopped, leg, forward, back } = journey;
  const translations = [...forward.translations, ...(back?.translations ?? [])];
  const zones = new Set([...forward.zones, ...(back?.zones ?? [])]);
  const facts: Facts = {
    ...(leg === undefined ? {} : { direction: leg }),
    path: forward.path,
    returnPath: back?.path ?? [],
    translations: translations.map(plainTranslation),
    clientSees: symptomOf(journey),
    pathMtu: Math.min(forward.mtu, back?.mtu ?? forward.mtu),
    ...(zones.size > 1 ? { crossesAvailabilityZones: true } : {}),
    ...blockingFacts(blocking),
    ...explanationFacts(stopped, hopsOfLeg(journey, leg), network),
  };
  const trace = traceOf([...lead, ...forward.hops, ...(back?.hops ?? [])]);
  return { outcome: verdict, ...decision(stopped), facts, trace };
}

/** The outcome of a packet that could not even leave. */
export function notSent(
  stopped: Stopped,
  lead: readonly Hop[],
  blocking: Blocking | undefined,
  network: Network,
): Outcome {
  const outcome: OutcomeWord = stopped.kind === 'unknown' ? 'unknown' : 'dropped';
  const clientSees: Symptom =
    stopped.hop.reason === 'dns-name-unknown' ? 'no such name' : outcome === 'unknown' ? 'unknown' : 'timeout';
  const facts = {
    direction: 'forward',
    path: [],
    returnPath: [],
    translations: [],
    clientSees,
    ...blockingFacts(blocking),
    ...explanationFacts(stopped, lead, network),
  };
  return { outcome, ...decision(stopped), facts, trace: traceOf(lead) };
}

function decision(stopped: Stopped | undefined): Pick<Outcome, 'reason' | 'awsCode' | 'at'> {
  if (stopped === undefined) return {};
  const { reason, at } = stopped.hop;
  return { reason, at, awsCode: awsCodeOf(reason) };
}

/** Reachability Analyzer's codes, where it has any. */
function explanationFacts(stopped: Stopped | undefined, hops: readonly Hop[], network: Network): Facts {
  const explanations = stopped === undefined ? [] : explanationsOf(stopped, hops, network);
  return explanations.length === 0 ? {} : { explanations: explanations.map(plainExplanation) };
}

function plainExplanation({ code, at, routes }: Explanation): Json {
  return { code, at, ...(routes === undefined ? {} : { routes }) };
}

function blockingFacts(blocking: Blocking | undefined): Facts {
  if (blocking === undefined) return {};
  const { also, change } = blocking;
  return { alsoBlocking: also.map(plainBlock), ...(change === undefined ? {} : { smallestChange: change }) };
}

function plainBlock(hop: Hop): Json {
  const [entry] = traceOf([{ ...hop, consulted: undefined }]);
  const says = entry === undefined ? '' : REASONS[hop.reason].says(entry.looked as never, hop.at);
  const awsCode = awsCodeOf(hop.reason);
  return { at: hop.at, reason: hop.reason, ...(awsCode === undefined ? {} : { awsCode }), direction: hop.leg, says };
}

/** One translation: the address pairs that changed, and the whole header before and after. */
function plainTranslation({ at, leg, before, after }: Translation): Json {
  return {
    at,
    direction: leg,
    ...(before.src === after.src ? {} : { src: [formatIp(before.src), formatIp(after.src)] }),
    ...(before.dst === after.dst ? {} : { dst: [formatIp(before.dst), formatIp(after.dst)] }),
    before: { ...plainHeader(before) },
    after: { ...plainHeader(after) },
  };
}

/** @modelChoice Drops are silent, so the client waits in vain; only a closed port and a NAT gateway's reset answer. */
function symptomOf({ verdict, stopped, back, forward }: Journey): Symptom {
  if (verdict === 'unknown') return 'unknown';
  if (verdict === 'delivered') return back === undefined ? 'nothing to wait for' : 'reply';
  if (stopped?.hop.reason === 'nat-idle-timeout' || stopped?.hop.reason === 'connection-changed')
    return 'connection reset';
  if (verdict !== 'refused' || back?.hops.at(-1)?.reason !== 'reply-received') return 'timeout';
  return forward.hops.at(-1)?.header.protocol === 6 ? 'connection refused' : 'port unreachable';
}
