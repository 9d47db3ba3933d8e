import { ENDPOINT_STATES, stateSpelled } from '../../../services/ec2/states.ts';
import type { Tree } from '../../foreign.ts';
import type { Item } from '../collection.ts';
import type { Found } from '../fields.ts';
import { type Importing, leaveOut, type Made } from '../importing.ts';
import { serviceWord } from '../naming.ts';
import { groupsOf } from './interfaces.ts';
import { nonEmpty } from './networks.ts';
import { tablesOfEndpoint } from './routing.ts';

/** An internet gateway, an egress-only one or a virtual private gateway: where it is attached. */
export function attachedGateway(item: Item, importing: Importing): Made {
  const attachments = [...item.found.list('Attachments'), ...item.found.list('VpcAttachments')];
  const attached = attachments.find((one) =>
    ['available', 'attached', 'attaching'].includes(one.state('State') ?? 'attached'),
  );
  const vpc = importing.ref('Vpcs', attached?.text('VpcId'), item);
  if (vpc === undefined && item.kind === 'EgressOnlyInternetGateways') {
    return leaveOut(item, 'it is attached to no VPC among the files', importing);
  }
  const table = importing.byMember('RouteTables', 'Associations', 'GatewayId').get(item.id);
  return {
    vpc,
    routeTable: table === undefined ? undefined : importing.refTo(table, item),
  };
}

/** A NAT gateway, zonal or regional, public or private. */
export function natGateway(item: Item, importing: Importing): Made {
  const { found } = item;
  const regional = found.text('AvailabilityMode') === 'regional';
  const subnet = importing.ref('Subnets', found.text('SubnetId'), item);
  if (!regional && subnet === undefined) {
    return leaveOut(item, 'its subnet is not among the files', importing);
  }
  const addresses = found.list('NatGatewayAddresses');
  const first = addresses.find((one) => one.flag('IsPrimary') === true) ?? addresses[0];
  const others = addresses.filter((one) => one !== first);
  const isPrivate = found.text('ConnectivityType') === 'private';
  const state = found.state('State');
  return {
    subnet: regional ? undefined : subnet,
    vpc: regional ? importing.ref('Vpcs', found.text('VpcId'), item) : undefined,
    availabilityMode: regional ? 'regional' : undefined,
    connectivityType: isPrivate ? 'private' : undefined,
    availabilityZones: regional && isManual(found) ? zonesOf(addresses) : undefined,
    elasticIp: first === undefined ? undefined : elasticIpOf(first, item, importing),
    secondaryElasticIps: nonEmpty(others.flatMap((one) => elasticIpOf(one, item, importing) ?? [])),
    privateIpAddress: first?.text('PrivateIp'),
    secondaryPrivateIpAddresses: nonEmpty(others.flatMap((one) => one.text('PrivateIp') ?? [])),
    state: state === undefined || state === 'available' ? undefined : state,
  };
}

/** "autoProvisionZones" (NatGateway, EC2 API): where it is disabled, the gateway serves the zones it was given. */
function isManual(found: Found): boolean {
  return found.text('AutoProvisionZones') === 'disabled';
}

function zonesOf(addresses: readonly Found[]): Tree | undefined {
  return nonEmpty([...new Set(addresses.flatMap((address) => address.text('AvailabilityZone') ?? []))]);
}

function elasticIpOf(address: Found, item: Item, importing: Importing): string | undefined {
  const publicIp = address.text('PublicIp');
  const byIp = importing.collection.all('Addresses').find(({ found }) => found.text('PublicIp') === publicIp);
  return publicIp === undefined || byIp === undefined ? undefined : importing.refTo(byIp, item);
}

const ENDPOINT_TYPES: Readonly<Record<string, string>> = {
  gateway: 'Gateway',
  interface: 'Interface',
  gatewayloadbalancer: 'GatewayLoadBalancer',
};

/** A VPC endpoint of any of the three types. */
export function vpcEndpoint(item: Item, importing: Importing): Made {
  const { found } = item;
  const vpc = importing.ref('Vpcs', found.text('VpcId'), item);
  if (vpc === undefined) return leaveOut(item, 'it is in no VPC among the files', importing);
  const type = ENDPOINT_TYPES[found.text('VpcEndpointType')?.toLowerCase() ?? 'gateway'];
  if (type === undefined) {
    return leaveOut(item, `endpoints of type ${found.text('VpcEndpointType')} are not simulated`, importing);
  }
  const faces = found.texts('NetworkInterfaceIds').flatMap((id) => importing.ref('NetworkInterfaces', id, item) ?? []);
  const subnets = found.texts('SubnetIds').flatMap((id) => importing.ref('Subnets', id, item) ?? []);
  const state = stateSpelled(ENDPOINT_STATES, found.state('State'));
  const privateDns = found.flag('PrivateDnsEnabled');
  return {
    vpc,
    type,
    service: serviceWord(found.text('ServiceName')) ?? 'unknown',
    routeTables: type === 'Gateway' ? nonEmpty(tablesOfEndpoint(item, importing)) : undefined,
    subnets: nonEmpty(subnets),
    networkInterfaces: nonEmpty(faces),
    securityGroups: type === 'Interface' ? groupsOf(found, item, importing) : undefined,
    privateDnsEnabled: type === 'Interface' ? privateDns : undefined,
    dnsEntries: type === 'Interface' ? ownNames(found) : undefined,
    policy: policyOf(found, importing),
    state: state === undefined || state === 'available' ? undefined : state,
  };
}

/** Private names of the service (those of the endpoint itself follow from its id). */
function ownNames(found: Found): Tree | undefined {
  const names = found.list('DnsEntries').flatMap((one) => one.text('DnsName') ?? []);
  return nonEmpty(names.filter((name) => !name.endsWith('.vpce.amazonaws.com')));
}

/** The endpoint's policy as a document; the default one, which allows everything, is left out. */
function policyOf(found: Found, importing: Importing): Tree | undefined {
  const text = found.text('PolicyDocument');
  if (text === undefined) return undefined;
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    importing.note('unreadable-policy', 'the endpoint policy is not JSON: taken as allowing everything', found);
    return undefined;
  }
  return allowsEverything(policy) ? undefined : (policy as Tree);
}

function allowsEverything(policy: unknown): boolean {
  const statements = [(policy as { Statement?: unknown } | null)?.Statement ?? []].flat() as Readonly<
    Record<string, unknown>
  >[];
  const [only, ...more] = statements;
  const isAny = (value: unknown) => value === '*' || (Array.isArray(value) && value.length === 1 && value[0] === '*');
  return (
    only !== undefined &&
    more.length === 0 &&
    only['Effect'] === 'Allow' &&
    isAny(only['Principal']) &&
    isAny(only['Action']) &&
    isAny(only['Resource']) &&
    only['Condition'] === undefined
  );
}
