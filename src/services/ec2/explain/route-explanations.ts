import { contains, formatCidr } from '../address/cidr.ts';
import type { Consulted, Hop } from '../walk/hop.ts';
import type { Explanation } from './explanations.ts';

type Tables = Extract<Consulted, { readonly table: 'routes' | 'transit' }>;

/** How a route stands to the destination of a packet. */
interface Row {
  readonly label: string;
  readonly local: boolean;
  /** Length of its block that contains the destination; undefined where none does. */
  readonly length: number | undefined;
}

/**
 * Why the other routes of the tables on the way did not carry the packet: those that do not match where nothing did,
 * those that match but are shorter or of lower priority everywhere.
 */
export function routeExplanations(stopped: Hop, hops: readonly Hop[]): readonly Explanation[] {
  return hops.flatMap((hop) => {
    const { consulted } = hop;
    if (consulted?.table !== 'routes' && consulted?.table !== 'transit') return [];
    const nothing = hop === stopped && (hop.reason === 'no-route' || hop.reason === 'tgw-no-route');
    return nothing ? missing(hop.at, consulted) : losing(hop.at, consulted);
  });
}

function missing(at: string, consulted: Tables): readonly Explanation[] {
  const rows = rowsOf(consulted);
  const transit = consulted.table === 'transit';
  return [
    ...told(
      'VPC_LOCAL_ROUTE_CIDR_RESTRICTION',
      at,
      rows.filter(({ local }) => local),
    ),
    ...told(
      transit ? 'TGW_RTB_CANNOT_ROUTE' : 'CANNOT_ROUTE',
      at,
      rows.filter(({ local }) => !local),
    ),
  ];
}

function losing(at: string, consulted: Tables): readonly Explanation[] {
  const winner = consulted.routes.lookup.longest(consulted.destination)?.[0];
  const matching = rowsOf(consulted).filter(({ length }) => length !== undefined);
  const longest = Math.max(...matching.map(({ length = 0 }) => length));
  const label = winner === undefined ? undefined : 'label' in winner ? winner.label : formatCidr(winner.cidr);
  const prefix = consulted.table === 'transit' ? 'TGW_RTB_' : '';
  const same = matching.filter(({ length }) => length === longest);
  const behind = same.filter((row) => row !== (same.find((own) => own.label === label) ?? same[0]));
  return [
    ...told(
      `${prefix}MORE_SPECIFIC_ROUTE`,
      at,
      matching.filter(({ length }) => length !== longest),
    ),
    ...told(`${prefix}HIGHER_PRIORITY_ROUTE`, at, behind),
  ];
}

function told(code: string, at: string, rows: readonly Row[]): readonly Explanation[] {
  return rows.length === 0 ? [] : [{ code, at, routes: rows.map(({ label }) => label) }];
}

function rowsOf({ routes: table, destination }: Tables): readonly Row[] {
  if (table.routes === 'unknown') return [];
  return table.routes.map((route) => {
    const cidrs = 'cidr' in route ? [route.cidr] : route.cidrs === 'unknown' ? [] : route.cidrs;
    const lengths = cidrs.filter((block) => contains(block, destination)).map(({ length }) => length);
    return {
      label: 'label' in route ? route.label : formatCidr(route.cidr),
      local: 'target' in route && route.target.kind === 'local',
      length: lengths.length === 0 ? undefined : Math.max(...lengths),
    };
  });
}
