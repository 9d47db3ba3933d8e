import { type Cidr, lastOf } from '../address/cidr.ts';
import type { Interface, SecurityGroup, SecurityGroupRule } from '../network/model.ts';
import { type Header, matchesTraffic } from '../rules/packet.ts';
import type { Direction } from '../rules/security-group.ts';

/** A rule that names a block allows the pair. */
export const BY_BLOCK = 1;
/** A rule that names a group allows the pair, where the rule can see whose packet it is. */
export const BY_GROUP = 2;
/** Rules that nobody knows might allow the pair. */
export const PERHAPS = 4;

/** The far ends that rules are asked about, in order of address, so that a block is a range of them. */
export interface FarEnds {
  readonly interfaces: readonly Interface[];
  readonly ips: readonly number[];
  /** Places in that order of each group's members. */
  readonly members: ReadonlyMap<SecurityGroup, readonly number[]>;
}

/** Far ends in order of their primary IPv4 addresses. */
export function farEnds(sorted: readonly Interface[]): FarEnds {
  const members = new Map<SecurityGroup, number[]>();
  sorted.forEach((own, index) => {
    if (typeof own.groups !== 'object') return;
    for (const group of own.groups.groups) {
      const known = members.get(group);
      if (known === undefined) members.set(group, [index]);
      else known.push(index);
    }
  });
  return { interfaces: sorted, ips: sorted.map(({ ips }) => Number(ips[0] ?? 0)), members };
}

/**
 * What the groups of interfaces say to every far end at once, as a table of flags: a row for each set of groups, a
 * column for each far end. Only rules for this traffic are looked at; a block marks a range, a group marks its members.
 * The same rules as `decideGroups`, turned inside out.
 */
export class GroupRows {
  readonly #far: FarEnds;
  readonly #header: Header;
  /** Flags of all rows, one after the other. */
  readonly flags: Uint8Array;
  /** Where the row of each far end's own groups begins; -1 where no row can tell. */
  readonly starts: Int32Array;

  constructor(far: FarEnds, direction: Direction, header: Header) {
    this.#far = far;
    this.#header = header;
    const count = far.interfaces.length;
    const sets = new Set(far.interfaces.flatMap(({ groups }) => (typeof groups === 'object' ? [groups] : [])));
    const begins = new Map([...sets].map((set, index) => [set, index * count]));
    this.flags = new Uint8Array(sets.size * count);
    this.starts = Int32Array.from(far.interfaces, ({ groups }) =>
      typeof groups === 'object' ? (begins.get(groups) ?? -1) : -1,
    );
    for (const [set, begin] of begins) {
      const row = this.flags.subarray(begin, begin + count);
      for (const group of set.groups) this.#mark(row, group[direction]);
    }
  }

  #mark(row: Uint8Array, rules: SecurityGroup['ingress']): void {
    if (rules === 'unknown') {
      flag(row, 0, row.length, PERHAPS);
      return;
    }
    for (const { peer, traffic, stale } of rules) {
      if (stale || !matchesTraffic(traffic, this.#header)) continue;
      if (!('kind' in peer)) this.#markBlock(row, peer);
      else if (peer.kind === 'sg')
        for (const place of this.#far.members.get(peer) ?? []) row[place] = (row[place] ?? 0) | BY_GROUP;
      else this.#markList(row, peer);
    }
  }

  #markList(row: Uint8Array, { entries }: Extract<SecurityGroupRule['peer'], { kind: 'pl' }>): void {
    if (entries === 'unknown') flag(row, 0, row.length, PERHAPS);
    else for (const block of entries) this.#markBlock(row, block);
  }

  #markBlock(row: Uint8Array, block: Cidr): void {
    if (typeof block.base === 'bigint') return;
    const { ips } = this.#far;
    flag(row, firstAtLeast(ips, block.base), firstAtLeast(ips, Number(lastOf(block)) + 1), BY_BLOCK);
  }
}

function flag(row: Uint8Array, from: number, to: number, bit: number): void {
  for (let place = from; place < to; place += 1) row[place] = (row[place] ?? 0) | bit;
}

/** The first place whose value is not below `least`, in a sorted list. */
export function firstAtLeast(sorted: readonly number[], least: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
