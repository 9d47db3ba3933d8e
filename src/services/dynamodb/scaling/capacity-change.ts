import type { Simulation } from '../../../core/simulation.ts';
import type { Instant, Milliseconds } from '../../../core/time.ts';
import type { BillingMode, Units } from '../definition.ts';
import { addPartitions, type Cuttable, cuttableIndex, cuttableTable } from '../partition/reshape.ts';
import type { GlobalIndexState, TableState } from '../state/table-state.ts';
import { bankMost, type Direction, type DirectionState } from '../throughput/capacity-state.ts';
import { levelAfterSwitch, NEW_TABLE_LEVEL } from '../throughput/ladder.ts';

/** A change of the capacity of a table or of one of its global indexes. */
export interface CapacityChange {
  readonly mode?: BillingMode | undefined;
  readonly provisioned?: Partial<Units> | undefined;
  /** A limit that is there and undefined is taken away. */
  readonly maximum?: { readonly read?: number | undefined; readonly write?: number | undefined } | undefined;
  readonly warm?: Partial<Units> | undefined;
}

/** The payload of the event that puts a change in force. */
export interface CapacityEvent {
  readonly table: string;
  readonly index?: string | undefined;
  readonly change: CapacityChange;
}

/**
 * How long UpdateTable takes.
 *
 * @modelChoice AWS says minutes; one to two keep lessons short.
 */
const UPDATE_LEAST: Milliseconds = 60_000;
const UPDATE_MOST: Milliseconds = 120_000;

/** Begins a change: until it is in force the old limits hold. Returns when that is. */
export function beginChange(
  simulation: Simulation,
  table: TableState,
  index: string | undefined,
  change: CapacityChange,
): Instant {
  const { address } = table.definition;
  const seconds = simulation.random(`${address}/control-plane`).between(UPDATE_LEAST / 1000, UPDATE_MOST / 1000);
  const until = simulation.now + seconds * 1000;
  table.control.updatingUntil = Math.max(until, table.control.updatingUntil ?? 0);
  const payload: CapacityEvent = { table: address, index, change };
  simulation.schedule(until, 'dynamodb', 'capacity', payload);
  return until;
}

/** Puts a change in force. A change of mode is the table's, and its global indexes follow it. */
export function applyChange(table: TableState, index: string | undefined, change: CapacityChange, now: Instant): void {
  const target = table.globalIndexes.find(({ definition }) => definition.name === index);
  changeOne(target === undefined ? cuttableTable(table) : cuttableIndex(target), change, now);
  if (target !== undefined || change.mode === undefined) return;
  for (const one of table.globalIndexes) changeOne(cuttableIndex(one), { mode: change.mode }, now);
}

function changeOne(what: Cuttable, change: CapacityChange, now: Instant): void {
  const { capacity } = what.scalable;
  const switched = change.mode !== undefined && change.mode !== capacity.mode;
  if (change.mode !== undefined) capacity.mode = change.mode;
  for (const direction of ['read', 'write'] as const) {
    changeDirection(capacity[direction], direction, change, switched && capacity.mode === 'PAY_PER_REQUEST');
  }
  addPartitions(what, now);
}

function changeDirection(
  state: DirectionState,
  direction: Direction,
  change: CapacityChange,
  toOnDemand: boolean,
): void {
  const provisioned = change.provisioned?.[direction];
  if (provisioned !== undefined) {
    state.provisioned = provisioned;
    state.highestProvisioned = Math.max(state.highestProvisioned, provisioned);
    state.bank.tokens = Math.min(state.bank.tokens, bankMost(provisioned));
  }
  if (change.maximum !== undefined && direction in change.maximum) state.maximum = change.maximum[direction];
  const warm = change.warm?.[direction] ?? 0;
  state.highestProvisioned = Math.max(state.highestProvisioned, warm);
  const switched = toOnDemand ? levelAfterSwitch(NEW_TABLE_LEVEL[direction], state.highestProvisioned) : 0;
  const level = Math.max(state.ladder.level, warm, switched);
  if (level > state.ladder.level) state.ladder = { ...state.ladder, level };
}

/** The global index of that name; the table itself without one. */
export function scalableOf(table: TableState, index: string | undefined): TableState | GlobalIndexState | undefined {
  return index === undefined ? table : table.globalIndexes.find(({ definition }) => definition.name === index);
}
