import type { MetricId } from '../../../core/metrics.ts';
import type { Simulation } from '../../../core/simulation.ts';
import type { Network } from '../network/model.ts';
import type { HopFacts } from '../reasons/facts.ts';
import type { Hop } from '../walk/hop.ts';
import type { Journey } from '../walk/journey.ts';
import { connectionsOf } from './mappings.ts';
import type { NatMapping } from './state.ts';

type Name =
  | 'ActiveConnectionCount'
  | 'ConnectionAttemptCount'
  | 'ConnectionEstablishedCount'
  | 'ErrorPortAllocation'
  | 'IdleTimeoutCount'
  | 'PacketsDropCount'
  | 'PacketsInFromSource'
  | 'PacketsInFromDestination'
  | 'PacketsOutToDestination'
  | 'PacketsOutToSource';

function metric(gatewayId: string, name: Name): MetricId {
  return { namespace: 'AWS/NATGateway', name, dimensions: { NatGatewayId: gatewayId }, unit: 'Count' };
}

/** Pushes what the NAT gateways on a packet's way count ("NAT gateway metrics", VPC User Guide). */
export function countJourney(simulation: Simulation, network: Network, { forward, back, stopped }: Journey): void {
  for (const hop of [...forward.hops, ...(back?.hops ?? [])]) {
    const gateway = network.natGateways.get(hop.at);
    if (gateway === undefined) continue;
    const push = (name: Name) => simulation.metric(metric(gateway.id, name), 1);
    if (hop.reason === 'nat-translated') {
      push('PacketsInFromSource');
      push('PacketsOutToDestination');
      if (isNew(hop)) push('ConnectionAttemptCount');
    }
    if (hop.reason === 'nat-translated-back') {
      push('PacketsInFromDestination');
      push('PacketsOutToSource');
      if (forward.hops.some((other) => other.at === hop.at && isNew(other))) push('ConnectionEstablishedCount');
    }
    if (hop.reason === 'nat-port-exhausted') push('ErrorPortAllocation');
    if (hop === stopped?.hop) push('PacketsDropCount');
  }
}

/** Whether the hop made a new mapping. */
function isNew({ reason, facts }: Hop): boolean {
  return reason === 'nat-translated' && !(facts() as HopFacts['nat-translated']).known;
}

/** Connections of a block that found no port. */
export function countFailed(simulation: Simulation, network: Network, device: string, failed: number): void {
  const gateway = network.natGateways.get(device);
  if (gateway !== undefined && failed > 0) simulation.metric(metric(gateway.id, 'ErrorPortAllocation'), failed, failed);
}

/** A mapping that was forgotten. */
export function countTimeout(simulation: Simulation, { device, count }: NatMapping): void {
  const id = simulation.definition.directory.at(device)?.id;
  if (id !== undefined) simulation.metric(metric(id, 'IdleTimeoutCount'), count, count);
  gaugeConnections(simulation, device);
}

/** The gauge of open connections. */
export function gaugeConnections(simulation: Simulation, device: string): void {
  const id = simulation.definition.directory.at(device)?.id;
  if (id !== undefined)
    simulation.metric(metric(id, 'ActiveConnectionCount'), connectionsOf(simulation.runtime('ec2'), device));
}
