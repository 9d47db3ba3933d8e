import type { Instant } from '../../../core/time.ts';
import type { TraceEntry } from '../../../core/trace.ts';
import type { World } from '../../../core/world.ts';
import { formatHost } from '../address/ip.ts';
import { protocolName } from '../notation/traffic.ts';
import { formatEnd } from '../rules/packet.ts';
import type { Connection, End, NatMapping } from './state.ts';

/** Tracked connections that timed out during the step. */
export function expiredConnections(before: World, after: World): readonly TraceEntry[] {
  const entries: TraceEntry[] = [];
  if (after.now === before.now) return entries;
  for (const connection of after.runtimes.ec2?.connections.values() ?? []) {
    const time = connection.lastSeen + connection.idle;
    if (connection.tracked && time > before.now && time <= after.now) entries.push(connectionEntry(connection, time));
  }
  return entries;
}

function connectionEntry({ interface: at, header, idle }: Connection, time: Instant): TraceEntry {
  return {
    service: 'ec2',
    reason: 'connection-forgotten',
    at,
    verdict: 'note',
    time,
    looked: {
      from: formatEnd(header, 'src'),
      to: formatEnd(header, 'dst'),
      protocol: protocolName(header.protocol),
      idleSeconds: idle / 1000,
    },
  };
}

/** A mapping that its device forgets. */
export function forgottenMapping({ device, inside, outside, destination, count, idle }: NatMapping): TraceEntry {
  return {
    service: 'ec2',
    reason: 'mapping-forgotten',
    at: device,
    verdict: 'note',
    looked: {
      inside: endText(inside),
      outside: endText(outside),
      destination: endText(destination),
      connections: count,
      idleSeconds: idle / 1000,
    },
  };
}

function endText({ ip, port }: End): string {
  return `${formatHost(ip)}:${port}`;
}
