import { memberPlace } from '../../../schema/members.ts';
import { formatCidr, overlaps } from '../address/cidr.ts';
import { everyOf } from '../network/build.ts';
import type { Attachment, TransitRouteTable } from '../network/model.ts';
import type { Checking } from './check.ts';

/** Peering connections and transit gateways. */
export function checkConnections(checking: Checking): void {
  checkPeerings(checking);
  checkAttachments(checking);
  checkTables(checking);
}

const LIVE: ReadonlySet<string> = new Set(['active', 'provisioning', 'pending-acceptance', 'initiating-request']);

/** No overlapping blocks, and one connection for a pair of VPCs ("VPC peering basics"). */
function checkPeerings({ reads, network, reader }: Checking): void {
  const pairs = new Map<string, string>();
  for (const read of everyOf(reads, 'vpcPeeringConnections')) {
    const peering = network.peerings.get(read.address);
    if (peering?.requester === undefined || peering.accepter === undefined || !LIVE.has(peering.status)) continue;
    const { name, requester, accepter } = peering;
    const place = read.accepterVpc?.place ?? read.place;
    if (requester === accepter) reader.error('wrong-peering', `${name} joins ${requester.name} with itself`, place);
    const mine = requester.cidrs.find((own) => accepter.cidrs.some((other) => overlaps(own, other)));
    if (mine !== undefined && requester !== accepter) {
      reader.error(
        'overlapping-blocks',
        `${name} cannot join ${requester.address} and ${accepter.address}: both have ${formatCidr(mine)} or a part of it`,
        place,
      );
    }
    const pair = [requester.address, accepter.address].sort().join(' ');
    const other = pairs.get(pair);
    if (other !== undefined) reader.error('duplicate-peering', `${other} joins the same two VPCs already`, place);
    pairs.set(pair, name);
  }
}

function checkAttachments({ reads, network, reader }: Checking): void {
  for (const read of everyOf(reads, 'transitGatewayVpcAttachments')) {
    const attachment = network.attachments.get(read.address);
    if (attachment?.type !== 'vpc') continue;
    const stranger = attachment.subnets.find(({ vpc }) => vpc !== attachment.vpc);
    if (stranger !== undefined)
      reader.error(
        'other-vpc',
        `${stranger.name} is not a subnet of ${attachment.vpc.address}`,
        read.subnets?.find(({ entry }) => entry?.address === stranger.address)?.place ?? read.place,
      );
    const zones = attachment.subnets.map(({ zone }) => zone);
    if (new Set(zones).size < zones.length)
      reader.error(
        'wrong-attachment',
        `${read.name} has more than one subnet in a zone`,
        memberPlace(read, 'subnets') ?? read.place,
        { expected: 'one subnet for each zone' },
      );
  }
  for (const read of everyOf(reads, 'vpnConnections')) {
    if (read.vpnGateway !== undefined && read.transitGateway !== undefined) {
      reader.error(
        'wrong-vpn-connection',
        `${read.name} ends at one gateway: vpnGateway or transitGateway`,
        read.transitGateway.place,
      );
    }
  }
}

/** An attachment is associated with at most one table; a table routes only to attachments of its own gateway. */
function checkTables({ reads, network, reader }: Checking): void {
  const associated = new Map<string, string>();
  for (const read of everyOf(reads, 'transitGatewayRouteTables')) {
    const table = network.transitRouteTables.get(read.address);
    if (table === undefined) continue;
    for (const ref of read.associations ?? []) {
      const end = `${ref.entry?.address} ${table.gateway.address}`;
      const other = associated.get(end);
      if (other !== undefined)
        reader.error('duplicate-association', `${ref.text} is associated with ${other} already`, ref.place);
      associated.set(end, read.name);
    }
    for (const ref of [
      ...(read.associations ?? []),
      ...(read.propagations ?? []),
      ...(read.routes ?? []).flatMap(({ attachment }) => attachment ?? []),
    ]) {
      const address = ref.entry?.address;
      const own = attachmentOf(table, address);
      // What points nowhere, or at an attachment that itself points nowhere, has been reported there.
      const whole = address !== undefined && (network.attachments.has(address) || network.vpnConnections.has(address));
      if (own === undefined && whole)
        reader.error('other-transit-gateway', `${ref.text} is not attached to ${table.gateway.address}`, ref.place);
    }
    for (const ref of read.propagations ?? []) {
      if (attachmentOf(table, ref.entry?.address)?.type === 'peering')
        reader.error('wrong-propagation', `${ref.text} is a peering attachment: its routes are static`, ref.place);
    }
  }
}

function attachmentOf({ gateway }: TransitRouteTable, address: string | undefined): Attachment | undefined {
  return gateway.attachments.find((own) => own.address === address);
}
