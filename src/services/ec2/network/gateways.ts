import { type Build, everyOf, found, thing } from './build.ts';
import type { InternetGateway, Peering, Vpc, VpnConnection, VpnGateway } from './model.ts';

/** Internet gateways, egress-only ones, virtual private gateways with their VPN connections, and peering connections. */
export function buildGateways(build: Build): void {
  for (const read of everyOf(build, 'internetGateways')) {
    build.internetGateways.set(read.address, {
      ...thing(read),
      kind: 'igw',
      vpc: found(build.vpcs, read.vpc),
      edgeTable: found(build.routeTables, read.routeTable),
    });
  }
  for (const read of everyOf(build, 'egressOnlyInternetGateways')) {
    const vpc = found(build.vpcs, read.vpc);
    if (vpc !== undefined) build.egressOnlyInternetGateways.set(read.address, { ...thing(read), kind: 'eigw', vpc });
  }
  buildVpn(build);
  for (const read of everyOf(build, 'vpcPeeringConnections')) {
    const peering: Peering = {
      ...thing(read),
      kind: 'pcx',
      requester: found(build.vpcs, read.requesterVpc),
      accepter: found(build.vpcs, read.accepterVpc),
      status: read.unknowns?.has('status') === true ? 'unknown' : (read.status ?? 'active'),
      requesterDns: read.requesterAllowDnsResolutionFromRemoteVpc === true,
      accepterDns: read.accepterAllowDnsResolutionFromRemoteVpc === true,
    };
    build.peerings.set(peering.address, peering);
  }
}

function buildVpn(build: Build): void {
  const byGateway = new Map<string, VpnConnection[]>();
  for (const read of everyOf(build, 'vpnConnections')) {
    const connection: VpnConnection = {
      ...thing(read),
      kind: 'vpn',
      customerGateway: read.customerGateway?.entry?.address,
      available: (read.state ?? 'available') === 'available',
      routes: read.unknowns?.has('routes') === true ? 'unknown' : (read.routes ?? []),
    };
    build.vpnConnections.set(connection.address, connection);
    const gateway = read.vpnGateway?.entry?.address;
    if (gateway !== undefined) byGateway.set(gateway, [...(byGateway.get(gateway) ?? []), connection]);
  }
  for (const read of everyOf(build, 'vpnGateways')) {
    const gateway: VpnGateway = {
      ...thing(read),
      kind: 'vgw',
      vpc: found(build.vpcs, read.vpc),
      edgeTable: found(build.routeTables, read.routeTable),
      connections: byGateway.get(read.address) ?? [],
    };
    build.vpnGateways.set(gateway.address, gateway);
  }
}

/** The gateway attached to each VPC; of several (an error of the file) the first. */
export function attachedTo<T extends InternetGateway | VpnGateway>(gateways: ReadonlyMap<string, T>): Map<Vpc, T> {
  const attached = new Map<Vpc, T>();
  for (const gateway of gateways.values())
    if (gateway.vpc !== undefined && !attached.has(gateway.vpc)) attached.set(gateway.vpc, gateway);
  return attached;
}
