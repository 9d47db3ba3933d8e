import type { GalleryEntry, PaneState } from '../app/state.ts';
import { visible } from '../core/text.ts';
import { widthOf } from './cells.ts';
import type { Pane } from './dashboard.ts';
import type { Size } from './layout.ts';
import { markdown } from './markdown.ts';
import { itemOf } from './pane.ts';
import { blank, row, seg } from './segment.ts';

const kinds: { readonly [kind in GalleryEntry['kind']]: string } = {
  scenario: '',
  exercise: 'exercise',
  recent: '',
};

/** What can be opened, and beside it what the one under the cursor is about. */
export function galleryPanes(entries: readonly GalleryEntry[], remembered: PaneState, size: Size): readonly Pane[] {
  const list = listPane(entries);
  const chosen = itemOf(list, remembered, size)?.open;
  return [list, aboutPane(entries.find((entry) => entry.target === chosen))];
}

/** What stands there while the first scenario is read. */
export function openingPane(name: string): Pane {
  return {
    id: 'gallery',
    title: visible(name),
    height: { least: 1, wanted: 1 },
    body: { kind: 'picture', draw: () => ({ rows: [row(seg(' reading …', 'dim'))] }) },
  };
}

function keyOf(entry: GalleryEntry): string {
  return `${entry.kind} ${entry.id}`;
}

function listPane(entries: readonly GalleryEntry[]): Pane {
  const topic = widest(entries.map((entry) => entry.topic));
  const kind = widest(entries.map((entry) => kinds[entry.kind]));
  return {
    id: 'gallery',
    title: 'Scenarios',
    height: { least: 4, wanted: Number.MAX_SAFE_INTEGER },
    body: {
      kind: 'table',
      bare: true,
      fuzzy: true,
      columns: [
        { title: 'topic', priority: 2, min: topic, max: topic },
        { title: 'title', priority: 4, min: 20, max: 80 },
        ...(kind === 0 ? [] : [{ title: 'kind', priority: 1, min: kind, max: kind }]),
      ],
      count: entries.length,
      rows: entries,
      empty: 'no scenarios here; :open FILE opens one',
      at: (index) => {
        const entry = entries[index];
        if (entry === undefined) return { key: '', cells: [] };
        return {
          key: keyOf(entry),
          cells: [seg(visible(entry.topic), 'accent'), visible(entry.title), seg(kinds[entry.kind], 'note')],
          item: { open: entry.target },
        };
      },
    },
  };
}

function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, Math.min(14, widthOf(visible(text)))), 0);
}

function aboutPane(entry: GalleryEntry | undefined): Pane {
  return {
    id: 'gallery-about',
    title: entry === undefined ? 'About' : visible(entry.id),
    height: { least: 6, wanted: 10 },
    beside: 0.44,
    body: {
      kind: 'picture',
      draw: ({ width }) => {
        if (entry === undefined) return { rows: [] };
        const title = markdown(`# ${entry.title}`, width - 2);
        return { rows: [...title, blank, ...markdown(entry.about ?? '', width - 2)].map((line) => row(' ', line)) };
      },
    },
  };
}
