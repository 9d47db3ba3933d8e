import { formatIp } from '../address/ip.ts';
import type { Route, RouteTable, RouteTarget, Subnet } from '../network/model.ts';
import type { Header } from '../rules/packet.ts';
import { selectRoute } from '../rules/route-selection.ts';
import type { At, End, Remedy, Stage, Stopped } from './hop.ts';
import type { Walk } from './walk.ts';

/** The subnet's router looks the destination up in the route table that is in force. */
export function route(walk: Walk, { subnet, header }: At<'route'>): Stage | End {
  const { table } = subnet;
  if (table === 'unknown') return walk.unknown(subnet, header, 'routeTable');
  const remedy: Remedy = { kind: 'route', table, destination: header.dst, source: header.src, subnet, leg: walk.leg };
  const target = lookUp(walk, table, header, remedy, 'route-selected', subnet.address);
  return 'hop' in target ? target : follow(walk, target.target, subnet, header);
}

/** What a table gives the packet, as a hop of the trace; a packet that it cannot route ends. */
export function lookUp(
  walk: Walk,
  table: RouteTable,
  header: Header,
  remedy: Remedy,
  reason: 'route-selected' | 'edge-route-selected',
  subnet: string,
): { readonly target: RouteTarget } | Stopped {
  const destination = formatIp(header.dst);
  const selection = selectRoute(table, header.dst);
  const consulted = { table: 'routes', routes: table, destination: header.dst } as const;
  if (selection === 'unknown') return walk.unknown(table, header, 'routes');
  const assumed = walk.assumedTarget(table, header.dst);
  if ('none' in selection) {
    if (selection.reserved)
      return walk.stop('reserved-destination', table, header, () => ({ destination, subnet }), { consulted });
    if (assumed !== undefined) return { target: assumed };
    return (
      walk.block('no-route', table, header, () => ({ destination, subnet }), remedy, { consulted }) ?? {
        target: { kind: 'local' },
      }
    );
  }
  const { route: row } = selection;
  const facts = () => ({ destination, route: row.label, target: targetName(row.target) });
  if (row.blackhole !== undefined) {
    if (assumed !== undefined) return { target: assumed };
    const { blackhole } = row;
    const ended = walk.block(
      'route-blackhole',
      table,
      header,
      () => ({ ...facts(), because: blackhole }),
      blackholeRemedy(row, remedy),
      { place: row.place, consulted },
    );
    if (ended !== undefined) return ended;
  }
  walk.pass(reason, table, header, facts, { place: row.place, consulted });
  return { target: row.target };
}

function blackholeRemedy({ target }: Route, remedy: Remedy): Remedy {
  if (target.kind !== 'pcx' || target.status === 'active') return remedy;
  return { kind: 'peering-status', address: target.address, account: target.account, name: target.name };
}

/** What a route's target is called in words. */
export function targetName(target: RouteTarget): string {
  if (target.kind === 'local') return 'local';
  return target.kind === 'gone' ? target.text || 'nothing' : target.address;
}

/** Hands the packet to the target of a route of this subnet. */
function follow(walk: Walk, target: RouteTarget, subnet: Subnet, header: Header): Stage | End {
  switch (target.kind) {
    case 'local':
      return { go: 'deliver', vpc: subnet.vpc, header, from: subnet };
    case 'igw':
      return { go: 'internet-gateway-out', gateway: target, subnet, header, nat: undefined };
    case 'eigw':
      return { go: 'egress-only-out', gateway: target, header };
    case 'nat':
      return { go: 'nat', gateway: target, subnet, header };
    case 'eni':
      return { go: 'arrive', owner: target, header, from: subnet };
    case 'pcx':
      return { go: 'peering', peering: target, vpc: subnet.vpc, header };
    case 'tgw':
      return { go: 'transit', gateway: target, subnet, header };
    case 'vgw':
      return { go: 'vpn-out', gateway: target, vpc: subnet.vpc, header };
    case 'vpce':
      return { go: 'endpoint', endpoint: target, from: subnet, header };
    case 'gone':
      return walk.unknown(subnet, header, `the route's target ${target.text}`);
  }
}
