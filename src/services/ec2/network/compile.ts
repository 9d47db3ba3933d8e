import type { Definition } from '../../../core/definition.ts';
import type { Ip } from '../address/ip.ts';
import { PrefixTable } from '../address/prefix-table.ts';
import type { InternetHost } from '../schema/internet.ts';
import { type Build, startBuild } from './build.ts';
import { buildNetworkAcls, buildPrefixLists, buildSecurityGroups } from './filters.ts';
import { attachedTo, buildGateways } from './gateways.ts';
import { buildInstances, buildInterfaces } from './interfaces.ts';
import { buildEndpoints, buildNatGateways, managedSeeds, ownersOf } from './managed.ts';
import type {
  BlockPublicAccess,
  Instance,
  Interface,
  Network,
  Peering,
  TransitGateway,
  Vpc,
  VpcAttachment,
  VpnConnection,
} from './model.ts';
import { publicAddresses } from './public-addresses.ts';
import { carryReleases } from './released.ts';
import { buildRoutes } from './routes.ts';
import { declaredSeeds, settleAddresses } from './seeds.ts';
import { buildTransit } from './transit.ts';
import { buildSubnets, buildVpcs, mainTables } from './vpcs.ts';

const networks = new WeakMap<Definition, Network>();

/** The network of a definition; compiled once. */
export function networkOf(definition: Definition): Network {
  let network = networks.get(definition);
  if (network === undefined) {
    network = compile(definition);
    networks.set(definition, network);
  }
  return network;
}

/** After a change: what lost its automatic public address on the way gets another one. */
export function carryAddresses(before: Definition, after: Definition): void {
  if (carryReleases(before, networkOf(before), after, networkOf(after))) networks.set(after, compile(after));
}

function compile(definition: Definition): Network {
  const build = startBuild(definition);
  buildVpcs(build);
  buildNetworkAcls(build);
  buildPrefixLists(build);
  buildSecurityGroups(build);
  buildSubnets(build);
  const declared = declaredSeeds(build);
  const managed = managedSeeds(build, declared);
  const settled = settleAddresses(build, [...declared, ...managed.seeds]);
  const addresses = publicAddresses(build);
  buildInterfaces(build, settled, addresses);
  buildInstances(build, settled);
  buildGateways(build);
  buildNatGateways(build, managed, addresses);
  buildEndpoints(build, managed);
  buildTransit(build);
  const instanceOf = new Map<Interface, Instance>();
  for (const instance of build.instances.values()) for (const own of instance.interfaces) instanceOf.set(own, instance);
  buildRoutes(build, instanceOf);
  return {
    ...build,
    hosts: definition.top.internet ?? new Map(),
    groupSets: [...build.groupSets.values()],
    elasticIps: addresses.elastic,
    instanceOf,
    natOf: ownersOf(build, managed, build.natGateways),
    endpointOf: ownersOf(build, managed, build.endpoints),
    internetGatewayOf: attachedTo(build.internetGateways),
    vpnGatewayOf: attachedTo(build.vpnGateways),
    mainTableOf: mainTables(build),
    peeringsOf: peeringsOf(build),
    attachmentOf: attachmentFinder(build),
    ipv6: new Map(
      [...build.interfaces.values()].flatMap((own) =>
        own.ips.filter((ip) => typeof ip === 'bigint').map((ip) => [ip, own] as const),
      ),
    ),
    hostsByIp: hostsByIp(definition.top.internet),
    onPremises: onPremises(build.vpnConnections.values()),
    blockPublicAccess: blockPublicAccess(build),
    port25Unblocked: new Set(
      build.accounts.filter(({ part }) => part.port25Unblocked === true).map(({ account }) => account.name),
    ),
  };
}

function attachmentFinder(build: Build): Network['attachmentOf'] {
  const found = new Map<TransitGateway, Map<Vpc, VpcAttachment>>();
  for (const gateway of build.transitGateways.values()) {
    const own = gateway.attachments.filter((attachment) => attachment.type === 'vpc');
    found.set(gateway, new Map(own.map((attachment) => [attachment.vpc, attachment])));
  }
  return (gateway, vpc) => found.get(gateway)?.get(vpc);
}

function peeringsOf({ peerings }: Build): ReadonlyMap<Vpc, readonly Peering[]> {
  const found = new Map<Vpc, Peering[]>();
  for (const peering of peerings.values()) {
    for (const vpc of [peering.requester, peering.accepter])
      if (vpc !== undefined) found.set(vpc, [...(found.get(vpc) ?? []), peering]);
  }
  return found;
}

function hostsByIp(hosts: ReadonlyMap<string, InternetHost> | undefined): ReadonlyMap<Ip, InternetHost> {
  return new Map([...(hosts?.values() ?? [])].flatMap((host) => host.ips.map((ip) => [ip, host] as const)));
}

function onPremises(connections: Iterable<VpnConnection>): PrefixTable<VpnConnection> {
  const entries = [...connections].flatMap((connection) =>
    connection.routes === 'unknown' ? [] : connection.routes.map((cidr) => [cidr, connection] as const),
  );
  return new PrefixTable(entries, (earlier) => earlier);
}

function blockPublicAccess({ accounts }: Build): ReadonlyMap<string, BlockPublicAccess> {
  const found = new Map<string, BlockPublicAccess>();
  for (const { account, part } of accounts) {
    const read = part.vpcBlockPublicAccess;
    if (read === undefined) continue;
    const exclusions = new Map<string, 'allow-bidirectional' | 'allow-egress'>();
    for (const { vpc, subnet, internetGatewayExclusionMode: mode } of read.exclusions?.values() ?? []) {
      const address = (subnet ?? vpc)?.entry?.address;
      if (address !== undefined && mode !== undefined) exclusions.set(address, mode);
    }
    found.set(account.name, { mode: read.internetGatewayBlockMode ?? 'unknown', place: read.place, exclusions });
  }
  return found;
}
