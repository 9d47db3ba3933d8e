import { type Cidr, contains, everywhere, formatCidr } from '../address/cidr.ts';
import { familyOf, type Ip } from '../address/ip.ts';
import { isPrivate } from '../address/special.ts';
import type { Instance, Interface, InternetGateway, Network, RouteTarget, Subnet, Vpc } from '../network/model.ts';
import type { Remedy } from '../walk/hop.ts';
import { type Assumptions, remedyKey } from '../walk/walk.ts';
import { type Edit, reference } from './edit.ts';
import type { Fix } from './fix.ts';

type RouteRemedy = Extract<Remedy, { readonly kind: 'route' }>;

/** A way to a destination that a table could take. */
interface Way {
  /** Destination of the route. */
  readonly to: Cidr;
  readonly target: RouteTarget;
  readonly name: string;
  /** What must exist or be attached besides. */
  readonly edits: readonly Edit[];
  readonly says: string;
}

/** A route to the destination by what the VPC has: peering, transit gateway, VPN, NAT gateway, internet gateway. */
export function fixRoute(
  network: Network,
  assumptions: Assumptions,
  remedy: RouteRemedy,
  earlier: readonly Edit[],
): Fix | undefined {
  const { table } = remedy;
  const way = isPrivate(remedy.destination) ? privateWay(network, remedy) : publicWay(network, assumptions, remedy);
  if (way === undefined) return undefined;
  const to = formatCidr(way.to);
  const route: Edit = { path: [table.account, 'ec2', 'routeTables', table.name, 'routes', to], value: way.name };
  // What an earlier proposal creates or attaches is there already.
  const already = way.edits.some(({ path }) => earlier.some((edit) => edit.path.join() === path.join()));
  return {
    says: `${already ? '' : way.says}${table.address}: + route ${to} to ${way.name}`,
    edits: [...(already ? [] : way.edits), route],
    assume: (before) => {
      const routes = [{ block: way.to, target: way.target }, ...(before.routes.get(table) ?? [])];
      // A gateway that comes with the route is there for what comes in as well.
      const { vpc } = table;
      const mended = way.edits.length > 0 ? [remedyKey({ kind: 'internet-gateway', vpc }, vpc.address)] : [];
      return {
        ...before,
        routes: new Map(before.routes).set(table, routes),
        mended: new Set([...before.mended, ...mended]),
      };
    },
  };
}

function privateWay(network: Network, { table, destination }: RouteRemedy): Way | undefined {
  const { vpc } = table;
  const way = (to: Cidr, target: Exclude<RouteTarget, { kind: 'local' | 'gone' }>): Way => ({
    to,
    target,
    name: reference(target, table.account),
    edits: [],
    says: '',
  });
  for (const peering of network.peeringsOf.get(vpc) ?? []) {
    const other = peering.requester === vpc ? peering.accepter : peering.requester;
    const block = other?.cidrs.find((own) => contains(own, destination));
    if (block !== undefined && peering.status === 'active') return way(block, peering);
  }
  for (const gateway of network.transitGateways.values()) {
    if (network.attachmentOf(gateway, vpc) === undefined) continue;
    for (const attachment of gateway.attachments) {
      if (attachment.type === 'peering') continue;
      const blocks = attachment.type === 'vpc' ? attachment.vpc.cidrs : attachment.connection.routes;
      const block = blocks === 'unknown' ? undefined : blocks.find((own) => contains(own, destination));
      if (block !== undefined) return way(block, gateway);
    }
  }
  const gateway = network.vpnGatewayOf.get(vpc);
  for (const { routes } of gateway?.connections ?? []) {
    const block = routes === 'unknown' ? undefined : routes.find((own) => contains(own, destination));
    if (block !== undefined && gateway !== undefined) return way(block, gateway);
  }
  return undefined;
}

/** To the internet: through the internet gateway for what has a public address or is IPv6, else through a NAT gateway of the VPC. */
function publicWay(
  network: Network,
  assumptions: Assumptions,
  { table, destination, source, leg, subnet }: RouteRemedy,
): Way | undefined {
  const { vpc } = table;
  const family = familyOf(destination);
  const to = everywhere(family);
  const egressOnly = [...network.egressOnlyInternetGateways.values()].find((own) => own.vpc === vpc);
  if (family === 6 && egressOnly !== undefined && leg === 'forward')
    return { to, target: egressOnly, name: reference(egressOnly, table.account), edits: [], says: '' };
  const nat =
    hasPublicAddress(network, assumptions, vpc, source) || family === 6 ? undefined : usableNat(network, vpc, subnet);
  if (nat !== undefined) return { to, target: nat, name: reference(nat, table.account), edits: [], says: '' };
  const { gateway, edits, says } = internetGatewayFor(network, vpc);
  return { to, target: gateway, name: reference(gateway, table.account), edits, says: says === '' ? '' : `${says}; ` };
}

function hasPublicAddress(network: Network, assumptions: Assumptions, vpc: Vpc, source: Ip): boolean {
  const owner = vpc.interfaces.get(source);
  if (owner === undefined) return false;
  return owner.publicIps.has(source) || assumptions.publicIps.has(owner) || network.natOf.has(owner);
}

/** A NAT gateway that has a way out itself: one in the same zone before others. */
function usableNat(network: Network, vpc: Vpc, subnet: Subnet) {
  const usable = [...network.natGateways.values()].filter(
    (own) => own.vpc === vpc && own.public && own.state === 'available' && own.subnet?.table !== subnet.table,
  );
  return usable.find((own) => own.subnet?.zone === subnet.zone) ?? usable[0];
}

/** The VPC's internet gateway: the attached one, a detached one of the account that is then attached, or a new one. */
function internetGatewayFor(
  network: Network,
  vpc: Vpc,
): { readonly gateway: InternetGateway; readonly edits: readonly Edit[]; readonly says: string } {
  const attached = network.internetGatewayOf.get(vpc);
  if (attached !== undefined) return { gateway: attached, edits: [], says: '' };
  const free = [...network.internetGateways.values()].find(
    (own) => own.vpc === undefined && own.account === vpc.account,
  );
  const name = free?.name ?? `${vpc.name}-igw`;
  const path = [vpc.account, 'ec2', 'internetGateways', name];
  const gateway: InternetGateway = {
    ...(free ?? {
      kind: 'igw',
      address: `${vpc.account}/igw/${name}`,
      name,
      id: name,
      account: vpc.account,
      place: vpc.place,
      edgeTable: undefined,
    }),
    vpc,
  };
  return {
    gateway,
    edits: [free === undefined ? { path, value: { vpc: vpc.name } } : { path: [...path, 'vpc'], value: vpc.name }],
    says: `${free === undefined ? 'create an internet gateway and attach it' : `attach ${free.address}`} to ${vpc.address}`,
  };
}

/** An internet gateway for a VPC that is to be reached from outside. */
export function fixInternetGateway(
  network: Network,
  vpc: Vpc,
): { readonly says: string; readonly edits: readonly Edit[] } {
  const { edits, says } = internetGatewayFor(network, vpc);
  return { says, edits };
}

/** @modelChoice The address a proposal reckons with; whichever AWS gives, the outcome is the same. */
const PROPOSED_PUBLIC_IP = 0xc613_fffe;

/** An Elastic IP address for an interface. */
export function fixPublicIp(owner: Interface, instance: Instance | undefined): Fix {
  const holder = instance?.interfaces[0] === owner ? instance : owner;
  const value = holder.kind === 'instance' ? { instance: holder.name } : { networkInterface: holder.name };
  return {
    says: `associate an Elastic IP address with ${holder.address}`,
    edits: [{ path: [holder.account, 'ec2', 'elasticIps', `${holder.name}-eip`.replaceAll('/', '-')], value }],
    assume: (before) => ({
      ...before,
      publicIps: new Map(before.publicIps).set(owner, PROPOSED_PUBLIC_IP + before.publicIps.size),
    }),
  };
}
