import { keysPage } from './keys-page.ts';
import { modelChoicesPage } from './model-choices-page.ts';
import { pictures } from './pictures.ts';
import { reasonsPage } from './reasons-page.ts';
import { referencePage } from './reference-page.ts';
import { replays } from './replays.ts';
import { screens } from './screens.ts';

/** A file that is made from the project and reviewed like code: its path from the project's folder, and its text. */
export type Golden = ReadonlyMap<string, string>;

/** Makes golden files. `folder` is its own: what lies there and is not made any more is stale. */
export interface Producer {
  readonly folder?: string;
  produce(): Promise<Golden>;
}

/** Everything that `npm run snapshots` writes and the tests compare. */
export const producers: readonly Producer[] = [
  { folder: 'snapshots/replays', produce: replays },
  { folder: 'snapshots/screens', produce: screens },
  { folder: 'docs/images', produce: pictures },
  { produce: keysPage },
  { produce: modelChoicesPage },
  { produce: reasonsPage },
  { produce: referencePage },
];
