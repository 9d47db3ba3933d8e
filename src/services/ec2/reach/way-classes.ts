import { type Cidr, lastOf } from '../address/cidr.ts';
import type { Interface, Network, NetworkAclEntry } from '../network/model.ts';
import { firstAtLeast } from './group-rows.ts';

/**
 * Puts interfaces into classes that every way treats alike: same subnet, same side of every block that a network ACL
 * or a route table speaks of, same state and ephemeral ports. Interfaces that are anything but a plain instance's are a
 * class of their own.
 */
export function wayClasses(
  network: Network,
  interfaces: readonly Interface[],
): { readonly classOf: readonly number[]; readonly examples: readonly Interface[] } {
  const bounds = boundsOf(network);
  const classes = new Map<string, number>();
  const examples: Interface[] = [];
  const classOf = interfaces.map((own) => {
    const key = keyOf(network, own, bounds);
    const known = classes.get(key);
    if (known !== undefined) return known;
    classes.set(key, examples.length);
    examples.push(own);
    return examples.length - 1;
  });
  return { classOf, examples };
}

function keyOf(network: Network, own: Interface, bounds: readonly number[]): string {
  const instance = network.instanceOf.get(own);
  if (!isPlain(network, own) || instance === undefined) return own.address;
  const atom = firstAtLeast(bounds, Number(own.ips[0]) + 1);
  return `${own.subnet.address} ${atom} ${instance.state} ${instance.ephemeralPorts.from} ${own.groups === undefined}`;
}

/** Whether the interface behaves like any other of its class: one instance's, with one address and known settings. */
export function isPlain(network: Network, own: Interface): boolean {
  const instance = network.instanceOf.get(own);
  return (
    own.type === 'interface' &&
    typeof own.groups === 'object' &&
    own.sourceDestCheck !== 'unknown' &&
    typeof own.ips[0] === 'number' &&
    instance?.interfaces.length === 1 &&
    instance.listens !== 'unknown'
  );
}

const boundsByNetwork = new WeakMap<Network, readonly number[]>();

/** Where blocks of network ACLs and route tables begin and end, in order. */
function boundsOf(network: Network): readonly number[] {
  const known = boundsByNetwork.get(network);
  if (known !== undefined) return known;
  const bounds = new Set<number>();
  const add = ({ base, length }: Cidr) => {
    if (typeof base === 'bigint') return;
    bounds.add(base);
    bounds.add(Number(lastOf({ base, length })) + 1);
  };
  const addEntries = (entries: readonly NetworkAclEntry[] | 'unknown') => {
    if (entries !== 'unknown') for (const { cidr } of entries) add(cidr);
  };
  for (const acl of network.networkAcls.values()) {
    addEntries(acl.ingress);
    addEntries(acl.egress);
  }
  for (const table of network.routeTables.values()) {
    for (const { cidrs } of table.routes === 'unknown' ? [] : table.routes) if (cidrs !== 'unknown') cidrs.forEach(add);
  }
  for (const table of network.transitRouteTables.values()) {
    for (const { cidr } of table.routes === 'unknown' ? [] : table.routes) add(cidr);
  }
  const sorted = [...bounds].sort((one, other) => one - other);
  boundsByNetwork.set(network, sorted);
  return sorted;
}
