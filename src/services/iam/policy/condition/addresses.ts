import ipaddr from 'ipaddr.js';

/** A CIDR block as the IP operators read it; an address without prefix is a block of one. */
export interface Cidr {
  readonly address: ipaddr.IPv4 | ipaddr.IPv6;
  readonly prefix: number;
}

/** Reads `203.0.113.0/24`, `2001:db8::/32` or a single address; undefined for anything else. */
export function parseCidr(text: string): Cidr | undefined {
  const [host = '', bits, ...more] = text.split('/');
  const address = parseAddress(host);
  if (address === undefined || more.length > 0) return undefined;
  const widest = address.kind() === 'ipv4' ? 32 : 128;
  if (bits === undefined) return { address, prefix: widest };
  return /^\d{1,3}$/.test(bits) && Number(bits) <= widest ? { address, prefix: Number(bits) } : undefined;
}

/** Whether a text is an address inside the block. */
export function cidrContains(block: Cidr, text: string): boolean {
  const address = parseAddress(text);
  if (address === undefined) return false;
  if (address instanceof ipaddr.IPv4)
    return block.address instanceof ipaddr.IPv4 && address.match(block.address, block.prefix);
  return block.address instanceof ipaddr.IPv6 && address.match(block.address, block.prefix);
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Addresses read lately: the same few callers ask again and again. */
const READ_MOST = 1000;
const read = new Map<string, Address | undefined>();

function parseAddress(text: string): Address | undefined {
  const known = read.get(text);
  if (known !== undefined || read.has(text)) return known;
  if (read.size >= READ_MOST) read.clear();
  const address = addressOf(text);
  read.set(text, address);
  return address;
}

function addressOf(text: string): Address | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  return text.includes(':') && ipaddr.IPv6.isValid(text) && !text.includes('%') ? ipaddr.IPv6.parse(text) : undefined;
}
