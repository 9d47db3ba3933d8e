import type { Tree, TreeMap } from '../../foreign.ts';
import type { Item } from '../collection.ts';
import type { Found } from '../fields.ts';
import { type Importing, leaveOut, type Made } from '../importing.ts';
import type { Kind } from '../kinds.ts';
import { nonEmpty } from './networks.ts';

/** The fields that hold a route's target, with the kind they name. */
const TARGETS: readonly (readonly [string, Kind])[] = [
  ['NatGatewayId', 'NatGateways'],
  ['TransitGatewayId', 'TransitGateways'],
  ['VpcPeeringConnectionId', 'VpcPeeringConnections'],
  ['EgressOnlyInternetGatewayId', 'EgressOnlyInternetGateways'],
  ['NetworkInterfaceId', 'NetworkInterfaces'],
  ['InstanceId', 'Instances'],
];

/** What `GatewayId` may name, by the prefix of the id. */
const GATEWAYS: readonly (readonly [string, Kind])[] = [
  ['igw-', 'InternetGateways'],
  ['vgw-', 'VpnGateways'],
  ['vpce-', 'VpcEndpoints'],
  ['eigw-', 'EgressOnlyInternetGateways'],
];

/** A route table. Local routes, and those that gateway endpoints make, are implied by the format. */
export function routeTable(item: Item, importing: Importing): Made {
  const { found } = item;
  const vpc = importing.ref('Vpcs', found.text('VpcId'), item);
  if (vpc === undefined) return leaveOut(item, 'it is in no VPC among the files', importing);
  const main = found.list('Associations').some((one) => one.flag('Main') === true);
  const propagating = found
    .list('PropagatingVgws')
    .flatMap((one) => importing.ref('VpnGateways', one.text('GatewayId'), item) ?? []);
  return {
    vpc,
    main: main ? true : undefined,
    routes: routes(item, importing),
    propagatingVgws: nonEmpty(propagating),
  };
}

function routes(item: Item, importing: Importing): TreeMap | undefined {
  const byDestination = new Map<string, Tree[]>();
  for (const route of item.found.list('Routes')) {
    const destination = destinationOf(route, item, importing);
    const line = destination === undefined ? undefined : routeLine(route, item, importing);
    if (destination === undefined || line === undefined) continue;
    byDestination.set(destination, [...(byDestination.get(destination) ?? []), line]);
  }
  if (byDestination.size === 0) return undefined;
  return Object.fromEntries(
    [...byDestination].map(([to, lines]) => [to, lines.length > 1 ? lines : (lines[0] ?? null)]),
  );
}

function destinationOf(route: Found, item: Item, importing: Importing): string | undefined {
  const block = route.text('DestinationCidrBlock') ?? route.text('DestinationIpv6CidrBlock');
  if (block !== undefined) return block;
  const list = route.text('DestinationPrefixListId');
  const name = importing.ref('PrefixLists', list, item);
  if (name === undefined) importing.note('no-id', 'a route without a destination is left out', route);
  return name;
}

/** A route's value; undefined for one that the format implies. */
function routeLine(route: Found, item: Item, importing: Importing): Tree | undefined {
  if (route.text('GatewayId') === 'local') return undefined;
  const state = route.state('State');
  if (state === 'unknown') return 'unknown';
  if (state === 'filtered') {
    importing.note('not-in-force', `a route of ${item.id} is filtered: left out`, route);
    return undefined;
  }
  const { kind, id } = targetOf(route);
  const target = kind === undefined ? undefined : importing.collection.get(kind, id);
  if (target !== undefined && isManagedRoute(target)) return undefined;
  const origin = ORIGINS[route.text('Origin') ?? ''];
  const written = target === undefined ? undefined : importing.refToTarget(target, item);
  if (state === 'blackhole' || (id !== undefined && importing.collection.gone.has(id))) {
    // AWS keeps the id of a target that is gone.
    return { target: written ?? id, state: 'blackhole', origin };
  }
  if (written === undefined) {
    importing.note(
      'not-collected',
      `a route of ${item.id} leads to ${id ?? 'something'} that is not among the files: unknown`,
      route,
    );
    return { state: 'unknown', origin };
  }
  return origin === undefined ? written : { target: written, origin };
}

/** Propagated routes keep their origin: it decides which of two routes counts. */
const ORIGINS: Readonly<Record<string, string>> = {
  EnableVgwRoutePropagation: 'EnableVgwRoutePropagation',
  Advertisement: 'EnableVgwRoutePropagation',
};

/** The route that a gateway endpoint puts into its tables. */
function isManagedRoute(target: Item): boolean {
  return target.kind === 'VpcEndpoints' && target.found.text('VpcEndpointType') !== 'GatewayLoadBalancer';
}

function targetOf(route: Found): { readonly kind?: Kind | undefined; readonly id?: string | undefined } {
  const gateway = route.text('GatewayId') ?? route.text('VpcEndpointId');
  if (gateway !== undefined) return { kind: GATEWAYS.find(([prefix]) => gateway.startsWith(prefix))?.[1], id: gateway };
  for (const [field, kind] of TARGETS) {
    const id = route.text(field);
    if (id !== undefined) return { kind, id };
  }
  const other = ['CarrierGatewayId', 'LocalGatewayId', 'CoreNetworkArn', 'OdbNetworkArn', 'IpAddress'];
  return { id: other.map((field) => route.text(field)).find((id) => id !== undefined) };
}

/** Tables into which a gateway endpoint puts its route: those it names, and those where the route was seen. */
export function tablesOfEndpoint(item: Item, importing: Importing): readonly string[] {
  const named = item.found.texts('RouteTableIds');
  const seen = importing.collection
    .all('RouteTables')
    .filter(({ found }) => found.list('Routes').some((route) => targetOf(route).id === item.id))
    .map(({ id }) => id);
  return [...new Set([...named, ...seen])].flatMap((id) => importing.ref('RouteTables', id, item) ?? []);
}
