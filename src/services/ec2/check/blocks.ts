import type { Place } from '../../../core/source.ts';
import { isLost, memberPlace } from '../../../schema/members.ts';
import { type Cidr, cidr, containsCidr, familyOfCidr, formatCidr, overlaps } from '../address/cidr.ts';
import { compareIps } from '../address/ip.ts';
import { RFC1918 } from '../address/special.ts';
import { everyOf } from '../network/build.ts';
import type { Subnet, Vpc } from '../network/model.ts';
import type { Checking } from './check.ts';
import { propertyPlace, readOf } from './reads.ts';

/** Address blocks of VPCs and subnets ("VPC CIDR blocks", "Subnet CIDR blocks", VPC User Guide). */
export function checkBlocks(checking: Checking): void {
  const { reads, network, reader } = checking;
  for (const read of everyOf(reads, 'vpcs')) {
    const vpc = network.vpcs.get(read.address);
    if (vpc === undefined) continue;
    const [primary, ...further] = vpc.cidrs;
    if (primary !== undefined) checkAllowed(primary, { reader, place: memberPlace(read, 'cidrBlock') ?? vpc.place });
    const secondaries = read.secondaryCidrBlocks?.length ?? 0;
    further.forEach((block, index) => {
      const place =
        (index < secondaries
          ? memberPlace(read, 'secondaryCidrBlocks', index)
          : memberPlace(read, 'ipv6CidrBlocks', index - secondaries)) ?? vpc.place;
      const earlier = vpc.cidrs.slice(0, index + 1);
      const other = earlier.find((own) => overlaps(own, block));
      if (other !== undefined)
        reader.error('overlapping-blocks', `${formatCidr(block)} overlaps ${formatCidr(other)} of the same VPC`, place);
      else checkSecondary(vpc, earlier, block, { reader, place });
    });
  }
  for (const vpc of network.vpcs.values()) checkSubnets(vpc, checking);
}

/** Where a problem goes, and the place of the block it is about. */
interface Reporting {
  readonly reader: Checking['reader'];
  readonly place: Place;
}

function checkAllowed(block: Cidr, { reader, place }: Reporting): void {
  if (overlaps(block, cidr('169.254.0.0/16')))
    reader.error('restricted-block', `${formatCidr(block)} is link-local and cannot be a VPC's`, place);
}

const NO_MIX = cidr('198.19.0.0/16');

/** "IPv4 CIDR block association restrictions": which ranges may stand beside which. */
function checkSecondary(vpc: Vpc, earlier: readonly Cidr[], block: Cidr, reporting: Reporting): void {
  if (typeof block.base === 'bigint') return;
  const { reader, place } = reporting;
  checkAllowed(block, reporting);
  const report = (what: string) =>
    reader.error('restricted-block', `${formatCidr(block)} cannot be added to ${vpc.name}: ${what}`, place);
  const rangeOf = (own: Cidr) => RFC1918.find((range) => containsCidr(range, own));
  const range = rangeOf(block);
  const mixed = earlier.find((own) => {
    const other = rangeOf(own);
    return range !== undefined && other !== undefined && other !== range;
  });
  if (mixed !== undefined) return void report(`private ranges cannot be mixed, and it has ${formatCidr(mixed)}`);
  if (earlier.some((own) => containsCidr(cidr('10.0.0.0/15'), own)) && containsCidr(cidr('10.0.0.0/16'), block)) {
    return void report('a VPC in 10.0.0.0/15 cannot have blocks of 10.0.0.0/16 added');
  }
  if (earlier.some((own) => rangeOf(own) === RFC1918[1]) && containsCidr(cidr('172.31.0.0/16'), block)) {
    return void report('172.31.0.0/16 cannot be added to a VPC in 172.16.0.0/12');
  }
  if (range !== undefined) {
    if (earlier.some(isNoMix)) report('private ranges cannot stand beside 198.19.0.0/16');
    // "You have to add that CIDR first when you create the VPC and then add the non-RFC 1918 CIDR."
    else if (!earlier.some((own) => rangeOf(own) !== undefined))
      report(`a private range has to come first, and it begins with ${earlier.map(formatCidr).join(', ')}`);
    return;
  }
  const other = isNoMix(block) ? earlier.find((own) => familyOfCidr(own) === 4 && !isNoMix(own)) : undefined;
  if (other !== undefined) report(`198.19.0.0/16 cannot stand beside ${formatCidr(other)}`);
}

const isNoMix = (block: Cidr) => overlaps(block, NO_MIX);

function checkSubnets(vpc: Vpc, checking: Checking): void {
  const { reads, reader } = checking;
  const vpcRead = readOf(reads, 'vpcs', vpc);
  const holey = vpcRead !== undefined && BLOCKS_OF_VPC.some((key) => isLost(vpcRead, key));
  for (const subnet of vpc.subnets) {
    const read = readOf(reads, 'subnets', subnet);
    const unread = read !== undefined && BLOCKS_OF_SUBNET.some((key) => isLost(read, key));
    if (subnet.cidr4 === undefined && subnet.cidr6 === undefined && !unread) {
      reader.error('missing-key', `${subnet.name} has no address block`, subnet.place, {
        expected: 'cidrBlock, or ipv6CidrBlock in an IPv6-only subnet',
      });
    }
    for (const family of ['cidr4', 'cidr6'] as const) {
      const block = subnet[family];
      if (block === undefined || holey || vpc.cidrs.some((own) => containsCidr(own, block))) continue;
      reader.error(
        'block-outside-vpc',
        `${formatCidr(block)} of ${subnet.name} is not inside ${vpc.name} (${vpc.cidrs.map(formatCidr).join(', ')})`,
        propertyPlace(reads, 'subnets', subnet, BLOCK_OF[family]),
      );
    }
  }
  for (const family of ['cidr4', 'cidr6'] as const) reportOverlaps(vpc.subnets, family, checking);
}

const BLOCK_OF = { cidr4: 'cidrBlock', cidr6: 'ipv6CidrBlock' } as const;
const BLOCKS_OF_SUBNET = Object.values(BLOCK_OF);
const BLOCKS_OF_VPC = ['secondaryCidrBlocks', 'ipv6CidrBlocks'] as const;

/** Sorted by their beginnings, a block that overlaps an earlier one begins before the end of the longest of those. */
function reportOverlaps(subnets: readonly Subnet[], family: 'cidr4' | 'cidr6', { reads, reader }: Checking): void {
  const blocks = subnets
    .flatMap((subnet) => (subnet[family] === undefined ? [] : [{ subnet, block: subnet[family] }]))
    .sort((one, other) => compareIps(one.block.base, other.block.base) || one.block.length - other.block.length);
  let widest = blocks[0];
  for (const own of blocks.slice(1)) {
    if (widest !== undefined && overlaps(widest.block, own.block)) {
      const [first, second] = order(widest, own, subnets);
      const message = `${formatCidr(second.block)} of ${second.subnet.name} overlaps ${formatCidr(first.block)} of ${first.subnet.name}`;
      const place = propertyPlace(reads, 'subnets', second.subnet, BLOCK_OF[family]);
      reader.error('overlapping-blocks', message, place, { expected: 'blocks that do not overlap' });
    } else widest = own;
  }
}

function order<T extends { readonly subnet: Subnet }>(one: T, other: T, subnets: readonly Subnet[]): readonly [T, T] {
  return subnets.indexOf(one.subnet) < subnets.indexOf(other.subnet) ? [one, other] : [other, one];
}
