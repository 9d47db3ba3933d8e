import type { Json } from '../../../core/result.ts';
import type { Simulation } from '../../../core/simulation.ts';
import { formatHost } from '../address/ip.ts';
import { protocolName } from '../notation/traffic.ts';
import { formatEnd, formatService } from '../rules/packet.ts';
import { type Connection, type End, isLive, type NatMapping } from '../sessions/state.ts';

/** The connection tables of all interfaces (or of those given), with how long each entry is still remembered. */
export function plainConnections(simulation: Simulation, interfaces?: ReadonlySet<string>): Json {
  const { now } = simulation;
  const all = [...simulation.runtime('ec2').connections.values()];
  return all
    .filter(
      (connection) => isLive(connection, now) && (interfaces === undefined || interfaces.has(connection.interface)),
    )
    .map((connection) => plainConnection(connection, now));
}

function plainConnection(
  { interface: own, direction, header, tracked, lastSeen, idle }: Connection,
  now: number,
): Json {
  return {
    interface: own,
    direction,
    service: formatService(header),
    source: formatEnd(header, 'src'),
    destination: formatEnd(header, 'dst'),
    tracked,
    idleSeconds: (now - lastSeen) / 1000,
    ...(tracked ? { timeoutSeconds: idle / 1000 } : {}),
  };
}

/** The tables of all NAT devices, or of one. */
export function plainMappings(simulation: Simulation, device?: string): Json {
  const { now } = simulation;
  const all = [...simulation.runtime('ec2').mappings.values()];
  return all
    .filter((mapping) => isLive(mapping, now) && (device === undefined || mapping.device === device))
    .map((mapping) => plainMapping(mapping, now));
}

function plainMapping(
  { device, protocol, inside, outside, destination, count, lastSeen, idle }: NatMapping,
  now: number,
): Json {
  const end = ({ ip, port }: End) => `${formatHost(ip)}:${port}`;
  return {
    device,
    protocol: protocolName(protocol),
    inside: end(inside),
    outside: end(outside),
    destination: end(destination),
    ...(count > 1 ? { count } : {}),
    idleSeconds: (now - lastSeen) / 1000,
    timeoutSeconds: idle / 1000,
  };
}
