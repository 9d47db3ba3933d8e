import type { Network } from '../network/model.ts';
import { portsKey, type SessionDraft } from '../sessions/draft.ts';
import type { NatMapping } from '../sessions/state.ts';
import type { Journey } from '../walk/journey.ts';
import { natTable } from '../walk/nat.ts';
import { lowestFree, type NatTable } from '../walk/nat-tables.ts';

/** What became of many connections opened at once. */
export interface Opened {
  readonly opened: number;
  readonly failed: number;
  /** The NAT gateway that had no ports left. */
  readonly at: string;
}

/**
 * Opens further connections like the one that was just delivered, until the NAT gateway on the way has no port left for
 * their destination. Without a NAT gateway there is nothing that could run out.
 */
export function openBlock(network: Network, sessions: SessionDraft, journey: Journey, connections: number): Opened {
  for (const hop of journey.forward.hops) {
    const gateway = hop.reason === 'nat-translated' ? network.natGateways.get(hop.at) : undefined;
    const mapping =
      gateway === undefined ? undefined : [...sessions.newMappings].find(({ device }) => device === gateway.address);
    if (gateway === undefined || mapping === undefined) continue;
    const further = takePorts(sessions, natTable(gateway), mapping, connections - 1);
    return { opened: 1 + further, failed: connections - 1 - further, at: gateway.address };
  }
  return { opened: connections, failed: 0, at: '' };
}

/** Takes ports for `wanted` more connections of the mapping's flow, lowest first, address by address; says how many there were. */
export function takePorts(sessions: SessionDraft, table: NatTable, like: NatMapping, wanted: number): number {
  let taken = 0;
  for (const ip of table.addresses) {
    const key = portsKey(table.device, ip, like.protocol, like.destination);
    for (;;) {
      const used = sessions.portsInUse(key);
      const inUse = used.reduce((sum, { count }) => sum + count, 0);
      const port = lowestFree(used, table.ports);
      const next =
        used.find(({ outside }) => port !== undefined && outside.port > port)?.outside.port ?? table.ports.to + 1;
      const room = port === undefined ? 0 : Math.min(next - port, table.connectionsPerAddress - inUse, wanted - taken);
      if (port === undefined || room <= 0) break;
      const inside = { ip: like.inside.ip, port: like.inside.port + 1 + taken };
      sessions.addMapping({ ...like, inside, outside: { ip, port }, count: room });
      taken += room;
    }
  }
  return taken;
}
