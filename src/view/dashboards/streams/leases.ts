import { visible } from '../../../core/text.ts';
import { formatDuration } from '../../../core/time.ts';
import { type AskedApplication, type BeliefView, beliefsAbout, type LeaseView } from '../../../services/kcl/index.ts';
import type { Pane, Scene } from '../../dashboard.ts';
import { bar } from '../../gauge.ts';
import { type Content, row, seg } from '../../segment.ts';
import { seconds } from './numbers.ts';
import { type Reading, shortLease } from './subject.ts';

const BELIEF_WIDTH = 6;

/**
 * The lease table, row by row, and beside each row what every running worker believes of it: how long until that worker
 * will hold it for expired. Nobody sees the crash itself; everybody sees a counter that stands still.
 */
export function leasesPane({ scene, app, leases: views }: Reading): Pane {
  const before = countersBefore(scene, app);
  const workers = [...app.state.workers.values()].map(({ name }) => name);
  const { version, failoverTime } = app.config;
  return {
    id: 'leases',
    title: `Leases of ${visible(app.address)}`,
    corner: seg(`KCL ${version.major}.${version.minor}, failover ${formatDuration(failoverTime)}`, 'dim'),
    height: { least: 5, wanted: Math.min(14, views.length + 1) },
    body: {
      kind: 'table',
      columns: [
        { title: 'lease', priority: 9, min: 5, max: 12 },
        { title: 'owner', priority: 9, min: 6, max: 14 },
        { title: 'counter', priority: 6, min: 7, max: 8, align: 'right' },
        { title: 'checkpoint', priority: 5, min: 8, max: 14, align: 'right', cut: 'middle' },
        { title: 'waiting', priority: 7, min: 7, max: 8, align: 'right' },
        { title: 'lag', priority: 7, min: 6, max: 8, align: 'right' },
        ...workers.map((name) => ({ title: `${visible(name)} believes`, priority: 4, min: BELIEF_WIDTH + 8, max: 20 })),
        { title: 'waits for', priority: 2, min: 4, max: 16 },
      ],
      count: views.length,
      rows: app.state.table,
      empty: 'the lease table is empty: nobody has listed the shards yet',
      at: (index) => {
        const view = views[index];
        return view === undefined ? { key: '', cells: [] } : leaseRow(view, scene, app, workers, before);
      },
    },
  };
}

function leaseRow(
  view: LeaseView,
  scene: Scene,
  app: AskedApplication,
  workers: readonly string[],
  before: ReadonlyMap<string, number>,
): { readonly key: string; readonly cells: readonly Content[] } {
  const { row: lease, account } = view;
  const moved = before.has(lease.leaseKey) && before.get(lease.leaseKey) !== lease.leaseCounter;
  const beliefs = new Map(beliefsAbout(scene.world, app, lease.leaseKey).map((belief) => [belief.worker, belief]));
  return {
    key: lease.leaseKey,
    cells: [
      seg(shortLease(lease.leaseKey), 'strong'),
      ownerCell(view),
      seg(String(lease.leaseCounter), moved ? 'changed' : 'plain'),
      visible(view.checkpoint),
      String(account?.waiting ?? 0),
      seconds(account?.lagMs ?? 0),
      ...workers.map((name) => beliefCell(beliefs.get(name), app.config.failoverTime)),
      seg(view.waitsFor.map(shortLease).join(' '), 'dim'),
    ],
  };
}

/** A worker that is not running any more cannot be told from a slow one by anybody in the system; here it can. */
function ownerCell({ row: lease, ownerStatus, processors }: LeaseView): Content {
  if (lease.leaseOwner === undefined) return seg('○ nobody', 'none');
  const zombies = processors.filter(({ isZombie }) => isZombie).map(({ worker }) => `+ ${worker} zombie`);
  const gone = ownerStatus === 'crashed' || ownerStatus === 'stopped';
  const name = visible(lease.leaseOwner);
  return row(
    gone ? seg(`✗ ${name}`, 'block') : seg(name, 'plain'),
    zombies.length === 0 ? '' : seg(` ${zombies.join(' ')}`, 'deny'),
  );
}

/** A bar that shrinks as the failover time runs out; a lease whose bar is empty may be taken at the next look. */
function beliefCell(belief: BeliefView | undefined, failoverTime: number): Content {
  if (belief === undefined) return seg('–', 'dim');
  if (belief.mine) return seg('mine', 'pass');
  if (belief.ageMs === undefined) return seg('not seen', 'dim');
  if (belief.expired) return seg('✗ expired', 'block');
  return row(bar(belief.leftMs / Math.max(1, failoverTime), BELIEF_WIDTH, 'changed'), ` ${seconds(belief.ageMs ?? 0)}`);
}

function countersBefore({ before }: Scene, app: AskedApplication): ReadonlyMap<string, number> {
  const earlier = before.runtimes.kcl?.applications.get(app.address);
  return new Map([...(earlier?.table.rows() ?? [])].map(({ leaseKey, leaseCounter }) => [leaseKey, leaseCounter]));
}
