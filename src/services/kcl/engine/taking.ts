import { NEVER } from '../belief.ts';
import { decideTake, type TakeBranch, type TakeOptions, type TakePass } from '../lease-taker.ts';
import { takeLease } from '../lease-write.ts';
import type { KclFacts, PassFacts, TakenFacts } from '../reasons.ts';
import type { Worker } from '../state.ts';
import { SCAN_TRIES, TAKE_TRIES, VERY_OLD_MULTIPLIER } from '../timers.ts';
import { handOver, hold } from './holding.ts';
import { METRICS, publish } from './metrics.ts';
import { commit, isAssigned, note, type Run, schedule, tableTrouble, workerSettings } from './run.ts';

const REASON_OF: Readonly<Record<TakeBranch, keyof KclFacts & `take-${string}`>> = {
  'no-leases': 'take-no-leases',
  'very-old': 'take-very-old',
  'at-target': 'take-at-target',
  available: 'take-available',
  steal: 'take-steal',
  'no-steal': 'take-no-steal',
};

/** What a worker's taker is set to. */
export function takeOptions(run: Run, worker: Worker): TakeOptions {
  const { config } = run;
  return {
    worker: worker.ownerId,
    failoverTime: config.failoverTime,
    maxLeasesForWorker: workerSettings(run, worker)?.maxLeasesForWorker ?? config.maxLeasesForWorker,
    maxLeasesToStealAtOneTime: config.maxLeasesToStealAtOneTime,
    priorityAssignment: config.priorityAssignment,
    veryOldMultiplier: VERY_OLD_MULTIPLIER,
    unownedAvailable: config.features.unownedAvailable,
  };
}

/** The taker: scan, decide, write (1.x and 2.x). It waits its whole interval after it has finished. */
export function takePass(run: Run, worker: Worker): void {
  // A worker that has come over to 3.x while its pass was due takes no more.
  if (isAssigned(run, worker)) return;
  const { app, config } = run;
  const finishes = run.now + config.scanTime;
  worker.nextTakeAt = finishes + config.timers.take;
  schedule(run, worker, worker.nextTakeAt, 'take');
  if (worker.status === 'stopping') return;
  const trouble = tableTrouble(run, worker, SCAN_TRIES);
  if (trouble !== undefined) {
    note(run, worker, 'scan-failed', { worker: worker.name, because: trouble }, 'block');
    return;
  }
  app.scanned(app.table.size);
  app.ownBelief(worker);
  worker.belief.scan(app.table, run.now);
  const shuffles = run.simulation.definition.model.kclTaking !== 'lowestKey';
  const random = shuffles ? run.simulation.random(worker.address) : undefined;
  const pass = decideTake(app.table, worker.belief, run.now, takeOptions(run, worker), random);
  const counters = pass.take.map((slot) => worker.belief.counter(slot) ?? -1);
  publishPass(run, worker, pass);
  if (config.scanTime === 0) writeTakes(run, worker, { pass, counters });
  else schedule(run, worker, finishes, 'take-write', { take: { pass, counters } });
}

/** What a pass decided, and the counters its scan saw. */
export interface DecidedTakes {
  readonly pass: TakePass;
  readonly counters: readonly number[];
}

/** Writes the takes of a pass; a lease whose counter moved since the scan is lost to somebody else. */
export function writeTakes(run: Run, worker: Worker, { pass, counters }: DecidedTakes): void {
  const taken: TakenFacts[] = [];
  const raceLost: string[] = [];
  const steals = pass.branch === 'steal';
  // After a scan longer than half a renewal interval the leases to be stolen are read once more (`updateStaleLeases`).
  const rereads = steals && run.config.scanTime > run.config.failoverTime / 6;
  for (const [at, slot] of pass.take.entries()) {
    const row = run.app.table.at(slot);
    const leaseKey = row?.leaseKey;
    if (row === undefined || leaseKey === undefined || tableTrouble(run, worker, TAKE_TRIES) !== undefined) continue;
    const written = takeLease(row, rereads ? row.leaseCounter : (counters[at] ?? -1), worker.ownerId);
    if (!commit(run, written)) {
      raceLost.push(leaseKey);
      run.app.tableCalls.lostRaces += 1;
      continue;
    }
    taken.push({ lease: leaseKey, from: row.leaseOwner ?? null, ageMs: ageOf(run, worker, slot) });
    handOver(run, row, row.leaseOwner, worker.ownerId, steals ? 'steal' : 'take');
    worker.belief.took(slot, written.row.leaseCounter, run.now);
    worker.taken += 1;
    hold(run, worker, written.row);
  }
  note(
    run,
    worker,
    REASON_OF[pass.branch],
    factsOf(worker, pass, taken, raceLost),
    taken.length > 0 ? 'match' : 'note',
  );
  publish(run, METRICS.takenLeases, taken.length, worker.ownerId);
  if (raceLost.length > 0) publish(run, METRICS.untakenLeases, raceLost.length, worker.ownerId);
}

function ageOf(run: Run, worker: Worker, slot: number): number | null {
  const since = worker.belief.since(slot) ?? NEVER;
  return since === NEVER ? null : run.now - since;
}

function factsOf(worker: Worker, pass: TakePass, taken: readonly TakenFacts[], raceLost: readonly string[]): PassFacts {
  const { leases, workers, target, spillover, mine, need, available, veryOld, victim } = pass;
  return {
    worker: worker.name,
    leases,
    workers,
    target,
    spillover,
    mine,
    need,
    available,
    veryOld,
    victim: victim?.worker,
    victimLeases: victim?.leases,
    taken,
    raceLost,
  };
}

function publishPass(run: Run, { ownerId }: Worker, pass: TakePass): void {
  publish(run, METRICS.expiredLeases, pass.available, ownerId);
  publish(run, METRICS.neededLeases, Math.max(0, pass.need), ownerId);
  publish(run, METRICS.leasesToTake, pass.take.length, ownerId);
  publish(run, METRICS.workers, pass.workers, ownerId);
  publish(run, METRICS.leases, pass.leases, ownerId);
  publish(run, METRICS.veryOldLeases, pass.veryOld, ownerId);
  publish(run, METRICS.leaseSpillover, pass.spillover, ownerId);
}
