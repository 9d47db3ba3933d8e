import type { Entry } from '../../../core/directory.ts';
import type { Json } from '../../../core/result.ts';
import type { Simulation } from '../../../core/simulation.ts';
import { formatCidr } from '../address/cidr.ts';
import { formatIp, type Ip } from '../address/ip.ts';
import { privateDnsName, publicDnsName, resourceDnsName } from '../dns.ts';
import { AVAILABILITY_ZONE, KINDS } from '../kinds.ts';
import type {
  Instance,
  Interface,
  Network,
  NetworkAcl,
  Route,
  RouteTable,
  SecurityGroup,
  Subnet,
  TransitRouteTable,
  Vpc,
} from '../network/model.ts';
import { formatEntry, formatRule } from '../notation/rules.ts';
import { formatListen } from '../notation/traffic.ts';
import { connectionsOf } from '../sessions/mappings.ts';
import { type Classification, classifySubnet } from '../subnet-class.ts';
import { targetName } from '../walk/routing.ts';
import { plainConnections, plainMappings } from './sessions.ts';

/** What a thing of EC2 is at the moment, as plain data; undefined for kinds that have nothing to show. */
export function things(network: Network, simulation: Simulation, { kind, address }: Entry): Json | undefined {
  const show = BY_KIND[kind];
  return show?.(network, simulation, address);
}

type Shower = (network: Network, simulation: Simulation, address: string) => Json | undefined;

/** Shows one kind: finds the thing by its address, tells what it is. */
function of<T>(
  things: (network: Network) => ReadonlyMap<string, T>,
  tell: (thing: T, network: Network, simulation: Simulation) => Json,
): Shower {
  return (network, simulation, address) => {
    const thing = things(network).get(address);
    return thing === undefined ? undefined : tell(thing, network, simulation);
  };
}

const BY_KIND: Readonly<Record<string, Shower>> = {
  [KINDS.vpc.name]: of(({ vpcs }) => vpcs, plainVpc),
  [KINDS.subnet.name]: of(({ subnets }) => subnets, plainSubnet),
  [KINDS.routeTable.name]: of(({ routeTables }) => routeTables, plainTable),
  [KINDS.networkAcl.name]: of(({ networkAcls }) => networkAcls, plainAcl),
  [KINDS.securityGroup.name]: of(({ securityGroups }) => securityGroups, plainGroup),
  [KINDS.prefixList.name]: of(
    ({ prefixLists }) => prefixLists,
    ({ listName, entries }) => ({
      prefixListName: listName,
      entries: entries === 'unknown' ? entries : entries.map(formatCidr),
    }),
  ),
  [KINDS.networkInterface.name]: of(
    ({ interfaces }) => interfaces,
    (own, network, simulation) => ({
      ...plainInterface(own, network),
      connections: plainConnections(simulation, new Set([own.address])),
    }),
  ),
  [KINDS.instance.name]: of(
    ({ instances }) => instances,
    ({ state, interfaces, listens }, network, simulation) => ({
      state,
      interfaces: interfaces.map((own) => plainInterface(own, network)),
      listens: listens === undefined ? 'everything' : listens === 'unknown' ? listens : listens.map(formatListen),
      connections: plainConnections(simulation, new Set(interfaces.map(({ address }) => address))),
    }),
  ),
  [KINDS.natGateway.name]: of(
    ({ natGateways }) => natGateways,
    ({ address, state, subnet, addresses, public: isPublic }, _network, simulation) => ({
      state,
      connectivityType: isPublic ? 'public' : 'private',
      subnet: subnet?.address ?? null,
      addresses: addresses.map(({ privateIp, publicIp }) => ({
        privateIp: ipOrNull(privateIp),
        publicIp: ipOrNull(publicIp),
      })),
      connections: connectionsOf(simulation.runtime('ec2'), address),
      mappings: plainMappings(simulation, address),
    }),
  ),
  [KINDS.internetGateway.name]: of(
    ({ internetGateways }) => internetGateways,
    ({ vpc, edgeTable }) => ({ vpc: vpc?.address ?? null, routeTable: edgeTable?.address ?? null }),
  ),
  [KINDS.vpcEndpoint.name]: of(
    ({ endpoints }) => endpoints,
    ({ type, vpc, serviceName, interfaces, available }, network) => ({
      type,
      vpc: vpc.address,
      service: serviceName,
      state: available ? 'available' : 'not available',
      interfaces: interfaces.map((own) => plainInterface(own, network)),
    }),
  ),
  [KINDS.vpcPeeringConnection.name]: of(
    ({ peerings }) => peerings,
    ({ requester, accepter, status }) => ({
      requesterVpc: requester?.address ?? 'unknown',
      accepterVpc: accepter?.address ?? 'unknown',
      status,
    }),
  ),
  [KINDS.transitGateway.name]: of(
    ({ transitGateways }) => transitGateways,
    ({ attachments }, network) => ({
      attachments: attachments.map((own) => ({
        attachment: own.address,
        type: own.type,
        routeTable: network.associationOf.get(own)?.address ?? null,
      })),
    }),
  ),
  [KINDS.transitGatewayRouteTable.name]: of(({ transitRouteTables }) => transitRouteTables, plainTransitTable),
  [AVAILABILITY_ZONE]: (network, simulation, address) => plainZone(network, simulation, address),
};

function ipOrNull(ip: number | undefined): string | null {
  return ip === undefined ? null : formatIp(ip);
}

function plainVpc(vpc: Vpc, network: Network): Json {
  return {
    region: vpc.region,
    cidrBlocks: vpc.cidrs.map(formatCidr),
    enableDnsSupport: vpc.dnsSupport,
    enableDnsHostnames: vpc.dnsHostnames,
    internetGateway: network.internetGatewayOf.get(vpc)?.address ?? null,
    mainRouteTable: network.mainTableOf.get(vpc)?.address ?? null,
    subnets: vpc.subnets.map((subnet) => ({
      subnet: subnet.address,
      zone: subnet.zone,
      class: classifySubnet(network, subnet).class,
    })),
  };
}

function plainSubnet(subnet: Subnet, network: Network): Json {
  const { vpc, zone, cidr4, cidr6, table, tableAssociated, acl } = subnet;
  return {
    vpc: vpc.address,
    zone,
    cidrBlocks: [cidr4, cidr6].flatMap((block) => (block === undefined ? [] : [formatCidr(block)])),
    ...plainClass(classifySubnet(network, subnet)),
    routeTable: table === 'unknown' ? table : table.address,
    routeTableFrom: tableAssociated ? 'association' : 'main route table',
    routes: table === 'unknown' ? 'unknown' : plainTable(table),
    networkAcl: acl === 'unknown' ? acl : acl.address,
  };
}

/** What a subnet is, with the proof. */
export function plainClass({ class: name, alias, because, proof }: Classification): { readonly [key: string]: Json } {
  return {
    class: name,
    ...(alias === undefined ? {} : { alias }),
    because: because === undefined ? null : `${because.label} to ${targetName(because.target)}`,
    proof: proof.map(({ need, holds, what }) => ({ need, holds, what })),
  };
}

function plainTable({ routes }: RouteTable): Json {
  if (routes === 'unknown') return routes;
  return routes.map((route: Route) => ({
    destination: route.label,
    target: targetName(route.target),
    state: route.unknown ? 'unknown' : route.blackhole === undefined ? 'active' : 'blackhole',
    ...(route.blackhole === undefined ? {} : { because: route.blackhole }),
    origin: route.origin,
  }));
}

function plainTransitTable({ routes }: TransitRouteTable): Json {
  if (routes === 'unknown') return routes;
  return routes.map(({ cidr, attachment, origin, blackhole }) => ({
    destination: formatCidr(cidr),
    attachment: attachment?.address ?? null,
    state: blackhole === undefined ? 'active' : 'blackhole',
    origin,
  }));
}

function plainAcl(acl: NetworkAcl, network: Network): Json {
  const entries = (side: 'ingress' | 'egress'): Json => {
    const own = acl[side];
    if (own === 'unknown') return own;
    return [...own.map((entry) => `${entry.ruleNumber} ${formatEntry(entry, side)}`), '* deny all'];
  };
  const subnets = [...network.subnets.values()].filter((subnet) => subnet.acl === acl).map(({ address }) => address);
  return {
    vpc: acl.vpc.address,
    isDefault: acl.isDefault,
    ingress: entries('ingress'),
    egress: entries('egress'),
    subnets,
  };
}

function plainGroup(group: SecurityGroup, network: Network): Json {
  const rules = (side: 'ingress' | 'egress'): Json => {
    const own = group[side];
    return own === 'unknown' ? own : own.map((rule) => `${formatRule(rule, side)}${rule.stale ? ' (stale)' : ''}`);
  };
  const refers = (other: SecurityGroup) =>
    [other.ingress, other.egress].some((own) => own !== 'unknown' && own.some(({ peer }) => peer === group));
  return {
    vpc: group.vpc.address,
    ingress: rules('ingress'),
    egress: rules('egress'),
    interfaces: [...network.interfaces.values()]
      .filter(({ groups }) => typeof groups === 'object' && groups.members.has(group))
      .map(({ address }) => address),
    referencedBy: [...network.securityGroups.values()].filter(refers).map(({ address }) => address),
  };
}

function plainInterface(own: Interface, network: Network): { readonly [key: string]: Json } {
  const { vpc } = own.subnet;
  const [primary] = own.ips;
  const publicIp = primary === undefined ? undefined : own.publicIps.get(primary);
  const { groups } = own;
  return {
    interface: own.address,
    instance: network.instanceOf.get(own)?.address ?? null,
    subnet: own.subnet.address,
    zone: own.subnet.zone,
    addresses: own.ips.map(formatIp),
    publicIp: publicIp === undefined ? null : formatIp(publicIp.ip),
    elasticIp: publicIp?.elasticIp ?? null,
    privateDnsName: privateName(network.instanceOf.get(own), primary, vpc.region),
    publicDnsName: publicIp === undefined ? null : (publicDnsName(publicIp.ip, vpc.region, vpc) ?? null),
    securityGroups:
      groups === undefined ? [] : groups === 'unknown' ? groups : groups.groups.map(({ address }) => address),
    sourceDestCheck: own.sourceDestCheck,
  };
}

function privateName(instance: Instance | undefined, primary: Ip | undefined, region: string): string | null {
  if (instance?.names.byId === true) return resourceDnsName(instance.id, region);
  return typeof primary === 'number' ? privateDnsName(primary, region) : null;
}

function plainZone(network: Network, { faults }: Simulation, address: string): Json {
  const zone = address.slice(AVAILABILITY_ZONE.length + 1);
  const subnets = [...network.subnets.values()].filter((subnet) => subnet.zone === zone);
  return {
    state: faults.has(address) ? 'down' : 'up',
    subnets: subnets.map((subnet) => subnet.address),
    natGateways: [...network.natGateways.values()]
      .filter(({ subnet }) => subnet?.zone === zone)
      .map((own) => own.address),
    instances: [...network.instances.values()]
      .filter(({ interfaces }) => interfaces.some(({ subnet }) => subnet.zone === zone))
      .map((own) => own.address),
  };
}
