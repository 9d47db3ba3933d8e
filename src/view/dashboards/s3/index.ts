import { visible } from '../../../core/text.ts';
import { viewOf } from '../../../services/s3/index.ts';
import type { Dashboard, Pane } from '../../dashboard.ts';
import { type HeatMode, heatPane } from './heat.ts';
import { type Subject, subjectOf } from './subject.ts';
import { bucketsPane, objectsPane } from './tables.ts';
import { drawWay, publicCorner, wayHeight } from './way.ts';

interface Own {
  /** How many buckets after the step's own one is shown. */
  readonly further: number;
  readonly mode: HeatMode;
}

/**
 * One bucket, from whose it is to what the caller is told: ownership, Block Public Access, policy, ACL, status; who can
 * read which object; its objects; all buckets.
 */
export const s3Dashboard: Dashboard<Own> = {
  title: 'S3',
  start: { further: 0, mode: 'objects' },
  keys: [
    {
      key: 'b',
      title: 'next bucket',
      disabled: (scene) => (viewOf(scene.world).buckets.size < 2 ? 'there is no other bucket' : undefined),
      run: (own) => ({ ...own, further: own.further + 1 }),
    },
    {
      key: 'm',
      title: 'objects or actions',
      disabled: (scene) => (viewOf(scene.world).buckets.size === 0 ? 'there is no bucket' : undefined),
      run: (own) => ({ ...own, mode: own.mode === 'objects' ? 'actions' : 'objects' }),
    },
  ],
  panes: (scene, own) => {
    const subject = subjectOf(scene, own.further);
    if (subject === undefined) return [bucketsPane(scene, subject)];
    return [wayPane(subject), heatPane(scene, subject, own.mode), objectsPane(subject), bucketsPane(scene, subject)];
  },
};

function wayPane(subject: Subject): Pane {
  return {
    id: 'way',
    title: visible(subject.bucket.name),
    corner: publicCorner(subject),
    height: { least: 8, wanted: (width) => wayHeight(subject, width) },
    body: { kind: 'picture', draw: (space) => drawWay(subject, space) },
  };
}
