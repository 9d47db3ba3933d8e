import type { Instant } from '../../core/time.ts';

/** Why user records were delivered once more. */
export const DUPLICATE_CAUSES = ['producerRetry', 'crash', 'zombie', 'steal', 'handoff', 'shutdown'] as const;
export type DuplicateCause = (typeof DUPLICATE_CAUSES)[number];

/** Why user records were never delivered. */
export const LOSS_CAUSES = [
  'startedAtLatest',
  'beforeTimestamp',
  'expired',
  'batchSkipped',
  'aggregateDropped',
] as const;
export type LossCause = (typeof LOSS_CAUSES)[number];

/** User records [from, to) of a shard, numbered from 0, delivered by one worker one after another. */
export interface Delivery {
  readonly from: number;
  readonly to: number;
  readonly worker: string;
  readonly startedAt: Instant;
  readonly perRecordMs: number;
  /** How many of them had been delivered before. */
  readonly again: number;
  readonly cause: DuplicateCause | undefined;
}

type Growing = { -readonly [Key in keyof Delivery]: Delivery[Key] };

/** User records that will not be delivered, and why. */
export interface Loss {
  readonly from: number;
  readonly to: number;
  readonly cause: LossCause;
}

/** What became of the user records of one shard, for one application. */
export interface Ledger {
  /** Delivered at least once: disjoint runs in order, as pairs of bounds. */
  delivered: number[];
  deliveries: number;
  duplicates: Readonly<Record<DuplicateCause, number>>;
  /** The newest deliveries. */
  recent: Delivery[];
  /** The newest one, while it belongs to this ledger alone and may grow. */
  tail: Growing | undefined;
  losses: Loss[];
  /** Kinesis records up to here have been looked through for producers' retries. */
  notesTo: number;
}

/** So many of the newest deliveries are kept at least; they are cut when there are twice as many. */
const RECENT_KEPT = 256;

export function newLedger(): Ledger {
  const duplicates = { producerRetry: 0, crash: 0, zombie: 0, steal: 0, handoff: 0, shutdown: 0 };
  return { delivered: [], deliveries: 0, duplicates, recent: [], tail: undefined, losses: [], notesTo: 0 };
}

/** A ledger that can change without changing this one. */
export function forkLedger(ledger: Ledger): Ledger {
  const { delivered, recent, losses } = ledger;
  return { ...ledger, delivered: [...delivered], recent: [...recent], tail: undefined, losses: [...losses] };
}

/** The end of what has been delivered. */
export function deliveredTo(ledger: Ledger): number {
  return ledger.delivered.at(-1) ?? 0;
}

/** How many deliveries were not the first of their record, whatever the cause. */
export function duplicatesIn({ duplicates }: Ledger): number {
  const { producerRetry, crash, zombie, steal, handoff, shutdown } = duplicates;
  return producerRetry + crash + zombie + steal + handoff + shutdown;
}

/** How many user records have been delivered at least once. */
export function distinctDelivered(ledger: Ledger): number {
  let sum = 0;
  for (let at = 0; at + 1 < ledger.delivered.length; at += 2) {
    sum += (ledger.delivered[at + 1] ?? 0) - (ledger.delivered[at] ?? 0);
  }
  return sum;
}

/** How many of [from, to) have been delivered before. */
export function overlapWith(ledger: Ledger, from: number, to: number): number {
  let sum = 0;
  for (let at = ledger.delivered.length - 2; at >= 0; at -= 2) {
    const start = ledger.delivered[at] ?? 0;
    const end = ledger.delivered[at + 1] ?? 0;
    if (end <= from) break;
    sum += Math.max(0, Math.min(end, to) - Math.max(start, from));
  }
  return sum;
}

/** Writes down a delivery; `cause` says why, if some of it had been delivered before. */
export function deliver(ledger: Ledger, delivery: Omit<Delivery, 'again' | 'cause'>, cause: DuplicateCause): void {
  const { from, to } = delivery;
  if (to <= from) return;
  const again = overlapWith(ledger, from, to);
  if (again > 0) ledger.duplicates = { ...ledger.duplicates, [cause]: ledger.duplicates[cause] + again };
  ledger.deliveries += to - from;
  if (again < to - from) addRun(ledger, from, to);
  const { recent } = ledger;
  const last = recent[recent.length - 1];
  if (last === undefined || again > 0 || !continues(last, delivery)) {
    const { worker, startedAt, perRecordMs } = delivery;
    ledger.tail = { from, to, worker, startedAt, perRecordMs, again, cause: again > 0 ? cause : undefined };
    recent.push(ledger.tail);
    if (recent.length >= 2 * RECENT_KEPT) recent.splice(0, RECENT_KEPT);
    return;
  }
  if (ledger.tail !== last) {
    ledger.tail = { ...last };
    recent[recent.length - 1] = ledger.tail;
  }
  ledger.tail.to = to;
}

/** Whether a delivery goes on where the last one ended, without a pause. */
function continues(last: Delivery, delivery: Omit<Delivery, 'again' | 'cause'>): boolean {
  return (
    last.to === delivery.from &&
    last.again === 0 &&
    last.worker === delivery.worker &&
    last.perRecordMs === delivery.perRecordMs &&
    last.startedAt + (last.to - last.from) * last.perRecordMs === delivery.startedAt
  );
}

/** Puts a run into the disjoint runs; most runs continue the last one. */
function addRun(ledger: Ledger, from: number, to: number): void {
  const { delivered } = ledger;
  const end = delivered.at(-1);
  const start = delivered.at(-2) ?? 0;
  if (end === undefined || from > end) {
    delivered.push(from, to);
    return;
  }
  if (from >= start) {
    delivered[delivered.length - 1] = Math.max(end, to);
    return;
  }
  const runs: [number, number][] = [[from, to]];
  for (let at = 0; at + 1 < delivered.length; at += 2) runs.push([delivered[at] ?? 0, delivered[at + 1] ?? 0]);
  runs.sort((one, other) => one[0] - other[0]);
  delivered.length = 0;
  for (const [runFrom, runTo] of runs) {
    const last = delivered.at(-1);
    if (last !== undefined && runFrom <= last) delivered[delivered.length - 1] = Math.max(last, runTo);
    else delivered.push(runFrom, runTo);
  }
}

/** Writes down records that will not be delivered; those already written down stay as they are. Says how many came new. */
export function lose(ledger: Ledger, loss: Loss): number {
  let rest: readonly Loss[] = [loss];
  for (const { from, to } of ledger.losses) {
    rest = rest.flatMap((one) => [
      { ...one, to: Math.min(one.to, from) },
      { ...one, from: Math.max(one.from, to) },
    ]);
    rest = rest.filter((one) => one.to > one.from);
  }
  rest = rest.filter((one) => one.to > one.from);
  ledger.losses.push(...rest);
  return rest.reduce((sum, one) => sum + one.to - one.from, 0);
}

/** The first user record that is neither delivered nor lost. */
export function firstWaiting({ delivered, losses }: Ledger): number {
  if (losses.length === 0) return delivered[0] === 0 ? (delivered[1] ?? 0) : 0;
  const runs: (readonly [number, number])[] = losses.map((loss) => [loss.from, loss.to] as const);
  for (let at = 0; at + 1 < delivered.length; at += 2) runs.push([delivered[at] ?? 0, delivered[at + 1] ?? 0]);
  runs.sort((one, other) => one[0] - other[0]);
  let next = 0;
  for (const [from, to] of runs) if (from <= next) next = Math.max(next, to);
  return next;
}

/** User records of losses that nobody delivered after all. */
export function lostRecords(ledger: Ledger): readonly Loss[] {
  return ledger.losses.flatMap((loss) => {
    const rest: Loss[] = [];
    let from = loss.from;
    for (let at = 0; at + 1 < ledger.delivered.length && from < loss.to; at += 2) {
      const start = ledger.delivered[at] ?? 0;
      const end = ledger.delivered[at + 1] ?? 0;
      if (end <= from || start >= loss.to) continue;
      if (start > from) rest.push({ ...loss, from, to: start });
      from = Math.max(from, end);
    }
    if (from < loss.to) rest.push({ ...loss, from });
    return rest;
  });
}

/** Who was delivered this user record, and when, among the newest deliveries. */
export function deliveriesOf(
  ledger: Ledger,
  user: number,
): readonly { readonly worker: string; readonly at: Instant }[] {
  return ledger.recent
    .filter((delivery) => delivery.from <= user && user < delivery.to)
    .map(({ worker, startedAt, perRecordMs, from }) => ({ worker, at: startedAt + (user - from + 1) * perRecordMs }));
}
