import { addressOf } from '../../../core/directory.ts';
import { idOf } from '../../../schema/resources.ts';
import { cidr } from '../address/cidr.ts';
import { PrefixTable } from '../address/prefix-table.ts';
import { servicePrefixes } from '../aws-prefixes.ts';
import type { NetworkInterfaceType } from '../definition.ts';
import { KINDS } from '../kinds.ts';
import { type Build, everyOf, found } from './build.ts';
import type { Endpoint, Interface, NatAddress, NatGateway } from './model.ts';
import type { PublicAddresses } from './public-addresses.ts';
import type { Seed } from './seeds.ts';

/** What a NAT gateway or an endpoint needs beyond what the file declares: interfaces that AWS makes and manages. */
export interface Managed {
  readonly seeds: readonly Seed[];
  /** Addresses of interfaces by the address of the NAT gateway or endpoint they belong to. */
  readonly interfacesOf: ReadonlyMap<string, readonly string[]>;
}

/** The managed interfaces: those the file declares (imported accounts list them), else new ones. */
export function managedSeeds(build: Build, declared: readonly Seed[]): Managed {
  const seeds: Seed[] = [];
  const interfacesOf = new Map<string, readonly string[]>();
  for (const read of everyOf(build, 'natGateways')) {
    const subnet = found(build.subnets, read.subnet);
    if (subnet === undefined) continue;
    const ip4 = [read.privateIpAddress, ...(read.secondaryPrivateIpAddresses ?? [])].filter(
      (ip) => typeof ip === 'number',
    );
    const listed = declared.find(
      (seed) =>
        seed.type === 'nat_gateway' && seed.subnet === subnet && ip4[0] !== undefined && seed.ip4.includes(ip4[0]),
    );
    const ip4Count = Math.max(ip4.length, 1 + (read.secondaryElasticIps?.length ?? 0));
    const seed = listed ?? { ...managedSeed(read, 'eni', subnet, 'nat_gateway'), ip4, ip4Count };
    if (listed === undefined) seeds.push(seed);
    interfacesOf.set(read.address, [seed.address]);
  }
  for (const read of everyOf(build, 'vpcEndpoints')) {
    if (read.type === 'Gateway' || read.type === undefined) continue;
    const listed = (read.networkInterfaces ?? []).flatMap((ref) => ref.entry?.address ?? []);
    const type = read.type === 'Interface' ? 'vpc_endpoint' : 'gateway_load_balancer_endpoint';
    const groups =
      read.unknowns?.has('securityGroups') === true
        ? ('unknown' as const)
        : read.securityGroups?.flatMap((ref) => found(build.securityGroups, ref) ?? []);
    const made =
      listed.length > 0
        ? []
        : (read.subnets ?? []).flatMap((ref) => {
            const subnet = found(build.subnets, ref);
            return subnet === undefined ? [] : [{ ...managedSeed(read, subnet.name, subnet, type), groups }];
          });
    seeds.push(...made);
    interfacesOf.set(read.address, [...listed, ...made.map((seed) => seed.address)]);
  }
  return { seeds, interfacesOf };
}

function managedSeed(
  owner: { name: string; account: string; declared: Seed['place'] },
  part: string,
  subnet: Seed['subnet'],
  type: NetworkInterfaceType,
): Seed {
  const name = `${owner.name}/${part}`;
  const address = addressOf(owner.account, KINDS.networkInterface.name, name);
  return {
    address,
    name,
    id: idOf(KINDS.networkInterface, address, name),
    account: owner.account,
    place: owner.declared,
    subnet,
    type,
    groups: undefined,
    sourceDestCheck: type === 'vpc_endpoint',
    listens: undefined,
    instance: undefined,
    deviceIndex: 0,
    forwards: undefined,
    wishes: undefined,
    ip4: [],
    ip4Count: undefined,
    ip6: [],
  };
}

function interfacesOf(build: Build, managed: Managed, owner: string): readonly Interface[] {
  return (managed.interfacesOf.get(owner) ?? []).flatMap((address) => build.interfaces.get(address) ?? []);
}

/** NAT gateways with their addresses. */
export function buildNatGateways(build: Build, managed: Managed, addresses: PublicAddresses): void {
  for (const read of everyOf(build, 'natGateways')) {
    const subnet = found(build.subnets, read.subnet);
    const vpc = subnet?.vpc ?? found(build.vpcs, read.vpc);
    if (vpc === undefined) continue;
    const regional = subnet === undefined;
    const isPublic = read.connectivityType !== 'private';
    const [own] = interfacesOf(build, managed, read.address);
    const elastic = [read.elasticIp, ...(read.secondaryElasticIps ?? [])].map((ref) =>
      ref === undefined ? undefined : addresses.elastic.get(ref.entry?.address ?? ''),
    );
    const privateIps = regional
      ? elastic.map(() => undefined)
      : (own?.ips ?? []).filter((ip) => typeof ip === 'number');
    const pairs = privateIps.map(
      (privateIp, index): NatAddress => ({
        privateIp,
        // An Elastic IP that the file does not name is allocated, as the console does and regional gateways do by themselves.
        publicIp: isPublic ? (elastic[index] ?? (index === 0 ? addresses.take(read.address) : undefined)) : undefined,
      }),
    );
    const gateway: NatGateway = {
      address: read.address,
      name: read.name,
      id: read.id,
      account: read.account,
      place: read.declared,
      kind: 'nat',
      vpc,
      subnet,
      public: isPublic,
      zones: read.availabilityZones,
      addresses: pairs,
      state: read.unknowns?.has('state') === true ? 'unknown' : (read.state ?? 'available'),
    };
    build.natGateways.set(gateway.address, gateway);
    for (const { privateIp, publicIp } of pairs) {
      if (publicIp !== undefined) build.publicIps.set(publicIp, { kind: 'nat', holder: gateway, privateIp });
    }
  }
}

/** The NAT gateway or endpoint behind each managed interface. */
export function ownersOf<T extends { readonly address: string }>(
  build: Build,
  managed: Managed,
  things: ReadonlyMap<string, T>,
): Map<Interface, T> {
  const owners = new Map<Interface, T>();
  for (const thing of things.values())
    for (const own of interfacesOf(build, managed, thing.address)) owners.set(own, thing);
  return owners;
}

const AVAILABLE = /^available$/i;

/** VPC endpoints of all three types. */
export function buildEndpoints(build: Build, managed: Managed): void {
  for (const read of everyOf(build, 'vpcEndpoints')) {
    const vpc = found(build.vpcs, read.vpc);
    if (vpc === undefined || read.type === undefined || read.service === undefined) continue;
    const serviceName = read.service.includes('.') ? read.service : `com.amazonaws.${vpc.region}.${read.service}`;
    const prefix = `com.amazonaws.${vpc.region}.`;
    const endpoint: Endpoint = {
      address: read.address,
      name: read.name,
      id: read.id,
      account: read.account,
      place: read.declared,
      kind: 'vpce',
      type: read.type,
      vpc,
      service: serviceName.startsWith(prefix) ? serviceName.slice(prefix.length) : serviceName,
      serviceName,
      interfaces: interfacesOf(build, managed, read.address),
      privateDns:
        read.unknowns?.has('privateDnsEnabled') === true
          ? 'unknown'
          : (read.privateDnsEnabled ?? read.type === 'Interface'),
      dnsNames: read.dnsEntries ?? [],
      policy: read.unknowns?.has('policy') === true ? 'unknown' : read.policy,
      available: AVAILABLE.test(read.state ?? 'available'),
      // Network Firewall marks the endpoints it makes with this tag.
      firewall: read.service === 'network-firewall' || read.tags?.get('AWSNetworkFirewallManaged') === 'true',
      appliances: read.appliances?.flatMap((ref) => found(build.instances, ref) ?? []),
    };
    build.endpoints.set(endpoint.address, endpoint);
    (build.vpcs.get(vpc.address)?.endpoints ?? []).push(endpoint);
    if (read.type === 'Gateway') ensurePrefixList(build, endpoint);
  }
}

/** A gateway endpoint's prefix list exists even where the file does not list it. */
function ensurePrefixList(build: Build, endpoint: Endpoint): void {
  for (const list of build.prefixLists.values()) if (list.listName === endpoint.serviceName) return;
  const entries = servicePrefixes(endpoint.service, endpoint.vpc.region).map(cidr);
  const address = addressOf(endpoint.account, KINDS.prefixList.name, endpoint.serviceName);
  build.prefixLists.set(address, {
    address,
    name: endpoint.serviceName,
    id: idOf(KINDS.prefixList, address, endpoint.serviceName),
    account: endpoint.account,
    place: endpoint.place,
    kind: 'pl',
    listName: endpoint.serviceName,
    entries,
    lookup: new PrefixTable(
      entries.map((entry) => [entry, entry] as const),
      (earlier) => earlier,
    ),
  });
}
