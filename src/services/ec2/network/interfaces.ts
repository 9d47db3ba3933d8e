import type { Ip } from '../address/ip.ts';
import type { NetworkInterfaceType } from '../definition.ts';
import { type Build, everyOf, thing } from './build.ts';
import { groupSetOf } from './filters.ts';
import type { GroupSet, Instance, Interface, PortRange, PublicIp, SecurityGroup } from './model.ts';
import type { PublicAddresses } from './public-addresses.ts';
import type { Seed } from './seeds.ts';

/** An interface with its private addresses settled. */
export type Settled = readonly [Seed, readonly Ip[]];

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
    const { wishes: _wishes, ip4: _ip4, ip6: _ip6, instance: _instance, groups: _groups, ...rest } = seed;
    const publicIps = publicIpsOf(seed, ips[0]);
    const made: Interface = {
      ...rest,
      kind: 'eni',
      ips,
      publicIps,
      groups: groupsOf(build, seed, defaultGroups.get(seed.subnet.vpc)),
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

/** Says which public addresses an interface has: Elastic IPs, else the auto-assigned one of its primary address. */
function publicIpAssigner(build: Build, settled: readonly Settled[], addresses: PublicAddresses) {
  const associations = elasticIpsByInterface(build, settled, addresses);
  const mapping = new Set(
    [...everyOf(build, 'subnets')].filter((read) => read.mapPublicIpOnLaunch === true).map((read) => read.address),
  );
  const states = new Map([...everyOf(build, 'instances')].map((read) => [read.address, read.state]));
  const counts = new Map<string | undefined, number>();
  for (const [{ instance }] of settled) counts.set(instance, (counts.get(instance) ?? 0) + 1);

  /**
   * As launched (`associatePublicIpAddress`), else as the subnet says, for an instance with one interface; released
   * while the instance is stopped ("Amazon EC2 instance IP addressing", EC2 User Guide).
   */
  const automatic = ({ wishes, instance, deviceIndex, subnet, address }: Seed): number | undefined => {
    if (wishes === undefined || wishes.associatePublicIpAddress === false) return undefined;
    const state = states.get(instance ?? '');
    if (state === 'stopped' || state === 'shutting-down' || state === 'terminated') return undefined;
    if (typeof wishes.publicIp === 'number') return wishes.publicIp;
    const bySubnet =
      instance !== undefined && deviceIndex === 0 && counts.get(instance) === 1 && mapping.has(subnet.address);
    return wishes.associatePublicIpAddress === true || bySubnet ? addresses.take(address) : undefined;
  };

  return (seed: Seed, primary: Ip | undefined): ReadonlyMap<Ip, PublicIp> => {
    const publicIps = new Map<Ip, PublicIp>();
    for (const { privateIp = primary, ip, elasticIp } of associations.get(seed.address) ?? []) {
      if (privateIp !== undefined) publicIps.set(privateIp, { ip, elasticIp });
    }
    if (typeof primary !== 'number' || publicIps.has(primary)) return publicIps;
    const ip = automatic(seed);
    return ip === undefined ? publicIps : publicIps.set(primary, { ip, elasticIp: undefined });
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
  const primaries = new Map<string | undefined, string>();
  for (const [{ instance, deviceIndex, address }] of settled) if (deviceIndex === 0) primaries.set(instance, address);
  const associations = new Map<string, Association[]>();
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
  for (const read of everyOf(build, 'instances')) {
    const unknown = (key: string) => read.unknowns?.has(key) === true;
    const instance: Instance = {
      ...thing(read),
      kind: 'instance',
      interfaces: (interfaces.get(read.address) ?? []).sort((one, other) => one.deviceIndex - other.deviceIndex),
      state: unknown('state') ? 'unknown' : (read.state ?? 'running'),
      listens: unknown('listens') ? 'unknown' : read.listens,
      ephemeralPorts: read.ephemeralPorts ?? EPHEMERAL_PORTS[read.operatingSystem ?? 'linux'],
      forwarding: read.forwarding,
      instanceType: read.instanceType,
    };
    build.instances.set(read.address, instance);
  }
}
