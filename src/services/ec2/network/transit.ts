import type { Ref } from '../../../schema/reader.ts';
import { type Cidr, overlaps, sameCidr } from '../address/cidr.ts';
import { PrefixTable } from '../address/prefix-table.ts';
import { type Build, type Building, everyOf, found, regionOf, thing } from './build.ts';
import type {
  Attachment,
  PeeringAttachment,
  TransitGateway,
  TransitRoute,
  TransitRouteTable,
  VpcAttachment,
} from './model.ts';

/** Transit gateways, what is attached to them, and their route tables. */
export function buildTransit(build: Build): void {
  for (const read of everyOf(build, 'transitGateways')) {
    build.transitGateways.set(read.address, {
      ...thing(read),
      kind: 'tgw',
      region: read.region ?? regionOf(build, read.account),
      securityGroupReferencing: read.securityGroupReferencingSupport === 'enable',
      available: isUp(read.state),
      attachments: [],
    });
  }
  buildVpcAttachments(build);
  buildPeeringAttachments(build);
  for (const read of everyOf(build, 'vpnConnections')) {
    const gateway = found(build.transitGateways, read.transitGateway);
    const connection = build.vpnConnections.get(read.address);
    if (gateway === undefined || connection === undefined) continue;
    gateway.attachments.push({
      ...thing(read),
      kind: 'tgw-attach',
      type: 'vpn',
      gateway,
      connection,
      available: connection.available,
    });
  }
  for (const gateway of build.transitGateways.values())
    for (const own of gateway.attachments) build.attachments.set(own.address, own);
  buildTables(build);
}

/** @modelChoice What is being modified still carries traffic; AWS says nothing of it. */
function isUp(state: string | undefined): boolean {
  return state === undefined || state === 'available' || state === 'modifying';
}

function buildVpcAttachments(build: Build): void {
  for (const read of everyOf(build, 'transitGatewayVpcAttachments')) {
    const gateway = found(build.transitGateways, read.transitGateway);
    const vpc = found(build.vpcs, read.vpc);
    if (gateway === undefined || vpc === undefined) continue;
    const attachment: VpcAttachment = {
      ...thing(read),
      kind: 'tgw-attach',
      type: 'vpc',
      gateway,
      vpc,
      subnets: (read.subnets ?? []).flatMap((ref) => found(build.subnets, ref) ?? []),
      applianceMode: read.applianceModeSupport === 'enable',
      // "Default enable" on the attachment; the gateway's own switch is off by default.
      securityGroupReferencing: read.securityGroupReferencingSupport !== 'disable',
      available: isUp(read.state),
    };
    gateway.attachments.push(attachment);
  }
}

/** A peering attachment is one thing with an end at each gateway. */
function buildPeeringAttachments(build: Build): void {
  for (const read of everyOf(build, 'transitGatewayPeeringAttachments')) {
    const ends: PeeringAttachment[] = [];
    const gateways = [
      found(build.transitGateways, read.requesterTransitGateway),
      found(build.transitGateways, read.accepterTransitGateway),
    ];
    gateways.forEach((gateway, index) => {
      if (gateway === undefined) return;
      const end: PeeringAttachment = {
        ...thing(read),
        kind: 'tgw-attach',
        type: 'peering',
        gateway,
        available: isUp(read.state),
        other: () => ends[1 - index],
      };
      ends[index] = end;
      gateway.attachments.push(end);
    });
  }
}

function buildTables(build: Build): void {
  const defaults = new Map<TransitGateway, TransitRouteTable>();
  const tables = [...everyOf(build, 'transitGatewayRouteTables')].flatMap((read) => {
    const gateway = found(build.transitGateways, read.transitGateway);
    if (gateway === undefined) return [];
    const table: Building<TransitRouteTable> = {
      ...thing(read),
      kind: 'tgw-rtb',
      gateway,
      routes: [],
      lookup: new PrefixTable([], (earlier) => earlier),
      unknownPropagation: false,
    };
    build.transitRouteTables.set(read.address, table);
    if (read.defaultAssociationRouteTable === true && read.associations === undefined) defaults.set(gateway, table);
    for (const own of ends(gateway, read.associations)) build.associationOf.set(own, table);
    return [{ read, table, gateway }];
  });
  for (const gateway of build.transitGateways.values()) {
    const table = defaults.get(gateway);
    for (const own of gateway.attachments)
      if (table !== undefined && !build.associationOf.has(own)) build.associationOf.set(own, table);
  }
  for (const { read, table, gateway } of tables) {
    const propagating =
      read.propagations === undefined && read.defaultPropagationRouteTable === true
        ? gateway.attachments
        : ends(gateway, read.propagations);
    table.unknownPropagation = propagating.some(
      (attachment) => attachment.type === 'vpn' && attachment.connection.routes === 'unknown',
    );
    if (read.unknowns?.has('routes') === true) table.routes = 'unknown';
    else {
      const stated = (read.routes ?? []).map((route): TransitRoute => {
        const attachment = ends(gateway, route.attachment === undefined ? [] : [route.attachment])[0];
        return {
          cidr: route.destination,
          attachment,
          origin: route.propagated ? originOf(attachment) : 'static',
          blackhole: route.blackhole || attachment === undefined ? 'it is a blackhole route' : deadness(attachment),
          place: route.place,
        };
      });
      table.routes = [...stated, ...propagated(propagating, stated)];
    }
    const known = table.routes === 'unknown' ? [] : table.routes;
    table.lookup = new PrefixTable(
      known.map((route): readonly [Cidr, readonly TransitRoute[]] => [route.cidr, [route]]),
      (one, other) => [...one, ...other].sort(byPriority),
    );
  }
}

/** The gateway's own ends of the attachments that a table names. */
function ends(gateway: TransitGateway, refs: readonly Ref[] | undefined): readonly Attachment[] {
  return (refs ?? []).flatMap((ref) => gateway.attachments.find((own) => own.address === ref.entry?.address) ?? []);
}

function originOf(attachment: Attachment | undefined): TransitRoute['origin'] {
  return attachment?.type === 'vpc' || attachment?.type === 'vpn' ? attachment.type : 'static';
}

function deadness(attachment: Attachment): string | undefined {
  return attachment.available ? undefined : `${attachment.address} is not available`;
}

/** Routes that attachments propagate; a VPC whose block overlaps one that is there already is not propagated ("VPC attachments", Transit Gateways). */
function propagated(attachments: readonly Attachment[], stated: readonly TransitRoute[]): readonly TransitRoute[] {
  const routes: TransitRoute[] = [];
  const vpcBlocks: Cidr[] = [];
  for (const attachment of attachments) {
    if (attachment.type === 'peering') continue;
    const blocks = attachment.type === 'vpc' ? attachment.vpc.cidrs : attachment.connection.routes;
    if (blocks === 'unknown') continue;
    if (attachment.type === 'vpc') {
      if (blocks.some((block) => vpcBlocks.some((other) => overlaps(block, other)))) continue;
      vpcBlocks.push(...blocks);
    }
    for (const cidr of blocks) {
      if (stated.some((route) => route.attachment === attachment && sameCidr(route.cidr, cidr))) continue;
      routes.push({
        cidr,
        attachment,
        origin: attachment.type,
        blackhole: deadness(attachment),
        place: attachment.place,
      });
    }
  }
  return routes;
}

/** "Route evaluation order", Transit Gateways guide. */
const PRIORITY: Readonly<Record<TransitRoute['origin'], number>> = { static: 0, vpc: 1, vpn: 2, peering: 3 };

function byPriority(one: TransitRoute, other: TransitRoute): number {
  return PRIORITY[one.origin] - PRIORITY[other.origin];
}
