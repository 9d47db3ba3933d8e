import { contains } from '../address/cidr.ts';
import type { Ip } from '../address/ip.ts';
import { NAT64 } from '../address/special.ts';
import type { NatGateway, Subnet } from '../network/model.ts';
import { ICMP, ICMPV6, TCP, UDP } from '../notation/traffic.ts';
import { formatEnd, formatService, type Header } from '../rules/packet.ts';
import { isLive, type NatMapping } from '../sessions/state.ts';
import { NAT_CONNECTIONS_PER_ADDRESS, NAT_GATEWAY_IDLE, NAT_PORTS } from '../sessions/timeouts.ts';
import type { At, End, Stage, Stopped } from './hop.ts';
import { enterSubnet } from './interfaces.ts';
import { inwards, newMapping, outwards, tableOf } from './nat-tables.ts';
import { nothing, outside, type Walk } from './walk.ts';

/** A packet from inside reaches a NAT gateway by a route; it goes on from the gateway's own subnet ("NAT gateways", VPC User Guide). */
export function natOut(walk: Walk, { gateway, subnet, header }: At<'nat'>): Stage | End {
  walk.visit(gateway);
  const ended =
    checkUsable(walk, gateway, subnet, header) ??
    (gateway.subnet === undefined ? undefined : enterSubnet(walk, gateway.subnet, header, subnet));
  if (ended !== undefined) return ended;
  const inner = nat64(header);
  const mapped = mappingFor(walk, gateway, inner);
  if ('hop' in mapped) return mapped;
  walk.sessions.addMapping(mapped.mapping);
  walk.alwaysTracked = true;
  walk.loseIdentity(gateway, `${gateway.address} rewrites its source`);
  const after = outwards(inner, mapped.mapping);
  const facts = () => ({ from: formatEnd(header, 'src'), to: formatEnd(after, 'src'), known: mapped.known });
  walk.translate('nat-translated', gateway, header, after, facts, tableOf(walk, gateway.address, mapped.mapping));
  if (gateway.subnet !== undefined) return { go: 'leave-subnet', subnet: gateway.subnet, header: after };
  const internetGateway = walk.network.internetGatewayOf.get(gateway.vpc);
  if (internetGateway === undefined) {
    const remedy = { kind: 'internet-gateway', vpc: gateway.vpc } as const;
    return (
      walk.block('igw-missing', gateway.vpc, after, outside(after.dst, gateway.vpc), remedy) ?? {
        go: 'internet',
        header: after,
      }
    );
  }
  return { go: 'internet-gateway-out', gateway: internetGateway, subnet: undefined, header: after, nat: gateway };
}

function checkUsable(walk: Walk, gateway: NatGateway, subnet: Subnet, header: Header): Stopped | undefined {
  // A gateway whose own subnet routes to itself would take its own packets again and again.
  if (walk.path.indexOf(gateway.address) < walk.path.lastIndexOf(gateway.address))
    return walk.stop('routing-loop', gateway, header, () => ({ hops: walk.hops.length }));
  if (gateway.state === 'unknown') return walk.unknown(gateway, header, 'state');
  if (gateway.state !== 'available') {
    const { state } = gateway;
    return walk.stop('nat-not-available', gateway, header, () => ({ state }));
  }
  if (walk.isDown(gateway.address)) return walk.stop('nat-not-available', gateway, header, () => ({ state: 'down' }));
  const zone = gateway.subnet?.zone;
  if (zone !== undefined && walk.zoneDown(zone)) return walk.stop('zone-down', gateway, header, () => ({ zone }));
  const zones = gateway.zones?.map((own) => (own.length === 1 ? `${gateway.vpc.region}${own}` : own));
  if (zones !== undefined && !zones.includes(subnet.zone))
    return walk.stop('nat-zone-not-covered', gateway, header, () => ({ zone: subnet.zone, zones }));
  const carried = [TCP, UDP, ICMP].includes(header.protocol) && typeof header.src === 'number';
  if (!carried && !isNat64(header))
    return walk.stop('nat-protocol', gateway, header, () => ({ protocol: formatService(header) }));
  const inVpc = gateway.vpc.cidrs.some((block) => contains(block, header.src));
  if (!inVpc && !walk.overTransit)
    return walk.stop('nat-source-outside-vpc', gateway, header, outside(header.src, gateway.vpc));
  return undefined;
}

function isNat64({ protocol, dst }: Header): boolean {
  return contains(NAT64, dst) && [TCP, UDP, ICMPV6].includes(protocol);
}

/** "DNS64 and NAT64": the last 32 bits of the destination are the IPv4 address meant. */
function nat64(header: Header): Header {
  if (typeof header.dst === 'number') return header;
  const dst: Ip = Number(header.dst & 0xffff_ffffn);
  if (header.icmp === undefined) return { ...header, dst };
  return { ...header, dst, protocol: ICMP, icmp: { type: header.icmp.type === 128 ? 8 : 0, code: 0 } };
}

function mappingFor(
  walk: Walk,
  gateway: NatGateway,
  header: Header,
): { readonly mapping: NatMapping; readonly known: boolean } | Stopped {
  const { now } = walk.sessions;
  const known = walk.sessions.mapping(gateway.address, header);
  if (known !== undefined && isLive(known, now)) return { mapping: { ...known, lastSeen: now }, known: true };
  if (walk.leg === 'return') return noSession(walk, gateway, header);
  if (walk.situation.continuing !== undefined && header.protocol === TCP) {
    return walk.stop('nat-idle-timeout', gateway, header, () => ({ idleSeconds: NAT_GATEWAY_IDLE / 1000 }));
  }
  const mapping = newMapping(walk, natTable(gateway), header);
  if (mapping !== undefined) return { mapping, known: false };
  const facts = () => ({
    destination: formatEnd(header, 'dst'),
    connections: gateway.addresses.length * NAT_CONNECTIONS_PER_ADDRESS,
  });
  return walk.stop('nat-port-exhausted', gateway, header, facts, { consulted: tableOf(walk, gateway.address) });
}

function noSession(walk: Walk, gateway: NatGateway, header: Header): Stopped {
  return walk.stop('nat-no-session', gateway, header, nothing, { consulted: tableOf(walk, gateway.address) });
}

/** How a NAT gateway translates. */
export function natTable(gateway: NatGateway) {
  const ips = gateway.addresses.map(({ privateIp, publicIp }) => (gateway.subnet === undefined ? publicIp : privateIp));
  return {
    device: gateway.address,
    addresses: ips.filter((ip) => ip !== undefined),
    ports: NAT_PORTS,
    connectionsPerAddress: NAT_CONNECTIONS_PER_ADDRESS,
    idle: NAT_GATEWAY_IDLE,
  };
}

/** A packet addressed to a NAT gateway: an answer to a flow it knows, or nothing it would take. */
export function natIn(walk: Walk, { gateway, header }: At<'nat-in'>): Stage | End {
  walk.visit(gateway);
  const zone = gateway.subnet?.zone;
  if (zone !== undefined && walk.zoneDown(zone)) return walk.stop('zone-down', gateway, header, () => ({ zone }));
  const mapping = walk.sessions.mappingBack(gateway.address, header);
  if (mapping === undefined) return noSession(walk, gateway, header);
  const after = back64(inwards(header, mapping), mapping);
  const facts = () => ({ from: formatEnd(header, 'dst'), to: formatEnd(after, 'dst') });
  walk.translate('nat-translated-back', gateway, header, after, facts, tableOf(walk, gateway.address, mapping));
  const subnet = gateway.subnet;
  if (subnet !== undefined) return { go: 'leave-subnet', subnet, header: after };
  return { go: 'deliver', vpc: gateway.vpc, header: after, from: undefined };
}

/** The answer to a flow that came from IPv6 goes back as IPv6. */
function back64(header: Header, { inside }: NatMapping): Header {
  if (typeof inside.ip === 'number' || typeof header.src === 'bigint') return header;
  const src = (cidrBase << 32n) | BigInt(header.src);
  if (header.icmp === undefined) return { ...header, src };
  return { ...header, src, protocol: ICMPV6, icmp: { type: header.icmp.type === 0 ? 129 : 128, code: 0 } };
}

const cidrBase = BigInt(NAT64.base) >> 32n;
