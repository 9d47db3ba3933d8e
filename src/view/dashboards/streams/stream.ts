import { visible } from '../../../core/text.ts';
import type { Pane } from '../../dashboard.ts';
import { seg } from '../../segment.ts';
import { drawRing } from './ring.ts';
import type { Subject } from './subject.ts';

/** A stream that no application reads: its shards on the ring. */
export function streamPane({ stream, scene, streamAddress }: Subject): Pane {
  return {
    id: 'stream',
    title: visible(stream?.name ?? streamAddress),
    corner: stream === undefined ? undefined : seg(`${stream.mode}  ${stream.status}`, 'dim'),
    height: { least: 3, wanted: 3 },
    body: {
      kind: 'picture',
      draw: ({ width }) =>
        stream === undefined ? { rows: [seg('  the stream has been deleted', 'dim')] } : drawRing(stream, scene, width),
    },
  };
}
