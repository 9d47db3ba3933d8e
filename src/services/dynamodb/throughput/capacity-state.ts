import type { Instant } from '../../../core/time.ts';
import type { BillingMode, CapacityDefinition, Units } from '../definition.ts';
import { BURST_SECONDS_MOST } from '../schema/capacity-notation.ts';
import { firstLadder, type Ladder, NEW_TABLE_LEVEL } from './ladder.ts';
import { type Bank, fillBank, newUsage, rollUsage, type Usage } from './usage.ts';

/** Reads and writes are limited apart from each other. */
export type Direction = 'read' | 'write';

/** The capacity of a table or global index in one direction. A step's draft changes it in place. */
export interface DirectionState {
  provisioned: number;
  /** The highest it was ever provisioned with or warmed to; partitions made for it stay. */
  highestProvisioned: number;
  maximum: number | undefined;
  ladder: Ladder;
  /** The burst bank of provisioned capacity. */
  readonly bank: Bank;
  readonly usage: Usage;
  /** Units in the current minute, for the peak. */
  readonly minute: { at: Instant; units: number };
}

/** The capacity of a table or global index. */
export interface CapacityState {
  mode: BillingMode;
  readonly read: DirectionState;
  readonly write: DirectionState;
}

const MINUTE = 60_000;

/** The capacity a table or index begins with. */
export function newCapacity(mode: BillingMode, definition: CapacityDefinition, now: Instant): CapacityState {
  return { mode, read: newDirection(definition, 'read', now), write: newDirection(definition, 'write', now) };
}

function newDirection(definition: CapacityDefinition, direction: Direction, now: Instant): DirectionState {
  const rate = definition.provisioned[direction];
  const history = { peak: definition.previousPeak[direction], warm: definition.warm[direction] };
  return {
    provisioned: rate,
    highestProvisioned: Math.max(rate, definition.warm[direction] ?? 0),
    maximum: definition.maximum[direction],
    ladder: firstLadder(NEW_TABLE_LEVEL[direction], history),
    bank: { tokens: rate * (1 + definition.burstSeconds), second: Math.floor(now / 1000) },
    usage: newUsage(),
    minute: { at: Math.floor(now / MINUTE) * MINUTE, units: 0 },
  };
}

/** What a bank holds at most: the units of the running second, and those that 300 seconds before it left unused. */
export function bankMost(rate: number): number {
  return rate * (1 + BURST_SECONDS_MOST);
}

/** A copy that a step may change. */
export function forkCapacity(capacity: CapacityState): CapacityState {
  return { mode: capacity.mode, read: forkDirection(capacity.read), write: forkDirection(capacity.write) };
}

function forkDirection(state: DirectionState): DirectionState {
  return { ...state, bank: { ...state.bank }, usage: { ...state.usage }, minute: { ...state.minute } };
}

/** Goes on to a second. */
export function rollDirection(state: DirectionState, second: number): void {
  rollUsage(state.usage, second);
  fillBank(state.bank, second, state.provisioned, bankMost(state.provisioned));
}

/** Units of the current minute; begins a new one where it is over. */
export function addToMinute(state: DirectionState, units: number, at: Instant): void {
  const minute = Math.floor(at / MINUTE) * MINUTE;
  if (minute > state.minute.at) {
    state.minute.at = minute;
    state.minute.units = 0;
  }
  state.minute.units += units;
}

/** What a table or index serves at once, both directions. */
export function servedAtOnce({ mode, read, write }: CapacityState): Units {
  const rate = (state: DirectionState) => (mode === 'PROVISIONED' ? state.highestProvisioned : state.ladder.level);
  return { read: rate(read), write: rate(write) };
}
