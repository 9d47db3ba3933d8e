import { contains } from '../address/cidr.ts';
import { formatIp } from '../address/ip.ts';
import type { Vpc, VpnConnection, VpnGateway } from '../network/model.ts';
import type { Header } from '../rules/packet.ts';
import type { At, End, Stage } from './hop.ts';
import { enterThroughEdge } from './internet.ts';
import { throughTransit } from './transit.ts';
import { outside, type Walk } from './walk.ts';

/** "Site-to-Site VPN" tunnels carry at most this. */
const MTU_VPN = 1500;

/** Out through a virtual private gateway: only what has an address of the VPC, to a connection that knows the destination. */
export function vpnGatewayOut(walk: Walk, { gateway, vpc, header }: At<'vpn-out'>): Stage | End {
  walk.visit(gateway);
  if (!vpc.interfaces.has(header.src))
    return walk.stop('igw-spoofed-source', gateway, header, outside(header.src, vpc));
  const connection = connectionTowards(gateway, header);
  if (connection !== undefined) return vpnOut(walk, connection, header);
  if (gateway.connections.some(({ routes }) => routes === 'unknown')) return walk.unknown(gateway, header, 'routes');
  return walk.stop('vgw-no-connection', gateway, header, () => ({ destination: formatIp(header.dst) }));
}

function connectionTowards({ connections }: VpnGateway, header: Header): VpnConnection | undefined {
  return connections.find(({ routes }) => routes !== 'unknown' && routes.some((block) => contains(block, header.dst)));
}

/** Through a VPN connection to the customer's side. */
export function vpnOut(walk: Walk, connection: VpnConnection, header: Header): End {
  walk.visit(connection);
  walk.mtu = Math.min(walk.mtu, MTU_VPN);
  walk.loseIdentity(connection, `it leaves through ${connection.address}`);
  if (!connection.available || walk.isDown(connection.address))
    return walk.stop('vpn-down', connection, header, () => ({ connection: connection.address }));
  walk.pass('vgw-crossed', connection, header, () => ({ connection: connection.address }));
  const host = walk.network.hostsByIp.get(header.dst);
  const reached = host ?? { address: connection.customerGateway ?? connection.address, place: connection.place };
  walk.visit(reached);
  walk.pass('on-premises-reached', reached, header, () => ({ connection: connection.address }));
  return { kind: 'arrived', terminal: { kind: 'on-premises', connection, ip: header.dst }, header };
}

/** From the customer's side into AWS: to the virtual private gateway's VPC, or into the transit gateway. */
export function vpnIn(walk: Walk, { connection, header }: At<'vpn-in'>): Stage | End {
  walk.visit(connection);
  walk.mtu = Math.min(walk.mtu, MTU_VPN);
  if (!connection.available || walk.isDown(connection.address))
    return walk.stop('vpn-down', connection, header, () => ({ connection: connection.address }));
  walk.pass('vpn-entered', connection, header, () => ({ connection: connection.address }));
  const attachment = walk.network.attachments.get(connection.address);
  if (attachment !== undefined) return throughTransit(walk, attachment, header);
  const gateway = [...walk.network.vpnGateways.values()].find(({ connections }) => connections.includes(connection));
  walk.visit(gateway);
  if (gateway?.vpc === undefined) return walk.unknown(connection, header, 'the virtual private gateway');
  return intoVpc(walk, gateway, gateway.vpc, header);
}

/** A virtual private gateway gives access to its VPC alone. */
function intoVpc(walk: Walk, gateway: VpnGateway, vpc: Vpc, header: Header): Stage | End {
  if (!vpc.cidrs.some((block) => contains(block, header.dst)))
    return walk.stop('no-such-address', vpc, header, outside(header.dst, vpc));
  return enterThroughEdge(walk, gateway.edgeTable, vpc, header, false);
}
