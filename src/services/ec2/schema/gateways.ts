import { described, list, object, optional } from '../../../schema/collections.ts';
import { named, reference } from '../../../schema/resources.ts';
import { boolean, integer, oneOf } from '../../../schema/scalars.ts';
import type * as written from '../definition.ts';
import { KINDS } from '../kinds.ts';
import { VPN_STATES } from '../states.ts';
import { type FieldsOf, regionalFields, resourceFields, UNKNOWABLE } from './fields.ts';
import { cidrOf, ipOf, needed, zoneName } from './scalars.ts';

const vpc = reference(KINDS.vpc);
const routeTable = reference(KINDS.routeTable);
const ip4 = ipOf(4);

const internetGatewayFields = {
  ...regionalFields,
  vpc: optional(described('the VPC it is attached to; left out, it is detached', vpc)),
  routeTable: optional(described('its own route table, for what comes in (edge association)', routeTable)),
} satisfies FieldsOf<written.InternetGateway>;

export const internetGateways = named(KINDS.internetGateway, object(internetGatewayFields, UNKNOWABLE));

const egressOnlyFields = {
  ...regionalFields,
  vpc: needed(vpc),
} satisfies FieldsOf<written.EgressOnlyInternetGateway>;

export const egressOnlyInternetGateways = named(KINDS.egressOnlyInternetGateway, object(egressOnlyFields, UNKNOWABLE));

const natGatewayFields = {
  ...resourceFields,
  subnet: optional(described('the subnet of a zonal gateway', reference(KINDS.subnet))),
  vpc: optional(described('the VPC of a regional gateway', vpc)),
  availabilityMode: optional(oneOf(['zonal', 'regional'], 'zonal if left out')),
  connectivityType: optional(oneOf(['public', 'private'], 'public if left out')),
  elasticIp: optional(reference(KINDS.elasticIp)),
  secondaryElasticIps: optional(
    described('further addresses, each for 55,000 more connections to a destination', list(reference(KINDS.elasticIp))),
  ),
  privateIpAddress: optional(ip4),
  secondaryPrivateIpAddresses: optional(list(ip4)),
  availabilityZones: optional(described('the zones of a regional gateway in manual mode', list(zoneName, { min: 1 }))),
  state: optional(oneOf(['pending', 'available', 'deleting', 'deleted', 'failed'])),
} satisfies FieldsOf<written.NatGateway>;

export const natGateways = named(KINDS.natGateway, object(natGatewayFields, UNKNOWABLE));

const elasticIpFields = {
  ...regionalFields,
  publicIp: optional(ip4),
  instance: optional(reference(KINDS.instance)),
  networkInterface: optional(reference(KINDS.networkInterface)),
  privateIpAddress: optional(described('the private address it maps to; left out, the primary one', ip4)),
} satisfies FieldsOf<written.ElasticIp>;

export const elasticIps = named(KINDS.elasticIp, object(elasticIpFields, UNKNOWABLE));

const vpnGatewayFields = {
  ...regionalFields,
  vpc: optional(vpc),
  routeTable: optional(routeTable),
} satisfies FieldsOf<written.VpnGateway>;

export const vpnGateways = named(KINDS.vpnGateway, object(vpnGatewayFields, UNKNOWABLE));

const customerGatewayFields = {
  ...regionalFields,
  ipAddress: optional(ip4),
  bgpAsn: optional(integer({ min: 1, max: 4_294_967_295 })),
} satisfies FieldsOf<written.CustomerGateway>;

export const customerGateways = named(KINDS.customerGateway, object(customerGatewayFields, UNKNOWABLE));

const vpnConnectionFields = {
  ...resourceFields,
  customerGateway: optional(reference(KINDS.customerGateway)),
  vpnGateway: optional(reference(KINDS.vpnGateway)),
  transitGateway: optional(reference(KINDS.transitGateway)),
  staticRoutesOnly: optional(boolean),
  routes: optional(described('the networks on the other side', list(cidrOf({ example: '192.168.0.0/16' })))),
  state: optional(oneOf(VPN_STATES)),
} satisfies FieldsOf<written.VpnConnection>;

export const vpnConnections = named(KINDS.vpnConnection, object(vpnConnectionFields, UNKNOWABLE));
