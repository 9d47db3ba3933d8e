import type { Place } from '../../../core/source.ts';
import { isLost, memberPlace } from '../../../schema/members.ts';
import { formatCidr } from '../address/cidr.ts';
import { formatIp, type Ip } from '../address/ip.ts';
import { isReserved } from '../address/subnet-addresses.ts';
import { everyOf } from '../network/build.ts';
import type { Interface, Subnet } from '../network/model.ts';
import { inSubnet } from '../network/seeds.ts';
import type { Checking } from './check.ts';
import { readOf } from './reads.ts';

/** Addresses of interfaces: inside their subnet, not reserved, nobody else's. */
export function checkAddresses(checking: Checking): void {
  const { network, reader } = checking;
  const owners = new Map<Subnet['vpc'], Map<Ip, Interface>>();
  for (const own of network.interfaces.values()) {
    const { subnet } = own;
    // The block, or the address, is wrong already: what follows from its absence is not the file's.
    const holey = isHoley(checking, subnet);
    if (own.ips.length === 0 && !holey)
      reader.error('subnet-full', `${subnet.name} has no free address for ${own.name}`, own.place);
    const ofVpc = owners.get(subnet.vpc) ?? new Map<Ip, Interface>();
    owners.set(subnet.vpc, ofVpc);
    for (const ip of own.ips) {
      if (!holey) checkPlace(own, ip, checking);
      const other = ofVpc.get(ip);
      if (other !== undefined)
        reader.error(
          'duplicate-address',
          `${formatIp(ip)} of ${own.name} belongs to ${other.name} already`,
          checking.interfacePlaces.ofAddress(own, ip),
        );
      ofVpc.set(ip, own);
    }
  }
  checkPublic(checking);
}

function isHoley({ reads }: Checking, subnet: Subnet): boolean {
  if (subnet.cidr4 !== undefined && subnet.cidr6 !== undefined) return false;
  const read = readOf(reads, 'subnets', subnet);
  return read !== undefined && (isLost(read, 'cidrBlock') || isLost(read, 'ipv6CidrBlock'));
}

function checkPlace(own: Interface, ip: Ip, { reader, interfacePlaces }: Checking): void {
  const { subnet } = own;
  const block = typeof ip === 'number' ? subnet.cidr4 : subnet.cidr6;
  if (block === undefined || !inSubnet(subnet, ip)) {
    const expected = block === undefined ? `${subnet.name} has no such block` : `an address in ${formatCidr(block)}`;
    reader.error(
      'address-outside-subnet',
      `${formatIp(ip)} of ${own.name} is not in ${subnet.name}`,
      interfacePlaces.ofAddress(own, ip),
      {
        expected,
      },
    );
  } else if (isReserved(block, ip)) {
    reader.error(
      'reserved-address',
      `${formatIp(ip)} is one of the five addresses that AWS reserves in ${subnet.name}`,
      interfacePlaces.ofAddress(own, ip),
    );
  }
}

/** Public addresses: each is one thing's, and each Elastic IP is associated once. */
function checkPublic({ reads, network, reader }: Checking): void {
  const owners = new Map<Ip, string>();
  const claim = (ip: Ip | undefined, name: string, place: Place) => {
    if (ip === undefined) return;
    const owner = owners.get(ip);
    if (owner !== undefined)
      reader.error(
        'duplicate-address',
        `the public address ${formatIp(ip)} of ${name} belongs to ${owner} already`,
        place,
      );
    owners.set(ip, name);
  };
  for (const host of network.hosts.values()) for (const ip of host.ips) claim(ip, host.name, host.place);
  for (const read of everyOf(reads, 'elasticIps'))
    claim(read.publicIp, read.name, memberPlace(read, 'publicIp') ?? read.place);
  // An imported interface repeats the address of its Elastic IP.
  const elastic = new Set(network.elasticIps.values());
  for (const key of ['instances', 'networkInterfaces'] as const) {
    for (const read of everyOf(reads, key)) {
      if (typeof read.publicIp === 'number' && !elastic.has(read.publicIp))
        claim(read.publicIp, read.name, memberPlace(read, 'publicIp') ?? read.place);
    }
  }
  const used = new Map<string, string>();
  const use = (elasticIp: string | undefined, by: string, place: Place) => {
    if (elasticIp === undefined) return;
    const other = used.get(elasticIp);
    if (other !== undefined && other !== by)
      reader.error('duplicate-association', `${elasticIp} is associated with ${other} already`, place);
    used.set(elasticIp, by);
  };
  for (const read of everyOf(reads, 'elasticIps')) {
    const target = read.networkInterface?.entry?.address ?? read.instance?.entry?.address;
    const place = read.networkInterface?.place ?? read.instance?.place ?? read.place;
    if (target !== undefined) use(read.address, target, place);
  }
  for (const read of everyOf(reads, 'natGateways')) {
    for (const ref of [read.elasticIp, ...(read.secondaryElasticIps ?? [])])
      use(ref?.entry?.address, read.address, ref?.place ?? read.place);
  }
}
