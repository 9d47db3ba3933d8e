import type { Tree, TreeMap } from '../../foreign.ts';
import { isPrimary } from '../attachments.ts';
import { forwardsOf, listenPorts } from '../balancers.ts';
import type { Item } from '../collection.ts';
import type { Found } from '../fields.ts';
import { type Importing, leaveOut, type Made } from '../importing.ts';
import { nonEmpty } from './networks.ts';
import { dnsNameOptions } from './private-names.ts';

const TYPES: Readonly<Record<string, string>> = { natGateway: 'nat_gateway', vpcEndpoint: 'vpc_endpoint' };
const KNOWN_TYPES = new Set([
  'nat_gateway',
  'vpc_endpoint',
  'gateway_load_balancer',
  'gateway_load_balancer_endpoint',
  'network_load_balancer',
  'load_balancer',
  'transit_gateway',
  'lambda',
  'efa',
  'global_accelerator_managed',
  'trunk',
  'branch',
]);

/** The security groups of what carries them; the list is empty for interfaces that no group applies to. */
export function groupsOf(found: Found, item: Item, importing: Importing): Tree | undefined {
  const groups = [...found.list('Groups'), ...found.list('SecurityGroups')];
  if (found.raw('Groups') === undefined && found.raw('SecurityGroups') === undefined) return undefined;
  const ids = [...new Set(groups.flatMap((group) => group.text('GroupId') ?? []))];
  return ids.flatMap((id) => importing.ref('SecurityGroups', id, item) ?? []);
}

/** An instance. What its primary interface carries stands on it; further interfaces stand by themselves. */
export function instance(item: Item, importing: Importing): Made {
  const { found } = item;
  const primary = importing.attachments.primaryOf(item);
  const attributes = interfaceAttributes(primary ?? found, item, importing);
  if (attributes === undefined) {
    return leaveOut(item, 'it is in no subnet among the files', importing);
  }
  const state = found.state('State');
  return {
    ...attributes,
    networkInterfaceId: primary?.text('NetworkInterfaceId'),
    instanceType: found.text('InstanceType'),
    privateDnsNameOptions: dnsNameOptions(found.object('PrivateDnsNameOptions')),
    operatingSystem: found.text('Platform')?.toLowerCase() === 'windows' ? 'windows' : undefined,
    state: state === undefined || state === 'running' ? undefined : state,
  };
}

/** An interface that stands by itself: detached, managed by a service, or a further one of an instance. */
export function networkInterface(item: Item, importing: Importing): Made | undefined {
  const { found } = item;
  if (importing.attachments.isOnInstance(item)) return undefined;
  const holder = importing.attachments.holderOf(item);
  const attributes = interfaceAttributes(found, item, importing);
  if (attributes === undefined) {
    return leaveOut(item, 'it is in no subnet among the files', importing);
  }
  const given = found.text('InterfaceType') ?? 'interface';
  const balancer = balancerOf(found);
  const type = balancer !== undefined && given === 'interface' ? 'load_balancer' : (TYPES[given] ?? given);
  return {
    ...attributes,
    interfaceType: type === 'interface' ? undefined : KNOWN_TYPES.has(type) ? type : 'other',
    description: found.text('Description'),
    requesterManaged: found.flag('RequesterManaged') === true ? true : undefined,
    instance: holder === undefined ? undefined : importing.refTo(holder, item),
    deviceIndex: holder === undefined ? undefined : found.object('Attachment')?.number('DeviceIndex'),
    listens: holder === undefined ? listensOf(found, type, importing) : undefined,
    forwards: balancer === undefined ? undefined : forwardsOf(balancer, importing),
  };
}

/** Interfaces whose service is simulated, so that it is known what answers behind them. */
const SIMULATED = new Set(['nat_gateway', 'vpc_endpoint', 'transit_gateway', 'gateway_load_balancer_endpoint']);

/** The load balancer that an interface belongs to: its description alone says so. */
function balancerOf(found: Found): string | undefined {
  return /^ELB (\S.*)$/.exec(found.text('Description') ?? '')?.[1];
}

/**
 * What answers behind an interface that AWS manages: the listeners of its load balancer, nothing at a function. Of other
 * services (databases, caches, …) no document says it: like instances, they are taken to answer whatever is let through.
 */
function listensOf(found: Found, type: string, importing: Importing): Tree | undefined {
  const description = found.text('Description') ?? '';
  if (SIMULATED.has(type)) return undefined;
  if (type === 'lambda' || description.startsWith('AWS Lambda VPC ENI')) return [];
  const balancer = balancerOf(found);
  const listeners = balancer === undefined ? [] : importing.collection.balancers.listenersOf(balancer);
  if (listeners.length > 0) return [...new Set(listeners.flatMap(listenPorts))];
  return balancer === undefined ? undefined : 'unknown';
}

/** Addresses, groups and checks of an interface; undefined where its subnet is not among the files. */
function interfaceAttributes(found: Found, item: Item, importing: Importing): TreeMap | undefined {
  const subnetItem = importing.collection.get('Subnets', found.text('SubnetId'));
  if (subnetItem === undefined) return undefined;
  const addresses = found.list('PrivateIpAddresses');
  const primary =
    found.text('PrivateIpAddress') ?? addresses.find((one) => one.flag('Primary') === true)?.text('PrivateIpAddress');
  const secondary = addresses.flatMap((one) => one.text('PrivateIpAddress') ?? []).filter((ip) => ip !== primary);
  const publicIp = autoAssigned(found, importing);
  // Only what an instance has can be given a public address as it is made.
  const wouldGet =
    subnetItem.found.flag('MapPublicIpOnLaunch') === true && (item.kind === 'Instances' || hasInstance(found));
  return {
    subnet: importing.refTo(subnetItem, item),
    privateIpAddress: primary,
    secondaryPrivateIpAddresses: nonEmpty(secondary),
    ipv6Addresses: nonEmpty(found.list('Ipv6Addresses').flatMap((one) => one.text('Ipv6Address') ?? [])),
    securityGroups: groupsOf(found, item, importing),
    sourceDestCheck: found.flag('SourceDestCheck') === false ? false : undefined,
    publicIp,
    connectionTrackingSpecification: trackingOf(found),
    associatePublicIpAddress: wouldGet && publicIp === undefined ? false : undefined,
  };
}

/** Idle timeouts that are not AWS's own. */
function trackingOf(found: Found): TreeMap | undefined {
  const set = found.object('ConnectionTrackingConfiguration') ?? found.object('ConnectionTrackingSpecification');
  const timeouts = {
    tcpEstablishedTimeout: set?.number('TcpEstablishedTimeout'),
    udpStreamTimeout: set?.number('UdpStreamTimeout'),
    udpTimeout: set?.number('UdpTimeout'),
  };
  return Object.values(timeouts).some((seconds) => seconds !== undefined) ? timeouts : undefined;
}

function hasInstance(found: Found): boolean {
  return found.object('Attachment')?.text('InstanceId') !== undefined;
}

/** The public address that AWS lent the interface; Elastic IPs stand by themselves. */
function autoAssigned(found: Found, importing: Importing): string | undefined {
  const associations = [found, ...found.list('PrivateIpAddresses')].flatMap((one) => one.object('Association') ?? []);
  const addresses = [...associations.map((one) => one.text('PublicIp')), found.text('PublicIpAddress')];
  return addresses.find((ip) => ip !== undefined && !importing.elasticAddresses.has(ip));
}

/** An Elastic IP and what it is associated with. One that a NAT gateway holds is named there. */
export function elasticIp(item: Item, importing: Importing): TreeMap {
  const { found } = item;
  const face = importing.collection.get('NetworkInterfaces', found.text('NetworkInterfaceId'));
  const holder = importing.collection.get(
    'Instances',
    found.text('InstanceId') ?? face?.found.object('Attachment')?.text('InstanceId'),
  );
  const forNat = importing.natGatewayInterfaces.has(found.text('NetworkInterfaceId') ?? '');
  const onPrimary = holder !== undefined && (face === undefined || isPrimary(face.found));
  const privateIp = found.text('PrivateIpAddress');
  const isMain = face === undefined || face.found.text('PrivateIpAddress') === privateIp;
  return {
    publicIp: found.text('PublicIp'),
    instance: onPrimary && !forNat ? importing.refTo(holder, item) : undefined,
    networkInterface: onPrimary || forNat || face === undefined ? undefined : importing.refTo(face, item),
    privateIpAddress: forNat || isMain ? undefined : privateIp,
  };
}
