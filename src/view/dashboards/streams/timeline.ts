import { sentenceOf } from '../../../core/explain.ts';
import { visible } from '../../../core/text.ts';
import { formatClock } from '../../../core/time.ts';
import { entriesSince } from '../../../services/kcl/index.ts';
import type { Pane } from '../../dashboard.ts';
import { verdictMarks } from '../../glyphs.ts';
import { row, seg } from '../../segment.ts';
import type { Reading } from './subject.ts';

/** So much of the past is listed; more is in `show: kcl/…/timeline`. */
const SPAN_MS = 10 * 60_000;
const ENTRIES_MOST = 500;

/** What happened in an application, newest first: scans with their numbers filled in, takes, losses, ends of shards. */
export function timelinePane({ scene, app }: Reading): Pane {
  const { world } = scene;
  const entries = [...entriesSince(app.state.journal, scene.now - SPAN_MS)].reverse().slice(0, ENTRIES_MOST);
  return {
    id: 'timeline',
    title: 'What happened, newest first',
    height: { least: 4, wanted: 10 },
    body: {
      kind: 'table',
      bare: true,
      columns: [
        { title: '', priority: 9, min: 12, max: 12 },
        { title: '', priority: 8, min: 20, max: 400 },
      ],
      count: entries.length,
      rows: app.state.journal,
      empty: 'nothing yet',
      at: (index) => {
        const entry = entries[index];
        if (entry === undefined) return { key: '', cells: [] };
        const mark = verdictMarks[entry.verdict];
        const fresh = entry.time > scene.before.now;
        const says = visible(sentenceOf(world.services, entry));
        return {
          key: `${entry.time}/${entries.length - index}`,
          cells: [
            seg(formatClock(entry.time - world.definition.start), fresh ? 'changed' : 'dim'),
            row(seg(`${mark.glyph} `, mark.style), says),
          ],
          item: { why: entry, copy: says },
        };
      },
    },
  };
}
