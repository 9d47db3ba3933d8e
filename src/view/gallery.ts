import type { GalleryEntry } from '../app/state.ts';
import { visible } from '../core/text.ts';
import type { Pane } from './dashboard.ts';
import { row, seg } from './segment.ts';

const kinds: { readonly [kind in GalleryEntry['kind']]: string } = {
  scenario: '',
  exercise: 'exercise',
  recent: 'recent',
};

/** What can be opened: recent files first, then the house's scenarios by topic. */
export function galleryPane(entries: readonly GalleryEntry[]): Pane {
  return {
    id: 'gallery',
    title: 'Scenarios',
    height: { least: 4, wanted: Number.MAX_SAFE_INTEGER },
    body: {
      kind: 'table',
      bare: true,
      columns: [
        { title: 'topic', priority: 2, min: 8, max: 14 },
        { title: 'title', priority: 4, min: 20, max: 80 },
        { title: 'name', priority: 3, min: 10, max: 36, cut: 'middle' },
        { title: 'kind', priority: 1, min: 8, max: 8 },
      ],
      count: entries.length,
      rows: entries,
      empty: 'no scenarios here; :open FILE opens one',
      at: (index) => {
        const entry = entries[index];
        if (entry === undefined) return { key: '', cells: [] };
        const first = index === 0 || entries[index - 1]?.topic !== entry.topic;
        return {
          key: `${entry.kind} ${entry.id}`,
          cells: [
            first ? seg(visible(entry.topic), 'title') : row(),
            visible(entry.title),
            seg(visible(entry.id), 'dim'),
            seg(kinds[entry.kind], 'note'),
          ],
          item: { open: entry.target },
        };
      },
    },
  };
}
