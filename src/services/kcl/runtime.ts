import type { Definition } from '../../core/definition.ts';
import type { Simulation } from '../../core/simulation.ts';
import type { Fault } from '../../core/world.ts';
import type { ApplicationDefinition } from './definition.ts';
import { crash, fail, recover } from './engine/living.ts';
import { startLooking } from './engine/looking.ts';
import { applicationsOf, kclDraft, runOf, schedule } from './engine/run.ts';
import { EMPTY_JOURNAL } from './journal.ts';
import { LeaseTable } from './lease-table.ts';
import { type Application, type KclRuntime, newWorker } from './state.ts';

/** An application before any of its workers has started. */
export function newApplication(definition: ApplicationDefinition, now: number): Application {
  const workers = [...definition.workers.values()].map((one) =>
    newWorker(one.name, one.address, now + (one.startsAt ?? 0)),
  );
  return {
    table: new LeaseTable(definition.leases?.leases ?? []),
    workers: new Map(workers.map((worker) => [worker.name, worker])),
    ledgers: new Map(),
    handovers: new Map(),
    overlaps: [],
    stats: new Map((definition.leases?.stats ?? []).map((stats) => [stats.worker, stats])),
    lock: { owner: undefined, version: 0 },
    migration: undefined,
    journal: EMPTY_JOURNAL,
    faults: [],
    nextToken: 0,
    usage: { since: now, readUnits: 0, pushedBytes: 0 },
    tableCalls: { writes: 0, scans: 0, lostRaces: 0 },
  };
}

/** All applications of a definition at its start. */
export function firstRuntime(definition: Definition): KclRuntime {
  const applications = new Map<string, Application>();
  for (const [address, application] of applicationsOf(definition)) {
    applications.set(address, newApplication(application, definition.start));
  }
  return { applications };
}

/** Schedules the start of every worker of an application. */
export function startWorkers(simulation: Simulation, address: string): void {
  startLooking(simulation, address);
  const run = runOf(simulation, address);
  for (const [name, one] of run?.definition.workers ?? []) {
    const worker = run?.app.own(name);
    if (run !== undefined && worker !== undefined) schedule(run, worker, simulation.now + (one.startsAt ?? 0), 'start');
  }
}

/** Makes applications and workers fit a changed definition: new ones start, removed ones are gone at once. */
export function reconcileKcl(simulation: Simulation): void {
  const draft = kclDraft(simulation);
  const wanted = applicationsOf(simulation.definition);
  for (const address of draft.addresses()) if (!wanted.has(address)) draft.remove(address);
  const known = new Set(draft.addresses());
  for (const [address, definition] of wanted) {
    if (!known.has(address)) {
      draft.add(address, newApplication(definition, simulation.now));
      startWorkers(simulation, address);
    } else reconcileWorkers(simulation, address);
  }
}

function reconcileWorkers(simulation: Simulation, address: string): void {
  const run = runOf(simulation, address);
  if (run === undefined) return;
  for (const name of [...run.app.workers.keys()]) {
    const worker = run.definition.workers.has(name) ? undefined : run.app.own(name);
    if (worker === undefined) continue;
    if (worker.status !== 'crashed' && worker.status !== 'stopped' && worker.status !== 'waiting') crash(run, worker);
    run.app.workers.delete(name);
  }
  for (const [name, one] of run.definition.workers) {
    if (run.app.workers.has(name)) continue;
    const worker = newWorker(name, one.address, simulation.now + (one.startsAt ?? 0));
    run.app.put(worker);
    schedule(run, worker, simulation.now + (one.startsAt ?? 0), 'start');
  }
}

/** Notes a fault of a worker or of a lease table down in its application, whose address it begins with. */
function noted(simulation: Simulation, fault: Fault, begins: boolean) {
  const slash = fault.what.lastIndexOf('/');
  const run = runOf(simulation, fault.what.slice(0, slash));
  if (run === undefined) return undefined;
  run.app.faults = [...run.app.faults, { at: simulation.now, fault, begins }];
  return { run, name: fault.what.slice(slash + 1) };
}

/** A worker fails; the result names the leases it held. */
export function beginFault(simulation: Simulation, fault: Fault) {
  const at = noted(simulation, fault, true);
  const worker = at?.run.app.own(at.name);
  if (at === undefined || worker === undefined) return undefined;
  const leases = [...worker.held.keys()].sort();
  fail(at.run, worker, fault);
  return { leases };
}

/** A worker's fault ends. */
export function endFault(simulation: Simulation, fault: Fault) {
  const at = noted(simulation, fault, false);
  const worker = at?.run.app.own(at.name);
  if (at === undefined || worker === undefined) return undefined;
  recover(at.run, worker, fault);
  return { status: worker.status };
}

/** The lease table fails, or works again: every access looks at the fault itself. */
export function noteTableFault(begins: boolean) {
  return (simulation: Simulation, fault: Fault): undefined => {
    noted(simulation, fault, begins);
  };
}
