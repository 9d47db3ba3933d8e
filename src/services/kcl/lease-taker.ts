import type { RandomStream } from '../../core/random.ts';
import type { Instant, Milliseconds } from '../../core/time.ts';
import type { Belief } from './belief.ts';
import { type LeaseTable, NO_OWNER, NO_ROW } from './lease-table.ts';

/** How a worker of 1.x or 2.x takes leases. */
export interface TakeOptions {
  readonly worker: string;
  readonly failoverTime: Milliseconds;
  readonly maxLeasesForWorker: number;
  readonly maxLeasesToStealAtOneTime: number;
  /** Leases that are very old are taken first, whatever the target. */
  readonly priorityAssignment: boolean;
  readonly veryOldMultiplier: number;
  readonly unownedAvailable: boolean;
}

/** Which way a pass went. */
export type TakeBranch = 'no-leases' | 'very-old' | 'at-target' | 'available' | 'steal' | 'no-steal';

/** One pass of the taker with all numbers of its formula. */
export interface TakePass {
  readonly branch: TakeBranch;
  /** N: all rows, finished shards among them. */
  readonly leases: number;
  /** W: owners of leases that are not available, and this worker. */
  readonly workers: number;
  readonly target: number;
  /** How far the target was cut by `maxLeasesForWorker`. */
  readonly spillover: number;
  readonly mine: number;
  readonly need: number;
  readonly available: number;
  readonly veryOld: number;
  /** The most loaded worker, where stealing was considered. */
  readonly victim?: { readonly worker: string; readonly leases: number } | undefined;
  /** Slots of the leases to take, in the order of the writes. */
  readonly take: readonly number[];
}

/** Each worker's share: one if there are enough workers, else ⌈N ÷ W⌉, cut by `maxLeasesForWorker` only in that case. */
export function targetLeases(
  leases: number,
  workers: number,
  maxLeasesForWorker: number,
): { readonly target: number; readonly spillover: number } {
  if (workers >= leases) return { target: 1, spillover: 0 };
  const target = Math.ceil(leases / workers);
  return { target: Math.min(target, maxLeasesForWorker), spillover: Math.max(0, target - maxLeasesForWorker) };
}

/**
 * How many leases to steal from the most loaded worker: what it has above the target and this worker needs; one, if it
 * is at the target and this worker needs more than one (`chooseLeasesToSteal`).
 */
export function leasesToSteal(victim: number, target: number, need: number, mostAtOneTime: number): number {
  if (victim < target || need <= 0) return 0;
  const wanted = Math.min(need, victim - target);
  return Math.min(wanted === 0 && need > 1 ? 1 : wanted, mostAtOneTime);
}

/** Leases per owner that are not available; the worker itself is always counted, idle others never are. */
interface Counts {
  readonly byOwner: Int32Array;
  /** Unowned leases that are not available yet: before 2.6 they count as one more worker. */
  readonly unowned: number;
  readonly available: number[];
  readonly veryOld: number[];
}

function countLeases(table: LeaseTable, belief: Belief, now: Instant, options: TakeOptions): Counts {
  const { owners, slots } = table;
  const byOwner = new Int32Array(table.ownerNames.length + 1);
  const moments = belief.moments;
  const available: number[] = [];
  const veryOld: number[] = [];
  const veryOldBefore = now - options.veryOldMultiplier * options.failoverTime;
  let unowned = 0;
  for (let slot = 0; slot < slots; slot += 1) {
    const owner = owners[slot] as number;
    if (owner === NO_ROW) continue;
    const since = moments[slot] as number;
    if (options.priorityAssignment && since < veryOldBefore) veryOld.push(slot);
    if (now - since > options.failoverTime || (owner === NO_OWNER && options.unownedAvailable)) available.push(slot);
    else if (owner === NO_OWNER) unowned += 1;
    else byOwner[owner] = (byOwner[owner] as number) + 1;
  }
  return { byOwner, unowned, available, veryOld };
}

/**
 * What a worker takes after a scan (`DynamoDBLeaseTaker.computeLeasesToTake`, amazon-kinesis-client).
 * @modelChoice Java shuffles hash maps: here leases are ordered by key and shuffled with the worker's own stream; of
 * equally loaded workers the lowest name is robbed. Without a stream the lowest keys are taken.
 */
export function decideTake(
  table: LeaseTable,
  belief: Belief,
  now: Instant,
  options: TakeOptions,
  random: RandomStream | undefined,
): TakePass {
  const me = table.ownerIndex(options.worker);
  const counts = countLeases(table, belief, now, options);
  const mine = counts.byOwner[me] ?? 0;
  const leases = table.size;
  let workers = mine === 0 ? 1 : 0;
  for (const count of counts.byOwner) if (count > 0) workers += 1;
  if (counts.unowned > 0) workers += 1;
  const { target, spillover } = targetLeases(leases, workers, options.maxLeasesForWorker);
  const need = target - mine;
  const available = counts.available.length;
  const veryOld = counts.veryOld.length;
  const decided = (branch: TakeBranch, take: readonly number[], victim?: TakePass['victim']): TakePass => ({
    leases,
    workers,
    target,
    spillover,
    mine,
    need,
    available,
    veryOld,
    branch,
    take,
    victim,
  });
  if (leases === 0) return decided('no-leases', []);
  if (veryOld > 0) {
    const room = Math.max(0, Math.min(options.maxLeasesForWorker - mine, veryOld));
    return decided('very-old', shuffled(table, counts.veryOld, random).slice(0, room));
  }
  if (need <= 0) return decided('at-target', []);
  if (available > 0) return decided('available', shuffled(table, counts.available, random).slice(0, need));
  const { branch, take, victim } = steal(table, counts.byOwner, target, need, options, random);
  return decided(branch, take, victim);
}

function steal(
  table: LeaseTable,
  byOwner: Int32Array,
  target: number,
  need: number,
  options: TakeOptions,
  random: RandomStream | undefined,
): Pick<TakePass, 'branch' | 'victim' | 'take'> {
  const names = table.ownerNames;
  let richest = 0;
  for (let owner = 1; owner < names.length; owner += 1) {
    const more = (byOwner[owner] ?? 0) - (byOwner[richest] ?? 0);
    if (more > 0 || (more === 0 && (names[owner] ?? '') < (names[richest] ?? ''))) richest = owner;
  }
  const victim = { worker: names[richest] ?? '', leases: byOwner[richest] ?? 0 };
  const count = leasesToSteal(victim.leases, target, need, options.maxLeasesToStealAtOneTime);
  if (count === 0) return { branch: 'no-steal', victim, take: [] };
  const held: number[] = [];
  for (let slot = 0; slot < table.slots; slot += 1) if (table.owners[slot] === richest) held.push(slot);
  return { branch: 'steal', victim, take: shuffled(table, held, random).slice(0, count) };
}

function shuffled(table: LeaseTable, slots: readonly number[], random: RandomStream | undefined): number[] {
  const key = (slot: number) => table.at(slot)?.leaseKey ?? '';
  const sorted = [...slots].sort((one, other) => (key(one) < key(other) ? -1 : 1));
  return random === undefined ? sorted : random.shuffle(sorted);
}

/** Leases per owner among those that are not available, `me` at least 0; unowned ones under the name `null`. */
export function computeLeaseCounts(
  leases: readonly { readonly leaseKey: string; readonly leaseOwner: string | undefined }[],
  available: ReadonlySet<string>,
  me: string,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const lease of leases) {
    if (available.has(lease.leaseKey)) continue;
    const owner = lease.leaseOwner ?? 'null';
    counts.set(owner, (counts.get(owner) ?? 0) + 1);
  }
  if (!counts.has(me)) counts.set(me, 0);
  return counts;
}
