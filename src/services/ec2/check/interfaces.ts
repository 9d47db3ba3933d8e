import type { Place } from '../../../core/source.ts';
import { isWritten } from '../../../schema/members.ts';
import { everyOf, found } from '../network/build.ts';
import type { Thing } from '../network/model.ts';
import type { Checking } from './check.ts';
import { propertyPlace } from './reads.ts';

/** Interfaces and instances: everything of one interface in one VPC, everything of one instance in one zone. */
export function checkInterfaces(checking: Checking): void {
  const { reads, network, reader, interfacePlaces } = checking;
  for (const read of everyOf(reads, 'subnets')) {
    const vpc = network.subnets.get(read.address)?.vpc;
    sameVpc(
      checking,
      vpc,
      found(network.routeTables, read.routeTable),
      read.routeTable?.place ?? read.place,
      `the route table of ${read.name}`,
    );
    sameVpc(
      checking,
      vpc,
      found(network.networkAcls, read.networkAcl),
      read.networkAcl?.place ?? read.place,
      `the network ACL of ${read.name}`,
    );
  }
  for (const own of network.interfaces.values()) {
    if (typeof own.groups !== 'object') continue;
    // Groups that point nowhere have been reported; only a list that is empty in the file is said to be.
    const message = `${own.name} has no security group: AWS gives every interface one`;
    if (own.groups.groups.length === 0 && interfacePlaces.saysEmpty(own, 'securityGroups'))
      reader.warn('no-security-group', message, interfacePlaces.of(own, 'securityGroups'), {
        expected: "a group, or nothing for the VPC's default one",
      });
    own.groups.groups.forEach((group, index) => {
      if (group.vpc === own.subnet.vpc) return;
      const place = interfacePlaces.of(own, 'securityGroups', index);
      sameVpc(checking, own.subnet.vpc, group, place, `${group.name} of ${own.name}`);
    });
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
  const given = new Set([...everyOf(reads, 'networkInterfaces')].map(({ instance }) => instance?.entry?.address));
  for (const read of everyOf(reads, 'instances')) {
    const gone = read.state === 'terminated';
    // One that names a subnet or interfaces that could not be found has been told so.
    const says = isWritten(read, 'subnet') || (read.networkInterfaces?.length ?? 0) > 0 || given.has(read.address);
    if (network.instances.get(read.address)?.interfaces.length === 0 && !gone && !says) {
      reader.error('missing-key', `${read.name} has no interface`, read.place, {
        expected: 'subnet, or networkInterfaces',
      });
    }
    for (const further of read.networkInterfaces ?? []) {
      const address = 'ref' in further ? further.ref.entry?.address : undefined;
      const other = attached.get(address ?? '');
      if (address === undefined) continue;
      if (other !== undefined)
        reader.error(
          'duplicate-attachment',
          `${address} is attached to ${other} already`,
          'ref' in further ? further.ref.place : read.place,
        );
      attached.set(address, read.name);
    }
  }
}

/** One main table, one default ACL and one default group for each VPC. */
function checkOnePerVpc({ reads, network, reader }: Checking): void {
  const only = (
    kind: 'routeTables' | 'networkAcls' | 'securityGroups',
    things: Iterable<Thing & { readonly vpc: { readonly address: string } }>,
    mark: string,
    what: string,
  ) => {
    const first = new Map<string, string>();
    for (const thing of things) {
      const { address } = thing.vpc;
      const other = first.get(address);
      const message = `${address} has ${other} as its ${what} already`;
      if (other !== undefined) reader.error('duplicate-default', message, propertyPlace(reads, kind, thing, mark));
      else first.set(address, thing.name);
    }
  };
  only(
    'routeTables',
    [...network.routeTables.values()].filter(({ main }) => main),
    'main',
    'main route table',
  );
  only(
    'networkAcls',
    [...network.networkAcls.values()].filter(({ isDefault }) => isDefault),
    'isDefault',
    'default network ACL',
  );
  only(
    'securityGroups',
    [...network.securityGroups.values()].filter(({ isDefault }) => isDefault),
    'groupName',
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
