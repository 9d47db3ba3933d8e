import { ATTACHMENT_STATES, stateSpelled, TRANSIT_GATEWAY_STATES, VPN_STATES } from '../../../services/ec2/states.ts';
import type { Tree, TreeMap } from '../../foreign.ts';
import type { Item } from '../collection.ts';
import type { Found } from '../fields.ts';
import { type Importing, leaveOut, type Made } from '../importing.ts';
import type { Kind } from '../kinds.ts';

/** A peering connection; a VPC that is not among the files is unknown. */
export function peeringConnection(item: Item, importing: Importing): TreeMap {
  const { found } = item;
  const status = found.state('Status');
  const requester = found.object('RequesterVpcInfo');
  const accepter = found.object('AccepterVpcInfo');
  return {
    requesterVpc: importing.ref('Vpcs', requester?.text('VpcId'), item) ?? 'unknown',
    accepterVpc: importing.ref('Vpcs', accepter?.text('VpcId'), item) ?? 'unknown',
    status: status === undefined || status === 'active' ? undefined : status,
    requesterAllowDnsResolutionFromRemoteVpc: remoteDns(requester),
    accepterAllowDnsResolutionFromRemoteVpc: remoteDns(accepter),
  };
}

function remoteDns(side: Found | undefined): true | undefined {
  return side?.object('PeeringOptions')?.flag('AllowDnsResolutionFromRemoteVpc') === true ? true : undefined;
}

/** A transit gateway. */
export function transitGateway(item: Item): TreeMap {
  const options = item.found.object('Options');
  const unlessDefault = (key: string, standard: string) => {
    const value = options?.text(key);
    return value === undefined || value === standard ? undefined : value;
  };
  return {
    amazonSideAsn: options?.number('AmazonSideAsn'),
    defaultRouteTableAssociation: unlessDefault('DefaultRouteTableAssociation', 'enable'),
    defaultRouteTablePropagation: unlessDefault('DefaultRouteTablePropagation', 'enable'),
    securityGroupReferencingSupport: unlessDefault('SecurityGroupReferencingSupport', 'disable'),
    dnsSupport: unlessDefault('DnsSupport', 'enable'),
    state: unlessAvailable(item.found, TRANSIT_GATEWAY_STATES),
  };
}

/** A state that is not the usual one, as the scenario spells it. */
function unlessAvailable(found: Found, states: readonly string[]): string | undefined {
  const state = stateSpelled(states, found.state('State'));
  return state === 'available' ? undefined : state;
}

/** The attachment of a VPC, with its subnet in each zone. */
export function vpcAttachment(item: Item, importing: Importing): Made {
  const { found } = item;
  const gateway = importing.ref('TransitGateways', found.text('TransitGatewayId'), item);
  const vpc = importing.ref('Vpcs', found.text('VpcId'), item);
  if (gateway === undefined || vpc === undefined) return leaveOut(item, CONNECTS, importing);
  const options = found.object('Options');
  return {
    transitGateway: gateway,
    vpc,
    subnets: attachmentSubnets(item, importing),
    applianceModeSupport: options?.text('ApplianceModeSupport') === 'enable' ? 'enable' : undefined,
    securityGroupReferencingSupport:
      options?.text('SecurityGroupReferencingSupport') === 'disable' ? 'disable' : undefined,
    state: unlessAvailable(found, ATTACHMENT_STATES),
  };
}

/** The attachment's subnets: as it lists them, else as its own interfaces show them. */
function attachmentSubnets(item: Item, importing: Importing): Tree {
  const { found, id } = item;
  const own = importing.collection
    .all('NetworkInterfaces')
    .filter(({ found: face }) => face.text('Description')?.includes(id) === true);
  const ids =
    found.raw('SubnetIds') === undefined
      ? own.flatMap(({ found: face }) => face.text('SubnetId') ?? [])
      : found.texts('SubnetIds');
  const names = [...new Set(ids)].flatMap((subnet) => importing.ref('Subnets', subnet, item) ?? []);
  if (names.length > 0) return names;
  importing.note(
    'not-collected',
    `the subnets of transit gateway attachment ${id} are not among the files: unknown`,
    found,
  );
  return 'unknown';
}

/** A peering of two transit gateways; both sides list it under the same id. */
export function peeringAttachment(item: Item, importing: Importing): Made {
  const { found } = item;
  const requester = found.object('RequesterTgwInfo')?.text('TransitGatewayId') ?? found.text('TransitGatewayId');
  const accepter = found.object('AccepterTgwInfo')?.text('TransitGatewayId') ?? found.text('ResourceId');
  const ends = [requester, accepter].flatMap((id) => importing.ref('TransitGateways', id, item) ?? []);
  const [first, second] = ends;
  if (first === undefined) return leaveOut(item, CONNECTS, importing);
  return {
    requesterTransitGateway: first,
    accepterTransitGateway: second ?? 'unknown',
    state: unlessAvailable(found, ATTACHMENT_STATES),
  };
}

const CONNECTS = 'it connects things of which one is not among the files';

const ATTACHMENTS: readonly Kind[] = [
  'TransitGatewayVpcAttachments',
  'TransitGatewayPeeringAttachments',
  'VpnConnections',
];

/** A transit gateway route table: associations, propagations and static routes. */
export function transitRouteTable(item: Item, importing: Importing): Made {
  const { found, id } = item;
  const { collection } = importing;
  const gateway = importing.ref('TransitGateways', found.text('TransitGatewayId'), item);
  if (gateway === undefined) return leaveOut(item, CONNECTS, importing);
  const of = (list: readonly { table: string; attachment: string }[]) => {
    const attachments = new Set(list.filter(({ table }) => table === id).map(({ attachment }) => attachment));
    return [...attachments].flatMap((one) => attachmentRef(one, item, importing) ?? []);
  };
  return {
    transitGateway: gateway,
    defaultAssociationRouteTable: isDefaultTable(item, 'Association', importing) ? true : undefined,
    defaultPropagationRouteTable: isDefaultTable(item, 'Propagation', importing) ? true : undefined,
    associations: associationsKnown(item, importing) ? of(collection.transit.associations) : undefined,
    propagations: propagationsKnown(item, importing)
      ? of(collection.transit.propagations)
      : listsPropagated(item, importing)
        ? []
        : undefined,
    routes: transitRoutes(item, importing),
  };
}

/** Whether a document tells which attachments the table is associated with; else AWS's default is taken. */
function associationsKnown({ group, id, found }: Item, { collection }: Importing): boolean {
  const told = collection.transit.associations.some(({ table }) => table === id);
  if (told || group.keys.has('TransitGatewayAttachments') || group.keys.has('Associations')) return true;
  collection.note(
    'assumed',
    `nothing says what ${id} is associated with: taken to be as AWS associates by default`,
    found,
  );
  return false;
}

/** Whether a document tells which attachments propagate into the table: one for it, or a list that does not hold it. */
function propagationsKnown({ group, id }: Item, { collection }: Importing): boolean {
  return collection.transit.propagationsKnown.has(id) || group.keys.has('TransitGatewayPropagations');
}

/** Whether the routes that were collected are all there are: a search for the static ones alone finds no propagated one. */
function listsPropagated({ id }: Item, { collection }: Importing): boolean {
  return collection.transit.routes.some(({ table, route }) => table === id && route.text('Type') === 'propagated');
}

/** The default table as it says itself, as its gateway's options say, or as the only one of its gateway. */
function isDefaultTable({ found, id }: Item, what: 'Association' | 'Propagation', importing: Importing): boolean {
  const gateway = importing.collection.get('TransitGateways', found.text('TransitGatewayId'));
  const options = gateway?.found.object('Options');
  if (options?.text(`DefaultRouteTable${what}`) === 'disable') return false;
  const tables = importing.collection.all('TransitGatewayRouteTables');
  const siblings = tables.filter((table) => table.found.text('TransitGatewayId') === gateway?.id);
  const named = options?.text(`${what}DefaultRouteTableId`);
  return found.flag(`Default${what}RouteTable`) ?? (named === undefined ? siblings.length === 1 : named === id);
}

function attachmentRef(id: string | undefined, from: Item, importing: Importing): string | undefined {
  const vpn = importing.collection
    .all('VpnConnections')
    .find(({ found }) => found.text('TransitGatewayAttachmentId') === id);
  if (vpn !== undefined) return importing.refTo(vpn, from);
  for (const kind of ATTACHMENTS) {
    const item = importing.collection.get(kind, id);
    if (item !== undefined) return importing.refTo(item, from);
  }
  return undefined;
}

/** Routes of a table. Propagated ones are left to the propagations where these were collected. */
function transitRoutes(item: Item, importing: Importing): TreeMap | undefined {
  const routes: Record<string, Tree> = {};
  for (const { table, route } of importing.collection.transit.routes) {
    const destination = route.text('DestinationCidrBlock');
    if (table !== item.id || destination === undefined) continue;
    const propagated = route.text('Type') === 'propagated';
    if (propagated && propagationsKnown(item, importing)) continue;
    if (route.state('State') === 'blackhole') {
      routes[destination] = 'blackhole';
      continue;
    }
    const attachment = route
      .list('TransitGatewayAttachments')
      .map((one) => attachmentRef(one.text('TransitGatewayAttachmentId') ?? one.text('ResourceId'), item, importing))
      .find((ref) => ref !== undefined);
    if (attachment === undefined)
      importing.note(
        'not-collected',
        `the route to ${destination} leads to an attachment that is not among the files: left out`,
        route,
      );
    else routes[destination] = propagated ? { attachment, type: 'propagated' } : attachment;
  }
  return Object.keys(routes).length > 0 ? routes : undefined;
}

/** The other end of a VPN connection. */
export function customerGateway({ found }: Item): TreeMap {
  return { ipAddress: found.text('IpAddress'), bgpAsn: found.number('BgpAsn') };
}

/** A VPN connection. Its configuration holds pre-shared keys and is never looked at. */
export function vpnConnection(item: Item, importing: Importing): Made {
  const { found } = item;
  const vpnGateway = importing.ref('VpnGateways', found.text('VpnGatewayId'), item);
  const transit = importing.ref('TransitGateways', found.text('TransitGatewayId'), item);
  if (vpnGateway === undefined && transit === undefined) return leaveOut(item, CONNECTS, importing);
  const isStatic = found.object('Options')?.flag('StaticRoutesOnly') === true;
  const routes = found.list('Routes').flatMap((route) => route.text('DestinationCidrBlock') ?? []);
  return {
    customerGateway: importing.ref('CustomerGateways', found.text('CustomerGatewayId'), item),
    vpnGateway,
    transitGateway: transit,
    staticRoutesOnly: isStatic ? true : undefined,
    // What a BGP neighbour announces is in no document.
    routes: routes.length > 0 || isStatic ? routes : 'unknown',
    state: unlessAvailable(found, VPN_STATES),
  };
}
