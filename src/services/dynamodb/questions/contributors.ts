import { keyText } from '../explain/entries.ts';
import { keyAttributes } from '../key/key-schema.ts';
import { collectionOf, type Place, valuesAt } from '../key/place.ts';
import { UNITS_PER_SAMPLE } from '../partition/heat.ts';
import type { GlobalIndexState, TableState } from '../state/table-state.ts';

/** "CloudWatch Contributor Insights for DynamoDB: How it works": a write counts three times. */
const WRITE_WEIGHT = 3;

/** What an item draws, as Contributor Insights counts it. */
export function consumedThroughputUnits(read: number, write: number): number {
  return WRITE_WEIGHT * write + read;
}

/**
 * The rules that Contributor Insights sets up: the partition keys most accessed and most throttled, and the same by sort
 * key where the table has one. In the mode that watches throttled keys only, the former are left out.
 */
export function contributorRules(composite: boolean, mode: string): readonly ContributorRule[] {
  const keys = composite ? ['PK', 'SK'] : ['PK'];
  const watched = mode === 'THROTTLED_KEYS' ? ['T'] : ['C', 'T'];
  const wanted = keys.flatMap((key) => watched.map((what) => key + what));
  return CONTRIBUTOR_RULES.filter((rule) => wanted.includes(rule));
}

/** The events that one item of a request is counted by: one per key; a Query is always one. */
export function contributorEvents(operation: string, composite: boolean): number {
  return operation === 'Query' || !composite ? 1 : 2;
}

/** What Contributor Insights names its rules by: partition or sort key, consumed or throttled. */
export const CONTRIBUTOR_RULES = ['PKC', 'PKT', 'SKC', 'SKT'] as const;
export type ContributorRule = (typeof CONTRIBUTOR_RULES)[number];

/** A key and what it drew, or how often it was refused, lately. */
export interface Contributor {
  readonly key: string;
  /** `ConsumedThroughputUnits`, or `ThrottleCount`, as far as the sample tells. */
  readonly units: number;
  /** Of all that was drawn or refused. */
  readonly share: number;
}

/** The keys of a table or global index at the top of a rule, from the samples of its partitions. */
export function topContributors(
  table: TableState,
  index: GlobalIndexState | undefined,
  most: number,
  rule: ContributorRule = 'PKC',
): readonly Contributor[] {
  const { space, definition } = index ?? table;
  const { partition, sort } = definition.key;
  const byItem = rule.startsWith('SK');
  const throttled = rule.endsWith('T');
  const samples = space.partitions.flatMap(({ heat }) => (throttled ? heat.refused : heat.samples));
  const counts = new Map<Place, number>();
  for (const place of samples) {
    const start = collectionOf(place, byItem ? partition.length + sort.length : partition.length);
    counts.set(start, (counts.get(start) ?? 0) + 1);
  }
  const key = { partition, sort: byItem ? sort : [] };
  const sorted = [...counts].toSorted(([, one], [, other]) => other - one);
  return sorted.slice(0, most).map(([start, count]) => ({
    key: keyText(valuesAt(start, keyAttributes(key)), key),
    units: throttled ? count : consumedThroughputUnits(0, count * UNITS_PER_SAMPLE),
    share: count / samples.length,
  }));
}
