import { contains } from '../address/cidr.ts';
import { type Family, familyOf, formatIp, type Ip, parseIp } from '../address/ip.ts';
import { isPrivate, isRfc1918, isRfc6598 } from '../address/special.ts';
import type { InternetGateway, RouteTable, Subnet, Vpc } from '../network/model.ts';
import { formatEnd, type Header } from '../rules/packet.ts';
import { selectRoute } from '../rules/route-selection.ts';
import { trackingIdle } from '../sessions/timeouts.ts';
import { isInside } from './guest.ts';
import type { At, End, Stage, Stopped } from './hop.ts';
import { lookUp, targetName } from './routing.ts';
import { nothing, outside, type Walk } from './walk.ts';

/** Largest packet that an internet gateway carries ("Network MTU", EC2 User Guide). */
const MTU_INTERNET = 1500;

/**
 * Out through an internet gateway: for IPv4 it gives the packet the public address of its source; whoever has none is
 * dropped, and so are private destinations ("Internet gateways", VPC User Guide; Reachability Analyzer's codes).
 */
export function internetGatewayOut(
  walk: Walk,
  { gateway, subnet, header, nat }: At<'internet-gateway-out'>,
): Stage | End {
  walk.visit(gateway);
  walk.mtu = Math.min(walk.mtu, MTU_INTERNET);
  const vpc = gateway.vpc ?? subnet?.vpc;
  if (vpc === undefined) return walk.unknown(gateway, header, 'vpc');
  const owner = vpc.interfaces.get(header.src);
  const behind = nat ?? (owner === undefined ? undefined : walk.network.natOf.get(owner));
  const ended =
    checkBlockPublicAccess(walk, gateway, vpc, header, behind === undefined ? 'direct' : 'nat') ??
    refuseDestination(walk, gateway, header) ??
    refuseBypass(walk, gateway, header, subnet);
  if (ended !== undefined) return ended;
  if (familyOf(header.src) === 6) return ipv6Out(walk, gateway, vpc, header);
  // A regional NAT gateway has given the packet its public address already.
  if (nat !== undefined) return { go: 'internet', header };
  const publicIp =
    behind === undefined
      ? walk.publicIpOf(vpc, header.src)
      : behind.addresses.find(({ privateIp }) => privateIp === header.src)?.publicIp;
  if (publicIp === undefined) {
    if (!vpc.cidrs.some((block) => contains(block, header.src)))
      return walk.stop('igw-spoofed-source', gateway, header, outside(header.src, vpc));
    const facts = () => ({ address: formatIp(header.src) });
    if (owner === undefined || behind !== undefined) return walk.stop('igw-no-public-ip', gateway, header, facts);
    const remedy = { kind: 'public-ip', owner, instance: walk.network.instanceOf.get(owner) } as const;
    return walk.block('igw-no-public-ip', gateway, header, facts, remedy) ?? { go: 'internet', header };
  }
  const after = { ...header, src: publicIp };
  const facts = () => ({ from: formatEnd(header, 'src'), to: formatEnd(after, 'src') });
  walk.loseIdentity(gateway, `${gateway.address} gives it a public address`);
  return { go: 'internet', header: walk.translate('igw-private-to-public', gateway, header, after, facts) };
}

function ipv6Out(walk: Walk, gateway: InternetGateway, vpc: Vpc, header: Header): Stage | End {
  if (!vpc.cidrs.some((block) => contains(block, header.src))) {
    return walk.stop('igw-spoofed-source', gateway, header, outside(header.src, vpc));
  }
  walk.loseIdentity(gateway, `it leaves through ${gateway.address}`);
  walk.pass('igw-ipv6', gateway, header, nothing);
  return { go: 'internet', header };
}

function refuseDestination(walk: Walk, gateway: InternetGateway, header: Header): Stopped | undefined {
  const { dst } = header;
  if (!isPrivate(dst)) return undefined;
  const reason = isRfc6598(dst) ? 'igw-shared-destination' : 'igw-private-destination';
  return walk.stop(reason, gateway, header, () => ({ address: formatIp(dst) }));
}

/** What the gateway's own table sends to an appliance on the way in must come back through the appliance. */
function refuseBypass(
  walk: Walk,
  gateway: InternetGateway,
  header: Header,
  subnet: Subnet | undefined,
): Stopped | undefined {
  const redirect = redirectOf(gateway.edgeTable, header.src);
  if (redirect === undefined || subnet === undefined || !isInside(subnet, header.src)) return undefined;
  return walk.stop('edge-redirect-bypassed', gateway, header, () => ({ target: redirect }));
}

function redirectOf(table: RouteTable | undefined, ip: Ip): string | undefined {
  const selection = table === undefined ? undefined : selectRoute(table, ip);
  if (selection === undefined || selection === 'unknown' || 'none' in selection) return undefined;
  return selection.route.target.kind === 'local' ? undefined : targetName(selection.route.target);
}

/**
 * VPC Block Public Access: bidirectional stops everything at internet gateways and egress-only ones; block-ingress
 * leaves what only NAT gateways and egress-only gateways carry ("VPC BPA basics", VPC User Guide).
 */
export function checkBlockPublicAccess(
  walk: Walk,
  gateway: { address: string; place: Vpc['place'] },
  vpc: Vpc,
  header: Header,
  way: 'direct' | 'nat' | 'egress-only',
): Stopped | undefined {
  const settings = walk.network.blockPublicAccess.get(vpc.account);
  if (settings === undefined || settings.mode === 'off') return undefined;
  const decider = { address: gateway.address, place: settings.place };
  if (settings.mode === 'unknown') return walk.unknown(decider, header, 'internetGatewayBlockMode');
  const inside = vpc.interfaces.get(header.src) ?? vpc.interfaces.get(header.dst);
  const exclusion = settings.exclusions.get(inside?.subnet.address ?? '') ?? settings.exclusions.get(vpc.address);
  if (exclusion === 'allow-bidirectional') return undefined;
  const egressOnly = way !== 'direct' || (exclusion === 'allow-egress' && egressInitiated(walk, vpc, header));
  if (egressOnly && (settings.mode === 'block-ingress' || exclusion === 'allow-egress')) return undefined;
  const { mode } = settings;
  return walk.block('bpa-blocked', decider, header, () => ({ mode, vpc: vpc.address }), {
    kind: 'block-public-access',
    account: vpc.account,
    vpc,
  });
}

/** Whether the connection began inside the VPC: its request goes out, or its reply comes in. */
function egressInitiated(walk: Walk, vpc: Vpc, header: Header): boolean {
  const goesOut = vpc.interfaces.has(header.src);
  return walk.leg === 'forward' ? goesOut : !goesOut;
}

/** On the internet: to a host outside AWS, or to the VPC whose public address it is. */
export function internet(walk: Walk, { header }: At<'internet'>): Stage | End {
  const { network } = walk;
  const { dst } = header;
  const holder = network.publicIps.get(dst);
  if (holder?.kind === 'nat')
    return {
      go: 'internet-gateway-in',
      vpc: holder.holder.vpc,
      header,
      privateIp: holder.privateIp,
      nat: holder.holder,
    };
  if (holder !== undefined)
    return {
      go: 'internet-gateway-in',
      vpc: holder.holder.subnet.vpc,
      header,
      privateIp: holder.privateIp,
      nat: undefined,
    };
  const assumed = assumedHolder(walk, dst);
  if (assumed !== undefined) return assumed(header);
  const owner = typeof dst === 'bigint' ? network.ipv6.get(dst) : undefined;
  if (owner !== undefined) return ipv6In(walk, owner.subnet.vpc, owner.subnet.table, header);
  const host = network.hostsByIp.get(dst);
  if (host === undefined && isPrivate(dst)) {
    return walk.stop('not-routable', INTERNET, header, () => ({ address: formatIp(dst) }));
  }
  if (host === undefined && comesFromOutside(walk) && !isSomebody(dst)) {
    const gateways = [...network.internetGateways.values()].filter((gateway) => gateway.vpc !== undefined);
    const decider = gateways.length === 1 ? (gateways[0] ?? INTERNET) : INTERNET;
    return walk.stop('igw-unknown-destination', decider, header, () => ({ address: formatIp(dst) }));
  }
  walk.visit(host ?? INTERNET);
  walk.pass('internet-reached', host ?? INTERNET, header, () => ({ host: host?.name ?? formatIp(dst) }));
  return { kind: 'arrived', terminal: { kind: 'internet', ip: dst }, header };
}

/** Whether a host outside AWS sent the packet, and nothing of AWS has had it yet. */
function comesFromOutside({ leg, hops }: Walk): boolean {
  return leg === 'forward' && hops[0]?.reason === 'internet-sends' && hops.length === 1;
}

/** @modelChoice Addresses of "somebody on the internet", from the ranges for documentation (RFC 5737, RFC 3849). */
export const SOMEBODY: Readonly<Record<Family, Ip | undefined>> = {
  4: parseIp('192.0.2.1'),
  6: parseIp('2001:db8:ffff::1'),
};

function isSomebody(ip: Ip): boolean {
  return ip === SOMEBODY[4] || ip === SOMEBODY[6];
}

/** What decides about packets that nobody of the scenario has on the internet. */
export const INTERNET = { address: 'internet' };

/** A public address that is taken to be somebody's for the sake of a proposal. */
function assumedHolder(walk: Walk, dst: Ip): ((header: Header) => Stage) | undefined {
  for (const [owner, ip] of walk.situation.assumptions.publicIps) {
    if (ip !== dst) continue;
    const [privateIp] = owner.ips;
    return (header) => ({ go: 'internet-gateway-in', vpc: owner.subnet.vpc, header, privateIp, nat: undefined });
  }
  return undefined;
}

/** IPv6 comes in through the gateway that the interface's subnet uses towards its source. */
function ipv6In(walk: Walk, vpc: Vpc, table: RouteTable | 'unknown', header: Header): Stage | End {
  const selection = table === 'unknown' ? undefined : selectRoute(table, header.src);
  const target =
    selection === undefined || selection === 'unknown' || 'none' in selection ? undefined : selection.route.target;
  if (target?.kind !== 'eigw') return { go: 'internet-gateway-in', vpc, header, privateIp: header.dst, nat: undefined };
  walk.visit(target);
  const blocked = checkBlockPublicAccess(walk, target, vpc, header, 'egress-only');
  if (blocked !== undefined) return blocked;
  if (walk.sessions.egressSession(target.address, header) === undefined) {
    return walk.stop('eigw-no-session', target, header, nothing);
  }
  walk.pass('eigw-reply', target, header, nothing);
  return { go: 'deliver', vpc, header, from: undefined };
}

/** In through an internet gateway: the public destination becomes the private one it maps to; then the gateway's own table, if it has one. */
export function internetGatewayIn(walk: Walk, { vpc, header, privateIp, nat }: At<'internet-gateway-in'>): Stage | End {
  const gateway = walk.network.internetGatewayOf.get(vpc);
  if (gateway === undefined) {
    const ended = walk.block('igw-missing', vpc, header, outside(header.dst, vpc), { kind: 'internet-gateway', vpc });
    if (ended !== undefined) return ended;
  }
  const decider = gateway ?? vpc;
  walk.visit(gateway);
  walk.mtu = Math.min(walk.mtu, MTU_INTERNET);
  const way = nat === undefined ? 'direct' : 'nat';
  const inner: Header = privateIp === undefined ? header : { ...header, dst: privateIp };
  const ended = checkBlockPublicAccess(walk, decider, vpc, inner, way) ?? refuseSource(walk, decider, vpc, header);
  if (ended !== undefined) return ended;
  if (privateIp === undefined)
    return nat === undefined
      ? walk.unknown(decider, header, 'the private address')
      : { go: 'nat-in', gateway: nat, header };
  if (familyOf(header.dst) === 6) walk.pass('igw-ipv6', decider, header, nothing);
  else {
    const facts = () => ({ from: formatEnd(header, 'dst'), to: formatEnd(inner, 'dst') });
    walk.translate('igw-public-to-private', decider, header, inner, facts);
  }
  return enterThroughEdge(walk, gateway?.edgeTable, vpc, inner, true);
}

function refuseSource(
  walk: Walk,
  decider: { address: string; place: Vpc['place'] },
  vpc: Vpc,
  header: Header,
): Stopped | undefined {
  const { src } = header;
  const facts = () => ({ address: formatIp(src) });
  if (isRfc1918(src)) return walk.stop('igw-private-source', decider, header, facts);
  if (isRfc6598(src)) return walk.stop('igw-shared-source', decider, header, facts);
  const own = vpc.cidrs.some((block) => contains(block, src));
  return own && familyOf(src) === 4 ? walk.stop('igw-own-source', decider, header, outside(src, vpc)) : undefined;
}

/** A packet that entered the VPC through a gateway goes where the gateway's own table says, if it has one ("Gateway route tables"). */
export function enterThroughEdge(
  walk: Walk,
  table: RouteTable | undefined,
  vpc: Vpc,
  header: Header,
  needsPublicIp: boolean,
): Stage | End {
  if (table === undefined) return { go: 'deliver', vpc, header, from: undefined };
  const looked = lookUp(walk, table, header, { kind: 'none' }, 'edge-route-selected', vpc.address);
  if ('hop' in looked) return looked;
  const { target } = looked;
  if (target.kind === 'eni') {
    if (needsPublicIp && target.publicIps.size === 0) {
      return walk.stop('edge-target-without-public-ip', table, header, () => ({ target: target.address }));
    }
    return { go: 'arrive', owner: target, header, from: undefined };
  }
  if (target.kind === 'vpce') return { go: 'endpoint', endpoint: target, from: undefined, header };
  return { go: 'deliver', vpc, header, from: undefined };
}

/** Out through an egress-only internet gateway: IPv6 alone, and it remembers what went out ("Egress-only internet gateways"). */
export function egressOnlyOut(walk: Walk, { gateway, header }: At<'egress-only-out'>): Stage | End {
  walk.visit(gateway);
  walk.mtu = Math.min(walk.mtu, MTU_INTERNET);
  if (familyOf(header.src) === 4) return walk.stop('eigw-ipv4', gateway, header, nothing);
  const ended = checkBlockPublicAccess(walk, gateway, gateway.vpc, header, 'egress-only');
  if (ended !== undefined) return ended;
  if (walk.leg === 'return' && walk.sessions.egressSession(gateway.address, header) === undefined) {
    return walk.stop('eigw-no-session', gateway, header, nothing);
  }
  walk.alwaysTracked = true;
  const { now } = walk.sessions;
  // @modelChoice AWS gives no idle time for egress-only gateways; they are taken to remember as long as an interface does.
  walk.sessions.addEgressSession({
    gateway: gateway.address,
    header,
    since: now,
    lastSeen: now,
    idle: trackingIdle(header.protocol, false, {}),
  });
  walk.loseIdentity(gateway, `it leaves through ${gateway.address}`);
  walk.pass('eigw-out', gateway, header, nothing);
  return { go: 'internet', header };
}
