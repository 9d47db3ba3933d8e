import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Editors write a file in several strokes; it is read once they have rested this long. */
const settleTime = 120;

/**
 * Calls back when a file has changed. The folder is watched, because many editors save by putting a new file in the
 * old one's place. Returns how to stop.
 */
export function watchFile(path: string, changed: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  let watcher: FSWatcher | undefined;
  try {
    watcher = watch(dirname(path), { persistent: false }, (_event, name) => {
      if (name !== null && name !== basename(path)) return;
      clearTimeout(timer);
      timer = setTimeout(changed, settleTime);
    });
    watcher.on('error', () => watcher?.close());
  } catch {
    // A folder that cannot be watched is read again with R.
  }
  return () => {
    clearTimeout(timer);
    watcher?.close();
  };
}
