import type { Definition } from '../../../core/definition.ts';
import type { Interface, Network } from './model.ts';

/**
 * How often interfaces have given an automatic public address back, by the address of the interface: the next one they
 * get is another ("Amazon EC2 instance IP addressing", EC2 User Guide). A definition that a change made has those of the
 * definition it was made from; nothing else leads to it, so that its history is part of what it is.
 */
const histories = new WeakMap<Definition, ReadonlyMap<string, number>>();

const NONE: ReadonlyMap<string, number> = new Map();

/** What interfaces of a definition have given back so far. */
export function releasesOf(definition: Definition): ReadonlyMap<string, number> {
  return histories.get(definition) ?? NONE;
}

/** Notes what a change made interfaces give back; says whether the network after it has other addresses for that. */
export function carryReleases(before: Definition, was: Network, after: Definition, is: Network): boolean {
  const earlier = releasesOf(before);
  const now = new Map<string, number>();
  for (const own of is.interfaces.values()) {
    const old = was.interfaces.get(own.address);
    if (old === undefined) continue;
    const count = earlier.get(own.address) ?? 0;
    // Whoever writes another address into the file says which one it has from now on.
    if (old.statedPublicIp !== own.statedPublicIp) continue;
    const released = hasAutomatic(old) && (isStopping(was, is, own) || hasElastic(own));
    if (count > 0 || released) now.set(own.address, count + (released ? 1 : 0));
  }
  if (now.size === 0) return false;
  histories.set(after, now);
  return true;
}

function hasAutomatic({ publicIps }: Interface): boolean {
  return [...publicIps.values()].some(({ elasticIp }) => elasticIp === undefined);
}

/** An Elastic IP of the primary address takes the place of the automatic one. */
function hasElastic({ publicIps, ips }: Interface): boolean {
  const [primary] = ips;
  return primary !== undefined && publicIps.get(primary)?.elasticIp !== undefined;
}

const RUNNING = new Set(['pending', 'running', 'unknown']);

function isStopping(was: Network, is: Network, own: Interface): boolean {
  const old = was.interfaces.get(own.address);
  const before = old === undefined ? undefined : was.instanceOf.get(old);
  const after = is.instanceOf.get(own);
  return before !== undefined && RUNNING.has(before.state) && after !== undefined && !RUNNING.has(after.state);
}
