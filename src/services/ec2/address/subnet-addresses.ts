import { type Cidr, lastOf, sizeOf } from './cidr.ts';
import { type Ip, offset } from './ip.ts';

/** AWS reserves the first four addresses of a subnet (network, router, DNS, future use) and the last ("Subnet CIDR blocks", VPC User Guide). */
export const RESERVED_AT_START = 4;
export const RESERVED_PER_SUBNET = RESERVED_AT_START + 1;

/** The five addresses nobody can use, in order. */
export function reservedAddresses(block: Cidr): readonly Ip[] {
  return [0, 1, 2, 3].map((by) => offset(block.base, by)).concat(lastOf(block));
}

/** How many addresses are left for interfaces. */
export function usableAddresses(block: Cidr): number {
  return sizeOf(block) - RESERVED_PER_SUBNET;
}

export function isReserved(block: Cidr, ip: Ip): boolean {
  return ip < offset(block.base, RESERVED_AT_START) || ip === lastOf(block);
}

/** The address of the subnet's router: the second of the block. */
export function routerAddress(block: Cidr): Ip {
  return offset(block.base, 1);
}

/** The address of the Amazon DNS server for a VPC: the base of its primary block plus two. */
export function dnsAddress(block: Cidr): Ip {
  return offset(block.base, 2);
}

/** Hands out the free addresses of one subnet. */
export class AddressPool {
  readonly #block: Cidr;
  readonly #taken: Set<Ip>;
  #next: Ip;
  #lowTried: boolean;

  constructor(block: Cidr, taken: Iterable<Ip>) {
    this.#block = block;
    this.#taken = new Set(taken);
    // @modelChoice AWS picks any free address; hosts from .10 on are what readers of examples expect.
    this.#lowTried = sizeOf(block) <= 32;
    this.#next = offset(block.base, this.#lowTried ? RESERVED_AT_START : 10);
  }

  /** The next free address; undefined once the subnet is full. */
  take(): Ip | undefined {
    for (; this.#next < lastOf(this.#block); this.#next = offset(this.#next, 1)) {
      if (this.#taken.has(this.#next)) continue;
      this.#taken.add(this.#next);
      return this.#next;
    }
    if (this.#lowTried) return undefined;
    this.#lowTried = true;
    this.#next = offset(this.#block.base, RESERVED_AT_START);
    return this.take();
  }
}
