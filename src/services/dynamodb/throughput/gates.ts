import type { Instant } from '../../../core/time.ts';
import type { LimitType, ResourceType } from '../capacity/throttling-reason.ts';
import type { Units } from '../definition.ts';
import type { Place } from '../key/place.ts';
import { addHeat, addRefusal } from '../partition/heat.ts';
import { PARTITION_UNITS } from '../partition/initial.ts';
import type { Partition } from '../partition/key-space.ts';
import { addToMinute, bankMost, type CapacityState, type Direction, rollDirection } from './capacity-state.ts';
import { fillBank, rollUsage } from './usage.ts';

/** The limits a request meets, in the order it meets them. */
export type GateName = 'account-quota' | 'maximum' | 'level' | 'provisioned' | 'partition-share' | 'partition';

/** What a request asks of one table or global index. */
export interface Demand {
  readonly resource: ResourceType;
  /** The index, where it is one. */
  readonly index?: string | undefined;
  readonly capacity: CapacityState;
  readonly partition: Partition;
  /** How many partitions share the provisioned throughput. */
  readonly partitions: number;
  readonly direction: Direction;
  readonly units: number;
  readonly place: Place;
}

/** Limits that are the same for all requests of a table. */
export interface Limits {
  readonly quota: Units;
  /** Whether a hot partition may use what others leave. */
  readonly adaptive: boolean;
}

/** What a gate has left at a moment. */
export interface GateState {
  readonly gate: GateName;
  readonly limitType: LimitType;
  /** Units a second it lets through in the long run. */
  readonly rate: number;
  /** Units it would let through now. */
  readonly available: number;
}

interface Gate {
  readonly name: GateName;
  readonly limitType: LimitType;
  /** Units a second that it lets through in the long run; undefined where it does not apply. */
  rate(demand: Demand, limits: Limits): number | undefined;
  /** Units that are left now. */
  available(demand: Demand, rate: number, second: number): number;
}

const onDemand = (demand: Demand) => demand.capacity.mode === 'PAY_PER_REQUEST';
const sideOf = (demand: Demand) => demand.capacity[demand.direction];
/** Of a limit on the units of one second nothing is carried over. */
const leftOfSecond = (demand: Demand, rate: number) => rate - sideOf(demand).usage.used;

/** In the order in which a request meets them. */
const GATES: readonly Gate[] = [
  {
    name: 'account-quota',
    limitType: 'AccountLimitExceeded',
    rate: (demand, { quota }) => (onDemand(demand) ? quota[demand.direction] : undefined),
    available: leftOfSecond,
  },
  {
    name: 'maximum',
    limitType: 'MaxOnDemandThroughputExceeded',
    rate: (demand) => (onDemand(demand) ? sideOf(demand).maximum : undefined),
    available: leftOfSecond,
  },
  // No reason of AWS's own stands for traffic beyond double the previous peak: its partitions are what refuses it.
  {
    name: 'level',
    limitType: 'KeyRangeThroughputExceeded',
    rate: (demand) => (onDemand(demand) ? sideOf(demand).ladder.level : undefined),
    available: leftOfSecond,
  },
  {
    name: 'provisioned',
    limitType: 'ProvisionedThroughputExceeded',
    rate: (demand, { adaptive }) => (onDemand(demand) || !adaptive ? undefined : sideOf(demand).provisioned),
    available: (demand) => sideOf(demand).bank.tokens,
  },
  {
    name: 'partition-share',
    limitType: 'KeyRangeThroughputExceeded',
    rate: (demand, { adaptive }) =>
      onDemand(demand) || adaptive ? undefined : sideOf(demand).provisioned / demand.partitions,
    available: (demand, rate, second) => {
      const bank = shareBank(demand);
      fillBank(bank, second, rate, bankMost(rate));
      return bank.tokens;
    },
  },
  {
    name: 'partition',
    limitType: 'KeyRangeThroughputExceeded',
    rate: (demand) => PARTITION_UNITS[demand.direction],
    available: (demand, rate, second) => {
      const usage = demand.partition[demand.direction];
      rollUsage(usage, second);
      return rate - usage.used;
    },
  },
];

function shareBank(demand: Demand): Partition['readBank'] {
  return demand.direction === 'read' ? demand.partition.readBank : demand.partition.writeBank;
}

/**
 * The first gate that refuses a demand, if one does. A request larger than what a gate gives in a second passes where a
 * whole second is left, or it never could.
 */
export function refusingGate(demand: Demand, limits: Limits, at: Instant): GateState | undefined {
  const second = Math.floor(at / 1000);
  rollDirection(sideOf(demand), second);
  for (const gate of GATES) {
    const rate = gate.rate(demand, limits);
    if (rate === undefined) continue;
    const available = gate.available(demand, rate, second);
    if (available < Math.min(demand.units, rate))
      return { gate: gate.name, limitType: gate.limitType, rate, available };
  }
  return undefined;
}

/** Every gate that applies to a demand, for explanations. */
export function gateStates(demand: Demand, limits: Limits, at: Instant): readonly GateState[] {
  const second = Math.floor(at / 1000);
  rollDirection(sideOf(demand), second);
  const states: GateState[] = [];
  for (const gate of GATES) {
    const rate = gate.rate(demand, limits);
    if (rate === undefined) continue;
    const available = gate.available(demand, rate, second);
    states.push({ gate: gate.name, limitType: gate.limitType, rate, available });
  }
  return states;
}

/**
 * Takes units out of every limit a demand meets, or gives them back where `sign` is -1. The gates have just been asked, so
 * their counters stand at the second of the request.
 */
export function take(demand: Demand, limits: Limits, sign: 1 | -1 = 1): void {
  const { partition, direction } = demand;
  const units = sign * demand.units;
  sideOf(demand).usage.used += units;
  partition[direction].used += units;
  if (onDemand(demand)) return;
  if (limits.adaptive) sideOf(demand).bank.tokens -= units;
  else shareBank(demand).tokens -= units;
}

/** Notes what was taken where peaks and splits are decided from it. */
export function remember(demand: Demand, at: Instant): void {
  addToMinute(sideOf(demand), demand.units, at);
  addHeat(demand.partition.heat, demand.place, demand.direction, demand.units);
}

/**
 * Notes what was refused where the most throttled keys are told from it. A write that an index holds back is not among
 * them ("CloudWatch Contributor Insights for DynamoDB: How it works").
 */
export function rememberRefusal({ resource, direction, partition, place }: Demand): void {
  if (resource === 'Table' || direction === 'read') addRefusal(partition.heat, place);
}
