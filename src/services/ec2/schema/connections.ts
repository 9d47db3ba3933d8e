import type { Place } from '../../../core/source.ts';
import { either, list, mapEntries, object, optional, refine } from '../../../schema/collections.ts';
import { placeOf } from '../../../schema/node.ts';
import type { Ref } from '../../../schema/reader.ts';
import { named, reference } from '../../../schema/resources.ts';
import { boolean, integer, oneOf, scalar } from '../../../schema/scalars.ts';
import type { Schema } from '../../../schema/schema.ts';
import type { Cidr } from '../address/cidr.ts';
import type * as written from '../definition.ts';
import { KINDS } from '../kinds.ts';
import { ATTACHMENT_STATES, TRANSIT_GATEWAY_STATES } from '../states.ts';
import { type FieldsOf, regionalFields, resourceFields, UNKNOWABLE } from './fields.ts';
import { cidrOf, needed } from './scalars.ts';

const vpc = reference(KINDS.vpc);

const peeringFields = {
  ...resourceFields,
  requesterVpc: needed(vpc),
  accepterVpc: needed(vpc),
  status: optional(
    oneOf([
      'initiating-request',
      'pending-acceptance',
      'provisioning',
      'active',
      'failed',
      'expired',
      'rejected',
      'deleting',
      'deleted',
    ]),
  ),
  requesterAllowDnsResolutionFromRemoteVpc: optional(boolean),
  accepterAllowDnsResolutionFromRemoteVpc: optional(boolean),
} satisfies FieldsOf<written.VpcPeeringConnection>;

export const vpcPeeringConnections = named(KINDS.vpcPeeringConnection, object(peeringFields, UNKNOWABLE));

const onOff = oneOf(['enable', 'disable']);

const transitGatewayFields = {
  ...regionalFields,
  amazonSideAsn: optional(integer({ min: 1, max: 4_294_967_295 })),
  defaultRouteTableAssociation: optional(onOff),
  defaultRouteTablePropagation: optional(onOff),
  securityGroupReferencingSupport: optional(onOff),
  dnsSupport: optional(onOff),
  state: optional(oneOf(TRANSIT_GATEWAY_STATES)),
} satisfies FieldsOf<written.TransitGateway>;

export const transitGateways = named(KINDS.transitGateway, object(transitGatewayFields, UNKNOWABLE));

const vpcAttachmentFields = {
  ...resourceFields,
  transitGateway: needed(reference(KINDS.transitGateway)),
  vpc: needed(vpc),
  subnets: needed(list(reference(KINDS.subnet), { min: 1 })),
  applianceModeSupport: optional(onOff),
  securityGroupReferencingSupport: optional(onOff),
  state: optional(oneOf(ATTACHMENT_STATES)),
} satisfies FieldsOf<written.TransitGatewayVpcAttachment>;

export const transitGatewayVpcAttachments = named(
  KINDS.transitGatewayAttachment,
  object(vpcAttachmentFields, UNKNOWABLE),
);

const peeringAttachmentFields = {
  ...resourceFields,
  requesterTransitGateway: needed(reference(KINDS.transitGateway)),
  accepterTransitGateway: needed(reference(KINDS.transitGateway)),
  state: optional(oneOf(ATTACHMENT_STATES)),
} satisfies FieldsOf<written.TransitGatewayPeeringAttachment>;

export const transitGatewayPeeringAttachments = named(
  KINDS.transitGatewayAttachment,
  object(peeringAttachmentFields, UNKNOWABLE),
);

/** What a transit gateway's table can lead to. */
const attachment = reference(KINDS.transitGatewayAttachment, KINDS.vpnConnection);

/** One route of a transit gateway's route table as read. */
export interface TransitGatewayRoute {
  readonly destination: Cidr;
  readonly attachment: Ref | undefined;
  readonly propagated: boolean;
  readonly blackhole: boolean;
  readonly place: Place;
}

type Undirected = Omit<TransitGatewayRoute, 'destination'>;

const line: Schema<Undirected> = scalar({
  expected: 'an attachment, or blackhole',
  json: { type: 'string', description: 'an attachment, or blackhole' },
  parse: (node, reader) => {
    const rest = { propagated: false, place: placeOf(node) };
    if (node.raw === 'blackhole') return { attachment: undefined, blackhole: true, ...rest };
    const ref = attachment.read(node, reader);
    return ref === undefined ? undefined : { attachment: ref, blackhole: false, ...rest };
  },
});

const routeFields = {
  attachment: optional(attachment),
  type: optional(oneOf(['static', 'propagated'])),
  state: optional(oneOf(['active', 'blackhole'])),
} satisfies FieldsOf<written.TransitGatewayRoute>;

const long: Schema<Undirected> = refine(object(routeFields), (read, node, reader) => {
  const blackhole = read.state === 'blackhole';
  if (read.attachment === undefined && !blackhole) {
    return reader.error('missing-key', 'attachment is missing', placeOf(node), {
      expected: 'an attachment, or state: blackhole',
    });
  }
  return { attachment: read.attachment, blackhole, propagated: read.type === 'propagated', place: placeOf(node) };
});

const oneRoute = either(line, long);

const routes: Schema<readonly TransitGatewayRoute[]> = {
  json: () => ({
    type: 'object',
    additionalProperties: { anyOf: [oneRoute.json(), { type: 'array', items: oneRoute.json() }] },
  }),
  read: (node, reader) => {
    const entries = mapEntries(node, reader);
    if (entries === undefined) return undefined;
    const found: TransitGatewayRoute[] = [];
    for (const [key, { key: place, value }] of entries) {
      const destination = cidrOf().read({ kind: 'scalar', value: key, raw: key, quoted: false, ...place }, reader);
      const reads = list(oneRoute, { orOne: true, min: 1 }).read(value, reader);
      if (destination === undefined || reads === undefined) continue;
      for (const read of reads) found.push({ ...read, destination });
    }
    return found;
  },
};

const transitTableFields = {
  ...resourceFields,
  transitGateway: needed(reference(KINDS.transitGateway)),
  defaultAssociationRouteTable: optional(boolean),
  defaultPropagationRouteTable: optional(boolean),
  associations: optional(list(attachment)),
  propagations: optional(list(attachment)),
  routes: optional(routes),
} satisfies FieldsOf<written.TransitGatewayRouteTable>;

export const transitGatewayRouteTables = named(KINDS.transitGatewayRouteTable, object(transitTableFields, UNKNOWABLE));
