import type { QueuedEvent } from '../../../core/events.ts';
import type { Simulation } from '../../../core/simulation.ts';
import type { Instant } from '../../../core/time.ts';
import { countEvent } from '../metrics.ts';
import { beginBackfill, continueBackfill, finishDeleting } from '../online-index/build.ts';
import { addPartitions, cuttableIndex, cuttableTable } from '../partition/reshape.ts';
import { type DynamoDbDraft, draftOf, SWEEP_INTERVAL, writeEffects } from '../runtime.ts';
import { evaluateScaling, hasScaling } from '../scaling/auto-scaling.ts';
import { applyChange, type CapacityEvent } from '../scaling/capacity-change.ts';
import { finishSplit, type SplitEvent, watchHeat } from '../scaling/heat-watch.ts';
import type { TableState } from '../state/table-state.ts';
import { climbed, earnedLevel, nextRaise, raised } from '../throughput/ladder.ts';
import { applyWrite } from '../write/apply-write.ts';
import { propagate } from '../write/propagate.ts';
import { planWrite } from '../write/write-plan.ts';
import { expiredPlaces } from './expiry.ts';
import { named, noteCapacity, noteExpiry } from './notes.ts';

const SECOND = 1000;
const MINUTE = 60_000;

/** Has seconds and minutes looked at in which there were requests. Call it with every request. */
export function noteActivity(simulation: Simulation, draft: DynamoDbDraft): void {
  const { now } = simulation;
  if (draft.nextSecond <= now) {
    draft.nextSecond = (Math.floor(now / SECOND) + 1) * SECOND;
    simulation.schedule(draft.nextSecond, 'dynamodb', 'second');
  }
  if (draft.nextMinute <= now) {
    draft.nextMinute = (Math.floor(now / MINUTE) + 1) * MINUTE;
    simulation.schedule(draft.nextMinute, 'dynamodb', 'minute');
  }
}

/** Begins what goes on without requests: auto scaling looks at every minute. */
export function beginScaling(simulation: Simulation, table: TableState): void {
  if (!hasScaling(table)) return;
  const next = (Math.floor(simulation.now / MINUTE) + 1) * MINUTE;
  simulation.schedule(next, 'dynamodb', 'scale', { table: table.definition.address });
}

/** Handlers of the service's events. Each finds its table gone where a change has taken it away. */
export const events: Readonly<Record<string, (simulation: Simulation, event: QueuedEvent) => void>> = {
  second: (simulation, event) => {
    if (simulation.definition.model.dynamodbSplitForHeat === false) return;
    const second = event.at / SECOND - 1;
    eachTable(simulation, (table) => {
      if (wasActive(table, second)) watchHeat(simulation, table, second);
    });
  },
  minute: (simulation, event) => eachTable(simulation, (table) => climbAll(simulation, table, event.at)),
  raise: onTable((simulation, table) => raiseAll(simulation, table)),
  scale: onTable((simulation, table) => {
    evaluateScaling(simulation, table);
    beginScaling(simulation, table);
  }),
  capacity: onTable((simulation, table, payload) => {
    const { index, change } = payload as CapacityEvent;
    applyChange(table, index, change, simulation.now);
    noteCapacity(simulation, named(table, index), change);
    if ((table.control.updatingUntil ?? 0) <= simulation.now) table.control.updatingUntil = undefined;
  }),
  split: onTable((simulation, table, payload) => {
    const split = payload as SplitEvent;
    const index = table.globalIndexes.find(({ definition }) => definition.name === split.index);
    finishSplit(index === undefined ? cuttableTable(table) : cuttableIndex(index), split, simulation.now);
  }),
  propagate: onTable((_, table, payload) => {
    const { index: name, seenAt } = payload as { readonly index: string; readonly seenAt: Instant };
    const index = table.globalIndexes.find(({ definition }) => definition.name === name);
    if (index !== undefined) propagate(index, seenAt);
  }),
  sweep: onTable((simulation, table) => sweep(simulation, table)),
  'index-allocated': onIndex(beginBackfill),
  backfill: onIndex(continueBackfill),
  'index-deleted': onIndex(finishDeleting),
};

function onTable(
  handle: (simulation: Simulation, table: TableState, payload: unknown) => void,
): (simulation: Simulation, event: QueuedEvent) => void {
  return (simulation, event) => {
    const table = draftOf(simulation).table((event.payload as { readonly table: string }).table);
    if (table !== undefined) handle(simulation, table, event.payload);
  };
}

function onIndex(handle: (simulation: Simulation, table: TableState, index: string) => void) {
  return onTable((simulation, table, payload) =>
    handle(simulation, table, (payload as { readonly index: string }).index),
  );
}

function eachTable(simulation: Simulation, see: (table: TableState) => void): void {
  const draft = draftOf(simulation);
  for (const address of draft.addresses()) {
    const table = draft.table(address);
    if (table !== undefined) see(table);
  }
}

function wasActive(table: TableState, second: number): boolean {
  return [table, ...table.globalIndexes].some(
    ({ capacity, space }) =>
      capacity.read.usage.second >= second ||
      capacity.write.usage.second >= second ||
      space.partitions.some(({ hotSeconds }) => hotSeconds > 0),
  );
}

/** On-demand capacity follows the highest minute so far. */
function climbAll(simulation: Simulation, table: TableState, now: Instant): void {
  for (const { capacity } of [table, ...table.globalIndexes]) {
    if (capacity.mode !== 'PAY_PER_REQUEST') continue;
    for (const side of [capacity.read, capacity.write]) {
      if (side.minute.at !== now - MINUTE) continue;
      side.ladder = climbed(side.ladder, side.minute.units / 60, now);
      if (earnedLevel(side.ladder) > side.ladder.level) {
        simulation.schedule(nextRaise(side.ladder), 'dynamodb', 'raise', { table: table.definition.address });
      }
    }
  }
  growAll(table, now);
}

function raiseAll(simulation: Simulation, table: TableState): void {
  for (const { capacity } of [table, ...table.globalIndexes]) {
    for (const side of [capacity.read, capacity.write]) side.ladder = raised(side.ladder, simulation.now);
  }
  growAll(table, simulation.now);
}

function growAll(table: TableState, now: Instant): void {
  addPartitions(cuttableTable(table), now);
  for (const index of table.globalIndexes) addPartitions(cuttableIndex(index), now);
}

/** Deletes what has expired: no units, but a stream record and an entry in the metrics. */
function sweep(simulation: Simulation, table: TableState): void {
  const { now } = simulation;
  const effects = writeEffects(simulation, true);
  const places = expiredPlaces(table, now);
  for (const place of places) {
    const before = table.items.get(place);
    if (before !== undefined) applyWrite(planWrite({ table, place, before, after: undefined }), now, effects);
  }
  if (places.length > 0) {
    countEvent(simulation, table.definition, 'TimeToLiveDeletedItemCount', now, places.length);
    noteExpiry(simulation, table, places.length);
  }
  if (table.expiries.total.count > 0) {
    simulation.schedule(now + SWEEP_INTERVAL, 'dynamodb', 'sweep', { table: table.definition.address });
  }
}
