import type { Json, Outcome } from '../../core/result.ts';
import { type ShowProblem, type ShowQuery, shown } from '../../core/service.ts';
import type { Simulation } from '../../core/simulation.ts';
import { visible } from '../../core/text.ts';
import { formatClock, parseDuration } from '../../core/time.ts';
import { APPLICATION, TABLE_KIND, WORKER_KIND } from './definition.ts';
import { entriesSince, type JournalEntry } from './journal.ts';
import { accountOf, storyOf } from './questions/accounting.ts';
import { type AskedApplication, applicationAt } from './questions/application.ts';
import { billingOfApplication } from './questions/billing.ts';
import { beliefsAbout, columnsOfRow, leaseViews } from './questions/leases.ts';
import { predict } from './questions/prediction.ts';
import { describeApplication, describeWorker } from './questions/summary.ts';

/** Lines of a timeline that one result holds. */
const TIMELINE_MOST = 400;

const PARTS = [
  'leases',
  'beliefs',
  'workers',
  'records',
  'record',
  'lag',
  'duplicates',
  'overlaps',
  'timeline',
  'next',
  'billing',
] as const;

/** `show: kcl/billing`, `kcl/billing/leases`, `kcl/billing/timeline 2m`, `kcl/billing/billing`, `kcl/billing/record SHARD 17`, `kcl/billing/w1`. */
export function showKcl(simulation: Simulation, query: ShowQuery): Outcome | ShowProblem | undefined {
  const { entry } = query;
  if (entry?.service !== 'kcl') return undefined;
  const world = simulation.before;
  const address =
    entry.kind === APPLICATION.name ? entry.address : entry.address.slice(0, entry.address.lastIndexOf('/'));
  const app = applicationAt(world, address);
  if (app === undefined) return { problem: `${visible(entry.name)} is gone` };
  if (entry.kind === WORKER_KIND) {
    const worker = app.state.workers.get(entry.name.slice(entry.name.lastIndexOf('/') + 1));
    return worker === undefined
      ? { problem: `${visible(entry.name)} is gone` }
      : shown(describeWorker(world, app, worker));
  }
  const part = entry.kind === TABLE_KIND ? 'leases' : query.part;
  const known = PARTS.map((one) => `${APPLICATION.name}/${app.definition.name}/${one}`);
  return showPart(simulation, app, part, query.words.slice(1)) ?? { problem: `an application has no ${part}`, known };
}

function showPart(
  simulation: Simulation,
  app: AskedApplication,
  part: string | undefined,
  words: readonly string[],
): Outcome | ShowProblem | undefined {
  const world = simulation.before;
  switch (part) {
    case undefined:
      return shown(describeApplication(world, app));
    case 'leases':
      return shown(
        leaseViews(world, app).map((view) => ({
          ...columnsOfRow(view, app),
          lagMs: view.account?.lagMs ?? null,
          ownerStatus: view.ownerStatus ?? null,
          waitsFor: view.waitsFor,
        })),
      );
    case 'beliefs':
      return shown(
        Object.fromEntries(
          leaseViews(world, app).map(({ row }) => [
            row.leaseKey,
            beliefsAbout(world, app, row.leaseKey).map((one): Json => ({ ...one, ageMs: one.ageMs ?? null })),
          ]),
        ),
      );
    case 'workers':
      return shown(
        Object.fromEntries(
          [...app.state.workers.values()].map((worker) => [worker.name, describeWorker(world, app, worker)]),
        ),
      );
    case 'records': {
      const { shards: _, ...account } = accountOf(world, app);
      return shown(account);
    }
    case 'lag':
      return shown(accountOf(world, app).shards.map((shard) => ({ ...shard })));
    case 'duplicates':
      return shown({ ...accountOf(world, app).duplicates });
    case 'overlaps':
      return shown(
        app.state.overlaps.map((one) => ({
          ...one,
          to: Number.isFinite(one.to) ? one.to : null,
          forMs: Math.min(one.to, world.now) - one.from,
        })),
      );
    case 'record':
      return showRecord(app, words);
    case 'timeline': {
      const length = words[0] === undefined ? undefined : parseDuration(words[0]);
      if (words[0] !== undefined && length === undefined)
        return { problem: `${words[0]} is no duration`, known: ['timeline 2m'] };
      return story(
        entriesSince(app.state.journal, length === undefined ? 0 : world.now - length),
        world.definition.start,
      );
    }
    case 'billing':
      return shown(billingOfApplication(world, app));
    case 'next':
      return story(predict(world, app.address), world.definition.start);
    default:
      return undefined;
  }
}

function showRecord(app: AskedApplication, [lease, number]: readonly string[]): Outcome | ShowProblem {
  const user = Number(number);
  const found = lease === undefined || !Number.isInteger(user) ? undefined : storyOf(app, lease, user);
  if (found === undefined)
    return {
      problem: 'record needs a shard and the number of a user record',
      known: ['record shardId-000000000000 0'],
    };
  return shown({
    lease: lease ?? '',
    record: user,
    deliveries: found.deliveries.map((one) => ({ ...one })),
    lost: found.lost ?? null,
  });
}

/** Journal entries as an answer: when, who and which reason; the sentences are its trace, each with its clock. */
function story(entries: readonly JournalEntry[], start: number): Outcome {
  const last = entries.slice(-TIMELINE_MOST);
  const lines = last.map(
    ({ time, at, reason }): Json => ({
      clock: formatClock(time - start),
      worker: at.slice(at.lastIndexOf('/') + 1),
      reason,
    }),
  );
  return shown(lines, { trace: last });
}
