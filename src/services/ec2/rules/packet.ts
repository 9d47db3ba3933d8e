import { formatHost, formatIp, type Ip } from '../address/ip.ts';
import { ALL, hasPorts, ICMPV6, isIcmp, protocolName, type Traffic } from '../notation/traffic.ts';

/** What of a packet the network looks at. */
export interface Header {
  /** IANA protocol number. */
  readonly protocol: number;
  readonly src: Ip;
  readonly dst: Ip;
  /** Port of the source; of an ICMP query its identifier; 0 for protocols without ports. */
  readonly srcPort: number;
  readonly dstPort: number;
  readonly icmp?: { readonly type: number; readonly code: number } | undefined;
}

/** The header of the answer to a packet: ends swapped, an ICMP query turned into its reply. */
export function replyTo(header: Header): Header {
  const { protocol, src, dst, srcPort, dstPort, icmp } = header;
  const swapped = { protocol, src: dst, dst: src, srcPort: dstPort, dstPort: srcPort };
  return icmp === undefined ? swapped : { ...swapped, icmp: icmpReply(protocol, icmp) };
}

/** Echo, timestamp and information requests and their replies (RFC 792, RFC 4443); other messages have no answer of their own. */
function icmpReply(protocol: number, icmp: { type: number; code: number }): { type: number; code: number } {
  const replies: Readonly<Record<number, number>> =
    protocol === ICMPV6 ? { 128: 129 } : { 8: 0, 13: 14, 15: 16, 17: 18 };
  return { type: replies[icmp.type] ?? icmp.type, code: 0 };
}

/** Whether the packet asks something, so that an answer can be expected; ICMP error messages do not. */
export function expectsReply({ protocol, icmp }: Header): boolean {
  if (icmp === undefined) return true;
  return protocol === ICMPV6 ? icmp.type === 128 : [8, 13, 15, 17].includes(icmp.type);
}

/** Whether a rule's traffic speaks of the packet. Ports are always destination ports. */
export function matchesTraffic(traffic: Traffic, header: Header): boolean {
  if (traffic.protocol === ALL) return true;
  if (traffic.protocol !== header.protocol) return false;
  if (hasPorts(traffic.protocol)) return traffic.from <= header.dstPort && header.dstPort <= traffic.to;
  if (!isIcmp(traffic.protocol) || traffic.from === -1) return true;
  return header.icmp?.type === traffic.from && (traffic.to === -1 || header.icmp.code === traffic.to);
}

/** The one kind of packet that this one is, as traffic of a rule. */
export function trafficOf({ protocol, dstPort, icmp }: Header): Traffic {
  if (isIcmp(protocol)) return { protocol, from: icmp?.type ?? -1, to: icmp?.code ?? -1 };
  return hasPorts(protocol) ? { protocol, from: dstPort, to: dstPort } : { protocol, from: -1, to: -1 };
}

/** `tcp/443`, `icmp/8.0`, `50`. */
export function formatService({ protocol, dstPort, icmp }: Header): string {
  if (icmp !== undefined) return `${protocolName(protocol)}/${icmp.type}.${icmp.code}`;
  return hasPorts(protocol) ? `${protocolName(protocol)}/${dstPort}` : protocolName(protocol);
}

/** One end of a header: `10.0.0.1:443`, `[2001:db8::1]:443`, or the address alone. */
export function formatEnd(header: Header, end: 'src' | 'dst'): string {
  return hasPorts(header.protocol) ? `${formatHost(header[end])}:${header[`${end}Port`]}` : formatIp(header[end]);
}

/** The header as plain data, for traces. */
export function plainHeader(header: Header): {
  readonly protocol: string;
  readonly source: string;
  readonly destination: string;
} {
  const { protocol, icmp } = header;
  const name = icmp === undefined ? protocolName(protocol) : formatService(header);
  return { protocol: name, source: formatEnd(header, 'src'), destination: formatEnd(header, 'dst') };
}
