import type { Tree } from '../../foreign.ts';
import type { Found } from '../fields.ts';

/** How instances are called, where that is not by their address. */
export function dnsNameOptions(options: Found | undefined): Tree | undefined {
  const byId = options?.text('HostnameType') === 'resource-name';
  const records = {
    enableResourceNameDnsARecord: options?.flag('EnableResourceNameDnsARecord') === true ? true : undefined,
    enableResourceNameDnsAAAARecord: options?.flag('EnableResourceNameDnsAAAARecord') === true ? true : undefined,
  };
  const any = byId || Object.values(records).some((one) => one === true);
  return any ? { ...(byId ? { hostnameType: 'resource-name' } : {}), ...records } : undefined;
}
