import { type Family, familyOf, formatIp, type Ip, parseIp, widthOf } from './ip.ts';

/** A block of addresses in canonical form: no host bits are set. */
export interface Cidr {
  readonly base: Ip;
  readonly length: number;
}

const CIDR = /^([0-9a-fA-F.:]+)\/(\d{1,3})$/;

/** Reads `10.0.0.0/16`. Host bits are cut off, as AWS's API does (100.68.0.18/18 is 100.68.0.0/18, VPC User Guide, VPC CIDR blocks). */
export function parseCidr(text: string): Cidr | undefined {
  const match = CIDR.exec(text);
  const ip = match === null ? undefined : parseIp(match[1] ?? '');
  const length = Number(match?.[2]);
  if (ip === undefined || length > widthOf(familyOf(ip))) return undefined;
  return { base: maskIp(ip, length), length };
}

/** The block written by us; for constants of the rules. */
export function cidr(text: string): Cidr {
  const parsed = parseCidr(text);
  if (parsed === undefined) throw new Error(`${text} is not a CIDR`);
  return parsed;
}

export function formatCidr({ base, length }: Cidr): string {
  return `${formatIp(base)}/${length}`;
}

/** The address with everything behind the first `length` bits cut off. */
export function maskIp(ip: Ip, length: number): Ip {
  if (typeof ip === 'number') return length === 0 ? 0 : (ip & (-1 << (32 - length))) >>> 0;
  const hostBits = BigInt(128 - length);
  return (ip >> hostBits) << hostBits;
}

export function familyOfCidr(block: Cidr): Family {
  return familyOf(block.base);
}

/** Whether the block holds the address; never across families. */
export function contains(block: Cidr, ip: Ip): boolean {
  const { base, length } = block;
  if (typeof ip === 'number') {
    return typeof base === 'number' && (length === 0 || (ip ^ base) >>> (32 - length) === 0);
  }
  return typeof base === 'bigint' && (ip ^ base) >> BigInt(128 - length) === 0n;
}

/** Whether the outer block holds all of the inner one. */
export function containsCidr(outer: Cidr, inner: Cidr): boolean {
  return outer.length <= inner.length && contains(outer, inner.base);
}

export function overlaps(one: Cidr, other: Cidr): boolean {
  return containsCidr(one, other) || containsCidr(other, one);
}

export function sameCidr(one: Cidr, other: Cidr): boolean {
  return one.base === other.base && one.length === other.length;
}

/** The last address of the block. */
export function lastOf({ base, length }: Cidr): Ip {
  if (typeof base === 'number') return length === 32 ? base : (base | (0xffffffff >>> length)) >>> 0;
  return base | ((1n << BigInt(128 - length)) - 1n);
}

/** How many addresses the block has; exact up to 2^53. */
export function sizeOf(block: Cidr): number {
  return 2 ** (widthOf(familyOfCidr(block)) - block.length);
}

/** The block of one address. */
export function hostCidr(ip: Ip): Cidr {
  return { base: ip, length: widthOf(familyOf(ip)) };
}

/** All addresses of the family: 0.0.0.0/0 or ::/0. */
export function everywhere(family: Family): Cidr {
  return { base: family === 4 ? 0 : 0n, length: 0 };
}
