import type { Dashboard, Pane } from '../../dashboard.ts';
import { seg } from '../../segment.ts';
import { accountPane } from './accounting.ts';
import { lagPane, trafficPane } from './charts.ts';
import { familyPane } from './family.ts';
import { heartbeatPane } from './heartbeat.ts';
import { lanesPane } from './lanes.ts';
import { leasesPane } from './leases.ts';
import { passPane } from './pass.ts';
import { producersPane } from './producers.ts';
import { streamPane } from './stream.ts';
import { readingOf, subjectAddresses, subjectOf } from './subject.ts';
import { timelinePane } from './timeline.ts';
import { versionsPane } from './versions.ts';

interface Own {
  /** How many applications and streams after the step's own one is shown. */
  readonly further: number;
  /** 1.x, 2.x and 3.x side by side. */
  readonly versions: boolean;
}

/**
 * One application on its stream: shards on the ring of hash keys, every lease's row with what each worker believes of
 * it, time as lanes with every scan, the formula of the passes, what happened, the shards' family, lag and duplicates.
 */
export const streamsDashboard: Dashboard<Own> = {
  title: 'Streams',
  start: { further: 0, versions: false },
  keys: [
    {
      key: 'n',
      title: 'next reader or stream',
      disabled: ({ world }) => (subjectAddresses(world).length < 2 ? 'there is no other one' : undefined),
      run: (own) => ({ ...own, further: own.further + 1 }),
    },
    {
      key: 'v',
      title: '1.x, 2.x, 3.x side by side',
      disabled: (scene, own) =>
        subjectOf(scene, own.further)?.app === undefined
          ? 'nobody reads this stream with the client library'
          : undefined,
      run: (own) => ({ ...own, versions: !own.versions }),
    },
  ],
  panes: (scene, own) => {
    const subject = subjectOf(scene, own.further);
    if (subject === undefined) return [nothingPane];
    const reading = readingOf(subject);
    const ofStream = [familyPane(subject), producersPane(subject), trafficPane(subject)];
    if (reading === undefined) return present([streamPane(subject), ...ofStream.slice(1), familyPane(subject)]);
    return present([
      own.versions ? versionsPane(reading) : heartbeatPane(reading),
      lanesPane(reading),
      passPane(reading),
      timelinePane(reading),
      lagPane(reading),
      accountPane(reading),
      leasesPane(reading),
      ...ofStream,
    ]);
  },
};

function present(panes: readonly (Pane | undefined)[]): readonly Pane[] {
  return panes.filter((pane) => pane !== undefined);
}

const nothingPane: Pane = {
  id: 'stream',
  title: 'Streams',
  height: { least: 3, wanted: 3 },
  body: {
    kind: 'picture',
    draw: () => ({ rows: [seg('  no stream yet: :call kinesis:CreateStream makes one', 'dim')] }),
  },
};
