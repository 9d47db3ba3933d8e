import { type Cidr, formatCidr, sameCidr } from '../address/cidr.ts';
import { PrefixTable } from '../address/prefix-table.ts';
import type { Route as RouteRead, Target } from '../schema/route-tables.ts';
import { type Build, everyOf, found } from './build.ts';
import type { Instance, Interface, PrefixList, Route, RouteTable, RouteTarget } from './model.ts';

const LOCAL: RouteTarget = { kind: 'local' };

/** Fills the route tables: local routes, those of the file, those of gateway endpoints, propagated ones. */
export function buildRoutes(build: Build, instanceOf: ReadonlyMap<Interface, Instance>): void {
  for (const read of everyOf(build, 'routeTables')) {
    const table = build.routeTables.get(read.address);
    if (table === undefined) continue;
    if (read.unknowns?.has('routes') === true) {
      table.routes = 'unknown';
      continue;
    }
    const stated = (read.routes ?? []).map((route) => routeOf(build, table, route, instanceOf, read.account));
    const rows = [...localRoutes(table, stated), ...stated];
    rows.push(...endpointRoutes(build, read.address, rows));
    const gateways = (read.propagatingVgws ?? []).flatMap((ref) => found(build.vpnGateways, ref) ?? []);
    for (const gateway of gateways) {
      for (const { routes, place } of gateway.connections) {
        for (const cidr of routes === 'unknown' ? [] : routes) {
          if (
            rows.some((row) => row.origin === 'propagated' && row.target === gateway && row.label === formatCidr(cidr))
          )
            continue;
          const blackhole =
            gateway.vpc === table.vpc ? undefined : `${gateway.address} is not attached to ${table.vpc.address}`;
          rows.push({
            cidrs: [cidr],
            label: formatCidr(cidr),
            target: gateway,
            origin: 'propagated',
            blackhole,
            unknown: false,
            place,
          });
        }
      }
    }
    table.routes = rows;
    table.lookup = lookupOf(rows);
  }
}

/** Every block of the VPC has its local route, unless the file gives that destination another target. */
function localRoutes(table: RouteTable, stated: readonly Route[]): Route[] {
  return table.vpc.cidrs
    .filter((cidr) => !stated.some(({ cidrs }) => cidrs !== 'unknown' && cidrs.some((other) => sameCidr(cidr, other))))
    .map((cidr) => ({
      cidrs: [cidr],
      label: formatCidr(cidr),
      target: LOCAL,
      origin: 'local',
      blackhole: undefined,
      unknown: false,
      place: table.vpc.place,
    }));
}

function routeOf(
  build: Build,
  table: RouteTable,
  read: RouteRead,
  instanceOf: ReadonlyMap<Interface, Instance>,
  account: string,
): Route {
  const list = 'list' in read.destination ? found(build.prefixLists, read.destination.list) : undefined;
  const target = targetOf(build, read.target, account);
  const local = target?.kind === 'local';
  return {
    cidrs: 'cidr' in read.destination ? [read.destination.cidr] : (list?.entries ?? 'unknown'),
    label: 'cidr' in read.destination ? formatCidr(read.destination.cidr) : labelOf(list, read.destination.list.text),
    listId: list?.id,
    target: target ?? { kind: 'gone', text: '' },
    origin: local
      ? 'local'
      : read.origin === 'EnableVgwRoutePropagation'
        ? 'propagated'
        : 'list' in read.destination
          ? 'prefix-list'
          : 'static',
    blackhole: target === undefined ? undefined : blackholeOf(target, table, read.state, instanceOf),
    unknown: read.state === 'unknown' || target === undefined,
    place: read.destinationPlace,
  };
}

function labelOf(list: PrefixList | undefined, text: string): string {
  return list === undefined ? text : `${list.name} (prefix list)`;
}

/** The routes that gateway endpoints put into the tables they name, unless an imported table shows them already. */
function endpointRoutes(build: Build, table: string, rows: readonly Route[]): Route[] {
  const routes: Route[] = [];
  for (const read of everyOf(build, 'vpcEndpoints')) {
    const endpoint = build.endpoints.get(read.address);
    if (endpoint?.type !== 'Gateway' || !(read.routeTables ?? []).some((ref) => ref.entry?.address === table)) continue;
    if (rows.some((row) => row.target === endpoint)) continue;
    const list = [...build.prefixLists.values()].find(({ listName }) => listName === endpoint.serviceName);
    if (list === undefined) continue;
    const common = {
      target: endpoint,
      origin: 'prefix-list',
      blackhole: endpoint.available ? undefined : `${endpoint.address} is not available`,
    } as const;
    routes.push({
      ...common,
      cidrs: list.entries,
      label: labelOf(list, list.name),
      listId: list.id,
      unknown: list.entries === 'unknown',
      place: endpoint.place,
    });
  }
  return routes;
}

function targetOf(build: Build, target: Target, account: string): RouteTarget | undefined {
  if ('local' in target) return LOCAL;
  if ('ref' in target) return thingAt(build, target.ref.entry?.address ?? '');
  const resolution = target.gone === '' ? undefined : build.definition.directory.resolve(target.gone, { account });
  const known =
    resolution !== undefined && 'found' in resolution ? thingAt(build, resolution.found.address) : undefined;
  return known ?? { kind: 'gone', text: target.gone };
}

function thingAt(build: Build, address: string): RouteTarget | undefined {
  return (
    build.internetGateways.get(address) ??
    build.egressOnlyInternetGateways.get(address) ??
    build.natGateways.get(address) ??
    build.interfaces.get(address) ??
    build.peerings.get(address) ??
    build.transitGateways.get(address) ??
    build.vpnGateways.get(address) ??
    build.endpoints.get(address) ??
    build.instances.get(address)?.interfaces[0]
  );
}

/** Why a route to this target is a blackhole: it is gone, detached or not in a state to forward ("Route tables", VPC User Guide). */
function blackholeOf(
  target: RouteTarget,
  table: RouteTable,
  state: RouteRead['state'],
  instanceOf: ReadonlyMap<Interface, Instance>,
): string | undefined {
  const { vpc } = table;
  const otherwise = state === 'blackhole' ? 'its target is gone' : undefined;
  switch (target.kind) {
    case 'local':
      return undefined;
    case 'gone':
      return state === 'unknown' ? undefined : target.text === '' ? 'its target is gone' : `${target.text} is gone`;
    case 'igw':
    case 'vgw':
    case 'eigw':
      return target.vpc === vpc ? otherwise : `${target.address} is not attached to ${vpc.address}`;
    case 'nat':
      return ['deleting', 'deleted', 'failed'].includes(target.state)
        ? `${target.address} is ${target.state}`
        : otherwise;
    case 'eni':
      return interfaceDown(target, instanceOf.get(target)) ?? otherwise;
    case 'pcx':
      if (target.status !== 'active' && target.status !== 'unknown') return `${target.address} is ${target.status}`;
      return target.requester === vpc || target.accepter === vpc
        ? otherwise
        : `${target.address} does not join ${vpc.address}`;
    case 'tgw':
      if (!target.available) return `${target.address} is not available`;
      return target.attachments.some((own) => own.type === 'vpc' && own.vpc === vpc && own.available)
        ? otherwise
        : `${vpc.address} has no available attachment to ${target.address}`;
    case 'vpce':
      return target.available ? otherwise : `${target.address} is not available`;
  }
}

function interfaceDown(target: Interface, instance: Instance | undefined): string | undefined {
  if (target.type !== 'interface' && target.type !== 'efa') return undefined;
  if (instance === undefined) return `${target.address} is not attached to an instance`;
  return instance.state === 'running' || instance.state === 'unknown'
    ? undefined
    : `${instance.address} is ${instance.state}`;
}

/** Same destination: local, then a static route, then one by prefix list, then a propagated one ("How route priority works", VPC User Guide). */
const PRIORITY: Readonly<Record<Route['origin'], number>> = { local: 0, static: 1, 'prefix-list': 2, propagated: 3 };

function lookupOf(rows: readonly Route[]): PrefixTable<readonly Route[]> {
  const entries = rows.flatMap((row) =>
    row.cidrs === 'unknown' ? [] : row.cidrs.map((cidr): readonly [Cidr, readonly Route[]] => [cidr, [row]]),
  );
  return new PrefixTable(entries, (one, other) =>
    [...one, ...other].sort((a, b) => PRIORITY[a.origin] - PRIORITY[b.origin] || compareLists(a, b)),
  );
}

/** @modelChoice Of two prefix lists with the same block AWS keeps any one; here it is the one with the lowest id. */
function compareLists({ listId: one = '' }: Route, { listId: other = '' }: Route): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
