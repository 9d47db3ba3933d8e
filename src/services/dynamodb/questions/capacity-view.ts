import type { Definition } from '../../../core/definition.ts';
import type { Instant } from '../../../core/time.ts';
import { type BillingMode, DEFAULT_QUOTAS, type Quotas, type TableDefinition } from '../definition.ts';
import { BURST_SECONDS_MOST } from '../schema/capacity-notation.ts';
import type { CapacityState, Direction, DirectionState } from '../throughput/capacity-state.ts';
import { earnedLevel, nextRaise } from '../throughput/ladder.ts';
import { usedIn } from '../throughput/usage.ts';

/** The capacity of a table or index in one direction as it stands at a moment. */
export interface DirectionView {
  readonly direction: Direction;
  /** Units in the last whole second. */
  readonly used: number;
  /** Units a second that it may use in the long run. */
  readonly rate: number;
  /** What bounds it. */
  readonly bound: 'provisioned' | 'level' | 'maximum' | 'account-quota';
  /** Of the burst bank, in units and as seconds of the provisioned rate. */
  readonly bank: number;
  readonly bankSeconds: number;
  readonly bankMost: number;
  /** The previous peak that an on-demand level comes from. */
  readonly peak: number;
  /** When the level may be raised again, where a raise is waiting for it. */
  readonly raiseAt: Instant | undefined;
  /** When the level may be raised again at the earliest. */
  readonly nextRaiseAt: Instant | undefined;
}

export interface CapacityView {
  readonly mode: BillingMode;
  readonly read: DirectionView;
  readonly write: DirectionView;
}

/** The quotas that the account of a table has. */
export function quotasOf(definition: Definition, { account }: Pick<TableDefinition, 'account'>): Quotas {
  return definition.accounts.get(account)?.parts.dynamodb?.quotas ?? DEFAULT_QUOTAS;
}

/** The capacity of a table or index. */
export function capacityView(capacity: CapacityState, quotas: Quotas, now: Instant): CapacityView {
  const { mode } = capacity;
  const view = (direction: Direction) => directionView(mode, capacity[direction], direction, quotas, now);
  return { mode, read: view('read'), write: view('write') };
}

function directionView(
  mode: BillingMode,
  state: DirectionState,
  direction: Direction,
  quotas: Quotas,
  now: Instant,
): DirectionView {
  const second = Math.floor(now / 1000);
  const { rate, bound } = boundOf(mode, state, quotas.table[direction]);
  const most = mode === 'PROVISIONED' ? state.provisioned * BURST_SECONDS_MOST : 0;
  const bank = Math.min(most, savedUnits(state, second));
  const next = nextRaise(state.ladder);
  return {
    direction,
    used: usedIn(state.usage, second - 1),
    rate,
    bound,
    bank,
    bankSeconds: Math.max(0, bank) / state.provisioned,
    bankMost: most,
    peak: state.ladder.peak,
    raiseAt: earnedLevel(state.ladder) > state.ladder.level ? next : undefined,
    nextRaiseAt: next > now ? next : undefined,
  };
}

/** What earlier seconds have left unused: all that is there, without what is left of the running second's own units. */
function savedUnits({ provisioned, bank, usage }: DirectionState, second: number): number {
  // The bank is filled when it is next used; here it is shown as it would be then.
  const tokens = bank.tokens + provisioned * Math.max(0, second - bank.second);
  return tokens - Math.max(0, provisioned - usedIn(usage, second));
}

function boundOf(mode: BillingMode, state: DirectionState, quota: number): Pick<DirectionView, 'rate' | 'bound'> {
  if (mode === 'PROVISIONED') return { rate: state.provisioned, bound: 'provisioned' };
  const { maximum = Number.POSITIVE_INFINITY, ladder } = state;
  if (maximum <= Math.min(quota, ladder.level)) return { rate: maximum, bound: 'maximum' };
  return quota <= ladder.level ? { rate: quota, bound: 'account-quota' } : { rate: ladder.level, bound: 'level' };
}
