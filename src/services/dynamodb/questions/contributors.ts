import { keyText } from '../explain/entries.ts';
import { collectionOf, type Place } from '../key/place.ts';
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
export function contributorRules(composite: boolean, mode: string): readonly string[] {
  const keys = composite ? ['PK', 'SK'] : ['PK'];
  const watched = mode === 'THROTTLED_KEYS' ? ['T'] : ['C', 'T'];
  return keys.flatMap((key) => watched.map((what) => key + what));
}

/** The events that one item of a request is counted by: one per key; a Query is always one. */
export function contributorEvents(operation: string, composite: boolean): number {
  return operation === 'Query' || !composite ? 1 : 2;
}

/** A partition key and what it drew lately. */
export interface Contributor {
  readonly key: string;
  /** `ConsumedThroughputUnits`, as far as the sample tells. */
  readonly units: number;
  /** Of all that was drawn. */
  readonly share: number;
}

/** The partition keys of a table or global index that drew most lately, from the samples of its partitions. */
export function topContributors(
  table: TableState,
  index: GlobalIndexState | undefined,
  most: number,
): readonly Contributor[] {
  const { space, definition } = index ?? table;
  const entries = index?.entries ?? table.items;
  const samples = space.partitions.flatMap(({ heat }) => heat.samples);
  const counts = new Map<Place, number>();
  for (const place of samples) {
    const start = collectionOf(place, definition.key.partition.length);
    counts.set(start, (counts.get(start) ?? 0) + 1);
  }
  const sorted = [...counts].toSorted(([, one], [, other]) => other - one);
  return sorted.slice(0, most).map(([start, count]) => {
    let key = '';
    entries.visit(start, '\uffff', (_, item) => {
      key = keyText(item, { partition: definition.key.partition, sort: [] });
      return false;
    });
    const units = consumedThroughputUnits(0, count * UNITS_PER_SAMPLE);
    return { key, units, share: count / samples.length };
  });
}
