import type { Json } from '../../../core/result.ts';
import type { Worker } from '../state.ts';
import { tablesOf } from '../version.ts';
import { accountOf } from './accounting.ts';
import { type AskedApplication, hasLeader, type KclWorld } from './application.ts';

type Described = { readonly [key: string]: Json };

/** A worker in a few words. */
export function describeWorker(world: KclWorld, app: AskedApplication, worker: Worker): Described {
  const next = (moment: number) => (Number.isFinite(moment) ? Math.max(0, moment - world.now) : null);
  const owned = [...app.state.table.rows()].filter((row) => row.leaseOwner === worker.ownerId);
  return {
    status: worker.status,
    ownerId: worker.ownerId,
    holds: [...worker.held.keys()].sort(),
    owns: owned.length,
    processors: Object.fromEntries([...worker.consumers.values()].map((one) => [one.leaseKey, one.state])),
    nextRenewInMs: next(worker.nextRenewAt),
    nextTakeInMs: next(worker.nextTakeAt),
    ...(app.config.clientVersion === '3X' ? {} : { behavesAs: worker.compatible ? '2.x' : '3.x' }),
    leader: app.state.lock.owner === worker.ownerId,
    cpu: worker.cpu.at(-1) ?? null,
    taken: worker.taken,
    lost: worker.lost,
    throttledReads: [...worker.consumers.values()].reduce((sum, one) => sum + one.throttledReads, 0),
  };
}

/** An application in a few words. */
export function describeApplication(world: KclWorld, app: AskedApplication): Described {
  const { config, state } = app;
  const { shards: _, ...records } = accountOf(world, app);
  const leads = hasLeader(app);
  return {
    version: `${config.version.major}.${config.version.minor}`,
    failoverTimeMs: config.failoverTime,
    renewEveryMs: config.timers.renew,
    takeEveryMs: leads ? null : config.timers.take,
    assignEveryMs: leads ? config.timers.assign : null,
    discoverEveryMs: leads ? config.timers.discover : null,
    tables: tablesOf(config.version, app.definition.name),
    leader: state.lock.owner ?? null,
    ...(config.clientVersion === '3X' ? {} : { clientVersion: `CLIENT_VERSION_${state.migration ?? 'INIT'}` }),
    leases: state.table.size,
    owners: ownersOf(app),
    workers: Object.fromEntries([...state.workers.values()].map((worker) => [worker.name, worker.status])),
    tableCalls: { ...state.tableCalls },
    records,
  };
}

/** How many rows name each owner. */
export function ownersOf(app: AskedApplication): Described {
  const counts = new Map<string, number>();
  for (const row of app.state.table.rows()) {
    const owner = row.leaseOwner ?? 'nobody';
    counts.set(owner, (counts.get(owner) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort());
}
