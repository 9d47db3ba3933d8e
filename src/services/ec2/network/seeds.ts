import { addressOf } from '../../../core/directory.ts';
import type { Place } from '../../../core/source.ts';
import { contains } from '../address/cidr.ts';
import type { Ip } from '../address/ip.ts';
import { AddressPool } from '../address/subnet-addresses.ts';
import type { NetworkInterfaceType } from '../definition.ts';
import { KINDS } from '../kinds.ts';
import type { Traffic } from '../notation/traffic.ts';
import { type InterfaceAttributes, ownInterfaces } from '../schema/interfaces.ts';
import { type Build, everyOf, found, thing } from './build.ts';
import type { SecurityGroup, Subnet, Unknown } from './model.ts';

/** What the file says of an interface, wherever it is declared. */
export type Wishes = Omit<InterfaceAttributes, 'subnet'>;

/** An interface before its addresses are settled. */
export interface Seed {
  readonly address: string;
  readonly name: string;
  readonly id: string;
  readonly account: string;
  readonly place: Place;
  readonly subnet: Subnet;
  readonly type: NetworkInterfaceType;
  /** Undefined: the VPC's default group. */
  readonly groups: readonly SecurityGroup[] | Unknown | undefined;
  readonly sourceDestCheck: boolean | Unknown;
  readonly listens: readonly Traffic[] | Unknown | undefined;
  /** The instance's address. */
  readonly instance: string | undefined;
  readonly deviceIndex: number;
  readonly wishes: Wishes | undefined;
  readonly ip4: readonly number[];
  /** How many IPv4 addresses it has, where it is not those of `ip4` or a single one. */
  readonly ip4Count?: number;
  readonly ip6: readonly bigint[];
}

const isV4 = (ip: Ip | undefined): ip is number => typeof ip === 'number';
const isV6 = (ip: Ip): ip is bigint => typeof ip === 'bigint';

/** Every interface that the file declares, on its own or on an instance. */
export function declaredSeeds(build: Build): Seed[] {
  const seeds: Seed[] = [];
  const attached = instancesByInterface(build);
  for (const read of everyOf(build, 'networkInterfaces')) {
    const subnet = found(build.subnets, read.subnet);
    if (subnet === undefined) continue;
    const onInstance = attached.get(read.address);
    const listens = read.unknowns?.has('listens') === true ? 'unknown' : read.listens;
    const place = {
      instance: read.instance?.entry?.address ?? onInstance?.instance,
      deviceIndex: read.deviceIndex ?? onInstance?.index ?? 0,
    };
    seeds.push({
      ...thing(read),
      type: read.interfaceType ?? 'interface',
      listens,
      ...place,
      ...attributesOf(build, read, subnet),
    });
  }
  for (const read of everyOf(build, 'instances')) {
    for (const { name, index, attributes } of ownInterfaces(read)) {
      const subnet = found(build.subnets, attributes.subnet ?? read.subnet);
      if (subnet === undefined) continue;
      const address = addressOf(read.account, KINDS.networkInterface.name, name);
      const id = build.definition.directory.at(address)?.id ?? name;
      const own = {
        address,
        name,
        id,
        account: read.account,
        place: read.declared,
        type: 'interface',
        listens: undefined,
      } as const;
      seeds.push({ ...own, instance: read.address, deviceIndex: index, ...attributesOf(build, attributes, subnet) });
    }
  }
  return seeds;
}

/** Interfaces with a key of their own that an instance names among its interfaces. */
function instancesByInterface(
  build: Build,
): ReadonlyMap<string, { readonly instance: string; readonly index: number }> {
  const attached = new Map<string, { instance: string; index: number }>();
  for (const read of everyOf(build, 'instances')) {
    const first = read.subnet === undefined ? 0 : 1;
    (read.networkInterfaces ?? []).forEach((further, index) => {
      const address = 'ref' in further ? further.ref.entry?.address : undefined;
      if (address !== undefined) attached.set(address, { instance: read.address, index: first + index });
    });
  }
  return attached;
}

function attributesOf(build: Build, wishes: Wishes, subnet: Subnet) {
  const unknown = (key: string) => wishes.unknowns?.has(key) === true;
  const groups = wishes.securityGroups?.flatMap((ref) => found(build.securityGroups, ref) ?? []);
  return {
    subnet,
    wishes,
    groups: unknown('securityGroups') ? ('unknown' as const) : groups,
    sourceDestCheck: unknown('sourceDestCheck') ? ('unknown' as const) : (wishes.sourceDestCheck ?? true),
    ip4: [wishes.privateIpAddress, ...(wishes.secondaryPrivateIpAddresses ?? [])].filter(isV4),
    ip6: (wishes.ipv6Addresses ?? []).filter(isV6),
  };
}

/** Gives an address to every interface that has none of its own, in the order of the file. */
export function settleAddresses(build: Build, seeds: readonly Seed[]): readonly (readonly [Seed, readonly Ip[]])[] {
  const taken = new Map<Subnet, Ip[]>();
  for (const { subnet, ip4, ip6 } of seeds) taken.set(subnet, (taken.get(subnet) ?? []).concat(ip4, ip6));
  const pools4 = new Map<Subnet, AddressPool>();
  const pools6 = new Map<Subnet, AddressPool>();
  const wantsV6 = assignsIpv6(build);
  return seeds.map((seed) => {
    const { subnet } = seed;
    const ips: Ip[] = [...seed.ip4];
    const missing = (seed.ip4Count ?? 1) - ips.length;
    if (missing > 0 && subnet.cidr4 !== undefined) {
      const pool = pools4.get(subnet) ?? new AddressPool(subnet.cidr4, taken.get(subnet) ?? []);
      pools4.set(subnet, pool);
      for (let count = 0; count < missing; count += 1) ips.push(...[pool.take()].filter(isV4));
    }
    if (seed.ip6.length === 0 && subnet.cidr6 !== undefined && wantsV6.has(subnet.address)) {
      const pool = pools6.get(subnet) ?? new AddressPool(subnet.cidr6, taken.get(subnet) ?? []);
      pools6.set(subnet, pool);
      const ip = pool.take();
      if (ip !== undefined) ips.push(ip);
    }
    return [seed, [...ips, ...seed.ip6]] as const;
  });
}

/** Subnets that give new interfaces an IPv6 address: told to, or without IPv4. */
function assignsIpv6(build: Build): ReadonlySet<string> {
  const subnets = new Set<string>();
  for (const read of everyOf(build, 'subnets')) {
    if (read.assignIpv6AddressOnCreation === true || (read.cidrBlock === undefined && read.ipv6CidrBlock !== undefined))
      subnets.add(read.address);
  }
  return subnets;
}

/** Whether an address can lie in the subnet. */
export function inSubnet({ cidr4, cidr6 }: Subnet, ip: Ip): boolean {
  return [cidr4, cidr6].some((block) => block !== undefined && contains(block, ip));
}
