import { containsCidr, parseCidr } from '../../../src/services/ec2/address/cidr.ts';
import { type Ip, parseIp } from '../../../src/services/ec2/address/ip.ts';
import { networkOf } from '../../../src/services/ec2/network/compile.ts';
import type { Route, RouteTable, RouteTarget } from '../../../src/services/ec2/network/model.ts';
import { selectRoute } from '../../../src/services/ec2/rules/route-selection.ts';
import { classifySubnet, classOfTargets } from '../../../src/services/ec2/subnet-class.ts';
import { isRecord } from '../compare.ts';
import type { Adapter, Json } from '../contract.ts';
import { blocksIn, firstOf, listOf, textOf } from './input.ts';
import { importedScenario } from './scenario.ts';

/** Which route a table gives a destination: its target by id, `local`, or null. */
export const routeSelect: Adapter = {
  answer: async (given) => {
    const destinations = listOf(firstOf(given, 'destination', 'Destination', 'destinations', 'toIp', 'dstIp'));
    const ips = destinations.map((text) => (typeof text === 'string' ? parseIp(text) : undefined));
    if (ips.length === 0 || ips.includes(undefined)) return undefined;
    const input = withTables(given);
    const { definition } = await importedScenario(withTargets(input));
    const first = textOf(listOf(firstOf(input, 'RouteTables'))[0], 'RouteTableId');
    const wanted = textOf(input, 'routeTable', 'RouteTableId', 'routeTableId') ?? first;
    const table = [...networkOf(definition).routeTables.values()].find(({ id }) => id === wanted);
    if (table === undefined) return undefined;
    const rows = ips.map((ip) => selected(table, ip ?? 0, input));
    return { ...rows[0], targets: rows.map(({ target }) => target) };
  },
};

interface Selected {
  readonly [key: string]: string | null;
  readonly target: string | null;
}

function selected(table: RouteTable, destination: Ip, input: Json): Selected {
  const selection = selectRoute(table, destination);
  if (selection === 'unknown') return { target: 'unknown' };
  if ('none' in selection) return { target: null, state: null, destination: null };
  const { route } = selection;
  const block = route.label;
  return {
    target: targetId(route.target),
    state: stateIn(input, route),
    destination: block,
    destinationCidrBlock: block,
    route: block,
  };
}

/** Routes that stand alone, or in a single table, as the list of tables that describe-route-tables prints. */
function withTables(input: Json): Json {
  if (!isRecord(input) || input['RouteTables'] !== undefined) return input;
  const table = firstOf(input, 'RouteTable', 'routeTable', 'routes', 'Routes');
  if (table === undefined || typeof table === 'string') return input;
  const only = isRecord(table) ? table : { Routes: table };
  const { routeTable: _, ...rest } = input;
  const base = {
    RouteTableId: 'rtb-0c0000000000000aa',
    VpcId: 'vpc-0c000000000000000',
    Associations: [{ Main: true }],
  };
  return { ...rest, RouteTables: [{ ...base, ...only }] };
}

function targetId(target: RouteTarget): string {
  if (target.kind === 'local') return 'local';
  return target.kind === 'gone' ? target.text : target.id;
}

/** The state that the case gives the route: whether its target works is not what it asks. */
function stateIn(input: Json, route: Route): string {
  const rows = listOf(firstOf(input, 'RouteTables')).flatMap((table) => listOf(firstOf(table, 'Routes')));
  const row = rows.find(
    (one) =>
      blocksIn(one)[0] === route.label && Object.values(isRecord(one) ? one : {}).includes(targetId(route.target)),
  );
  return textOf(row, 'State') ?? 'active';
}

/** The documents of the case with those that a real account would have beside them: what the routes lead to. */
function withTargets(input: Json): Json {
  const tables = listOf(firstOf(input, 'RouteTables'));
  const vpc = textOf(tables[0], 'VpcId') ?? 'vpc-0c000000000000000';
  const routes = tables.flatMap((table) => listOf(firstOf(table, 'Routes')));
  const local = routes.filter((route) => textOf(route, 'GatewayId') === 'local').flatMap(blocksIn);
  const parts = routes
    .flatMap(blocksIn)
    .filter((block) => !local.includes(block) && local.some((whole) => isPart(whole, block)));
  // A route more specific than the local one is for a whole subnet.
  const blocks = parts.length > 0 ? [...new Set(parts)] : [`${(local[0] ?? '10.0.0.0/16').split('/')[0]}/28`];
  const subnets = blocks.map((CidrBlock, index) => ({
    SubnetId: `subnet-0c00000000000000${index}`,
    VpcId: vpc,
    CidrBlock,
    AvailabilityZone: 'us-east-1a',
  }));
  const place = { VpcId: vpc, SubnetId: 'subnet-0c000000000000000' };
  const ids = [...new Set(JSON.stringify(tables).match(/"(?:nat|eni|i|tgw|pcx|vpce)-[0-9a-f]+"/g) ?? [])].map((id) =>
    id.slice(1, -1),
  );
  const of = (prefix: string) => ids.filter((id) => id.startsWith(`${prefix}-`));
  return {
    Subnets: subnets,
    NatGateways: of('nat').map((id) => ({ NatGatewayId: id, ...place, State: 'available' })),
    NetworkInterfaces: of('eni').map((id) => ({ NetworkInterfaceId: id, ...place, Groups: [] })),
    Reservations: [{ Instances: of('i').map((id) => ({ InstanceId: id, ...place, State: { Name: 'running' } })) }],
    TransitGateways: of('tgw').map((id) => ({ TransitGatewayId: id, State: 'available' })),
    VpcPeeringConnections: of('pcx').map((id) => ({
      VpcPeeringConnectionId: id,
      Status: { Code: 'active' },
      RequesterVpcInfo: { VpcId: vpc },
    })),
    VpcEndpoints: of('vpce').map((id) => ({
      VpcEndpointId: id,
      VpcId: vpc,
      VpcEndpointType: 'GatewayLoadBalancer',
      ServiceName: 'inspection',
      SubnetIds: [place.SubnetId],
      State: 'available',
    })),
    ...(isRecord(input) ? input : {}),
  };
}

function isPart(whole: string, part: string): boolean {
  const [outer, inner] = [parseCidr(whole), parseCidr(part)];
  return outer !== undefined && inner !== undefined && containsCidr(outer, inner);
}

/** The classes of subnets by their tables, written `DESTINATION -> target`. */
export const subnetType: Adapter = {
  answer: (input) => {
    const tables = firstOf(input, 'routeTables', 'tables');
    const routes = firstOf(input, 'routes', 'routeTable');
    if (isRecord(tables)) {
      const classes = Object.entries(tables).map(([name, rows]) => [name, classOfTargets(targetKinds(rows))]);
      return Object.fromEntries(classes);
    }
    if (routes !== undefined) {
      const type = classOfTargets(targetKinds(routes));
      return { type, class: type, subnetType: type };
    }
    return classesOfSubnets(firstOf(input, 'network') ?? input);
  },
};

/** The class of every subnet of describe-* documents, by its id. */
async function classesOfSubnets(documents: Json): Promise<Json | undefined> {
  if (listOf(firstOf(documents, 'Subnets')).length === 0) return undefined;
  const { definition } = await importedScenario(documents);
  const network = networkOf(definition);
  return Object.fromEntries(
    [...network.subnets.values()].map((subnet) => [subnet.id, classifySubnet(network, subnet).class]),
  );
}

/** What a table's working routes lead to, of lines or of objects as describe-route-tables prints them. */
function targetKinds(rows: Json): ReadonlySet<RouteTarget['kind']> {
  const words = (isRecord(rows) ? listOf(firstOf(rows, 'Routes', 'routes')) : listOf(rows)).flatMap((row) => {
    if (isRecord(row)) {
      const names = Object.entries(row).filter(([key]) => !/^(?:Destination|State|Origin)/.test(key));
      return textOf(row, 'State') === 'blackhole'
        ? []
        : names.flatMap(([, id]) => (typeof id === 'string' ? [id] : []));
    }
    return typeof row === 'string' && !/blackhole/i.test(row) ? [row.split(/->|→/).at(-1) ?? ''] : [];
  });
  return new Set(words.map((word) => (/^\s*([a-z]+)/.exec(word)?.[1] ?? 'local') as RouteTarget['kind']));
}
