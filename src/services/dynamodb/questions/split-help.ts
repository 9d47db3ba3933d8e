import { entry, keyText, partitionName } from '../explain/entries.ts';
import { hashText } from '../key/partition-hash.ts';
import { hashOf, type Place, valuesAt } from '../key/place.ts';
import type { KeySpace, Partition } from '../partition/key-space.ts';
import { type NoSplit, type SplitDecision, splitDecision } from '../partition/split-decision.ts';
import type { DynamoDbEntry } from '../reasons.ts';
import { fullness } from '../scaling/heat-watch.ts';
import type { GlobalIndexState, TableState } from '../state/table-state.ts';

/** From this share of its limits on a partition counts as warm enough to ask about. */
const WARM = 0.5;

/** The answer to "can a split help?". */
export interface SplitHelp {
  readonly answer: 'split-helps' | 'split-not-needed' | `split-${NoSplit}`;
  readonly partition: Partition;
  readonly decision: SplitDecision;
  readonly why: DynamoDbEntry;
}

/** The fullest partition in the last second it was used. */
export function hottestPartition({ partitions }: KeySpace): Partition {
  let hottest = partitions[0] as Partition;
  for (const partition of partitions) if (heatOf(partition) > heatOf(hottest)) hottest = partition;
  return hottest;
}

/** The fullest partition of a table and its global indexes; the table's own where all are alike. */
export function hottestOf(table: TableState): {
  readonly index: GlobalIndexState | undefined;
  readonly partition: Partition;
} {
  let found: ReturnType<typeof hottestOf> = { index: undefined, partition: hottestPartition(table.space) };
  for (const index of table.globalIndexes) {
    const partition = hottestPartition(index.space);
    if (heatOf(partition) > heatOf(found.partition)) found = { index, partition };
  }
  return found;
}

/** How full a partition was in the last whole second in which it was used. */
function heatOf(partition: Partition): number {
  const last = Math.max(partition.read.second, partition.write.second);
  return Math.max(fullness(partition, last), fullness(partition, last - 1));
}

/** Whether cutting a partition would help it. */
export function splitQuestion(table: TableState, index: GlobalIndexState | undefined, partition: Partition): SplitHelp {
  const { definition } = table;
  const at = index === undefined ? definition.address : index.definition.address;
  const key = index === undefined ? definition.key : index.definition.key;
  const decision = splitDecision({
    samples: partition.heat.samples,
    collectionsPinned: index === undefined && table.localIndexes.length > 0,
    partitionAttributes: key.partition.length,
  });
  const name = partitionName(partition);
  const used = heatOf(partition);
  if (used < WARM) {
    const why = entry('split-not-needed', at, 'note', { partition: name, used });
    return { answer: 'split-not-needed', partition, decision, why };
  }
  if (decision.helps) {
    const cut = hashText(hashOf(decision.cut));
    const why = entry('split-helps', at, 'pass', { partition: name, share: decision.below, key: '', cut });
    return { answer: 'split-helps', partition, decision, why };
  }
  const answer = `split-${decision.because}` as const;
  const facts = { partition: name, share: decision.share ?? 0, key: collectionText(table, index, decision.collection) };
  return { answer, partition, decision, why: entry(answer, at, 'block', facts) };
}

/** A collection by its partition key. */
function collectionText(table: TableState, index: GlobalIndexState | undefined, start: Place | undefined): string {
  const { partition } = (index ?? table).definition.key;
  return start === undefined ? '' : keyText(valuesAt(start, partition), { partition, sort: [] });
}
