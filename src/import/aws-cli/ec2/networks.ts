import type { Tree, TreeMap } from '../../foreign.ts';
import type { Item } from '../collection.ts';
import type { Found } from '../fields.ts';
import { type Importing, leaveOut, type Made } from '../importing.ts';
import { dnsNameOptions } from './private-names.ts';

/** A VPC with all its blocks. */
export function vpc(item: Item, importing: Importing): TreeMap {
  const { found } = item;
  const primary = found.text('CidrBlock') ?? 'unknown';
  const secondary = associated(found, 'CidrBlockAssociationSet', 'CidrBlock').filter((block) => block !== primary);
  return {
    cidrBlock: primary,
    secondaryCidrBlocks: nonEmpty(secondary),
    ipv6CidrBlocks: nonEmpty(associated(found, 'Ipv6CidrBlockAssociationSet', 'Ipv6CidrBlock')),
    isDefault: found.flag('IsDefault') === true ? true : undefined,
    enableDnsSupport: attribute(item, 'EnableDnsSupport', importing),
    enableDnsHostnames: attribute(item, 'EnableDnsHostnames', importing) ?? hostnamesSeen(item, importing),
  };
}

/** Blocks of an association set that are in force; sets without states are taken as they are. */
export function associated(found: Found, set: string, block: string): readonly string[] {
  const inForce = found.list(set).filter((one) => (one.state(`${block}State`) ?? 'associated') === 'associated');
  return inForce.flatMap((one) => one.text(block) ?? []);
}

/** An attribute of describe-vpc-attribute, of which each document has one. */
function attribute(item: Item, key: string, importing: Importing): boolean | undefined {
  const own = item.found.flag(key) ?? item.found.object(key)?.flag('Value');
  if (own !== undefined) return own;
  const documents = importing.collection.vpcAttributes.filter((found) => found.text('VpcId') === item.id);
  return documents.map((found) => found.object(key)?.flag('Value')).find((value) => value !== undefined);
}

/** A public DNS name on any interface proves that the VPC gives them; their absence proves nothing. */
function hostnamesSeen(item: Item, importing: Importing): true | undefined {
  const seen = importing.collection
    .all('NetworkInterfaces')
    .some(
      ({ found }) =>
        found.text('VpcId') === item.id && found.object('Association')?.text('PublicDnsName') !== undefined,
    );
  return seen ? true : undefined;
}

/** A subnet with the route table and the network ACL in force, where they are not the VPC's own. */
export function subnet(item: Item, importing: Importing): Made {
  const { found } = item;
  const vpc = importing.ref('Vpcs', found.text('VpcId'), item);
  if (vpc === undefined) return leaveOut(item, 'it is in no VPC among the files', importing);
  const table = importing.byMember('RouteTables', 'Associations', 'SubnetId').get(item.id);
  return {
    vpc,
    availabilityZone: zoneOf(item, importing),
    cidrBlock: found.text('CidrBlock'),
    ipv6CidrBlock: associated(found, 'Ipv6CidrBlockAssociationSet', 'Ipv6CidrBlock')[0],
    mapPublicIpOnLaunch: found.flag('MapPublicIpOnLaunch') === true ? true : undefined,
    assignIpv6AddressOnCreation: found.flag('AssignIpv6AddressOnCreation') === true ? true : undefined,
    enableDns64: found.flag('EnableDns64') === true ? true : undefined,
    privateDnsNameOptionsOnLaunch: dnsNameOptions(found.object('PrivateDnsNameOptionsOnLaunch')),
    defaultForAz: found.flag('DefaultForAz') === true ? true : undefined,
    routeTable: table === undefined ? undefined : importing.refTo(table, item),
    networkAcl: aclOf(item, importing),
  };
}

function zoneOf(item: Item, importing: Importing): string {
  const zone = item.found.text('AvailabilityZone');
  if (zone !== undefined) return zone;
  importing.note('assumed', `subnet ${item.id} names no Availability Zone: taken to be in zone a`, item.found);
  return `${importing.home(item).region}a`;
}

/** The network ACL a subnet is associated with, unless it is the VPC's default one. */
function aclOf(item: Item, importing: Importing): string | undefined {
  const acl = importing.byMember('NetworkAcls', 'Associations', 'SubnetId').get(item.id);
  return acl === undefined || acl.found.flag('IsDefault') === true ? undefined : importing.refTo(acl, item);
}

/** VPC Block Public Access: the account's option, or what the VPCs say of themselves. */
export function blockPublicAccess(items: readonly Item[], importing: Importing): Tree | undefined {
  const modes = items.map((item) => ({
    item,
    mode: item.found.object('BlockPublicAccessStates')?.text('InternetGatewayBlockMode'),
  }));
  const option = importing.collection.blockPublicAccess
    .map((found) => found.text('InternetGatewayBlockMode'))
    .find((mode) => mode !== undefined);
  const blocking = option ?? modes.map(({ mode }) => mode).find((mode) => mode !== undefined && mode !== 'off');
  if (blocking === undefined || blocking === 'off') return undefined;
  const exclusions: Record<string, TreeMap> = {};
  for (const { item, mode } of modes) {
    if (mode === 'off')
      exclusions[importing.nameOf(item)] = {
        vpc: importing.nameOf(item),
        internetGatewayExclusionMode: 'allow-bidirectional',
      };
  }
  for (const found of importing.collection.blockPublicAccessExclusions) {
    const [kind, id] = (found.text('ResourceArn') ?? '').split(':').at(-1)?.split('/') ?? [];
    const key = kind === 'vpc' ? 'Vpcs' : 'Subnets';
    const name = importing.nameById(key, id);
    if (name !== undefined)
      exclusions[name] = {
        [kind === 'vpc' ? 'vpc' : 'subnet']: name,
        internetGatewayExclusionMode: found.text('InternetGatewayExclusionMode'),
      };
  }
  return {
    internetGatewayBlockMode: blocking,
    exclusions: Object.keys(exclusions).length > 0 ? exclusions : undefined,
  };
}

/** A list, or nothing where it is empty. */
export function nonEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length > 0 ? list : undefined;
}
