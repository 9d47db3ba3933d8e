import type { Simulation } from '../../../core/simulation.ts';
import type { Instant, Milliseconds } from '../../../core/time.ts';
import { itemWriteUnits } from '../capacity/units.ts';
import type { IndexDefinition, TableDefinition } from '../definition.ts';
import { noteIndex } from '../events/notes.ts';
import { checkIndexKey } from '../key/key-rules.ts';
import { HIGHEST, LOWEST, type Place } from '../key/place.ts';
import { tableMetric } from '../metrics.ts';
import { limitsOf } from '../runtime.ts';
import { indexEntry } from '../state/index-entry.ts';
import { type GlobalIndexState, newGlobalIndex, type TableState } from '../state/table-state.ts';
import { SortedMap } from '../store/sorted-map.ts';
import { admit } from '../throughput/admission.ts';
import { servedAtOnce } from '../throughput/capacity-state.ts';
import type { Item } from '../value/attribute-value.ts';
import { replaceEntry } from '../write/propagate.ts';
import { indexDemand } from '../write/write-plan.ts';
import type { Backfill } from './state.ts';

const SECOND: Milliseconds = 1000;
const MINUTE: Milliseconds = 60_000;
/**
 * How long the two phases of a new index take ("Managing Global Secondary Indexes", Developer Guide).
 *
 * @modelChoice AWS names no times: half a minute to a minute for the resources, and at least eight minutes of
 * back-filling even where there is nothing to fill in, as people have seen; a deletion takes five seconds.
 */
const ALLOCATION_LEAST: Milliseconds = 25_000;
const ALLOCATION_MOST: Milliseconds = 55_000;
const BACKFILL_LEAST: Milliseconds = 8 * MINUTE;
const DELETION: Milliseconds = 5000;
/**
 * Back-filling draws on the index's write capacity, as the writes that go on do.
 *
 * @modelChoice It takes half of what the index gives in a second at most, so that both go on.
 */
const BACKFILL_SHARE = 0.5;

/** Begins to create an index: until its resources are there the table is UPDATING. Returns when that is. */
export function beginCreating(simulation: Simulation, table: TableState, definition: IndexDefinition): Instant {
  const luck = simulation.random(`${definition.address}/creation`);
  const seconds = luck.between(ALLOCATION_LEAST / SECOND, ALLOCATION_MOST / SECOND);
  const until = simulation.now + seconds * SECOND;
  const { online } = table.control;
  table.control.online = { ...online, underWay: { phase: 'allocating', definition, until } };
  scheduleFor(simulation, table, definition.name, 'index-allocated', until);
  return until;
}

/** Begins to delete an index, which nothing can be read from any more. Returns when it is gone. */
export function beginDeleting(simulation: Simulation, table: TableState, { definition }: GlobalIndexState): Instant {
  const { name } = definition;
  const until = simulation.now + DELETION;
  const { added, deleted } = table.control.online;
  table.control.online = {
    underWay: { phase: 'deleting', definition, until },
    added: added.filter((index) => index.name !== name),
    deleted: [...deleted.filter((other) => other !== name), name],
  };
  table.globalIndexes = table.globalIndexes.filter((index) => index.definition !== definition);
  table.definition = {
    ...table.definition,
    indexes: table.definition.indexes.filter((index) => index.name !== name),
  };
  scheduleFor(simulation, table, name, 'index-deleted', until);
  return until;
}

/** The deletion of an index is done. */
export function finishDeleting(simulation: Simulation, table: TableState, name: string): void {
  const { underWay, ...online } = table.control.online;
  if (underWay?.phase !== 'deleting' || underWay.definition.name !== name) return;
  table.control.online = online;
  noteIndex(simulation, table, name, 'index-gone', {});
}

/**
 * The resources of a new index are there: from now on writes reach it, and the items that are there are put into it.
 *
 * @modelChoice A write that changes an item the back-fill has not reached is charged as if its entry were there already.
 */
export function beginBackfill(simulation: Simulation, table: TableState, name: string): void {
  const { underWay, added, deleted } = table.control.online;
  if (underWay?.phase !== 'allocating' || underWay.definition.name !== name) return;
  const { definition } = underWay;
  table.control.online = { added: [...added, definition], deleted: deleted.filter((other) => other !== name) };
  // A change of the scenario may have declared it meanwhile.
  if (table.definition.indexes.some((index) => index.name === name)) return;
  const index = newGlobalIndex(definition, table.capacity.mode, new SortedMap<Item>(), simulation.now);
  index.backfill = { begunAt: simulation.now, next: LOWEST, entered: 0, leftOut: 0, units: 0 };
  table.definition = { ...table.definition, indexes: [...table.definition.indexes, definition] };
  table.globalIndexes = [...table.globalIndexes, index];
  noteIndex(simulation, table, name, 'index-backfilling', { items: table.items.total.count });
  scheduleFor(simulation, table, name, 'backfill', simulation.now + SECOND);
}

/** One second of back-filling. */
export function continueBackfill(simulation: Simulation, table: TableState, name: string): void {
  const index = table.globalIndexes.find(({ definition }) => definition.name === name);
  if (index?.backfill === undefined) return;
  const before = index.backfill;
  const after = before.next === undefined ? before : fillSecond(simulation, table, index, before);
  const { now } = simulation;
  const percent = progress(table, after, now);
  if (now % MINUTE < SECOND || percent === 100) {
    countOf(simulation, table, name, 'OnlineIndexPercentageProgress', percent, 'Percent');
  }
  if (percent < 100) {
    index.backfill = after;
    scheduleFor(simulation, table, name, 'backfill', now + SECOND);
    return;
  }
  index.backfill = undefined;
  const { entered, leftOut, units } = after;
  noteIndex(simulation, table, name, 'index-active', { entered, leftOut, units });
}

/** Percent of back-filling that is done. */
export function progress(table: TableState, { next, begunAt }: Backfill, now: Instant): number {
  const { count } = table.items.total;
  const read = next === undefined || count === 0 ? 1 : table.items.totalWithin(LOWEST, next).count / count;
  return Math.floor(100 * Math.min(read, (now - begunAt) / BACKFILL_LEAST, 1));
}

/** Puts in what the index can take in a second. */
function fillSecond(simulation: Simulation, table: TableState, index: GlobalIndexState, before: Backfill): Backfill {
  const { now } = simulation;
  const { definition } = index;
  const limits = limitsOf(simulation.definition, table.definition);
  const most =
    index.capacity.mode === 'PROVISIONED' ? index.capacity.write.provisioned : servedAtOnce(index.capacity).write;
  let { entered, leftOut } = before;
  let units = 0;
  let next: Place | undefined;
  let throttled = false;
  table.items.visit(before.next ?? LOWEST, HIGHEST, (place, item, bytes) => {
    const wrong = checkIndexKey(item, definition) !== undefined;
    const entry = wrong ? undefined : indexEntry(item, bytes, definition, table.definition.key);
    if (entry !== undefined) {
      const demand = indexDemand(index, entry.place, itemWriteUnits({ before: undefined, after: entry.bytes }));
      throttled = units < most * BACKFILL_SHARE && admit([demand], limits, now) !== undefined;
      if (throttled || units >= most * BACKFILL_SHARE) {
        next = place;
        return false;
      }
      replaceEntry(index, entry.place, entry, now);
      units += demand.units;
      entered += 1;
    } else if (wrong) leftOut += 1;
    return true;
  });
  if (units > 0) countOf(simulation, table, definition.name, 'OnlineIndexConsumedWriteCapacity', units);
  if (throttled) countOf(simulation, table, definition.name, 'OnlineIndexThrottleEvents', 1);
  return { begunAt: before.begunAt, next, entered, leftOut, units: before.units + units };
}

function countOf(
  simulation: Simulation,
  table: TableState,
  index: string,
  name: string,
  value: number,
  unit = 'Count',
): void {
  simulation.metric(tableMetric(table.definition, name, { index }, unit), value, 1, simulation.now);
}

function scheduleFor(simulation: Simulation, table: TableState, index: string, event: string, at: Instant): void {
  simulation.schedule(at, 'dynamodb', event, { table: table.definition.address, index });
}

/** The definition of a running table: what the scenario declares, with what UpdateTable has made of its indexes. */
export function withOnlineIndexes(declared: TableDefinition, running: TableState | undefined): TableDefinition {
  const { added, deleted } = running?.control.online ?? { added: [], deleted: [] };
  if (added.length + deleted.length === 0) return declared;
  const kept = declared.indexes.filter(({ name }) => !deleted.includes(name));
  const names = new Set(kept.map(({ name }) => name));
  return { ...declared, indexes: [...kept, ...added.filter(({ name }) => !names.has(name))] };
}
