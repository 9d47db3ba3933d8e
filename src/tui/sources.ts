import type { Reading } from '../scenario/scenario.ts';

/** Something that can be opened: how people call it, and how it is loaded. */
export interface Source {
  readonly name: string;
  /** The file, where it is one. */
  readonly path?: string;
  load(): Promise<Reading>;
}

/** Where scenarios come from; the command line knows. */
export interface Sources {
  /** What a name, a file or a folder stands for. */
  find(argument: string): readonly Source[];
  /** The house's own scenarios, by name. */
  bundled(): readonly { readonly name: string; readonly path: string }[];
}
