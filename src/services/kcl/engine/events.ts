import type { QueuedEvent } from '../../../core/events.ts';
import type { Simulation } from '../../../core/simulation.ts';
import type { Worker } from '../state.ts';
import { commitPrepared } from './checkpointing.ts';
import { clean } from './cleaning.ts';
import { step } from './consuming.ts';
import { fetchNext } from './fetching.ts';
import { handoffDue, requestEndForHandoff } from './handing-over.ts';
import { assign, discover, heartbeat, report } from './leading.ts';
import { bootstrap, start, stopIfDone } from './living.ts';
import { look } from './looking.ts';
import { lookWhetherReady, watchMigration } from './migrating.ts';
import { finishChunk } from './processing.ts';
import { expire, renewAll } from './renewing.ts';
import { type KclEvent, type Run, workerRun } from './run.ts';
import { endShard } from './shard-ends.ts';
import { audit, syncEveryMinute } from './syncing.ts';
import { takePass, writeTakes } from './taking.ts';

type Handler = (simulation: Simulation, event: QueuedEvent) => void;

/** A timer of a worker; one that comes due while the worker hangs runs when it goes on. */
function timer(work: (run: Run, worker: Worker, payload: KclEvent) => void): Handler {
  return (simulation, event) => {
    const at = workerRun(simulation, event);
    if (at === undefined) return;
    if (at.worker.status === 'hung') at.worker.missed.push(event.kind);
    else work(at.run, at.worker, at.payload);
  };
}

/** Something about one lease of a worker; while the worker hangs it waits for the worker to go on. */
function ofLease(work: (run: Run, worker: Worker, lease: string, token: number, payload: KclEvent) => void): Handler {
  return (simulation, event) => {
    const at = workerRun(simulation, event);
    if (at === undefined) return;
    const { run, worker, payload } = at;
    if (worker.status === 'hung') {
      simulation.schedule(simulation.now + HUNG_LOOK_MS, 'kcl', event.kind, event.payload);
      return;
    }
    work(run, worker, payload.lease ?? '', payload.token ?? 0, payload);
  };
}

/** How often something about a lease of a hung worker looks whether it goes on. */
const HUNG_LOOK_MS = 1000;

/** The events of the client library. */
export const kclEvents: Readonly<Record<string, Handler>> = {
  look,
  start: timer(start),
  bootstrap: timer((run, worker, payload) => bootstrap(run, worker, payload.until ?? 0)),
  renew: timer(renewAll),
  take: timer(takePass),
  'take-write': timer((run, worker, payload) => {
    if (payload.take !== undefined) writeTakes(run, worker, payload.take);
  }),
  assign: timer(assign),
  discover: timer(discover),
  report: timer(report),
  heartbeat: timer(heartbeat),
  'migration-ready': timer(lookWhetherReady),
  'migration-watch': timer((run, worker, payload) => watchMigration(run, worker, payload.every ?? 0)),
  audit: timer(audit),
  sync: timer(syncEveryMinute),
  clean: timer(clean),
  'stop-if-done': timer(stopIfDone),
  expire: ofLease(expire),
  step: ofLease(step),
  commit: ofLease(commitPrepared),
  handoff: ofLease(handoffDue),
  'request-end': ofLease(requestEndForHandoff),
  fetch: ofLease((run, worker, lease, token) => {
    const consumer = worker.consumers.get(lease);
    if (consumer?.token === token) fetchNext(run, worker, consumer);
  }),
  work: ofLease((run, worker, lease, token, payload) => finishChunk(run, worker, lease, token, payload.chunk ?? 0)),
  'end-shard': ofLease((run, worker, lease, token) => {
    const consumer = worker.consumers.get(lease);
    if (consumer?.token === token) endShard(run, worker, consumer);
  }),
};
