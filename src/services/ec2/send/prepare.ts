import { cidr, sizeOf } from '../address/cidr.ts';
import { type Family, familyOf, formatIp, type Ip, offset } from '../address/ip.ts';
import { NAT64 } from '../address/special.ts';
import { servicePrefixes } from '../aws-prefixes.ts';
import { type DnsReason, resolveName } from '../dns.ts';
import { EPHEMERAL_PORTS } from '../network/interfaces.ts';
import type { Instance, Interface, Network, PortRange, Subnet } from '../network/model.ts';
import { hasPorts, ICMP, ICMPV6 } from '../notation/traffic.ts';
import type { Header } from '../rules/packet.ts';
import type { SessionDraft } from '../sessions/draft.ts';
import { interfaceTowards } from '../walk/guest.ts';
import type { Hop, Stopped } from '../walk/hop.ts';
import { INTERNET, SOMEBODY } from '../walk/internet.ts';
import type { Origin } from '../walk/journey.ts';
import { nothing, type Situation, Walk } from '../walk/walk.ts';
import type { Party } from './ends.ts';
import type { ServiceWord } from './read.ts';

/** A packet to send, with what may be pinned. */
export interface Wish {
  readonly from: Party;
  readonly to: Party;
  readonly service: ServiceWord;
  readonly sourcePort?: number | undefined;
  readonly sourceIp?: Ip | undefined;
  /** The port a NAT device must pick. */
  readonly natSourcePort?: number | undefined;
}

/** A packet ready to leave, or why it cannot; `lead` is what had to be found out before (the answer of the DNS). */
export type Prepared = { readonly lead: readonly Hop[] } & (
  | { readonly origin: Origin; readonly header: Header }
  | { readonly stopped: Stopped }
);

/** Finds who sends from where, which address the destination has for them, and a free source port. */
export function prepare(situation: Situation, sessions: SessionDraft, wish: Wish): Prepared {
  const walk = new Walk(situation, sessions, 'forward');
  const lead = walk.hops;
  if (wish.from.kind === 'unknown')
    return { stopped: walk.unknown(wish.from, headerOf(wish.service, 0, 0), 'where it is'), lead };
  const sender = senderOf(situation.network, wish);
  const aim = aimAt(walk, sender, wish);
  if ('stopped' in aim) return { ...aim, lead };
  const { destination } = aim;
  const origin = originTowards(sender, destination);
  const family = familyOf(destination);
  const source = wish.sourceIp ?? sender.addresses(family, origin);
  const header = headerOf(wish.service, source ?? destination, destination);
  if (source === undefined) {
    return {
      stopped: walk.stop('source-without-address', sender.decider, header, () => ({ family: `IPv${family}` })),
      lead,
    };
  }
  if (sender.cannotBegin) return { stopped: walk.stop('vpce-cannot-initiate', sender.decider, header, nothing), lead };
  return { origin, header: withPort(header, wish.sourcePort, sender.ports, sessions), lead };
}

interface Sender {
  readonly decider: { readonly address: string };
  readonly instance?: Instance | undefined;
  readonly owner?: Interface | undefined;
  readonly origin: Origin;
  readonly ports: PortRange;
  readonly cannotBegin?: boolean;
  addresses(family: Family, origin: Origin): Ip | undefined;
}

function senderOf(network: Network, { from }: Wish): Sender {
  switch (from.kind) {
    case 'instance':
      return interfaceSender(network, from.instance.interfaces[0], from.instance);
    case 'interface':
      // Named as an interface it sends from that one; named as an instance it chooses by the destination.
      return {
        ...interfaceSender(network, from.owner),
        instance: undefined,
        cannotBegin: network.endpointOf.has(from.owner),
      };
    case 'endpoint':
      return { ...interfaceSender(network, from.endpoint.interfaces[0]), decider: from.endpoint, cannotBegin: true };
    case 'subnet':
      return subnetSender(from.subnet);
    case 'host': {
      const ports = from.host.ephemeralPorts ?? EPHEMERAL_PORTS[from.host.operatingSystem ?? 'linux'];
      return outsideSender(network, from.host, from.host.ips, ports);
    }
    case 'ip':
      return ipSender(network, from.ip);
    default:
      return outsideSender(
        network,
        INTERNET,
        Object.values(SOMEBODY).filter((ip) => ip !== undefined),
        EPHEMERAL_PORTS.linux,
      );
  }
}

function interfaceSender(
  network: Network,
  owner: Interface | undefined,
  instance = owner === undefined ? undefined : network.instanceOf.get(owner),
): Sender {
  if (owner === undefined) throw new Error('a sender has an interface');
  return {
    decider: instance ?? owner,
    instance,
    owner,
    origin: { kind: 'interface', owner },
    ports: instance?.ephemeralPorts ?? EPHEMERAL_PORTS.linux,
    addresses: (family, origin) =>
      origin.kind === 'interface' ? addressOfFamily(origin.owner.ips, family) : undefined,
  };
}

/** @modelChoice A host of a subnet that no interface stands for has the last usable address, unless the step names one. */
function subnetSender(subnet: Subnet): Sender {
  return {
    decider: subnet,
    origin: { kind: 'subnet', subnet },
    ports: EPHEMERAL_PORTS.linux,
    addresses: (family) => {
      const block = family === 4 ? subnet.cidr4 : subnet.cidr6;
      return block === undefined ? undefined : offset(block.base, Math.min(sizeOf(block), 2 ** 31) - 2);
    },
  };
}

function outsideSender(
  network: Network,
  decider: { readonly address: string },
  ips: readonly Ip[],
  ports: PortRange,
): Sender {
  const connection = ips[0] === undefined ? undefined : network.onPremises.longest(ips[0]);
  return {
    decider,
    origin: connection === undefined ? { kind: 'internet' } : { kind: 'on-premises', connection },
    ports,
    addresses: (family) => addressOfFamily(ips, family),
  };
}

/** An address stands for whoever has it: an interface by its private or public address, a host, or somebody outside. */
function ipSender(network: Network, ip: Ip): Sender {
  const owner = ownerOf(network, ip);
  if (owner !== undefined) return { ...interfaceSender(network, owner), instance: undefined };
  const host = network.hostsByIp.get(ip);
  return outsideSender(network, host ?? INTERNET, [ip], host?.ephemeralPorts ?? EPHEMERAL_PORTS.linux);
}

/** The interface with an address; of several VPCs with the same block the first. */
export function ownerOf(network: Network, ip: Ip): Interface | undefined {
  const holder = network.publicIps.get(ip);
  if (holder?.kind === 'interface') return holder.holder;
  for (const vpc of network.vpcs.values()) {
    const owner = vpc.interfaces.get(ip);
    if (owner !== undefined) return owner;
  }
  return undefined;
}

function addressOfFamily(ips: readonly Ip[], family: Family): Ip | undefined {
  return ips.find((ip) => familyOf(ip) === family);
}

type Aim = { readonly destination: Ip } | { readonly stopped: Stopped };

function aimAt(walk: Walk, sender: Sender, { to, service }: Wish): Aim {
  const { network } = walk;
  switch (to.kind) {
    case 'ip':
      return { destination: to.ip };
    case 'name':
      return aimAtName(walk, sender, to.name, service);
    case 'instance':
      return aimAtInterfaces(walk, sender, to.instance.interfaces, to.instance, service);
    case 'interface':
      return aimAtInterfaces(walk, sender, [to.owner], network.instanceOf.get(to.owner) ?? to.owner, service);
    case 'host':
      return first(walk, sender, to.host.ips, service, to.host);
    case 'nat': {
      const [address] = to.gateway.addresses;
      return first(
        walk,
        sender,
        [sender.owner === undefined ? address?.publicIp : address?.privateIp],
        service,
        to.gateway,
      );
    }
    case 'endpoint': {
      const near =
        to.endpoint.interfaces.find(({ subnet }) => subnet.zone === sender.owner?.subnet.zone) ??
        to.endpoint.interfaces[0];
      if (near !== undefined) return first(walk, sender, near.ips, service, near);
      const [block] = servicePrefixes(to.endpoint.service, to.endpoint.vpc.region).map(cidr);
      return first(walk, sender, block === undefined ? [] : [offset(block.base, 10)], service, to.endpoint);
    }
    case 'internet':
      return first(walk, sender, [SOMEBODY[4], SOMEBODY[6]], service, INTERNET);
    default:
      return first(walk, sender, [], service, to.kind === 'subnet' ? to.subnet : to);
  }
}

/** The first of the destination's addresses that the sender has a family for. */
function first(
  walk: Walk,
  sender: Sender,
  ips: readonly (Ip | undefined)[],
  service: ServiceWord,
  decider: { readonly address: string },
): Aim {
  const known = ips.filter((ip) => ip !== undefined);
  const usable = known.find((ip) => sender.addresses(familyOf(ip), sender.origin) !== undefined) ?? known[0];
  if (usable !== undefined) return { destination: usable };
  return { stopped: walk.unknown(decider, headerOf(service, 0, 0), 'the address') };
}

/** From inside AWS an instance is met at its private address, from outside at its public one. */
function aimAtInterfaces(
  walk: Walk,
  sender: Sender,
  interfaces: readonly Interface[],
  decider: Instance | Interface,
  service: ServiceWord,
): Aim {
  if (sender.origin.kind !== 'internet') {
    const vpc = sender.owner?.subnet.vpc ?? (sender.origin.kind === 'subnet' ? sender.origin.subnet.vpc : undefined);
    const near = interfaces.find(({ subnet }) => subnet.vpc === vpc) ?? interfaces[0];
    return first(walk, sender, near?.ips ?? [], service, decider);
  }
  const { publicIps: assumed } = walk.situation.assumptions;
  const publicIps = interfaces.flatMap((own): Ip[] => [
    ...[...own.publicIps.values()].map(({ ip }) => ip),
    ...[assumed.get(own)].filter((ip) => ip !== undefined),
  ]);
  const global = interfaces.flatMap(({ ips }) => ips.filter((ip) => typeof ip === 'bigint'));
  if (publicIps.length + global.length > 0) return first(walk, sender, [...publicIps, ...global], service, decider);
  const owner = interfaces[0];
  const private4 = owner?.ips[0];
  if (owner === undefined || private4 === undefined)
    return { stopped: walk.unknown(decider, headerOf(service, 0, 0), 'the address') };
  const header = headerOf(service, sender.addresses(4, sender.origin) ?? 0, private4);
  const remedy = { kind: 'public-ip', owner, instance: walk.network.instanceOf.get(owner) } as const;
  const stopped = walk.block('no-public-address', decider, header, () => ({ of: sender.decider.address }), remedy);
  return stopped === undefined ? { destination: private4 } : { stopped };
}

function aimAtName(walk: Walk, sender: Sender, name: string, service: ServiceWord): Aim {
  const subnet = sender.owner?.subnet;
  const answer = resolveName(walk.network, name, subnet?.vpc);
  const decider = { address: answer.at ?? sender.decider.address, place: answer.place };
  const header = headerOf(service, 0, 0);
  if (answer.reason === 'dns-unknown') return { stopped: walk.unknown(decider, header, 'the DNS settings') };
  const because = DNS_WORDS[answer.reason];
  const address = nearest(walk, sender, answer.ips);
  if (address === undefined)
    return { stopped: walk.stop('dns-name-unknown', decider, header, () => ({ name, because })) };
  walk.pass('dns-resolved', decider, header, () => ({ name, address: formatIp(address), because }));
  // "DNS64 and NAT64": a host without IPv4 is told an IPv6 address that a NAT gateway understands.
  const synthesised =
    subnet?.enableDns64 === true && typeof address === 'number' && sender.addresses(4, sender.origin) === undefined;
  return { destination: synthesised ? BigInt(NAT64.base) | BigInt(address) : address };
}

/** Of several addresses the one in the asker's zone, else the first. */
function nearest({ network }: Walk, { owner }: Sender, ips: readonly Ip[]): Ip | undefined {
  const zone = owner?.subnet.zone;
  return ips.find((ip) => ownerOf(network, ip)?.subnet.zone === zone) ?? ips[0];
}

const DNS_WORDS: Readonly<Record<Exclude<DnsReason, 'dns-unknown'>, string>> = {
  'dns-private-for-inside': 'inside its VPC a public name is the private address',
  'dns-private-over-peering': 'the peering connection allows DNS resolution from the remote VPC',
  'dns-public': 'outside its VPC a public name is the public address',
  'dns-resource-name': 'its instance has a record for the name by its id',
  'dns-resource-name-off': 'its instance has no record for the name by its id (privateDnsNameOptions)',
  'dns-private-name': 'private names resolve in the whole Region; that says nothing about reaching them',
  'dns-endpoint': 'it is a name of an interface endpoint',
  'dns-service-public': 'the public endpoint of the service',
  'dns-resolver-off': 'enableDnsSupport is false, so the Amazon DNS server does not answer',
  'dns-hostnames-off': 'enableDnsSupport and enableDnsHostnames must both be true',
  'dns-not-found': 'nobody in the scenario has this name',
};

/** An instance with several interfaces sends from the one that is nearest to the destination. */
function originTowards({ instance, origin, owner }: Sender, destination: Ip): Origin {
  if (instance === undefined || owner === undefined || owner !== instance.interfaces[0]) return origin;
  return { kind: 'interface', owner: interfaceTowards(instance, destination) ?? owner };
}

function headerOf({ protocol, port, icmp }: ServiceWord, src: Ip, dst: Ip): Header {
  const base = { src, dst, srcPort: 0, dstPort: port ?? 0 };
  if (icmp === undefined) return { ...base, protocol };
  const six = typeof dst === 'bigint' && protocol === ICMP && icmp.type === 8;
  return { ...base, protocol: six ? ICMPV6 : protocol, icmp: six ? { type: 128, code: 0 } : icmp, srcPort: 1 };
}

/** @modelChoice Hosts take any free ephemeral port; the lowest is one that everybody can foresee. */
function withPort(header: Header, pinned: number | undefined, ports: PortRange, sessions: SessionDraft): Header {
  if (!hasPorts(header.protocol)) return header;
  if (pinned !== undefined) return { ...header, srcPort: pinned };
  for (let srcPort = ports.from; srcPort <= ports.to; srcPort += 1) {
    const candidate = { ...header, srcPort };
    if (sessions.flow(candidate) === undefined) return candidate;
  }
  return { ...header, srcPort: ports.from };
}
