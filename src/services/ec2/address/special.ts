import { type Cidr, cidr, contains } from './cidr.ts';
import { type Ip, parseIp } from './ip.ts';

/** RFC 1918: private IPv4 addresses. */
export const RFC1918: readonly Cidr[] = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map(cidr);
/** RFC 6598: shared address space. */
export const RFC6598 = cidr('100.64.0.0/10');
export const LINK_LOCAL = cidr('169.254.0.0/16');
/** RFC 4193: unique local IPv6 addresses. */
export const UNIQUE_LOCAL = cidr('fc00::/7');
/** The well-known prefix of NAT64 (RFC 6052), with which NAT gateways reach IPv4 from IPv6. */
export const NAT64 = cidr('64:ff9b::/96');
/** Destinations that no route may name and no covering route forwards ("Configure route tables", VPC User Guide). */
export const RESERVED_FOR_SERVICES: readonly Cidr[] = ['169.254.168.0/22', 'fd00:ec2::/32'].map(cidr);

export function isRfc1918(ip: Ip): boolean {
  return RFC1918.some((block) => contains(block, ip));
}

export function isRfc6598(ip: Ip): boolean {
  return contains(RFC6598, ip);
}

const GROUPS: readonly Cidr[] = [cidr('224.0.0.0/4'), cidr('255.255.255.255/32'), cidr('ff00::/8')];

/** Whether packets to the address are meant for many: multicast, or everybody on the wire. */
export function isForMany(ip: Ip): boolean {
  return GROUPS.some((block) => contains(block, ip));
}

/** Whether the address cannot be reached on the internet: private, shared, link-local or unique local. */
export function isPrivate(ip: Ip): boolean {
  return isRfc1918(ip) || isRfc6598(ip) || contains(LINK_LOCAL, ip) || contains(UNIQUE_LOCAL, ip);
}

/** A service that Amazon runs at a fixed address inside every VPC; neither security groups nor network ACLs filter it. */
export type AmazonService =
  | 'dns'
  | 'imds'
  | 'time-sync'
  | 'ecs-metadata'
  | 'windows-activation'
  | 'subnet-router'
  | 'dhcp';

const AMAZON_SERVICES = new Map<Ip | undefined, AmazonService>([
  [parseIp('169.254.169.253'), 'dns'],
  [parseIp('fd00:ec2::253'), 'dns'],
  [parseIp('169.254.169.254'), 'imds'],
  [parseIp('fd00:ec2::254'), 'imds'],
  [parseIp('169.254.169.123'), 'time-sync'],
  [parseIp('fd00:ec2::123'), 'time-sync'],
  [parseIp('169.254.170.2'), 'ecs-metadata'],
  [parseIp('169.254.169.250'), 'windows-activation'],
  [parseIp('169.254.169.251'), 'windows-activation'],
]);

/** The service behind a link-local address ("Network ACL basics", VPC User Guide). */
export function amazonServiceAt(ip: Ip): AmazonService | undefined {
  return AMAZON_SERVICES.get(ip);
}
