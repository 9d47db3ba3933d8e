import type { Definition } from '../../../core/definition.ts';
import type { QueuedEvent } from '../../../core/events.ts';
import type { Simulation } from '../../../core/simulation.ts';
import type { Instant } from '../../../core/time.ts';
import { configOf, type KclConfig } from '../config.ts';
import { type ApplicationDefinition, TABLE_NAME, type WorkerDefinition } from '../definition.ts';
import type { AppDraft, KclDraft } from '../draft.ts';
import type { Lease } from '../lease.ts';
import type { Written } from '../lease-write.ts';
import type { KclFacts, KclReason } from '../reasons.ts';
import type { Worker } from '../state.ts';
import { MAIN_LOOP_MS } from '../timers.ts';
import type { DecidedTakes } from './taking.ts';

/** An application at work during one event. */
export interface Run {
  readonly simulation: Simulation;
  readonly address: string;
  readonly app: AppDraft;
  readonly definition: ApplicationDefinition;
  readonly config: KclConfig;
  readonly now: Instant;
}

/** The payload of an application's events. */
export interface KclEvent {
  readonly app: string;
  readonly worker: string;
  /** Events of an earlier life of the worker are stale. */
  readonly life: number;
  readonly lease?: string | undefined;
  /** Events for a lease that was lost meanwhile are stale. */
  readonly token?: number | undefined;
  readonly chunk?: number | undefined;
  /** Leases a slow scan decided to take, with the counters it saw. */
  readonly take?: DecidedTakes | undefined;
  /** How often a watch of its own rhythm looks. */
  readonly every?: number | undefined;
  /** How long a cold start waits for others. */
  readonly until?: Instant | undefined;
}

const byAddress = new WeakMap<Definition, ReadonlyMap<string, ApplicationDefinition>>();

/** All applications of a definition by their addresses. */
export function applicationsOf(definition: Definition): ReadonlyMap<string, ApplicationDefinition> {
  let known = byAddress.get(definition);
  if (known === undefined) {
    const all = [...definition.accounts.values()].flatMap((account) => [
      ...(account.parts.kcl?.applications.values() ?? []),
    ]);
    known = new Map(all.map((application) => [application.address, application]));
    byAddress.set(definition, known);
  }
  return known;
}

export function kclDraft(simulation: Simulation): KclDraft {
  return simulation.draft<KclDraft>('kcl');
}

class RunningApplication implements Run {
  readonly simulation: Simulation;
  readonly app: AppDraft;
  readonly definition: ApplicationDefinition;
  readonly config: KclConfig;

  constructor(simulation: Simulation, app: AppDraft, definition: ApplicationDefinition) {
    this.simulation = simulation;
    this.app = app;
    this.definition = definition;
    this.config = configOf(definition);
  }

  get address(): string {
    return this.definition.address;
  }

  get now(): Instant {
    return this.simulation.now;
  }
}

const runs = new WeakMap<AppDraft, Run>();

/** The application of an address at work; undefined once the definition has lost it. */
export function runOf(simulation: Simulation, address: string): Run | undefined {
  const app = kclDraft(simulation).app(address);
  if (app === undefined) return undefined;
  let run = runs.get(app);
  if (run === undefined) {
    const definition = applicationsOf(simulation.definition).get(address);
    if (definition === undefined) return undefined;
    run = new RunningApplication(simulation, app, definition);
    runs.set(app, run);
  }
  return run;
}

/** The run and the worker of an event, unless the event is stale. */
export function workerRun(
  simulation: Simulation,
  event: QueuedEvent,
): { readonly run: Run; readonly worker: Worker; readonly payload: KclEvent } | undefined {
  const payload = event.payload as KclEvent;
  const run = runOf(simulation, payload.app);
  const worker = run?.app.own(payload.worker);
  if (run === undefined || worker === undefined || worker.life !== payload.life) return undefined;
  return { run, worker, payload };
}

/** Lets something happen to a worker in its present life. */
export function schedule(run: Run, worker: Worker, at: Instant, kind: string, rest: Partial<KclEvent> = {}): void {
  const { lease, token, chunk, take, every, until } = rest;
  // Written out: copying by spread is many times slower, and this runs for every event.
  const payload: KclEvent = {
    app: run.address,
    worker: worker.name,
    life: worker.life,
    lease,
    token,
    chunk,
    take,
    every,
    until,
  };
  run.simulation.schedule(at, 'kcl', kind, payload);
}

/** Writes a line into the application's journal. */
export function note<Reason extends KclReason>(
  run: Run,
  worker: Worker,
  reason: Reason,
  looked: KclFacts[Reason],
  verdict: 'pass' | 'block' | 'note' | 'match' | 'miss' = 'note',
): void {
  run.app.journal.add(run.now, reason, worker.address, looked, verdict);
}

export function workerSettings(run: Run, worker: Worker): WorkerDefinition | undefined {
  return run.definition.workers.get(worker.name);
}

/** Whether leases are assigned to this worker by a leader (3.x, and no longer compatible with 2.x), or it takes them itself. */
export function isAssigned(run: Run, worker: Worker): boolean {
  return run.config.features.leaderAssignment && !worker.compatible;
}

/** The first step of the worker's main loop at or after a moment. */
export function loopTick(worker: Worker, at: Instant): Instant {
  const since = Math.max(0, at - worker.runningSince);
  return worker.runningSince + Math.ceil(since / MAIN_LOOP_MS) * MAIN_LOOP_MS;
}

/** Whether anything can keep a worker from DynamoDB at all. */
export function mayHaveTrouble(run: Run, worker: Worker): boolean {
  return worker.status === 'cut-off' || run.simulation.faults.size > 0;
}

/** What keeps a worker from DynamoDB, if anything does: its network, or a throttled table. */
export function tableTrouble(run: Run, worker: Worker, tries: number): 'unreachable' | 'throttled' | undefined {
  if (worker.status === 'cut-off') return 'unreachable';
  if (run.simulation.faults.size === 0) return undefined;
  const fault = run.simulation.faults.get(`${run.address}/${TABLE_NAME}`);
  if (fault === undefined) return undefined;
  if (fault.how === 'down') return 'unreachable';
  const random = run.simulation.random(`${worker.address}/throttling`);
  for (let attempt = 0; attempt < tries; attempt += 1) if (random.fraction() >= THROTTLED_SHARE) return undefined;
  return 'throttled';
}

/** @modelChoice How much of the traffic a throttled lease table refuses: two thirds. */
const THROTTLED_SHARE = 2 / 3;

/** Puts a written row into the table; says whether the condition held. */
export function commit(run: Run, written: Written): written is { readonly row: Lease } {
  run.app.tableCalls.writes += 1;
  if (!('row' in written)) return false;
  run.app.table.put(written.row);
  return true;
}
