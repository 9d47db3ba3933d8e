import type { QueuedEvent } from '../../../core/events.ts';
import type { Simulation } from '../../../core/simulation.ts';
import { networkOf } from '../network/compile.ts';
import { hasPorts } from '../notation/traffic.ts';
import type { Header } from '../rules/packet.ts';
import type { Journey } from '../walk/journey.ts';
import { mappingKeyOf, SessionDraft } from './draft.ts';
import { forgottenMapping } from './expiry.ts';
import { withoutMapping } from './mappings.ts';
import { countJourney, countTimeout, gaugeConnections } from './metrics.ts';
import { isLive, type NatMapping } from './state.ts';

/**
 * Keeps what devices remember of a packet whose reply came back, and counts it.
 * @modelChoice A connection whose reply was lost is half open; devices forget such within seconds, so it is not kept.
 */
export function commit(simulation: Simulation, sessions: SessionDraft, journey: Journey, header: Header): void {
  countJourney(simulation, networkOf(simulation.definition), journey);
  if (RESETS.has(journey.stopped?.hop.reason)) {
    const closed = new SessionDraft(simulation.now, simulation.runtime('ec2'));
    closed.setFlow(header, undefined);
    simulation.setRuntime('ec2', closed.finish());
    return;
  }
  if (journey.verdict !== 'delivered') return;
  if (hasPorts(header.protocol) && journey.arrivedAs !== undefined) {
    const { now } = simulation;
    const since = sessions.flow(header)?.since ?? now;
    const [from = '', to = ''] = [journey.forward.path[0], journey.forward.path.at(-1)];
    sessions.setFlow(header, { from, to, header, arrivedAs: journey.arrivedAs, since, lastSeen: now });
  }
  simulation.setRuntime('ec2', sessions.finish());
  for (const mapping of sessions.newMappings) scheduleTimeout(simulation, mapping);
}

/** Answers after which the client knows that its connection is gone. */
const RESETS: ReadonlySet<string | undefined> = new Set(['nat-idle-timeout', 'connection-changed']);

interface Timeout {
  readonly key: string;
  readonly lastSeen: number;
}

function scheduleTimeout(simulation: Simulation, mapping: NatMapping): void {
  if (!networkOf(simulation.definition).natGateways.has(mapping.device)) return;
  const payload: Timeout = { key: mappingKeyOf(mapping), lastSeen: mapping.lastSeen };
  simulation.schedule(mapping.lastSeen + mapping.idle, 'ec2', 'nat-idle', payload);
  gaugeConnections(simulation, mapping.device);
}

/** A mapping has been idle for too long: the NAT gateway forgets it and counts it. */
export function forgetIdle(simulation: Simulation, event: QueuedEvent): void {
  const { key, lastSeen } = event.payload as Timeout;
  const state = simulation.runtime('ec2');
  const mapping = state.mappings.get(key);
  // A packet may have refreshed it since; then a later event stands in the queue.
  if (mapping === undefined || mapping.lastSeen !== lastSeen || isLive(mapping, simulation.now)) return;
  simulation.setRuntime('ec2', withoutMapping(state, mapping));
  countTimeout(simulation, mapping);
  simulation.happened(forgottenMapping(mapping));
}
