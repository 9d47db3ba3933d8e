import { type LeaseView, leaseViews } from '../../../services/kcl/index.ts';
import { type ShardView, shardsOf } from '../../../services/kinesis/index.ts';
import type { Pane } from '../../dashboard.ts';
import { type Content, row, seg } from '../../segment.ts';
import { count, percent } from './numbers.ts';
import { type Subject, shortLease } from './subject.ts';

/** A shard in the tree: its branch, and the shard. */
interface Member {
  readonly branch: string;
  readonly view: ShardView;
}

/** Which shard came from which, by splits and merges, and how far each has been read. */
export function familyPane(subject: Subject): Pane | undefined {
  const { stream, scene, app } = subject;
  if (stream === undefined) return undefined;
  const members = treeOf(shardsOf(stream, scene.world.now));
  const several = (app?.definition.sources.length ?? 0) > 1;
  const leases = new Map(
    app === undefined || several ? [] : leaseViews(scene.world, app).map((view) => [view.row.leaseKey, view]),
  );
  const before = scene.before.runtimes.kinesis?.streams.get(subject.streamAddress);
  return {
    id: 'family',
    title: 'Shards and their children',
    height: { least: 4, wanted: Math.min(14, members.length + 1) },
    body: {
      kind: 'table',
      columns: [
        { title: 'shard', priority: 9, min: 8, max: 24 },
        { title: 'state', priority: 8, min: 8, max: 8 },
        { title: 'of the ring', priority: 5, min: 6, max: 11, align: 'right' },
        { title: 'records', priority: 6, min: 7, max: 11, align: 'right' },
        { title: 'records/s', priority: 4, min: 6, max: 10, align: 'right' },
        ...(app === undefined ? [] : [{ title: 'read', priority: 7, min: 10, max: 40 }]),
      ],
      count: members.length,
      rows: stream.shards,
      empty: 'no shard yet',
      at: (index) => {
        const member = members[index];
        if (member === undefined) return { key: '', cells: [] };
        const { branch, view } = member;
        const old = before?.shards[stream.shards.findIndex(({ id }) => id === view.id)];
        return {
          key: view.id,
          cells: [
            row(seg(branch, 'border'), seg(shortLease(view.id), view.state === 'OPEN' ? 'strong' : 'dim')),
            seg(view.state, view.state === 'OPEN' ? 'pass' : 'dim'),
            percent(view.share),
            count(view.records),
            view.writeRecordsPerSecond > 0 ? count(view.writeRecordsPerSecond) : '',
            readOf(leases.get(view.id), view),
          ],
          changed:
            scene.before !== scene.world &&
            (old === undefined || (old.closedAt === undefined) !== (view.state === 'OPEN')),
          item: { says: saysOf(view), copy: view.id },
        };
      },
    },
  };
}

/** Shards without parents first, each followed by its children, deeper ones indented; a merged one stands below its first parent. */
function treeOf(views: readonly ShardView[]): readonly Member[] {
  const byId = new Map(views.map((view) => [view.id, view]));
  const members: Member[] = [];
  const visit = (view: ShardView, branch: string, below: string): void => {
    members.push({ branch, view });
    const children = view.children.flatMap((id) => byId.get(id) ?? []).filter((child) => child.parents[0] === view.id);
    for (const [at, child] of children.entries()) {
      const last = at === children.length - 1;
      visit(child, `${below}${last ? '└─' : '├─'}`, `${below}${last ? '  ' : '│ '}`);
    }
  };
  for (const view of views) if (!view.parents.some((id) => byId.has(id))) visit(view, '', '');
  return members;
}

function readOf(lease: LeaseView | undefined, view: ShardView): Content {
  if (lease === undefined) return view.records > 0 ? seg('no row in the lease table', 'unknown') : '';
  if (lease.checkpoint === 'SHARD_END') return seg('✓ to its end', 'pass');
  if (lease.waitsFor.length > 0) return seg(`◌ waits for ${lease.waitsFor.map(shortLease).join(', ')}`, 'unknown');
  const waiting = lease.account?.waiting ?? 0;
  return waiting === 0 ? seg('all of it', 'dim') : `${count(waiting)} wait`;
}

function saysOf({ id, state, parents, children, start, end }: ShardView): string {
  const from = parents.length === 0 ? '' : `, from ${parents.join(' and ')}`;
  const to = children.length === 0 ? '' : `, now ${children.join(' and ')}`;
  return `${id} is ${state}${from}${to}: hash keys ${start} to ${end}`;
}
