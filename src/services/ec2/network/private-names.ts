import type { PrivateDnsNameOptions } from '../definition.ts';
import { type Build, everyOf } from './build.ts';
import type { PrivateNames, Subnet } from './model.ts';

/** Most instances are called by their address. */
const BY_ADDRESS: PrivateNames = { byId: false, aRecord: false, aaaaRecord: false };

/**
 * How instances are called: as they say, else as their subnet does, else by address; in an IPv6-only subnet by id, since
 * they have no other ("Amazon EC2 instance hostname types", EC2 User Guide).
 * @modelChoice AWS's default for the AAAA record in an IPv6-only subnet is not documented; it is taken to be on.
 */
export function privateNames(build: Build) {
  const onLaunch = new Map<string, PrivateDnsNameOptions>();
  for (const { address, privateDnsNameOptionsOnLaunch: options } of everyOf(build, 'subnets'))
    if (options !== undefined) onLaunch.set(address, options);
  return (own: PrivateDnsNameOptions | undefined, subnet: Subnet | undefined): PrivateNames => {
    const only6 = subnet !== undefined && subnet.cidr4 === undefined;
    const inherited = onLaunch.get(subnet?.address ?? '');
    if (own === undefined && inherited === undefined && !only6) return BY_ADDRESS;
    const {
      hostnameType,
      enableResourceNameDnsARecord: a,
      enableResourceNameDnsAAAARecord: aaaa,
    } = { ...inherited, ...own };
    return { byId: only6 || hostnameType === 'resource-name', aRecord: a ?? false, aaaaRecord: aaaa ?? only6 };
  };
}
