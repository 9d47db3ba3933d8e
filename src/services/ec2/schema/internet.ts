import type { Place } from '../../../core/source.ts';
import { either, list, mapEntries, object, optional, refine } from '../../../schema/collections.ts';
import { placeOf } from '../../../schema/node.ts';
import { oneOf } from '../../../schema/scalars.ts';
import type { Schema } from '../../../schema/schema.ts';
import type { Ip } from '../address/ip.ts';
import { INTERNET_HOST } from '../kinds.ts';
import type { Traffic } from '../notation/traffic.ts';
import { ipOf, listenPort, needed, portRange } from './scalars.ts';

/** A host outside AWS. */
export interface InternetHost {
  readonly name: string;
  readonly address: string;
  readonly ips: readonly Ip[];
  /** Undefined: answers on every port. */
  readonly listens?: readonly Traffic[] | undefined;
  readonly operatingSystem?: 'linux' | 'windows' | 'windows-2003' | undefined;
  readonly ephemeralPorts?: { readonly from: number; readonly to: number } | undefined;
  readonly place: Place;
}

type Unnamed = Omit<InternetHost, 'name' | 'address'>;

const line: Schema<Unnamed> = refine(ipOf(), (ip, node): Unnamed => ({ ips: [ip], place: placeOf(node) }));

const long: Schema<Unnamed> = refine(
  object({
    ipAddress: needed(ipOf(4)),
    ipv6Address: optional(ipOf(6)),
    listens: optional(list(listenPort)),
    operatingSystem: optional(oneOf(['linux', 'windows', 'windows-2003'])),
    ephemeralPorts: optional(portRange),
  }),
  ({ ipAddress, ipv6Address, ...rest }): Unnamed => ({
    ...rest,
    ips: [ipAddress, ipv6Address].filter((ip) => ip !== undefined),
  }),
);

/** Hosts outside AWS by name: an address, or what else is known of them. */
export const internet: Schema<ReadonlyMap<string, InternetHost>> = {
  json: () => ({
    type: 'object',
    additionalProperties: either(line, long).json(),
    description: 'hosts outside AWS by name',
  }),
  read: (node, reader) => {
    const entries = mapEntries(node, reader);
    if (entries === undefined) return undefined;
    const hosts = new Map<string, InternetHost>();
    const owners = new Map<Ip, string>();
    for (const [name, { key, value }] of entries) {
      const host = either(line, long).read(value, reader);
      const address = `${INTERNET_HOST}/${name}`;
      reader.directory.add({ service: 'ec2', kind: INTERNET_HOST, name, address, place: key });
      if (host === undefined) continue;
      for (const ip of host.ips) {
        const owner = owners.get(ip);
        if (owner !== undefined) reader.error('duplicate-address', `${name} has the address of ${owner}`, host.place);
        owners.set(ip, name);
      }
      hosts.set(name, { ...host, name, address });
    }
    return hosts;
  },
};
