import { type Cidr, containsCidr, familyOfCidr, formatCidr, sameCidr } from '../address/cidr.ts';
import { NAT64, RESERVED_FOR_SERVICES } from '../address/special.ts';
import type { Route, RouteTable } from '../network/model.ts';
import { targetName } from '../walk/routing.ts';
import type { Checking } from './check.ts';

/** Routes that AWS would refuse ("Configure route tables", "Gateway route tables", VPC User Guide). */
export function checkRoutes(checking: Checking): void {
  const { network } = checking;
  for (const table of network.routeTables.values()) {
    if (table.routes === 'unknown') continue;
    for (const route of table.routes) if (route.cidrs !== 'unknown') checkRoute(checking, table, route, route.cidrs);
    warnOfTies(checking, table, table.routes);
  }
  const edges = [...network.internetGateways.values(), ...network.vpnGateways.values()].flatMap(
    ({ edgeTable, vpc, kind, address }) => (edgeTable === undefined ? [] : [{ edgeTable, vpc, kind, address }]),
  );
  for (const { edgeTable, vpc, kind, address } of edges) {
    checkEdge(checking, edgeTable, kind);
    if (vpc !== edgeTable.vpc)
      checking.reader.error(
        'other-vpc',
        `${edgeTable.name} is not a table of the VPC that ${address} is attached to`,
        edgeTable.place,
      );
  }
}

/** "AWS picks one of them at random": two prefix lists with one block and different targets. */
function warnOfTies({ reader }: Checking, table: RouteTable, routes: readonly Route[]): void {
  const seen = new Map<string, Route>();
  for (const route of routes) {
    if (route.origin !== 'prefix-list' || route.cidrs === 'unknown') continue;
    for (const block of route.cidrs.map(formatCidr)) {
      const other = seen.get(block);
      if (other === undefined) seen.set(block, route);
      else if (other.target !== route.target)
        reader.warn(
          'ambiguous-route',
          `${other.label} and ${route.label} of ${table.name} both hold ${block}: AWS keeps one of the two, the lower id is taken`,
          route.place,
        );
    }
  }
}

function checkRoute(checking: Checking, table: RouteTable, route: Route, cidrs: readonly Cidr[]): void {
  const { reader } = checking;
  const { target, place } = route;
  const refuse = (code: string, message: string, expected?: string) =>
    reader.error(code, message, place, expected === undefined ? {} : { expected });
  for (const block of cidrs) {
    if (RESERVED_FOR_SERVICES.some((reserved) => containsCidr(reserved, block)))
      refuse('reserved-destination', `${formatCidr(block)} is reserved for AWS's services`);
    const own = table.vpc.cidrs.find((vpcBlock) => containsCidr(vpcBlock, block));
    if (target.kind === 'local' && (own === undefined || !sameCidr(own, block))) {
      refuse(
        'wrong-route',
        `local is only for the blocks of the VPC, not for ${formatCidr(block)}`,
        table.vpc.cidrs.map(formatCidr).join(', '),
      );
    }
    if (route.origin === 'static' && own !== undefined) checkMoreSpecific(table, route, block, own, refuse);
    if (target.kind === 'eigw' && familyOfCidr(block) === 4)
      refuse('wrong-route', 'an egress-only internet gateway is for IPv6 alone');
    if (target.kind === 'nat' && familyOfCidr(block) === 6 && !containsCidr(NAT64, block)) {
      refuse('wrong-route', `a NAT gateway carries IPv6 only to ${formatCidr(NAT64)}`);
    }
  }
  const home = homeOf(target);
  if (home !== undefined && home !== table.vpc.address)
    refuse('other-vpc', `${targetName(target)} belongs to ${home}, not to ${table.vpc.address}`);
}

/** The VPC a target must share with the table; a detached gateway is a blackhole, not an error. */
function homeOf(target: Route['target']): string | undefined {
  switch (target.kind) {
    case 'igw':
    case 'vgw':
    case 'eigw':
    case 'nat':
    case 'vpce':
      return target.vpc?.address;
    case 'eni':
      return target.subnet.vpc.address;
    default:
      return undefined;
  }
}

/** More specific than local only for a whole subnet, and only to a NAT gateway, an interface or a Gateway Load Balancer endpoint. */
function checkMoreSpecific(
  table: RouteTable,
  { target }: Route,
  block: Cidr,
  own: Cidr,
  refuse: (code: string, message: string, expected?: string) => void,
): void {
  const middlebox =
    target.kind === 'nat' ||
    target.kind === 'eni' ||
    target.kind === 'gone' ||
    (target.kind === 'vpce' && target.type === 'GatewayLoadBalancer');
  if (!middlebox) {
    refuse(
      'wrong-route',
      `${formatCidr(block)} is inside the VPC: its target cannot be ${targetName(target)}`,
      'a NAT gateway, a network interface or a Gateway Load Balancer endpoint',
    );
  } else if (
    !sameCidr(block, own) &&
    !table.vpc.subnets.some(({ cidr4, cidr6 }) =>
      [cidr4, cidr6].some((whole) => whole !== undefined && sameCidr(whole, block)),
    )
  ) {
    refuse(
      'wrong-route',
      `${formatCidr(block)} is more specific than local but not the whole block of a subnet`,
      'the block of a subnet',
    );
  }
}

/** A gateway's own table: whole VPC or subnet blocks, to local, an interface or (internet gateways) a Gateway Load Balancer endpoint. */
function checkEdge({ reader }: Checking, table: RouteTable, gateway: 'igw' | 'vgw'): void {
  if (table.main) reader.error('wrong-route-table', `the main table ${table.name} cannot be a gateway's`, table.place);
  if (table.routes === 'unknown') return;
  for (const { target, cidrs, place, origin } of table.routes) {
    const allowed =
      target.kind === 'local' ||
      target.kind === 'eni' ||
      target.kind === 'gone' ||
      (gateway === 'igw' && target.kind === 'vpce' && target.type === 'GatewayLoadBalancer');
    if (!allowed)
      reader.error('wrong-route', `a gateway route table cannot lead to ${targetName(target)}`, place, {
        expected: 'local, a network interface or a Gateway Load Balancer endpoint',
      });
    if (origin === 'prefix-list') reader.error('wrong-route', 'a gateway route table cannot use prefix lists', place);
    const inside =
      cidrs === 'unknown' || cidrs.every((block) => table.vpc.cidrs.some((own) => containsCidr(own, block)));
    if (!inside)
      reader.error(
        'wrong-route',
        'a gateway route table has routes only for the blocks of its VPC and of its subnets',
        place,
      );
  }
}
