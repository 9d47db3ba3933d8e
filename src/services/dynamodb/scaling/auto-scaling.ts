import { metricKey, statistics } from '../../../core/metrics.ts';
import type { Simulation } from '../../../core/simulation.ts';
import type { CapacityDefinition } from '../definition.ts';
import { named, noteScaling } from '../events/notes.ts';
import { tableMetric } from '../metrics.ts';
import type { ScalingState, TableState } from '../state/table-state.ts';
import type { Direction } from '../throughput/capacity-state.ts';
import { beginChange, scalableOf } from './capacity-change.ts';
import { decreasesToday, mayDecrease } from './decrease-rule.ts';
import { afterMinute, NEW_SCALING, wantedThroughput } from './target-tracking.ts';

const MINUTE = 60_000;

/** Whether anything of a table is scaled automatically. */
export function hasScaling(table: TableState): boolean {
  return scaledParts(table).length > 0;
}

/** The key under which the alarms of a table or index are kept. */
export function scalingKey(index: string | undefined, direction: Direction): string {
  return `${index ?? ''}/${direction}`;
}

/** Evaluates the alarms of a table for the minute that has just ended, and asks for throughput where one fires. */
export function evaluateScaling(simulation: Simulation, table: TableState): void {
  for (const { index, direction, capacity } of scaledParts(table)) {
    const policy = capacity.autoScaling[direction];
    const state = scalableOf(table, index)?.capacity;
    if (policy === undefined || state === undefined || state.mode !== 'PROVISIONED') continue;
    const key = scalingKey(index, direction);
    const consumed = consumedLastMinute(simulation, table, index, direction);
    const { provisioned } = state[direction];
    const known = table.control.scaling.get(key) ?? NEW_SCALING;
    const current =
      known.pending !== undefined && known.pending.at <= simulation.now ? { ...known, pending: undefined } : known;
    const next = afterMinute(current, policy, consumed, provisioned);
    const wanted = wantedThroughput(next, policy, consumed, provisioned);
    const wish = {
      index,
      direction,
      next,
      wanted: wanted ?? provisioned,
      provisioned,
      consumed,
      target: policy.target,
    };
    setScaling(table, key, wanted === undefined ? next : asked(simulation, table, wish));
  }
}

/** Which parts of a table have a policy, reads and writes apart. */
function scaledParts(table: TableState) {
  const parts: { index: string | undefined; direction: Direction; capacity: CapacityDefinition }[] = [];
  const add = (index: string | undefined, capacity: CapacityDefinition) => {
    for (const direction of ['read', 'write'] as const) {
      if (capacity.autoScaling[direction] !== undefined) parts.push({ index, direction, capacity });
    }
  };
  add(undefined, table.definition.capacity);
  for (const { definition } of table.globalIndexes) add(definition.name, definition.capacity);
  return parts;
}

interface Wish {
  readonly index: string | undefined;
  readonly direction: Direction;
  readonly next: ScalingState;
  readonly wanted: number;
  readonly provisioned: number;
  readonly consumed: number;
  readonly target: number;
}

/** Asks the control plane for throughput; a decrease only where one is allowed. */
function asked(simulation: Simulation, table: TableState, wish: Wish): ScalingState {
  const { index, direction, next, wanted, provisioned, consumed, target } = wish;
  const name = index ?? '';
  const of = named(table, index);
  const minutes = Math.max(next.above, next.below);
  const facts = { of: of.of, direction, consumed, provisioned, target, wanted, minutes };
  if (wanted < provisioned) {
    const earlier = table.control.decreases.get(name) ?? [];
    if (!mayDecrease(earlier, simulation.now)) {
      noteScaling(simulation, of, facts, undefined);
      return next;
    }
    const decreases = new Map(table.control.decreases);
    decreases.set(name, [...decreasesToday(earlier, simulation.now), simulation.now]);
    table.control.decreases = decreases;
  }
  const at = beginChange(simulation, table, index, { provisioned: { [direction]: wanted } });
  noteScaling(simulation, of, facts, at);
  return { ...next, above: 0, below: 0, pending: { at, value: wanted } };
}

function setScaling(table: TableState, key: string, state: ScalingState): void {
  const scaling = new Map(table.control.scaling);
  scaling.set(key, state);
  table.control.scaling = scaling;
}

/** Units a second, on average over the last minute, as CloudWatch has them. */
function consumedLastMinute(
  simulation: Simulation,
  table: TableState,
  index: string | undefined,
  direction: Direction,
): number {
  const name = direction === 'read' ? 'ConsumedReadCapacityUnits' : 'ConsumedWriteCapacityUnits';
  const series = simulation.metrics.get(metricKey(tableMetric(table.definition, name, { index })));
  const [point] = statistics(series, simulation.now - MINUTE, simulation.now, MINUTE);
  return (point?.sum ?? 0) / 60;
}
