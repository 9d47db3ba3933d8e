import type { Dashboard, Pane } from '../../dashboard.ts';
import { seg } from '../../segment.ts';
import { accountPane } from './accounting.ts';
import { leasesPane } from './leases.ts';
import { ringPane } from './ring.ts';
import { applicationsIn, streamsIn } from './subject.ts';
import { timelinePane } from './timeline.ts';

interface Own {
  /** How many applications (or, without any, streams) after the first one is shown. */
  readonly further: number;
}

/**
 * One application on its streams: the key space cut into shards, the lease table with what each worker believes of it,
 * what happened and when, and what became of the records.
 */
export const streamsDashboard: Dashboard<Own> = {
  title: 'Streams',
  start: { further: 0 },
  keys: [
    {
      key: 'n',
      title: 'next application or stream',
      disabled: ({ world }) =>
        Math.max(applicationsIn(world).length, streamsIn(world).length) < 2 ? 'there is no other one' : undefined,
      run: (own) => ({ further: own.further + 1 }),
    },
  ],
  panes: (scene, own) => {
    const applications = applicationsIn(scene.world);
    const app = applications[own.further % Math.max(1, applications.length)];
    const streams = streamsIn(scene.world);
    const stream = app === undefined ? streams[own.further % Math.max(1, streams.length)] : undefined;
    if (app === undefined) return stream === undefined ? [nothingPane] : [ringPane(scene, [stream])];
    const read = streams.filter(({ address }) => app.definition.sources.some((ref) => ref.entry?.address === address));
    return [leasesPane(scene, app), ringPane(scene, read), timelinePane(scene, app), accountPane(scene, app)];
  },
};

const nothingPane: Pane = {
  id: 'ring',
  title: 'Streams',
  height: { least: 3, wanted: 3 },
  body: { kind: 'picture', draw: () => ({ rows: [[seg(' no stream here', 'dim')]] }) },
};
