import { open } from 'node:fs/promises';
import type { GalleryEntry } from '../app/state.ts';
import { recentFiles } from './recent.ts';
import type { Sources } from './sources.ts';

/** Enough of a file to have its title and what it is about in it. */
const headBytes = 3000;

/** Bundled scenarios by their names alone: what is known without opening a file. */
export function bundledEntries(sources: Sources): readonly GalleryEntry[] {
  return sources.bundled().map(({ name, path }) => {
    const slash = name.indexOf('/');
    const topic = slash < 0 ? 'tour' : name.slice(0, slash);
    return { id: name, target: path, topic, title: spaced(name.slice(slash + 1)), kind: 'scenario' };
  });
}

function spaced(name: string): string {
  const words = name.slice(name.lastIndexOf('/') + 1).replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The whole gallery: files opened before, then the bundled scenarios with their titles. */
export async function galleryEntries(sources: Sources): Promise<readonly GalleryEntry[]> {
  const recent = (await recentFiles()).map(
    ({ path, title }): GalleryEntry => ({ id: path, target: path, topic: 'recent', title, kind: 'recent' }),
  );
  const bundled = await Promise.all(
    bundledEntries(sources).map(async (entry) => {
      const head = await headOf(entry.target);
      const title = /^title:\s*(.+?)\s*$/m.exec(head)?.[1]?.replace(/^(["'])(.*)\1$/, '$2');
      const kind = /^exercise:/m.test(head) ? ('exercise' as const) : entry.kind;
      return { ...entry, title: title ?? entry.title, kind, about: aboutOf(head) };
    }),
  );
  return [...recent, ...bundled.sort((a, b) => rank(a) - rank(b))];
}

/** The block of text under `about`, without its indentation. */
function aboutOf(head: string): string | undefined {
  const block = /^about:\s*[|>][-+]?\n((?:[ \t]+.*\n|\n)+)/m.exec(head)?.[1];
  const indent = /^[ \t]+/m.exec(block ?? '')?.[0].length ?? 0;
  return block
    ?.split('\n')
    .map((line) => line.slice(indent))
    .join('\n');
}

/** The tour comes first; the other topics keep their order. */
function rank(entry: GalleryEntry): number {
  return entry.topic === 'tour' ? 0 : 1;
}

async function headOf(path: string): Promise<string> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return '';
  }
}
