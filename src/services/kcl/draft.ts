import type { Instant } from '../../core/time.ts';
import type { FaultNote } from '../kinesis/index.ts';
import type { WorkerStats } from './assignment/worker-metrics.ts';
import { JournalWriter } from './journal.ts';
import type { LeaseTable } from './lease-table.ts';
import { forkLedger, type Ledger, newLedger } from './ledger.ts';
import {
  type Application,
  forkWorker,
  type Handover,
  type KclRuntime,
  type LeaderLock,
  type Migration,
  type Overlap,
  type Worker,
} from './state.ts';

/** The working copy of one application for one step: what is touched is copied first. */
export class AppDraft {
  readonly table: LeaseTable;
  readonly journal: JournalWriter;
  readonly workers: Map<string, Worker>;
  readonly ledgers: Map<string, Ledger>;
  readonly handovers: Map<string, Handover>;
  readonly stats: Map<string, WorkerStats>;
  overlaps: readonly Overlap[];
  lock: LeaderLock;
  migration: Migration;
  faults: readonly FaultNote[];
  readonly usage: { readonly since: Instant; readUnits: number; pushedBytes: number };
  readonly tableCalls: { writes: number; scans: number; lostRaces: number };
  #nextToken: number;
  readonly #ownWorkers = new Set<string>();
  readonly #ownBeliefs = new Set<string>();
  readonly #ownLedgers = new Set<string>();

  constructor(application: Application) {
    this.table = application.table.fork();
    this.journal = new JournalWriter(application.journal);
    this.workers = new Map(application.workers);
    this.ledgers = new Map(application.ledgers);
    this.handovers = new Map(application.handovers);
    this.stats = new Map(application.stats);
    this.overlaps = application.overlaps;
    this.lock = application.lock;
    this.migration = application.migration;
    this.faults = application.faults;
    this.usage = { ...application.usage };
    this.tableCalls = { ...application.tableCalls };
    this.#nextToken = application.nextToken;
  }

  /** A worker, to be changed. */
  own(name: string): Worker | undefined {
    const worker = this.workers.get(name);
    if (worker === undefined || this.#ownWorkers.has(name)) return worker;
    const copy = forkWorker(worker);
    this.put(copy);
    return copy;
  }

  /** Puts a worker of this step's making. */
  put(worker: Worker): void {
    this.workers.set(worker.name, worker);
    this.#ownWorkers.add(worker.name);
  }

  /** Copies a worker's belief, once a step, before a scan changes it. */
  ownBelief(worker: Worker): void {
    if (this.#ownBeliefs.has(worker.name)) return;
    worker.belief = worker.belief.fork();
    this.#ownBeliefs.add(worker.name);
  }

  /** The ledger of a shard, to be changed. */
  ledger(leaseKey: string): Ledger {
    const known = this.ledgers.get(leaseKey);
    if (known !== undefined && this.#ownLedgers.has(leaseKey)) return known;
    const copy = known === undefined ? newLedger() : forkLedger(known);
    this.ledgers.set(leaseKey, copy);
    this.#ownLedgers.add(leaseKey);
    return copy;
  }

  /**
   * Counts a scan of the lease table, or a query of its index, that returns so many rows.
   * @modelChoice A row is taken to be 1 KB: a write is one write unit, four rows are half a read unit (eventually
   * consistent, rounded up to 4 KB for each scan).
   */
  scanned(rows: number): void {
    this.tableCalls.scans += 1;
    this.usage.readUnits += Math.max(1, Math.ceil(rows / 4)) / 2;
  }

  /** The worker whose name stands in a row. */
  byOwner(ownerId: string | undefined): Worker | undefined {
    if (ownerId === undefined) return undefined;
    const direct = this.workers.get(ownerId);
    if (direct?.ownerId === ownerId) return direct;
    for (const worker of this.workers.values()) if (worker.ownerId === ownerId) return worker;
    return undefined;
  }

  /** A token for a newly acquired lease. */
  token(): number {
    this.#nextToken += 1;
    return this.#nextToken;
  }

  close(): Application {
    return {
      table: this.table,
      workers: this.workers,
      ledgers: this.ledgers,
      handovers: this.handovers,
      overlaps: this.overlaps,
      stats: this.stats,
      lock: this.lock,
      migration: this.migration,
      faults: this.faults,
      journal: this.journal.finish(),
      nextToken: this.#nextToken,
      usage: this.usage,
      tableCalls: this.tableCalls,
    };
  }
}

/** The working copies of all applications; each is made when it is first needed. */
export class KclDraft {
  readonly #runtime: KclRuntime;
  readonly #drafts = new Map<string, AppDraft>();
  readonly #removed = new Set<string>();
  readonly #added = new Map<string, Application>();

  constructor(runtime: KclRuntime) {
    this.#runtime = runtime;
  }

  app(address: string): AppDraft | undefined {
    let draft = this.#drafts.get(address);
    if (draft !== undefined) return draft;
    const application = this.#added.get(address) ?? this.#runtime.applications.get(address);
    if (application === undefined || this.#removed.has(address)) return undefined;
    draft = new AppDraft(application);
    this.#drafts.set(address, draft);
    return draft;
  }

  add(address: string, application: Application): void {
    this.#removed.delete(address);
    this.#added.set(address, application);
  }

  remove(address: string): void {
    this.#removed.add(address);
    this.#drafts.delete(address);
    this.#added.delete(address);
  }

  addresses(): readonly string[] {
    const all = new Set([...this.#runtime.applications.keys(), ...this.#added.keys()]);
    return [...all].filter((address) => !this.#removed.has(address));
  }

  close(): KclRuntime {
    const applications = new Map<string, Application>();
    for (const address of this.addresses()) {
      const application =
        this.#drafts.get(address)?.close() ?? this.#added.get(address) ?? this.#runtime.applications.get(address);
      if (application !== undefined) applications.set(address, application);
    }
    return { applications };
  }
}
