import type { Collection, Item } from './collection.ts';
import type { Found } from './fields.ts';
import type { Kind } from './kinds.ts';

/**
 * Real folders are never whole. What other documents prove to exist is added before names are given: VPCs of which only
 * the parts were collected, groups that interfaces carry, gateways that active routes lead to, addresses that interfaces
 * hold. Each addition is noted; nothing is assumed of what it does.
 */
export function completeCollection(collection: Collection): void {
  collection.transit.settle(collection.all('TransitGatewayRouteTables').map(({ id }) => id));
  addVpcs(collection);
  addMainTables(collection);
  addInstances(collection);
  addSecurityGroups(collection);
  addGateways(collection);
  addAddresses(collection);
}

const IN_A_VPC: readonly Kind[] = ['Subnets', 'RouteTables', 'NetworkAcls', 'SecurityGroups', 'VpcEndpoints'];

function addVpcs(collection: Collection): void {
  for (const item of IN_A_VPC.flatMap((kind) => collection.all(kind))) {
    const vpc = item.found.text('VpcId');
    if (vpc === undefined || collection.get('Vpcs', vpc) !== undefined) continue;
    const blocks = localBlocks(collection, vpc);
    const derived =
      blocks.length === 0
        ? 'its addresses are unknown'
        : `its addresses are those of its local routes, ${blocks.join(', ')}`;
    collection.note('not-collected', `VPC ${vpc} is not among the files: ${derived}`, item.found);
    collection.assume('Vpcs', vpc, item, {
      CidrBlock: blocks[0] ?? 'unknown',
      CidrBlockAssociationSet: blocks.map((CidrBlock) => ({ CidrBlock })),
    });
  }
}

/**
 * A VPC whose main route table was not collected has one all the same. Its local routes are certain, where it leads
 * everything else is not.
 */
function addMainTables(collection: Collection): void {
  const isMain = ({ found }: Item) => found.list('Associations').some((one) => one.flag('Main') === true);
  const known = new Set(
    collection
      .all('RouteTables')
      .filter(isMain)
      .map(({ found }) => found.text('VpcId')),
  );
  for (const vpc of collection.all('Vpcs')) {
    if (known.has(vpc.id)) continue;
    const destinations = ['0.0.0.0/0', ...(vpc.found.list('Ipv6CidrBlockAssociationSet').length > 0 ? ['::/0'] : [])];
    collection.note(
      'not-collected',
      `the main route table of ${vpc.id} is not among the files: where it leads is unknown`,
      vpc.found,
    );
    collection.assume('RouteTables', `${vpc.id}/main`, vpc, {
      VpcId: vpc.id,
      Associations: [{ Main: true }],
      Routes: destinations.map((to) => ({
        [to.includes(':') ? 'DestinationIpv6CidrBlock' : 'DestinationCidrBlock']: to,
        State: 'unknown',
      })),
    });
  }
}

/** The CIDR blocks of a VPC as its route tables' local routes give them. */
function localBlocks(collection: Collection, vpc: string): readonly string[] {
  const tables = collection.all('RouteTables').filter(({ found }) => found.text('VpcId') === vpc);
  const routes = tables
    .flatMap(({ found }) => found.list('Routes'))
    .filter((route) => route.text('GatewayId') === 'local');
  return [...new Set(routes.flatMap((route) => route.text('DestinationCidrBlock') ?? []))];
}

/** Instances that interfaces are attached to; whether they run is in no other document, so they are taken to. */
function addInstances(collection: Collection): void {
  for (const face of collection.all('NetworkInterfaces')) {
    const instance = face.found.object('Attachment')?.text('InstanceId');
    if (instance === undefined || collection.get('Instances', instance) !== undefined) continue;
    if (collection.gone.has(instance)) continue;
    collection.note(
      'not-collected',
      `instance ${instance} is not among the files: it is taken to run, since ${face.id} is attached to it`,
      face.found,
    );
    collection.assume('Instances', instance, face, {
      VpcId: face.found.text('VpcId'),
      SubnetId: face.found.text('SubnetId'),
    });
  }
}

const CARRIES_GROUPS: readonly Kind[] = ['NetworkInterfaces', 'Instances', 'VpcEndpoints'];

function addSecurityGroups(collection: Collection): void {
  for (const item of CARRIES_GROUPS.flatMap((kind) => collection.all(kind))) {
    for (const group of [...item.found.list('Groups'), ...item.found.list('SecurityGroups')]) {
      const id = group.text('GroupId');
      const vpc = item.found.text('VpcId');
      if (id === undefined || vpc === undefined || collection.get('SecurityGroups', id) !== undefined) continue;
      collection.note('not-collected', `security group ${id} is not among the files: its rules are unknown`, group);
      const name = group.text('GroupName');
      collection.assume('SecurityGroups', id, item, {
        VpcId: vpc,
        RulesUnknown: true,
        ...(name === undefined ? {} : { GroupName: name }),
      });
    }
  }
}

/** A gateway that an active route of a VPC's table leads to is attached to that VPC. */
const GATEWAYS: readonly (readonly [Kind, string])[] = [
  ['InternetGateways', 'igw-'],
  ['VpnGateways', 'vgw-'],
  ['EgressOnlyInternetGateways', 'eigw-'],
];

function addGateways(collection: Collection): void {
  for (const table of collection.all('RouteTables')) {
    const vpc = table.found.text('VpcId');
    for (const route of table.found.list('Routes')) {
      const target = route.text('GatewayId') ?? route.text('EgressOnlyInternetGatewayId');
      const kind = GATEWAYS.find(([, prefix]) => target?.startsWith(prefix))?.[0];
      if (kind === undefined || target === undefined || route.state('State') === 'blackhole') continue;
      if (collection.get(kind, target) !== undefined || collection.gone.has(target)) continue;
      collection.note(
        'not-collected',
        `${target} is not among the files; an active route says that it is attached to ${vpc}`,
        route,
      );
      const attachments = [{ VpcId: vpc, State: 'available' }];
      collection.assume(kind, target, table, { Attachments: attachments, VpcAttachments: attachments });
    }
  }
}

/** Elastic IPs that describe-addresses did not list: those of interfaces with an allocation, and those of NAT gateways. */
function addAddresses(collection: Collection): void {
  const known = new Set(collection.all('Addresses').map(({ found }) => found.text('PublicIp')));
  const add = (from: Item, address: Found, fields: Readonly<Record<string, unknown>>): void => {
    const publicIp = address.text('PublicIp');
    if (publicIp === undefined || known.has(publicIp)) return;
    known.add(publicIp);
    const allocation = address.text('AllocationId');
    collection.assume('Addresses', allocation ?? publicIp, from, {
      PublicIp: publicIp,
      AllocationId: allocation,
      ...fields,
    });
  };
  for (const gateway of collection.all('NatGateways')) {
    for (const address of gateway.found.list('NatGatewayAddresses')) {
      add(gateway, address, { NetworkInterfaceId: address.text('NetworkInterfaceId') });
    }
  }
  for (const face of collection.all('NetworkInterfaces')) {
    for (const address of face.found.list('PrivateIpAddresses')) {
      const association = address.object('Association');
      // AWS lends a public address to the primary private one alone: any other is an Elastic IP.
      const elastic = association?.text('AllocationId') !== undefined || address.flag('Primary') === false;
      if (association === undefined || !elastic) continue;
      const fields = { NetworkInterfaceId: face.id, PrivateIpAddress: address.text('PrivateIpAddress') };
      add(face, association, fields);
    }
  }
}
