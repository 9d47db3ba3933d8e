import { contains } from '../address/cidr.ts';
import type { Ip } from '../address/ip.ts';
import { isPrivate, RESERVED_FOR_SERVICES } from '../address/special.ts';
import type { Route, RouteTable, TransitRoute, TransitRouteTable } from '../network/model.ts';

/** Which route a table gives a packet. */
export type Selection = { readonly route: Route } | { readonly none: true; readonly reserved: boolean } | 'unknown';

/**
 * The longest prefix wins, whatever its origin, except that a propagated route never beats the local one; of one prefix
 * static, then by prefix list, then propagated ("How route priority works", VPC User Guide).
 * @modelChoice A blackhole wins like any other: there is no falling back to a shorter prefix.
 */
export function selectRoute(table: RouteTable, destination: Ip): Selection {
  if (table.routes === 'unknown') return 'unknown';
  if (RESERVED_FOR_SERVICES.some((block) => contains(block, destination))) return { none: true, reserved: true };
  if (mayBeInUnknownList(table.routes, destination)) return 'unknown';
  const rows = table.lookup.longest(destination, ([best]) => best !== undefined && mayWin(best, table, destination));
  const route = rows?.[0];
  if (route === undefined) return { none: true, reserved: false };
  return route.unknown ? 'unknown' : { route };
}

/** A propagated route more specific than the local one never takes traffic away from it. */
export function mayWin(route: Route, table: RouteTable, destination: Ip): boolean {
  return route.origin !== 'propagated' || !isLocal(table, destination);
}

function isLocal(table: RouteTable, destination: Ip): boolean {
  return table.vpc.cidrs.some((block) => contains(block, destination));
}

/** A prefix list that nobody knows may hold any public address; those of AWS's services hold no private ones. */
function mayBeInUnknownList(routes: readonly Route[], destination: Ip): boolean {
  return !isPrivate(destination) && routes.some((route) => route.cidrs === 'unknown');
}

export type TransitSelection = { readonly route: TransitRoute } | { readonly none: true } | 'unknown';

/** "Route evaluation order", Transit Gateways guide: longest prefix, then static, VPC, VPN. */
export function selectTransitRoute(table: TransitRouteTable, destination: Ip): TransitSelection {
  if (table.routes === 'unknown') return 'unknown';
  const route = table.lookup.longest(destination)?.[0];
  if (route !== undefined) return { route };
  return table.unknownPropagation ? 'unknown' : { none: true };
}
