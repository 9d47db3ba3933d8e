import { didYouMean } from '../../../schema/diagnostic.ts';
import { everyOf } from '../network/build.ts';
import { REGIONS, zoneIn, zonesOf } from '../zones.ts';
import type { Checking } from './check.ts';

/** Zones that must exist in their VPC's Region. */
export function checkZones({ reads, network, reader }: Checking): void {
  for (const vpc of network.vpcs.values()) {
    if (!REGIONS.includes(vpc.region))
      reader.warn('unknown-region', `nobody here knows the Region ${vpc.region}`, vpc.place, {
        suggestion: didYouMean(vpc.region, REGIONS),
      });
  }
  const report = (
    written: string,
    region: string,
    place: Checking['reads']['accounts'][number]['account']['place'],
  ) => {
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
      report(read.availabilityZone, subnet.vpc.region, read.place);
  }
  for (const read of everyOf(reads, 'natGateways')) {
    const region = network.natGateways.get(read.address)?.vpc.region;
    if (region !== undefined) for (const zone of read.availabilityZones ?? []) report(zone, region, read.place);
  }
}
