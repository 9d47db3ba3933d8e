import { isLost, memberPlace } from '../../../schema/members.ts';
import { everyOf, found } from '../network/build.ts';
import type { Checking } from './check.ts';

/** Gateways: one of a kind per VPC, and NAT gateways of one of their two forms. */
export function checkGateways({ reads, network, reader }: Checking): void {
  const once = (kind: 'internetGateways' | 'vpnGateways' | 'egressOnlyInternetGateways', what: string) => {
    const first = new Map<string, string>();
    for (const { name, vpc } of everyOf(reads, kind)) {
      const address = found(network.vpcs, vpc)?.address;
      if (vpc === undefined || address === undefined) continue;
      const other = first.get(address);
      if (other !== undefined)
        reader.error('second-gateway', `${address} has the ${what} ${other} attached already`, vpc.place);
      else first.set(address, name);
    }
  };
  once('internetGateways', 'internet gateway');
  once('vpnGateways', 'virtual private gateway');
  once('egressOnlyInternetGateways', 'egress-only internet gateway');
  for (const read of everyOf(reads, 'natGateways')) {
    const refuse = (key: string, message: string, expected?: string) =>
      reader.error(
        'wrong-nat-gateway',
        `${read.name}: ${message}`,
        memberPlace(read, key) ?? read.place,
        expected === undefined ? {} : { expected },
      );
    if (isLost(read, 'availabilityMode')) continue;
    const regional = read.availabilityMode === 'regional';
    if (regional && read.subnet !== undefined)
      refuse('subnet', 'a regional NAT gateway belongs to a VPC, not to a subnet', 'vpc instead of subnet');
    if (regional && read.vpc === undefined && !isLost(read, 'vpc'))
      refuse('availabilityMode', 'a regional NAT gateway needs its VPC', 'vpc');
    if (!regional && read.subnet === undefined && !isLost(read, 'subnet') && read.unknowns?.has('subnet') !== true)
      refuse('vpc', 'a NAT gateway needs a subnet', 'subnet, or availabilityMode: regional with vpc');
    if (regional && read.connectivityType === 'private') refuse('connectivityType', 'a regional NAT gateway is public');
    if (!regional && read.availabilityZones !== undefined)
      refuse('availabilityZones', 'only a regional NAT gateway names zones');
    if (read.connectivityType === 'private' && read.elasticIp !== undefined)
      refuse('elasticIp', 'a private NAT gateway has no Elastic IP address');
  }
}
