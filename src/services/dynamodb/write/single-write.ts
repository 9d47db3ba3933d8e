import type { Instant } from '../../../core/time.ts';
import { ApiError } from '../api-error.ts';
import type { Consumed } from '../capacity/consumed.ts';
import { itemWriteUnits } from '../capacity/units.ts';
import { holds } from '../expression/evaluate.ts';
import type { Condition } from '../expression/syntax.ts';
import type { Place } from '../key/place.ts';
import { conflictWith } from '../state/held-items.ts';
import type { TableState } from '../state/table-state.ts';
import { admit, type Refusal, type SeenGates } from '../throughput/admission.ts';
import type { Limits } from '../throughput/gates.ts';
import type { Item } from '../value/attribute-value.ts';
import { applyWrite, type WriteEffects } from './apply-write.ts';
import { checkCollection, checkItemBytes } from './size-rules.ts';
import { planWrite, tableDemand, type WritePlan } from './write-plan.ts';

/** A write of one item. */
export interface SingleWrite {
  readonly table: TableState;
  readonly place: Place;
  /** The key by itself, where there may be no item. */
  readonly key?: Item | undefined;
  readonly condition?: Condition | undefined;
  /** What the item becomes; nothing for a delete. */
  after(before: Item | undefined): Item | undefined | ApiError;
  /** SET actions of an update, which AWS's size check counts. */
  readonly setActions?: number | undefined;
}

/** What a write of one item came to. Errors and refusals have changed nothing. */
export type WriteOutcome = {
  readonly plan: WritePlan;
  /** What the limits had left before the request; only where an explanation was asked for. */
  readonly gates: readonly SeenGates[];
} & (
  | { readonly kind: 'written' }
  | { readonly kind: 'throttled'; readonly refusal: Refusal }
  | { readonly kind: 'condition-failed' }
  | { readonly kind: 'refused'; readonly error: ApiError }
);

/** What surrounds a write. */
export interface WriteSurroundings {
  readonly at: Instant;
  readonly limits: Limits;
  readonly effects: WriteEffects;
  readonly explained: boolean;
}

const NO_GATES: readonly never[] = [];

/**
 * Writes one item.
 *
 * @modelChoice AWS tells that requests are checked first and conditions before the write, not the rest of the order:
 * throttling, reading, condition, size, write.
 */
export function writeItem(write: SingleWrite, { at, limits, effects, explained }: WriteSurroundings): WriteOutcome {
  const { table, place, condition } = write;
  const before = table.items.get(place);
  const allowed = condition === undefined || holds(condition, before ?? {});
  const after = write.after(before);
  const next = after instanceof ApiError ? before : after;
  const whole = planWrite({ table, place, key: write.key, before, after: next });
  const plan = allowed ? whole : failedPlan(whole);
  const seen: SeenGates[] | undefined = explained ? [] : undefined;
  const refusal = admit(plan.demands, limits, at, seen);
  const gates = seen ?? NO_GATES;
  if (refusal !== undefined) return { kind: 'throttled', plan, gates, refusal };
  const conflict = conflictWith(table, place, at);
  if (conflict !== undefined) return { kind: 'refused', plan, gates, error: conflict };
  if (!allowed) return { kind: 'condition-failed', plan, gates };
  const error = after instanceof ApiError ? after : (checkItemBytes(plan, write.setActions) ?? checkCollection(plan));
  if (error !== undefined) return { kind: 'refused', plan, gates, error };
  applyWrite(plan, at, effects);
  return { kind: 'written', plan, gates };
}

/**
 * A condition that fails still costs ("Conditional writes", Developer Guide), the table alone.
 *
 * @modelChoice AWS's pages disagree over which item; we take the larger of the existing and the new one, and one unit
 * where there is none.
 */
function failedPlan(plan: WritePlan): WritePlan {
  const attempted = plan.before === undefined ? undefined : plan.afterBytes;
  const units = itemWriteUnits({ before: plan.beforeBytes, after: attempted });
  return { ...plan, units, local: [], global: [], demands: [tableDemand(plan.table, plan.place, units)] };
}

/** What a write drew from the table and its indexes. */
export function consumedBy(plan: WritePlan): Consumed {
  const arms = (changes: WritePlan['local']) =>
    new Map(
      changes
        .filter(({ charge }) => charge.change !== 'none')
        .map(({ index, charge }) => [index.definition.name, charge.units]),
    );
  return { table: plan.table.definition.name, own: plan.units, local: arms(plan.local), global: arms(plan.global) };
}
