import type { Instant, Milliseconds } from '../../../core/time.ts';
import type { Place } from '../key/place.ts';
import { PARTITION_BYTES_MOST } from '../partition/initial.ts';
import { partitionAt } from '../partition/key-space.ts';
import { cutForSize, cuttableTable } from '../partition/reshape.ts';
import { noteWrite } from '../state/recent-writes.ts';
import { addRecord } from '../state/stream-log.ts';
import type { GlobalIndexState, TableState } from '../state/table-state.ts';
import { attribute, type Item } from '../value/attribute-value.ts';
import { ExactNumber } from '../value/exact-number.ts';
import { changesNothing, type IndexChange, keyOfPlan, type WritePlan } from './write-plan.ts';

/** What a write sets in motion beyond its own table. */
export interface WriteEffects {
  /** Has the changes of an index that are seen at a moment put in place then. */
  propagateAt(table: TableState, index: GlobalIndexState, at: Instant): void;
  /** Has expired items swept. */
  sweepExpired(table: TableState): void;
  /** Set where time to live deletes. */
  readonly byTimeToLive?: boolean;
}

/** Does what a plan says: the item and its local indexes at once, global indexes a little later. */
export function applyWrite(plan: WritePlan, at: Instant, effects: WriteEffects): void {
  const { table, place, before, after } = plan;
  if (after === undefined) table.items.delete(place);
  else table.items.set(place, after, plan.afterBytes ?? 0);
  let growth = (plan.afterBytes ?? 0) - (plan.beforeBytes ?? 0);
  for (const change of plan.local) growth += applyLocal(change);
  const partition = partitionAt(table.space, place);
  partition.bytes += growth;
  noteWrite(table.recent, { at, place, before });
  for (const change of plan.global) if (change.charge.change !== 'none') propagateLater(change, plan, at, effects);
  if (table.definition.timeToLive !== undefined) noteExpiry(plan, table.definition.timeToLive, effects);
  if (table.definition.stream !== undefined && !changesNothing(plan)) {
    const event = before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY';
    const { byTimeToLive = false } = effects;
    const images = { oldImage: before, newImage: after };
    const record = { at, partition: partition.id, event, keys: keyOfPlan(plan), ...images, byTimeToLive } as const;
    addRecord(table.stream, record, table.definition.stream);
  }
  if (partition.bytes > PARTITION_BYTES_MOST) cutForSize(cuttableTable(table), partition, at);
}

function applyLocal({ index, before, after }: IndexChange): number {
  if (before !== undefined && before.place !== after?.place) index.entries.delete(before.place);
  if (after !== undefined) index.entries.set(after.place, after.item, after.bytes);
  return (after?.bytes ?? 0) - (before?.bytes ?? 0);
}

function propagateLater(
  { index, before, after }: IndexChange<GlobalIndexState>,
  { table, place }: WritePlan,
  at: Instant,
  effects: WriteEffects,
): void {
  const seenAt = seenInIndexAt(place, at);
  const remove = before !== undefined && before.place !== after?.place ? before.place : undefined;
  const known = index.pending.get(seenAt);
  if (known !== undefined) {
    known.push({ remove, put: after });
    return;
  }
  index.pending.set(seenAt, [{ remove, put: after }]);
  effects.propagateAt(table, index, seenAt);
}

/** Changes are seen at multiples of this, so that many share an event. */
const LAG_STEP: Milliseconds = 10;
const LAG_STEPS_MOST = 50;

/**
 * When a change of an item is seen in global indexes.
 *
 * @modelChoice AWS says "a fraction of a second"; we take 10 to 500 ms, the same for every change of one item, so that
 * they arrive in their order.
 */
function seenInIndexAt(place: Place, at: Instant): Instant {
  const steps = 1 + ((place.charCodeAt(2) * 256 + place.charCodeAt(3)) % LAG_STEPS_MOST);
  return (Math.ceil(at / LAG_STEP) + steps) * LAG_STEP;
}

/** The order of expiry: by moment, then by place. */
function expiryKey(item: Item | undefined, timeToLive: string, place: string): string | undefined {
  const moment = item === undefined ? undefined : attribute(item, timeToLive);
  return moment instanceof ExactNumber ? `${moment.bytes}\0${place}` : undefined;
}

function noteExpiry({ table, place, before, after }: WritePlan, timeToLive: string, effects: WriteEffects): void {
  const [old, fresh] = [expiryKey(before, timeToLive, place), expiryKey(after, timeToLive, place)];
  if (old === fresh) return;
  if (old !== undefined) table.expiries.delete(old);
  if (fresh === undefined) return;
  const first = table.expiries.total.count === 0;
  table.expiries.set(fresh, place, 0);
  if (first) effects.sweepExpired(table);
}
