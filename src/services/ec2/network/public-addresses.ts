import { hexOf } from '../../../core/hash.ts';
import type { Ip } from '../address/ip.ts';
import { type Build, everyOf } from './build.ts';

/** The first of 198.18.0.0/15 and how many there are. */
const POOL_START = 0xc612_0000;
const POOL_SIZE = 0x2_0000;

/** The public IPv4 addresses of a network: those the file states, and those it leaves to AWS. */
export interface PublicAddresses {
  /** By address of the Elastic IP. */
  readonly elastic: ReadonlyMap<string, number>;
  /** A free one for something that has none stated. */
  take(owner: string): number;
}

/**
 * @modelChoice AWS takes public addresses from its own ranges; ours lie in 198.18.0.0/15 (set aside for tests, RFC
 * 2544), so that no real host is named. Each depends on its owner's name alone, so that adding one thing moves no other.
 */
export function publicAddresses(build: Build): PublicAddresses {
  const taken = new Set<Ip | undefined>();
  for (const read of everyOf(build, 'elasticIps')) taken.add(read.publicIp);
  for (const read of everyOf(build, 'networkInterfaces')) taken.add(read.publicIp);
  for (const read of everyOf(build, 'instances')) taken.add(read.publicIp);
  for (const host of build.definition.top.internet?.values() ?? []) for (const ip of host.ips) taken.add(ip);
  const take = (owner: string) => {
    let step = Number.parseInt(hexOf(owner, 8), 16) % POOL_SIZE;
    while (taken.has(POOL_START + step)) step = (step + 1) % POOL_SIZE;
    taken.add(POOL_START + step);
    return POOL_START + step;
  };
  const elastic = new Map<string, number>();
  for (const read of everyOf(build, 'elasticIps')) {
    elastic.set(read.address, typeof read.publicIp === 'number' ? read.publicIp : take(read.address));
  }
  return { elastic, take };
}
