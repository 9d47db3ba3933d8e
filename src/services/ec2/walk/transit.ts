import { formatCidr } from '../address/cidr.ts';
import { formatIp } from '../address/ip.ts';
import type { Attachment, Subnet, TransitRoute, VpcAttachment } from '../network/model.ts';
import type { Header } from '../rules/packet.ts';
import { selectTransitRoute } from '../rules/route-selection.ts';
import { checkAcl } from './filters.ts';
import { isInside } from './guest.ts';
import type { At, End, Stage, Stopped } from './hop.ts';
import { vpnOut } from './vpn.ts';
import type { Walk } from './walk.ts';

/** Largest packet that a transit gateway carries ("Quotas", Transit Gateways guide). */
const MTU_TRANSIT = 8500;

/**
 * Into a transit gateway from a subnet: only zones with an attachment subnet can send, and that subnet's network ACL
 * looks at the packet as it comes in ("How network ACLs work with transit gateways").
 */
export function transit(walk: Walk, { gateway, subnet, header }: At<'transit'>): Stage | End {
  walk.visit(gateway);
  const attachment = walk.network.attachmentOf(gateway, subnet.vpc);
  if (attachment === undefined) return walk.unknown(gateway, header, `the attachment of ${subnet.vpc.address}`);
  const own = attachment.subnets.find(({ zone }) => zone === subnet.zone);
  if (own === undefined) {
    const facts = () => ({ zone: subnet.zone, zones: attachment.subnets.map(({ zone }) => zone) });
    const ended = walk.block('tgw-zone-not-attached', attachment, header, facts, {
      kind: 'transit-zone',
      attachment,
      subnet,
    });
    if (ended !== undefined) return ended;
  } else {
    const ended = checkAcl(walk, own, header, 'ingress');
    if (ended !== undefined) return ended;
  }
  walk.pass('tgw-entered', gateway, header, () => ({ attachment: attachment.address, zone: subnet.zone }));
  return throughTransit(walk, attachment, header);
}

/** Through a transit gateway, from the attachment the packet came in by to the one that its route table names. */
export function throughTransit(walk: Walk, from: Attachment, header: Header): Stage | End {
  walk.visit(from.gateway);
  walk.mtu = Math.min(walk.mtu, MTU_TRANSIT);
  walk.overTransit = true;
  if (walk.isDown(from.gateway.address))
    return walk.stop('component-down', from.gateway, header, () => ({ what: from.gateway.address, state: 'down' }));
  const route = routeFrom(walk, from, header);
  if ('hop' in route) return route;
  const to = route.attachment;
  if (to === undefined) return walk.unknown(from.gateway, header, 'the attachment');
  hideIdentity(walk, from, to);
  switch (to.type) {
    case 'vpc':
      return intoVpc(walk, to, header);
    case 'vpn':
      return vpnOut(walk, to.connection, header);
    case 'peering': {
      const other = to.other();
      return other === undefined
        ? walk.unknown(to, header, 'the other transit gateway')
        : throughTransit(walk, other, header);
    }
  }
}

function routeFrom(walk: Walk, from: Attachment, header: Header): TransitRoute | Stopped {
  const table = walk.network.associationOf.get(from) ?? walk.situation.assumptions.associations.get(from);
  if (table === undefined) {
    const remedy = { kind: 'transit-association', gateway: from.gateway, attachment: from.address } as const;
    const ended = walk.block('tgw-no-association', from.gateway, header, () => ({ attachment: from.address }), remedy);
    return ended ?? walk.unknown(from.gateway, header, 'the route table');
  }
  const destination = formatIp(header.dst);
  const selection = selectTransitRoute(table, header.dst);
  if (selection === 'unknown') return walk.unknown(table, header, 'routes');
  const consulted = { table: 'transit', routes: table, destination: header.dst } as const;
  if ('none' in selection) {
    const remedy = { kind: 'transit-route', table, destination: header.dst } as const;
    const ended = walk.block('tgw-no-route', table, header, () => ({ destination }), remedy, { consulted });
    return ended ?? assumedRoute(from, header) ?? walk.unknown(table, header, 'the route');
  }
  const { route } = selection;
  const facts = () => ({
    destination,
    route: formatCidr(route.cidr),
    target: route.attachment?.address ?? 'blackhole',
  });
  if (route.blackhole !== undefined) {
    const { blackhole } = route;
    return walk.stop('tgw-blackhole', table, header, () => ({ ...facts(), because: blackhole }), {
      place: route.place,
      consulted,
    });
  }
  walk.pass('tgw-route-selected', table, header, facts, { place: route.place, consulted });
  return route;
}

/** The route there would be if the destination's VPC were propagated. */
function assumedRoute(from: Attachment, header: Header): TransitRoute | undefined {
  const to = attachmentTowards(from, header);
  return to === undefined
    ? undefined
    : {
        cidr: { base: header.dst, length: 32 },
        attachment: to,
        origin: 'static',
        blackhole: undefined,
        place: to.place,
      };
}

/** The gateway's VPC attachment that has the destination. */
export function attachmentTowards({ gateway }: Attachment, header: Header): VpcAttachment | undefined {
  return gateway.attachments.find(
    (own): own is VpcAttachment => own.type === 'vpc' && own.vpc.interfaces.has(header.dst),
  );
}

/**
 * "Security group referencing" works across one transit gateway where the gateway and both attachments allow it, never
 * over peered gateways.
 */
function hideIdentity(walk: Walk, from: Attachment, to: Attachment): void {
  const { gateway } = from;
  if (from.type !== 'vpc' || to.type !== 'vpc') walk.loseIdentity(to, `it crosses ${to.address}`);
  else if (!gateway.securityGroupReferencing)
    walk.loseIdentity(gateway, `${gateway.address} has security group referencing off`, true);
  else {
    const off = [from, to].find((attachment) => !attachment.securityGroupReferencing);
    if (off !== undefined) walk.loseIdentity(off, `${off.address} has security group referencing off`, true);
  }
}

/**
 * Out of a transit gateway into a VPC, by the attachment subnet of the zone the packet is in, else by another one.
 * @modelChoice AWS moves traffic to any attached zone; the first by name is one that everybody can foresee. In appliance
 * mode the zone is picked by the flow alone, the same for both directions.
 */
function intoVpc(walk: Walk, to: VpcAttachment, header: Header): Stage | End {
  const working = to.subnets
    .filter(({ zone }) => !walk.zoneDown(zone))
    .sort((one, other) => (one.zone < other.zone ? -1 : 1));
  const here = walk.zones.at(-1);
  const subnet = to.applianceMode
    ? working[flowHash(header) % Math.max(working.length, 1)]
    : (working.find(({ zone }) => zone === here) ?? working[0]);
  if (subnet === undefined) return walk.stop('component-down', to, header, () => ({ what: to.address, state: 'down' }));
  walk.pass('tgw-left', to.gateway, header, () => ({
    attachment: to.address,
    zone: subnet.zone,
    moved: subnet.zone !== here,
  }));
  walk.visitZone(subnet.zone);
  return intoAttachmentSubnet(walk, subnet, header);
}

/** To hosts of the attachment's own subnet nothing is evaluated; towards others its ACL lets the packet out first. */
function intoAttachmentSubnet(walk: Walk, subnet: Subnet, header: Header): Stage | End {
  if (isInside(subnet, header.dst)) {
    walk.pass('same-subnet', subnet, header, () => ({ subnet: subnet.address }));
    return { go: 'deliver', vpc: subnet.vpc, header, from: subnet };
  }
  return { go: 'leave-subnet', subnet, header };
}

function flowHash({ src, dst, protocol }: Header): number {
  const [low, high] = src < dst ? [src, dst] : [dst, src];
  return Number((BigInt(low) * 31n + BigInt(high) * 17n + BigInt(protocol)) % 1_000_003n);
}
