import type { Place } from '../../../core/source.ts';
import { everyOf } from '../network/build.ts';
import type { Checking } from './check.ts';

/** Gateways: one of a kind per VPC, and NAT gateways of one of their two forms. */
export function checkGateways({ reads, network, reader }: Checking): void {
  const once = (
    gateways: Iterable<{
      readonly name: string;
      readonly vpc: { readonly address: string } | undefined;
      readonly place: Place;
    }>,
    what: string,
  ) => {
    const first = new Map<string, string>();
    for (const { name, vpc, place } of gateways) {
      if (vpc === undefined) continue;
      const other = first.get(vpc.address);
      if (other !== undefined)
        reader.error('second-gateway', `${vpc.address} has the ${what} ${other} attached already`, place);
      else first.set(vpc.address, name);
    }
  };
  once(network.internetGateways.values(), 'internet gateway');
  once(network.vpnGateways.values(), 'virtual private gateway');
  once(network.egressOnlyInternetGateways.values(), 'egress-only internet gateway');
  for (const read of everyOf(reads, 'natGateways')) {
    const refuse = (message: string, expected?: string) =>
      reader.error(
        'wrong-nat-gateway',
        `${read.name}: ${message}`,
        read.place,
        expected === undefined ? {} : { expected },
      );
    const regional = read.availabilityMode === 'regional';
    if (regional && read.subnet !== undefined)
      refuse('a regional NAT gateway belongs to a VPC, not to a subnet', 'vpc instead of subnet');
    if (regional && read.vpc === undefined) refuse('a regional NAT gateway needs its VPC', 'vpc');
    if (!regional && read.subnet === undefined && read.unknowns?.has('subnet') !== true)
      refuse('a NAT gateway needs a subnet', 'subnet, or availabilityMode: regional with vpc');
    if (regional && read.connectivityType === 'private') refuse('a regional NAT gateway is public');
    if (!regional && read.availabilityZones !== undefined) refuse('only a regional NAT gateway names zones');
    if (read.connectivityType === 'private' && read.elasticIp !== undefined)
      refuse('a private NAT gateway has no Elastic IP address');
  }
}
