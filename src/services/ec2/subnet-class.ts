import type { Place } from '../../core/source.ts';
import { containsCidr } from './address/cidr.ts';
import type { Network, Route, RouteTarget, Subnet, Vpc } from './network/model.ts';

/** What a subnet is by its effective route table, in AWS's words. */
export type SubnetClass = 'public' | 'private' | 'vpn-only' | 'isolated' | 'unknown';

/** The words Japanese course books use: their "private" subnet is AWS's isolated one. */
export const CLASS_ALIASES: Readonly<Partial<Record<SubnetClass, string>>> = {
  private: 'protected',
  isolated: 'private',
};

/** One of the things that make a subnet what it is, and whether it is there. */
export interface Proof {
  readonly need:
    | 'igw-attached'
    | 'igw-route'
    | 'public-addresses'
    | 'nat-route'
    | 'nat-working'
    | 'vgw-route'
    | 'outside-route';
  readonly holds: boolean | 'unknown';
  /** What is there, by address or in words (`shop/igw/main`, `2 of 3 interfaces`). */
  readonly what: string;
  readonly place?: Place | undefined;
}

export interface Classification {
  readonly class: SubnetClass;
  readonly alias?: string | undefined;
  /** The route that decided, where there is one. */
  readonly because?: Route | undefined;
  /** What a public subnet needs first, then what gives a way out without being public. */
  readonly proof: readonly Proof[];
}

type TargetKind = RouteTarget['kind'];

/**
 * The class that follows from the kinds of a table's working route targets.
 * (VPC User Guide, Subnets for your VPC: subnet types)
 * @modelChoice A table with both a VPN and another way out is called private: "VPN-only" would no longer be true of it.
 */
export function classOfTargets(kinds: ReadonlySet<TargetKind>): Exclude<SubnetClass, 'unknown'> {
  if (kinds.has('igw')) return 'public';
  const outside = [...kinds].filter((kind) => kind !== 'local' && kind !== 'gone');
  if (outside.length === 0) return 'isolated';
  return outside.every((kind) => kind === 'vgw') ? 'vpn-only' : 'private';
}

/** What a subnet is, and which of the things that decide it are there. */
export function classifySubnet(network: Network, subnet: Subnet): Classification {
  const table = subnet.table;
  if (table === 'unknown' || table.routes === 'unknown') {
    return { class: 'unknown', proof: [gatewayProof(network, subnet), addressProof(network, subnet)] };
  }
  const working = table.routes.filter((route) => route.blackhole === undefined && leadsOut(route, subnet.vpc));
  // A route that leads nobody knows where may make it more public than it seems, never less.
  const certain = classOfTargets(new Set(working.map((route) => route.target.kind)));
  const found = certain !== 'public' && table.routes.some((route) => route.unknown) ? 'unknown' : certain;
  const decider = (kind: TargetKind) => working.find((route) => route.target.kind === kind);
  const because = found === 'public' ? decider('igw') : working[0];
  return {
    class: found,
    alias: CLASS_ALIASES[found],
    because,
    proof: [
      gatewayProof(network, subnet),
      routeProof('igw-route', table.routes, 'igw', table.address, table.place),
      addressProof(network, subnet),
      ...natProofs(network, table.routes, table.address, table.place),
      ...outsideProofs(table.routes),
    ],
  };
}

/** A route for a part of the VPC itself (to a middlebox) leads to no place outside. */
function leadsOut(route: Route, vpc: Vpc): boolean {
  if (route.target.kind === 'local' || route.target.kind === 'gone') return false;
  if (route.cidrs === 'unknown') return true;
  return route.cidrs.some((block) => !vpc.cidrs.some((own) => containsCidr(own, block)));
}

function gatewayProof(network: Network, { vpc }: Subnet): Proof {
  const gateway = network.internetGatewayOf.get(vpc);
  if (gateway === undefined) return { need: 'igw-attached', holds: false, what: vpc.address, place: vpc.place };
  return { need: 'igw-attached', holds: true, what: gateway.address, place: gateway.place };
}

function routeProof(
  need: Proof['need'],
  routes: readonly Route[],
  kind: TargetKind,
  table: string,
  place: Place,
): Proof {
  const to = routes.filter((route) => route.target.kind === kind);
  const works = to.find((route) => route.blackhole === undefined);
  const shown = works ?? to[0];
  if (shown === undefined) return { need, holds: false, what: table, place };
  return { need, holds: works !== undefined, what: `${table} ${shown.label}`, place: shown.place };
}

function addressProof(network: Network, subnet: Subnet): Proof {
  const inside = [...network.instanceOf.keys()].filter((own) => own.subnet === subnet);
  const reachable = inside.filter((own) => own.publicIps.size > 0 || own.ips.some((ip) => typeof ip === 'bigint'));
  const what = inside.length === 0 ? 'no instances' : `${reachable.length} of ${inside.length} interfaces`;
  return { need: 'public-addresses', holds: reachable.length > 0, what, place: reachable[0]?.place ?? subnet.place };
}

/** A way out through a NAT gateway counts only if the gateway works: available, and itself in a public subnet. */
function natProofs(network: Network, routes: readonly Route[], table: string, place: Place): Proof[] {
  const route = routes.find(({ target }) => target.kind === 'nat');
  if (route === undefined) return [{ need: 'nat-route', holds: false, what: table, place }];
  const proofs: Proof[] = [routeProof('nat-route', routes, 'nat', table, place)];
  const { target } = route;
  if (target.kind !== 'nat') return proofs;
  const home = target.subnet === undefined ? 'public' : classifySubnet(network, target.subnet).class;
  const holds =
    target.state === 'unknown' || home === 'unknown'
      ? 'unknown'
      : target.state === 'available' && (!target.public || home === 'public');
  proofs.push({ need: 'nat-working', holds, what: target.address, place: target.place });
  return proofs;
}

function outsideProofs(routes: readonly Route[]): Proof[] {
  const proofs: Proof[] = [];
  for (const route of routes) {
    const { kind } = route.target;
    if (kind === 'local' || kind === 'gone' || kind === 'igw' || kind === 'nat') continue;
    const need = kind === 'vgw' ? 'vgw-route' : 'outside-route';
    proofs.push({
      need,
      holds: route.blackhole === undefined,
      what: `${route.label} → ${'address' in route.target ? route.target.address : kind}`,
      place: route.place,
    });
  }
  return proofs;
}
