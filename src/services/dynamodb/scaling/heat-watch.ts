import type { Simulation } from '../../../core/simulation.ts';
import type { Instant, Milliseconds } from '../../../core/time.ts';
import { named, noteSplit } from '../events/notes.ts';
import type { Place } from '../key/place.ts';
import { PARTITION_UNITS } from '../partition/initial.ts';
import type { Partition } from '../partition/key-space.ts';
import { type Cuttable, cutAt, cuttableIndex, cuttableTable } from '../partition/reshape.ts';
import { splitDecision } from '../partition/split-decision.ts';
import type { TableState } from '../state/table-state.ts';
import { usedIn } from '../throughput/usage.ts';

/**
 * When a partition is split for its heat.
 *
 * @modelChoice AWS says "sustained" and "minutes"; we take 80 % of a limit for a minute, and two minutes for the split.
 */
const HOT_SHARE = 0.8;
const HOT_SECONDS = 60;
const SPLIT_TIME: Milliseconds = 120_000;

/** The payload of the event that finishes a split. */
export interface SplitEvent {
  readonly table: string;
  readonly index?: string | undefined;
  readonly partition: number;
  readonly cut: Place;
}

/** How full a partition was in a second, as a share of the nearer of its limits. */
export function fullness(partition: Partition, second: number): number {
  return Math.max(
    usedIn(partition.read, second) / PARTITION_UNITS.read,
    usedIn(partition.write, second) / PARTITION_UNITS.write,
  );
}

/** Looks at every partition of a table at the end of a second, and begins the splits that are due. */
export function watchHeat(simulation: Simulation, table: TableState, second: number): void {
  watchOne(simulation, table, undefined, cuttableTable(table), second);
  for (const index of table.globalIndexes) {
    watchOne(simulation, table, index.definition.name, cuttableIndex(index), second);
  }
}

function watchOne(
  simulation: Simulation,
  table: TableState,
  index: string | undefined,
  what: Cuttable,
  second: number,
): void {
  for (const partition of what.scalable.space.partitions) {
    partition.hotSeconds = fullness(partition, second) >= HOT_SHARE ? partition.hotSeconds + 1 : 0;
    if (partition.hotSeconds < HOT_SECONDS || partition.planned !== undefined) continue;
    partition.hotSeconds = 0;
    const decision = splitDecision({ ...what, samples: partition.heat.samples });
    const at: Instant = simulation.now + SPLIT_TIME;
    noteSplit(simulation, named(table, index), partition, decision, at);
    if (!decision.helps) continue;
    partition.planned = { at, cut: decision.cut };
    const payload: SplitEvent = { table: table.definition.address, index, partition: partition.id, cut: decision.cut };
    simulation.schedule(at, 'dynamodb', 'split', payload);
  }
}

/** Finishes a split, where the partition is still there to be cut. */
export function finishSplit(what: Cuttable, { partition: id, cut }: SplitEvent, now: Instant): void {
  const partition = what.scalable.space.partitions.find((one) => one.id === id);
  if (partition !== undefined) cutAt(what, partition, cut, now);
}
