import type { Simulation } from '../../../core/simulation.ts';
import { formatClock, type Instant } from '../../../core/time.ts';
import type { World } from '../../../core/world.ts';
import { entry, partitionName } from '../explain/entries.ts';
import { hashText } from '../key/partition-hash.ts';
import { hashOf } from '../key/place.ts';
import type { Partition } from '../partition/key-space.ts';
import type { NoSplit, SplitDecision } from '../partition/split-decision.ts';
import type { DynamoDbEntry, DynamoDbFacts } from '../reasons.ts';
import type { CapacityChange } from '../scaling/capacity-change.ts';
import type { Scalable, TableState } from '../state/table-state.ts';
import type { Direction } from '../throughput/capacity-state.ts';
import type { Ladder } from '../throughput/ladder.ts';
import type { EventFacts } from './reasons.ts';

/** A table, or one of its global indexes. */
export interface Named {
  readonly of: string;
  readonly at: string;
}

/** How a table or one of its global indexes is named in what happens to it. */
export function named({ definition }: TableState, index: string | undefined): Named {
  const { name, address } = definition;
  return index === undefined ? { of: name, at: address } : { of: `${name}/${index}`, at: `${address}/${index}` };
}

/** Auto scaling has asked for other throughput, or may not. */
export function noteScaling(
  simulation: Simulation,
  { at }: Named,
  facts: Omit<EventFacts['scaling-asks'], 'until'>,
  until: Instant | undefined,
): void {
  const looked =
    until === undefined
      ? entry('scaling-may-not-decrease', at, 'block', facts)
      : entry('scaling-asks', at, 'pass', { ...facts, until: clock(simulation, until) });
  simulation.happened(looked);
}

/** A change of capacity is in force. */
export function noteCapacity(simulation: Simulation, { of, at }: Named, change: CapacityChange): void {
  simulation.happened(entry('capacity-in-force', at, 'note', { of, what: changeText(change) }));
}

const WHY_USELESS: Readonly<Record<NoSplit, string>> = {
  'single-item': 'one item takes the heat',
  'sequential-keys': 'the sort key only grows, so the heat moves on with the newest key',
  'pinned-by-local-index': 'a local index keeps the collection in one partition',
  'too-few-requests': 'too few requests to tell where the heat lies',
};

/** A partition is hot: whether it will be cut. */
export function noteSplit(
  simulation: Simulation,
  { of, at }: Named,
  hot: Partition,
  decision: SplitDecision,
  until: Instant,
): void {
  const partition = partitionName(hot);
  simulation.happened(
    decision.helps
      ? entry('split-begun', at, 'note', { of, partition, below: decision.below, until: clock(simulation, until) })
      : entry('split-useless', at, 'block', { of, partition, because: WHY_USELESS[decision.because] }),
  );
}

/** UpdateTable has come a step further with an index. */
export function noteIndex<Reason extends 'index-backfilling' | 'index-active' | 'index-gone'>(
  simulation: Simulation,
  table: TableState,
  index: string,
  reason: Reason,
  facts: Omit<EventFacts[Reason], 'of'>,
): void {
  const { of, at } = named(table, index);
  const looked = { of, ...facts } as unknown as DynamoDbFacts[Reason];
  simulation.happened(entry(reason, at, 'note', looked));
}

/** Time to live has deleted items. */
export function noteExpiry(simulation: Simulation, table: TableState, items: number): void {
  const { of, at } = named(table, undefined);
  simulation.happened(entry('items-expired', at, 'note', { of, items }));
}

/** Partitions that were cut, and on-demand levels that were raised, between two worlds. */
export function tableEvents(before: World, after: World): readonly DynamoDbEntry[] {
  if (after.now === before.now) return [];
  return [...(after.runtimes.dynamodb?.tables.values() ?? [])].flatMap((table) => [
    ...partEvents(named(table, undefined), table, before.now),
    ...table.globalIndexes.flatMap((index) => partEvents(named(table, index.definition.name), index, before.now)),
  ]);
}

function partEvents(name: Named, part: Scalable, since: Instant): readonly DynamoDbEntry[] {
  const { read, write } = part.capacity;
  return [
    ...cutEvents(name, part.space.partitions, since),
    ...raiseEvents(name, 'read', read.ladder, since),
    ...raiseEvents(name, 'write', write.ladder, since),
  ];
}

function raiseEvents(
  { of, at }: Named,
  direction: Direction,
  { raisedAt, peak, level }: Ladder,
  since: Instant,
): readonly DynamoDbEntry[] {
  if (raisedAt === undefined || raisedAt <= since) return [];
  return [entry('on-demand-raised', at, 'note', { of, direction, peak, level }, { time: raisedAt })];
}

function cutEvents({ of, at }: Named, partitions: readonly Partition[], since: Instant): readonly DynamoDbEntry[] {
  const young = partitions.filter(({ parent, bornAt }) => parent !== undefined && bornAt > since);
  const parents = [...new Set(young.map(({ parent }) => parent))];
  return parents.map((parent) => {
    const children = young.filter((one) => one.parent === parent);
    const upper = children.at(-1) as Partition;
    const looked = {
      of,
      partition: `P${parent}`,
      into: children.map(partitionName),
      at: hashText(hashOf(upper.low)),
    };
    return entry('partition-cut', at, 'note', looked, { time: upper.bornAt });
  });
}

/** `throughput 50 read, 72 write`. */
export function changeText({ mode, provisioned, maximum, warm }: CapacityChange): string {
  const units = (what: string, { read, write }: NonNullable<CapacityChange['maximum']> = {}) => {
    const sides = [...(read === undefined ? [] : [`${read} read`]), ...(write === undefined ? [] : [`${write} write`])];
    return sides.length === 0 ? [] : [`${what} ${sides.join(', ')}`];
  };
  const parts = [
    ...(mode === undefined ? [] : [mode === 'PROVISIONED' ? 'provisioned mode' : 'on-demand mode']),
    ...units('throughput', provisioned),
    ...units('maximum', maximum),
    ...units('warm throughput', warm),
  ];
  return parts.join('; ');
}

function clock(simulation: Simulation, at: Instant): string {
  return formatClock(at - simulation.definition.start);
}
