import type { Facts } from '../../../core/result.ts';

/** Units drawn from a table and its indexes, as `ReturnConsumedCapacity: INDEXES` reports them. */
export interface Consumed {
  readonly table: string;
  /** Of the table itself; absent where only an index was read. */
  readonly own?: number | undefined;
  /** Only indexes that were touched. */
  readonly local: ReadonlyMap<string, number>;
  readonly global: ReadonlyMap<string, number>;
  /** Which direction the units are, where AWS says so: in transactions. */
  readonly transaction?: 'read' | 'write' | undefined;
}

/** All units together. */
export function totalUnits({ own = 0, local, global }: Consumed): number {
  let units = own;
  for (const arm of [...local.values(), ...global.values()]) units += arm;
  return units;
}

/** AWS's answer, as far as the request asked for it. */
export function consumedJson(consumed: Consumed, detail: 'TOTAL' | 'INDEXES'): Facts {
  const units = totalUnits(consumed);
  const total = { tableName: consumed.table, capacityUnits: units, ...directed(consumed, units) };
  if (detail === 'TOTAL') return total;
  const arm = (own: number) => ({ capacityUnits: own, ...directed(consumed, own) });
  const arms = (map: ReadonlyMap<string, number>) =>
    Object.fromEntries([...map].map(([name, own]) => [name, arm(own)]));
  return {
    ...total,
    ...(consumed.own === undefined ? {} : { table: arm(consumed.own) }),
    ...(consumed.global.size === 0 ? {} : { globalSecondaryIndexes: arms(consumed.global) }),
    ...(consumed.local.size === 0 ? {} : { localSecondaryIndexes: arms(consumed.local) }),
  };
}

function directed({ transaction }: Consumed, units: number): Facts {
  if (transaction === undefined) return {};
  return transaction === 'read' ? { readCapacityUnits: units } : { writeCapacityUnits: units };
}

/** Several consumptions of one table as one, as batches and transactions report them. */
export function addConsumed(one: Consumed, other: Consumed): Consumed {
  const own = one.own === undefined && other.own === undefined ? undefined : (one.own ?? 0) + (other.own ?? 0);
  return { ...one, own, local: addArms(one.local, other.local), global: addArms(one.global, other.global) };
}

function addArms(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const sum = new Map(one);
  for (const [name, units] of other) sum.set(name, (sum.get(name) ?? 0) + units);
  return sum;
}
