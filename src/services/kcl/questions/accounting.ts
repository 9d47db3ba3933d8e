import type { Milliseconds } from '../../../core/time.ts';
import { arrivalAt, usersBefore } from '../../kinesis/index.ts';
import {
  DUPLICATE_CAUSES,
  type DuplicateCause,
  deliveriesOf,
  distinctDelivered,
  firstWaiting,
  type Ledger,
  LOSS_CAUSES,
  type LossCause,
  lostRecords,
} from '../ledger.ts';
import { positionOf } from '../positions.ts';
import { type AskedApplication, type KclWorld, shardOfLease } from './application.ts';

/** What became of the user records of one shard. */
export interface ShardAccount {
  readonly leaseKey: string;
  /** User records in the shard. */
  readonly stored: number;
  /** Delivered at least once, and all deliveries. */
  readonly delivered: number;
  readonly deliveries: number;
  readonly lost: number;
  /** Not delivered yet. */
  readonly waiting: number;
  /** How old the oldest waiting record is. */
  readonly lagMs: Milliseconds;
}

/** What became of all user records, for one application. */
export interface Account {
  readonly stored: number;
  readonly delivered: number;
  readonly deliveries: number;
  readonly duplicates: Readonly<Record<DuplicateCause, number>> & { readonly total: number };
  readonly lost: Readonly<Record<LossCause, number>> & { readonly total: number };
  readonly waiting: number;
  readonly lagMs: Milliseconds;
  /** How often the application's effect took place: once per record, where it is idempotent. */
  readonly effects: number;
  readonly shards: readonly ShardAccount[];
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

/** Counts every user record of an application's streams: delivered how often, lost why, still waiting. */
export function accountOf(world: KclWorld, app: AskedApplication): Account {
  const shards: ShardAccount[] = [];
  const ledgers: Ledger[] = [];
  const keys = new Set([...app.state.table.rows()].map((row) => row.leaseKey));
  for (const leaseKey of app.state.ledgers.keys()) keys.add(leaseKey);
  for (const leaseKey of [...keys].sort()) {
    const ledger = app.state.ledgers.get(leaseKey);
    const shard = shardAccount(world, app, leaseKey, ledger);
    if (shard !== undefined) shards.push(shard);
    if (ledger !== undefined) ledgers.push(ledger);
  }
  const losses = Object.fromEntries(LOSS_CAUSES.map((cause) => [cause, lostFor(ledgers, cause)])) as Record<
    LossCause,
    number
  >;
  const duplicates = Object.fromEntries(
    DUPLICATE_CAUSES.map((cause) => [cause, sum(ledgers.map((ledger) => ledger.duplicates[cause]))]),
  ) as Record<DuplicateCause, number>;
  // What a KPL sends again after a split makes good for the aggregates that were dropped: neither lost nor twice.
  const madeGood = Math.min(losses.aggregateDropped, duplicates.producerRetry);
  losses.aggregateDropped -= madeGood;
  duplicates.producerRetry -= madeGood;
  const deliveries = sum(shards.map((shard) => shard.deliveries));
  const total = sum(Object.values(duplicates));
  return {
    stored: sum(shards.map((shard) => shard.stored)),
    delivered: sum(shards.map((shard) => shard.delivered)),
    deliveries,
    duplicates: { ...duplicates, total },
    lost: { ...losses, total: sum(Object.values(losses)) },
    waiting: sum(shards.map((shard) => shard.waiting)),
    lagMs: Math.max(0, ...shards.map((shard) => shard.lagMs)),
    effects: app.config.idempotent ? deliveries - total : deliveries,
    shards,
  };
}

function lostFor(ledgers: readonly Ledger[], cause: LossCause): number {
  return sum(
    ledgers.map((ledger) =>
      sum(
        lostRecords(ledger)
          .filter((loss) => loss.cause === cause)
          .map((loss) => loss.to - loss.from),
      ),
    ),
  );
}

function shardAccount(
  world: KclWorld,
  app: AskedApplication,
  leaseKey: string,
  ledger: Ledger | undefined,
): ShardAccount | undefined {
  const log = shardOfLease(world, app, leaseKey)?.shard.log;
  if (log === undefined) return undefined;
  const stored = usersBefore(log, log.length);
  const delivered = ledger === undefined ? 0 : distinctDelivered(ledger);
  const lost = ledger === undefined ? 0 : sum(lostRecords(ledger).map((loss) => loss.to - loss.from));
  const next = ledger === undefined ? 0 : firstWaiting(ledger);
  const waiting = Math.max(0, stored - delivered - lost);
  const lagMs =
    waiting === 0 || next >= stored ? 0 : Math.max(0, world.now - arrivalAt(log, positionOf(log, next).position));
  return { leaseKey, stored, delivered, deliveries: ledger?.deliveries ?? 0, lost, waiting, lagMs };
}

/** One user record's story: who was delivered it, when, and whether it is lost. */
export function storyOf(app: AskedApplication, leaseKey: string, user: number) {
  const ledger = app.state.ledgers.get(leaseKey);
  if (ledger === undefined) return undefined;
  const loss = lostRecords(ledger).find((one) => one.from <= user && user < one.to);
  return { deliveries: deliveriesOf(ledger, user), lost: loss?.cause };
}
