import ipaddr from 'ipaddr.js';

/** An IP address: an IPv4 one as an unsigned 32-bit number, an IPv6 one as a 128-bit bigint. */
export type Ip = number | bigint;

export type Family = 4 | 6;

export function familyOf(ip: Ip): Family {
  return typeof ip === 'number' ? 4 : 6;
}

/** How many bits an address of the family has. */
export function widthOf(family: Family): number {
  return family === 4 ? 32 : 128;
}

/** Reads `10.0.0.1` or `2001:db8::1` (brackets allowed); undefined for anything else. */
export function parseIp(text: string): Ip | undefined {
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  if (ipaddr.IPv4.isValidFourPartDecimal(bare)) return fromBytes(ipaddr.IPv4.parse(bare).toByteArray());
  if (bare.includes(':') && !bare.includes('%') && ipaddr.IPv6.isValid(bare))
    return fromBytes(ipaddr.IPv6.parse(bare).toByteArray());
  return undefined;
}

/** Writes an address the way AWS shows it (IPv6 compressed, RFC 5952). */
export function formatIp(ip: Ip): string {
  if (typeof ip === 'number') return `${ip >>> 24}.${(ip >>> 16) & 255}.${(ip >>> 8) & 255}.${ip & 255}`;
  const bytes: number[] = [];
  for (let shift = 120n; shift >= 0n; shift -= 8n) bytes.push(Number((ip >> shift) & 255n));
  return new ipaddr.IPv6(bytes).toRFC5952String();
}

/** The same with brackets around an IPv6 address, where a port may follow. */
export function formatHost(ip: Ip): string {
  return typeof ip === 'number' ? formatIp(ip) : `[${formatIp(ip)}]`;
}

function fromBytes(bytes: readonly number[]): Ip {
  if (bytes.length === 4) return bytes.reduce((value, byte) => ((value << 8) | byte) >>> 0, 0);
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

/** The address `by` further on. */
export function offset(ip: Ip, by: number): Ip {
  return typeof ip === 'number' ? (ip + by) >>> 0 : ip + BigInt(by);
}

/** Orders addresses of one family. */
export function compareIps(one: Ip, other: Ip): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
