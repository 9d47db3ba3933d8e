import type { Milliseconds } from '../../../core/time.ts';
import type { Ip } from '../address/ip.ts';
import type { PortRange } from '../network/model.ts';
import type { Header } from '../rules/packet.ts';
import { portsKey } from '../sessions/draft.ts';
import type { NatMapping } from '../sessions/state.ts';
import type { Consulted } from './hop.ts';
import type { Walk } from './walk.ts';

/** How a device translates: from which addresses and ports, how many connections each, how long it remembers. */
export interface NatTable {
  readonly device: string;
  readonly addresses: readonly Ip[];
  readonly ports: PortRange;
  readonly connectionsPerAddress: number;
  readonly idle: Milliseconds;
}

/** The lowest free port in a range, where ports already in use are sorted; undefined where all are taken. */
export function lowestFree(used: readonly NatMapping[], ports: PortRange): number | undefined {
  let port = ports.from;
  for (const { outside, count } of used) {
    if (outside.port > port) break;
    port = Math.max(port, outside.port + count);
  }
  return port <= ports.to ? port : undefined;
}

/**
 * A mapping for a new flow: the first address with a connection left for this destination, its lowest free port unless
 * the scenario pins one; undefined where every address is exhausted.
 * @modelChoice AWS picks address and port as it likes; the lowest is one that everybody can foresee.
 */
export function newMapping(walk: Walk, table: NatTable, header: Header): NatMapping | undefined {
  const { device, addresses, ports, connectionsPerAddress, idle } = table;
  const destination = { ip: header.dst, port: header.dstPort };
  const { now } = walk.sessions;
  for (const ip of addresses) {
    const used = walk.sessions.portsInUse(portsKey(device, ip, header.protocol, destination));
    const connections = used.reduce((sum, { count }) => sum + count, 0);
    const port = walk.situation.natSourcePort ?? lowestFree(used, ports);
    if (connections >= connectionsPerAddress || port === undefined) continue;
    const inside = { ip: header.src, port: header.srcPort };
    return {
      device,
      protocol: header.protocol,
      inside,
      outside: { ip, port },
      destination,
      count: 1,
      since: now,
      lastSeen: now,
      idle,
    };
  }
  return undefined;
}

/** A device's table as a packet found it, and the mapping it used. */
export function tableOf({ sessions }: Walk, device: string, used?: NatMapping): Consulted {
  return { table: 'nat', device, state: sessions.before, now: sessions.now, used };
}

/** The header behind the device, going out. */
export function outwards(header: Header, mapping: NatMapping): Header {
  return { ...header, src: mapping.outside.ip, srcPort: mapping.outside.port };
}

/** The header behind the device, coming back in. */
export function inwards(header: Header, mapping: NatMapping): Header {
  return { ...header, dst: mapping.inside.ip, dstPort: mapping.inside.port + (header.dstPort - mapping.outside.port) };
}
