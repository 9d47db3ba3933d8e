import { addressOf } from '../../../core/directory.ts';
import type { Place } from '../../../core/source.ts';
import { type Cidr, contains } from '../address/cidr.ts';
import type { Ip } from '../address/ip.ts';
import { AddressPool } from '../address/subnet-addresses.ts';
import type { NetworkInterfaceType } from '../definition.ts';
import { KINDS } from '../kinds.ts';
import type { Traffic } from '../notation/traffic.ts';
import { type InterfaceAttributes, ownInterfaces } from '../schema/interfaces.ts';
import { type Build, everyOf, found, thing } from './build.ts';
import type { Forward, SecurityGroup, Subnet, Unknown } from './model.ts';

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
  readonly forwards: readonly Forward[] | undefined;
  readonly wishes: Wishes | undefined;
  readonly ip4: readonly number[];
  /** How many IPv4 addresses it has, where it is not those of `ip4` or a single one. */
  readonly ip4Count: number | undefined;
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
    seeds.push(
      seedOf(build, read, subnet, {
        ...thing(read),
        type: read.interfaceType ?? 'interface',
        listens: read.unknowns?.has('listens') === true ? 'unknown' : read.listens,
        instance: read.instance?.entry?.address ?? onInstance?.instance,
        deviceIndex: read.deviceIndex ?? onInstance?.index ?? 0,
        forwards: read.forwards?.map(({ preserveClientIp = false, crossZone = true, listener, targets }) => ({
          listener: listener ?? NOTHING,
          targets: targets ?? [],
          preserveClientIp,
          crossZone,
        })),
      }),
    );
  }
  for (const read of everyOf(build, 'instances')) {
    for (const { name, index, attributes } of ownInterfaces(read)) {
      const subnet = found(build.subnets, attributes.subnet ?? read.subnet);
      if (subnet === undefined) continue;
      const address = addressOf(read.account, KINDS.networkInterface.name, name);
      seeds.push(
        seedOf(build, attributes, subnet, {
          address,
          name,
          id: build.definition.directory.at(address)?.id ?? name,
          account: read.account,
          place: read.declared,
          type: 'interface',
          listens: undefined,
          instance: read.address,
          deviceIndex: index,
          forwards: undefined,
        }),
      );
    }
  }
  return seeds;
}

type Own = Pick<
  Seed,
  'address' | 'name' | 'id' | 'account' | 'place' | 'type' | 'listens' | 'instance' | 'deviceIndex' | 'forwards'
>;

const NONE: readonly never[] = [];
/** What stands for a listener that could not be read. */
const NOTHING: Traffic = { protocol: 255, from: -1, to: -1 };

/** One literal, so that the many interfaces of a large account have one shape. */
function seedOf(build: Build, wishes: Wishes, subnet: Subnet, own: Own): Seed {
  const unknown = (key: string) => wishes.unknowns?.has(key) === true;
  const { privateIpAddress: primary, secondaryPrivateIpAddresses: secondary, ipv6Addresses: ip6 } = wishes;
  const first = isV4(primary) ? [primary] : NONE;
  return {
    address: own.address,
    name: own.name,
    id: own.id,
    account: own.account,
    place: own.place,
    type: own.type,
    listens: own.listens,
    instance: own.instance,
    deviceIndex: own.deviceIndex,
    forwards: own.forwards,
    subnet,
    wishes,
    groups: unknown('securityGroups')
      ? 'unknown'
      : wishes.securityGroups?.flatMap((ref) => found(build.securityGroups, ref) ?? NONE),
    sourceDestCheck: unknown('sourceDestCheck') ? 'unknown' : (wishes.sourceDestCheck ?? true),
    ip4: secondary === undefined ? first : [...first, ...secondary.filter(isV4)],
    ip4Count: undefined,
    ip6: ip6?.filter(isV6) ?? NONE,
  };
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

/** An interface with its private addresses settled. */
export type Settled = readonly [Seed, readonly Ip[]];

/** Gives an address to every interface that has none of its own, in the order of the file. */
export function settleAddresses(build: Build, seeds: readonly Seed[]): readonly Settled[] {
  const taken = new Map<Subnet, Ip[]>();
  for (const { subnet, ip4, ip6 } of seeds) {
    const known = taken.get(subnet);
    if (known === undefined) taken.set(subnet, [...ip4, ...ip6]);
    else known.push(...ip4, ...ip6);
  }
  const pools = new Map<Cidr, AddressPool>();
  const take = (block: Cidr, subnet: Subnet): readonly Ip[] => {
    const pool = pools.get(block) ?? new AddressPool(block, taken.get(subnet) ?? NONE);
    pools.set(block, pool);
    const ip = pool.take();
    return ip === undefined ? NONE : [ip];
  };
  const wantsV6 = assignsIpv6(build);
  return seeds.map((seed): Settled => {
    const { subnet, ip4, ip6, ip4Count = 1 } = seed;
    let ips: readonly Ip[] = ip4;
    for (let count = ip4.length; count < ip4Count && subnet.cidr4 !== undefined; count += 1)
      ips = [...ips, ...take(subnet.cidr4, subnet)];
    if (ip6.length > 0) ips = [...ips, ...ip6];
    else if (subnet.cidr6 !== undefined && wantsV6.has(subnet.address)) ips = [...ips, ...take(subnet.cidr6, subnet)];
    return [seed, ips];
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
