import type { Place } from '../../../core/source.ts';
import { everyOf, found } from '../network/build.ts';
import type { Checking } from './check.ts';

/** Interfaces and instances: everything of one interface in one VPC, everything of one instance in one zone. */
export function checkInterfaces(checking: Checking): void {
  const { reads, network, reader } = checking;
  for (const read of everyOf(reads, 'subnets')) {
    const vpc = network.subnets.get(read.address)?.vpc;
    sameVpc(checking, vpc, found(network.routeTables, read.routeTable), read.place, `the route table of ${read.name}`);
    sameVpc(checking, vpc, found(network.networkAcls, read.networkAcl), read.place, `the network ACL of ${read.name}`);
  }
  for (const own of network.interfaces.values()) {
    if (typeof own.groups !== 'object') continue;
    if (own.groups.groups.length === 0)
      reader.warn('no-security-group', `${own.name} has no security group: AWS gives every interface one`, own.place, {
        expected: "a group, or nothing for the VPC's default one",
      });
    for (const group of own.groups.groups)
      sameVpc(checking, own.subnet.vpc, group, own.place, `${group.name} of ${own.name}`);
  }
  for (const instance of network.instances.values()) {
    if (instance.interfaces.length < 2) continue;
    const zones = new Set(instance.interfaces.map(({ subnet }) => subnet.zone));
    if (zones.size > 1)
      reader.error(
        'several-zones',
        `the interfaces of ${instance.name} are in several zones (${[...zones].join(', ')})`,
        instance.place,
      );
    const indexes = instance.interfaces.map(({ deviceIndex }) => deviceIndex);
    if (new Set(indexes).size < indexes.length)
      reader.error(
        'duplicate-device-index',
        `two interfaces of ${instance.name} have the same device index`,
        instance.place,
      );
  }
  checkInstances(checking);
  checkOnePerVpc(checking);
}

function checkInstances({ reads, network, reader }: Checking): void {
  const attached = new Map<string, string>();
  for (const read of everyOf(reads, 'instances')) {
    const gone = read.state === 'terminated' || read.unknowns?.has('subnet') === true;
    if (network.instances.get(read.address)?.interfaces.length === 0 && !gone) {
      reader.error('missing-key', `${read.name} has no interface`, read.place, {
        expected: 'subnet, or networkInterfaces',
      });
    }
    for (const further of read.networkInterfaces ?? []) {
      const address = 'ref' in further ? further.ref.entry?.address : undefined;
      const other = attached.get(address ?? '');
      if (address === undefined) continue;
      if (other !== undefined)
        reader.error('duplicate-attachment', `${address} is attached to ${other} already`, read.place);
      attached.set(address, read.name);
    }
  }
}

/** One main table, one default ACL and one default group for each VPC. */
function checkOnePerVpc({ network, reader }: Checking): void {
  const only = (
    things: Iterable<{ readonly name: string; readonly vpc: { readonly address: string }; readonly place: Place }>,
    what: string,
  ) => {
    const first = new Map<string, string>();
    for (const { name, vpc, place } of things) {
      const other = first.get(vpc.address);
      if (other !== undefined)
        reader.error('duplicate-default', `${vpc.address} has ${other} as its ${what} already`, place);
      else first.set(vpc.address, name);
    }
  };
  only(
    [...network.routeTables.values()].filter(({ main }) => main),
    'main route table',
  );
  only(
    [...network.networkAcls.values()].filter(({ isDefault }) => isDefault),
    'default network ACL',
  );
  only(
    [...network.securityGroups.values()].filter(({ isDefault }) => isDefault),
    'default security group',
  );
}

/** Reports a thing of another VPC than the one it is used in. */
export function sameVpc(
  { reader }: Checking,
  vpc: { readonly address: string } | undefined,
  thing: { readonly vpc: { readonly address: string } | undefined } | undefined,
  place: Place,
  what: string,
): void {
  if (vpc === undefined || thing?.vpc === undefined || thing.vpc.address === vpc.address) return;
  reader.error('other-vpc', `${what} belongs to ${thing.vpc.address}, not to ${vpc.address}`, place);
}
