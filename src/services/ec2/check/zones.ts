import type { Place } from '../../../core/source.ts';
import { didYouMean } from '../../../schema/diagnostic.ts';
import { memberPlace } from '../../../schema/members.ts';
import { everyOf } from '../network/build.ts';
import { REGIONS, zoneIn, zonesOf } from '../zones.ts';
import type { Checking } from './check.ts';
import { readOf } from './reads.ts';

/** Zones that must exist in their VPC's Region. */
export function checkZones(checking: Checking): void {
  checkRegions(checking);
  const { reads, network, reader } = checking;
  const report = (written: string, region: string, place: Place) => {
    if (zoneIn(region, written) !== undefined) return;
    const known = zonesOf(region);
    const suggestion = didYouMean(written.length === 1 ? `${region}${written}` : written, known);
    reader.error('unknown-zone', `there is no Availability Zone ${written} in ${region}`, place, {
      expected: known.join(', '),
      suggestion,
    });
  };
  for (const read of everyOf(reads, 'subnets')) {
    const subnet = network.subnets.get(read.address);
    if (subnet !== undefined && read.availabilityZone !== undefined)
      report(read.availabilityZone, subnet.vpc.region, memberPlace(read, 'availabilityZone') ?? read.place);
  }
  for (const read of everyOf(reads, 'natGateways')) {
    const region = network.natGateways.get(read.address)?.vpc.region;
    if (region === undefined) continue;
    (read.availabilityZones ?? []).forEach((zone, index) => {
      report(zone, region, memberPlace(read, 'availabilityZones', index) ?? read.place);
    });
  }
}

/** A Region that nobody here knows: said once where it is named, at the VPC or at the account. */
function checkRegions({ reads, network, reader }: Checking): void {
  const said = new Set<string>();
  for (const vpc of network.vpcs.values()) {
    if (REGIONS.includes(vpc.region)) continue;
    const read = readOf(reads, 'vpcs', vpc);
    const own = read === undefined ? undefined : memberPlace(read, 'region');
    const home = reads.definition.accounts.get(vpc.account)?.regionPlace;
    const place = own ?? home ?? vpc.place;
    if (own === undefined && said.has(vpc.account)) continue;
    if (own === undefined) said.add(vpc.account);
    reader.warn('unknown-region', `nobody here knows the Region ${vpc.region}`, place, {
      suggestion: didYouMean(vpc.region, REGIONS),
    });
  }
}
