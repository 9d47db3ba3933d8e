import type { Ip } from '../address/ip.ts';
import type { InstanceState, NetworkInterfaceType } from '../definition.ts';
import { type Build, everyOf } from './build.ts';
import { groupSetOf } from './filters.ts';
import type { GroupSet, Instance, Interface, PortRange, PublicIp, SecurityGroup } from './model.ts';
import { privateNames } from './private-names.ts';
import type { PublicAddresses } from './public-addresses.ts';
import { releasesOf } from './released.ts';
import type { Seed, Settled } from './seeds.ts';

/** Interfaces to which no security group applies ("NAT gateways", "Transit gateways", VPC User Guide). */
const UNFILTERED: ReadonlySet<NetworkInterfaceType> = new Set([
  'nat_gateway',
  'transit_gateway',
  'network_load_balancer',
  'gateway_load_balancer',
  'gateway_load_balancer_endpoint',
]);

/** The interfaces with their addresses, groups and public addresses. */
export function buildInterfaces(build: Build, settled: readonly Settled[], addresses: PublicAddresses): void {
  const defaultGroups = new Map(
    [...build.securityGroups.values()].filter((group) => group.isDefault).map((group) => [group.vpc, group]),
  );
  const publicIpsOf = publicIpAssigner(build, settled, addresses);
  for (const [seed, ips] of settled) {
    const publicIps = publicIpsOf(seed, ips[0]);
    const made: Interface = {
      kind: 'eni',
      address: seed.address,
      name: seed.name,
      id: seed.id,
      account: seed.account,
      place: seed.place,
      subnet: seed.subnet,
      type: seed.type,
      ips,
      publicIps,
      groups: groupsOf(build, seed, defaultGroups.get(seed.subnet.vpc)),
      sourceDestCheck: seed.sourceDestCheck,
      listens: seed.listens,
      deviceIndex: seed.deviceIndex,
      forwards: seed.forwards,
      statedPublicIp: seed.wishes?.publicIp,
      tracking: seed.wishes?.connectionTrackingSpecification,
    };
    build.interfaces.set(made.address, made);
    const byIp = seed.subnet.vpc.interfaces as Map<Ip, Interface>;
    for (const ip of ips) if (!byIp.has(ip)) byIp.set(ip, made);
    for (const [privateIp, { ip }] of publicIps)
      build.publicIps.set(ip, { kind: 'interface', holder: made, privateIp });
  }
}

function groupsOf(build: Build, seed: Seed, defaultGroup: SecurityGroup | undefined): GroupSet | 'unknown' | undefined {
  if (seed.groups === 'unknown') return 'unknown';
  if (UNFILTERED.has(seed.type) && (seed.groups?.length ?? 0) === 0) return undefined;
  return groupSetOf(build, seed.groups ?? (defaultGroup === undefined ? [] : [defaultGroup]));
}

/** States in which an instance has given its automatic public address back. */
const RELEASING: ReadonlySet<InstanceState> = new Set(['stopped', 'shutting-down', 'terminated']);

/** Most interfaces have none. */
const NO_PUBLIC_IPS: ReadonlyMap<Ip, PublicIp> = new Map();

/** Says which public addresses an interface has: Elastic IPs, else the auto-assigned one of its primary address. */
function publicIpAssigner(build: Build, settled: readonly Settled[], addresses: PublicAddresses) {
  const associations = elasticIpsByInterface(build, settled, addresses);
  const releases = releasesOf(build.definition);
  const hasSecondaryElastic = (address: string) =>
    (associations.get(address) ?? []).some(({ privateIp }) => privateIp !== undefined);
  const mapping = new Set(
    [...everyOf(build, 'subnets')].filter((read) => read.mapPublicIpOnLaunch === true).map((read) => read.address),
  );
  const released = new Set<string | undefined>();
  for (const { address, state } of everyOf(build, 'instances'))
    if (state !== undefined && RELEASING.has(state)) released.add(address);
  const several = new Set<string | undefined>();
  for (const [{ instance, deviceIndex }] of settled) if (deviceIndex > 0) several.add(instance);

  /**
   * As launched (`associatePublicIpAddress`), else as the subnet says, for an instance with one interface; released
   * while the instance is stopped ("Amazon EC2 instance IP addressing", EC2 User Guide). What gave one back gets another,
   * unless it has a second interface or an Elastic IP on a secondary address.
   */
  const automatic = ({ wishes, instance, deviceIndex, subnet, address }: Seed): number | undefined => {
    if (wishes === undefined || wishes.associatePublicIpAddress === false) return undefined;
    if (released.has(instance)) return undefined;
    const given = releases.get(address) ?? 0;
    if (given > 0 && (several.has(instance) || hasSecondaryElastic(address))) return undefined;
    if (typeof wishes.publicIp === 'number')
      return given === 0 ? wishes.publicIp : addresses.take(`${address}#${given}`);
    const bySubnet =
      instance !== undefined && deviceIndex === 0 && !several.has(instance) && mapping.has(subnet.address);
    const wanted = wishes.associatePublicIpAddress === true || bySubnet;
    return wanted ? addresses.take(given === 0 ? address : `${address}#${given}`) : undefined;
  };

  return (seed: Seed, primary: Ip | undefined): ReadonlyMap<Ip, PublicIp> => {
    const publicIps = new Map<Ip, PublicIp>();
    for (const { privateIp = primary, ip, elasticIp } of associations.get(seed.address) ?? []) {
      if (privateIp !== undefined) publicIps.set(privateIp, { ip, elasticIp });
    }
    if (typeof primary === 'number' && !publicIps.has(primary)) {
      const ip = automatic(seed);
      if (ip !== undefined) publicIps.set(primary, { ip, elasticIp: undefined });
    }
    return publicIps.size === 0 ? NO_PUBLIC_IPS : publicIps;
  };
}

interface Association {
  readonly ip: number;
  readonly privateIp?: Ip | undefined;
  readonly elasticIp: string;
}

/** Elastic IP addresses by the interface they are associated with. */
function elasticIpsByInterface(
  build: Build,
  settled: readonly Settled[],
  addresses: PublicAddresses,
): ReadonlyMap<string, readonly Association[]> {
  const associations = new Map<string, Association[]>();
  if (addresses.elastic.size === 0) return associations;
  const primaries = new Map<string | undefined, string>();
  for (const [{ instance, deviceIndex, address }] of settled) if (deviceIndex === 0) primaries.set(instance, address);
  for (const read of everyOf(build, 'elasticIps')) {
    const instance = read.instance?.entry?.address;
    const target =
      read.networkInterface?.entry?.address ?? (instance === undefined ? undefined : primaries.get(instance));
    const ip = addresses.elastic.get(read.address);
    if (target === undefined || ip === undefined) continue;
    associations.set(target, [
      ...(associations.get(target) ?? []),
      { ip, privateIp: read.privateIpAddress, elasticIp: read.address },
    ]);
  }
  return associations;
}

/** "Ephemeral ports", VPC User Guide; the Linux kernel's own default ends at 60999. */
export const EPHEMERAL_PORTS: Readonly<Record<'linux' | 'windows' | 'windows-2003', PortRange>> = {
  linux: { from: 32_768, to: 60_999 },
  windows: { from: 49_152, to: 65_535 },
  'windows-2003': { from: 1025, to: 5000 },
};

/** Instances with their interfaces by device index. */
export function buildInstances(build: Build, settled: readonly Settled[]): void {
  const interfaces = new Map<string, Interface[]>();
  for (const [{ instance, address }] of settled) {
    const made = build.interfaces.get(address);
    if (instance === undefined || made === undefined) continue;
    const own = interfaces.get(instance);
    if (own === undefined) interfaces.set(instance, [made]);
    else own.push(made);
  }
  const names = privateNames(build);
  for (const read of everyOf(build, 'instances')) {
    const { unknowns } = read;
    const own = interfaces.get(read.address) ?? [];
    const instance: Instance = {
      kind: 'instance',
      address: read.address,
      name: read.name,
      id: read.id,
      account: read.account,
      place: read.declared,
      interfaces: own.length > 1 ? own.sort((one, other) => one.deviceIndex - other.deviceIndex) : own,
      state: unknowns?.has('state') === true ? 'unknown' : (read.state ?? 'running'),
      listens: unknowns?.has('listens') === true ? 'unknown' : read.listens,
      ephemeralPorts: read.ephemeralPorts ?? EPHEMERAL_PORTS[read.operatingSystem ?? 'linux'],
      forwarding: read.forwarding,
      instanceType: read.instanceType,
      trackingAllowance: read.connectionTrackingAllowance,
      names: names(read.privateDnsNameOptions, own[0]?.subnet),
    };
    build.instances.set(read.address, instance);
  }
}
