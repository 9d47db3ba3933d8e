import type { Place } from '../../core/source.ts';
import { contains, parseCidr } from './address/cidr.ts';
import { formatIp, type Ip, parseIp } from './address/ip.ts';
import { servicePrefixes } from './aws-prefixes.ts';
import type { Endpoint, Interface, Network, Vpc } from './network/model.ts';

/** The attributes of a VPC that decide about names. */
export interface DnsAttributes {
  readonly dnsSupport: boolean | 'unknown';
  readonly dnsHostnames: boolean | 'unknown';
}

/** The name AWS derives from a private IPv4 address (EC2 User Guide, Hostname types: IP name). */
export function privateDnsName(ip: Ip, region: string): string {
  const dashed = formatIp(ip).replaceAll('.', '-');
  return region === 'us-east-1' ? `ip-${dashed}.ec2.internal` : `ip-${dashed}.${region}.compute.internal`;
}

/** The name AWS derives from an instance's id (EC2 User Guide, Hostname types: resource name). */
export function resourceDnsName(id: string, region: string): string {
  return region === 'us-east-1' ? `${id}.ec2.internal` : `${id}.${region}.compute.internal`;
}

/**
 * The name AWS gives a public IPv4 address; none unless both attributes of the VPC are on.
 * (VPC User Guide, DNS attributes for your VPC)
 */
export function publicDnsName(ip: Ip, region: string, attributes: DnsAttributes): string | 'unknown' | undefined {
  const on = bothOn(attributes);
  if (on === 'unknown') return 'unknown';
  if (!on) return undefined;
  const dashed = formatIp(ip).replaceAll('.', '-');
  return region === 'us-east-1'
    ? `ec2-${dashed}.compute-1.amazonaws.com`
    : `ec2-${dashed}.${region}.compute.amazonaws.com`;
}

/** Why a name came to the addresses it came to, or to none. */
export type DnsReason =
  | 'dns-private-for-inside'
  | 'dns-private-over-peering'
  | 'dns-public'
  | 'dns-private-name'
  | 'dns-resource-name'
  | 'dns-resource-name-off'
  | 'dns-endpoint'
  | 'dns-service-public'
  | 'dns-resolver-off'
  | 'dns-hostnames-off'
  | 'dns-not-found'
  | 'dns-unknown';

/** What a name resolves to for one asker. */
export interface DnsAnswer {
  readonly ips: readonly Ip[];
  readonly reason: DnsReason;
  /** The address of what the name belongs to, or of what keeps it from resolving. */
  readonly at?: string | undefined;
  readonly place?: Place | undefined;
}

const PUBLIC_NAME = /^ec2-(\d+-\d+-\d+-\d+)\.(?:compute-1|([a-z0-9-]+)\.compute)\.amazonaws\.com$/;
const PRIVATE_NAME = /^ip-(\d+-\d+-\d+-\d+)\.(?:ec2|([a-z0-9-]+)\.compute)\.internal$/;
const RESOURCE_NAME = /^(i-[0-9a-f]{6,17})\.(?:ec2|([a-z0-9-]+)\.compute)\.internal$/;
const SERVICE_NAME = /^(?:[a-z0-9.-]+\.)?([a-z0-9-]+)\.([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com$/;

/** Whether a text looks like a name that AWS's resolvers know, so that it is worth asking them. */
export function isDnsName(text: string): boolean {
  return (
    PUBLIC_NAME.test(text) ||
    PRIVATE_NAME.test(text) ||
    RESOURCE_NAME.test(text) ||
    SERVICE_NAME.test(text) ||
    /\.vpce\.amazonaws\.com$/.test(text)
  );
}

/**
 * What a name resolves to, asked by a host inside `from`, or by one outside AWS. Inside a VPC the Amazon resolver
 * answers, where it is on. (VPC User Guide, DNS attributes for your VPC; Understanding Amazon DNS)
 */
export function resolveName(network: Network, name: string, from: Vpc | undefined): DnsAnswer {
  const asked = name.toLowerCase().replace(/\.$/, '');
  if (from?.dnsSupport === 'unknown') return { ips: [], reason: 'dns-unknown', at: from.address, place: from.place };
  if (from?.dnsSupport === false) return { ips: [], reason: 'dns-resolver-off', at: from.address, place: from.place };
  return (
    endpointAnswer(network, asked, from) ??
    publicNameAnswer(network, asked, from) ??
    privateNameAnswer(network, asked, from) ??
    resourceNameAnswer(network, asked, from) ??
    serviceAnswer(asked) ?? { ips: [], reason: 'dns-not-found' }
  );
}

/** Private DNS of an interface endpoint stands before the service's public name, in its own VPC, where both attributes are on. */
function endpointAnswer(network: Network, name: string, from: Vpc | undefined): DnsAnswer | undefined {
  for (const endpoint of network.endpoints.values()) {
    if (endpoint.type !== 'Interface' || !endpoint.available) continue;
    const own = name.startsWith(`${endpoint.id}.`) || name.startsWith(`${endpoint.id}-`);
    if (own && name.endsWith('.vpce.amazonaws.com')) return endpointIps(endpoint, zoneOfName(name, endpoint));
    if (
      endpoint.vpc !== from ||
      endpoint.privateDns === false ||
      !namesOf(endpoint).some((known) => covers(known, name))
    )
      continue;
    const on = bothOn(endpoint.vpc);
    if (on === 'unknown' || endpoint.privateDns === 'unknown')
      return { ips: [], reason: 'dns-unknown', at: endpoint.address, place: endpoint.place };
    if (on) return endpointIps(endpoint, undefined);
  }
  return undefined;
}

function namesOf(endpoint: Endpoint): readonly string[] {
  if (endpoint.dnsNames.length > 0) return endpoint.dnsNames;
  return [`${endpoint.service}.${endpoint.vpc.region}.amazonaws.com`];
}

/** `*.s3.…` covers every name below it. */
function covers(known: string, name: string): boolean {
  return known === name || (known.startsWith('*.') && name.endsWith(known.slice(1)));
}

function zoneOfName(name: string, endpoint: Endpoint): string | undefined {
  return endpoint.interfaces.find(({ subnet }) => name.split('.')[0]?.endsWith(`-${subnet.zone}`) === true)?.subnet
    .zone;
}

function endpointIps(endpoint: Endpoint, zone: string | undefined): DnsAnswer {
  const interfaces =
    zone === undefined ? endpoint.interfaces : endpoint.interfaces.filter(({ subnet }) => subnet.zone === zone);
  const ips = interfaces.flatMap((own) => own.ips.filter((ip) => typeof ip === 'number').slice(0, 1));
  return { ips, reason: 'dns-endpoint', at: endpoint.address, place: endpoint.place };
}

/** Split horizon: from inside the VPC (and from a peer that may) a public name leads to the private address. */
function publicNameAnswer(network: Network, name: string, from: Vpc | undefined): DnsAnswer | undefined {
  const match = PUBLIC_NAME.exec(name);
  const ip = match === null ? undefined : parseIp((match[1] ?? '').replaceAll('-', '.'));
  if (ip === undefined) return undefined;
  const held = network.publicIps.get(ip);
  if (held?.kind !== 'interface') return { ips: [], reason: 'dns-not-found' };
  const { holder, privateIp } = held;
  const { vpc } = holder.subnet;
  const found = { at: holder.address, place: holder.place };
  if (publicDnsName(ip, vpc.region, vpc) === 'unknown') return { ips: [], reason: 'dns-unknown', ...found };
  if (publicDnsName(ip, vpc.region, vpc) !== name)
    return { ips: [], reason: 'dns-hostnames-off', at: vpc.address, place: vpc.place };
  if (from === vpc) return { ips: [privateIp], reason: 'dns-private-for-inside', ...found };
  if (from !== undefined && peerAnswersPrivately(network, from, vpc))
    return { ips: [privateIp], reason: 'dns-private-over-peering', ...found };
  return { ips: [ip], reason: 'dns-public', ...found };
}

/** The owner of the name must let its peer resolve to private addresses (VPC Peering Guide, DNS resolution). */
function peerAnswersPrivately(network: Network, from: Vpc, owner: Vpc): boolean {
  for (const peering of network.peerings.values()) {
    if (peering.status !== 'active') continue;
    if (peering.requester === owner && peering.accepter === from) return peering.requesterDns;
    if (peering.accepter === owner && peering.requester === from) return peering.accepterDns;
  }
  return false;
}

const RFC1918 = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].flatMap((text) => parseCidr(text) ?? []);

/** Private names resolve in every VPC of the Region, also to instances of other VPCs: resolving is not reaching. */
function privateNameAnswer(network: Network, name: string, from: Vpc | undefined): DnsAnswer | undefined {
  const match = PRIVATE_NAME.exec(name);
  const ip = match === null ? undefined : parseIp((match[1] ?? '').replaceAll('-', '.'));
  if (ip === undefined) return undefined;
  if (from === undefined || (match?.[2] ?? 'us-east-1') !== from.region) return { ips: [], reason: 'dns-not-found' };
  const on = bothOn(from);
  if (on === 'unknown') return { ips: [], reason: 'dns-unknown', at: from.address, place: from.place };
  if (!on) return { ips: [], reason: 'dns-hostnames-off', at: from.address, place: from.place };
  const owner = ownerOf(network, ip, from);
  if (owner === undefined && !RFC1918.some((block) => contains(block, ip))) return { ips: [], reason: 'dns-not-found' };
  return { ips: [ip], reason: 'dns-private-name', at: owner?.address, place: owner?.place };
}

/** A name by id resolves where the instance has a record for it: A to its IPv4 address, AAAA to its IPv6 one. */
function resourceNameAnswer(network: Network, name: string, from: Vpc | undefined): DnsAnswer | undefined {
  const match = RESOURCE_NAME.exec(name);
  if (match === null) return undefined;
  if (from === undefined || (match[2] ?? 'us-east-1') !== from.region) return { ips: [], reason: 'dns-not-found' };
  const on = bothOn(from);
  if (on === 'unknown') return { ips: [], reason: 'dns-unknown', at: from.address, place: from.place };
  if (!on) return { ips: [], reason: 'dns-hostnames-off', at: from.address, place: from.place };
  const instance = [...network.instances.values()].find(({ id }) => id === match[1]);
  const [primary] = instance?.interfaces ?? [];
  if (instance === undefined || primary?.subnet.vpc.region !== from.region) return { ips: [], reason: 'dns-not-found' };
  const { names, address, place } = instance;
  const ips = primary.ips.filter((ip) => (typeof ip === 'bigint' ? names.aaaaRecord : names.aRecord));
  const first = (kind: 'number' | 'bigint') => ips.filter((ip) => typeof ip === kind).slice(0, 1);
  const found = [...first('number'), ...first('bigint')];
  return { ips: found, reason: found.length === 0 ? 'dns-resource-name-off' : 'dns-resource-name', at: address, place };
}

function ownerOf(network: Network, ip: Ip, from: Vpc): Interface | undefined {
  const own = from.interfaces.get(ip);
  if (own !== undefined) return own;
  for (const vpc of network.vpcs.values()) {
    const found = vpc.region === from.region ? vpc.interfaces.get(ip) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The public endpoint of an AWS service: the first usable address of its published blocks. */
function serviceAnswer(name: string): DnsAnswer | undefined {
  const match = SERVICE_NAME.exec(name);
  const [, service = '', region = ''] = match ?? [];
  if (match === null) return undefined;
  const block = parseCidr(servicePrefixes(service, region)[0] ?? '');
  if (block === undefined || typeof block.base !== 'number') return undefined;
  return { ips: [block.base + 10], reason: 'dns-service-public', at: name };
}

function bothOn({ dnsSupport, dnsHostnames }: DnsAttributes): boolean | 'unknown' {
  if (dnsSupport === false || dnsHostnames === false) return false;
  return dnsSupport === 'unknown' || dnsHostnames === 'unknown' ? 'unknown' : true;
}
