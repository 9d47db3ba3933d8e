import type { Facts } from '../../../core/result.ts';
import type { AllPairs } from '../reach/all-pairs.ts';

/** With more interfaces nobody reads every pair. */
export const NAMED_MOST = 60;

/** For each interface the others it can open the service to. */
export function reachByName({ interfaces, verdict }: AllPairs): Facts {
  const delivered = interfaces.map((own, from) => {
    const reached = interfaces.filter((other, to) => other !== own && verdict(from, to) === 'delivered');
    return [own.address, reached.map(({ address }) => address)] as const;
  });
  return { delivered: Object.fromEntries(delivered) };
}

/** How many pairs come out how, and the interfaces that reach the same ones together, the largest group first. */
export function reachGroups(pairs: AllPairs): Facts {
  const { interfaces } = pairs;
  const groups = new Map<string, { readonly from: string[]; readonly to: readonly string[] }>();
  for (const [from, own] of interfaces.entries()) {
    const reached = reachedBy(pairs, from);
    const key = reached.join();
    const group = groups.get(key) ?? { from: [], to: reached.map((to) => interfaces[to]?.address ?? '') };
    group.from.push(own.address);
    groups.set(key, group);
  }
  const largest = [...groups.values()].sort((one, other) => other.from.length - one.from.length);
  return {
    pairs: Object.fromEntries(
      (['delivered', 'refused', 'dropped', 'unknown'] as const).map((verdict) => [verdict, pairs.count(verdict)]),
    ),
    groups: largest.map(({ from, to }) => ({ from, to })),
  };
}

/** Places of those an interface reaches; itself among them where its own group is, so that a group has one answer. */
function reachedBy({ interfaces, verdict }: AllPairs, from: number): readonly number[] {
  return [...interfaces.keys()].filter((to) => verdict(from, to) === 'delivered');
}
