import type { Source } from '../core/source.ts';
import type { Diagnostic } from '../schema/diagnostic.ts';

/** A file of a foreign format, parsed: its text for places, its value for reading. */
export interface ForeignDocument {
  /** The path people see, with forward slashes, and the text. */
  readonly source: Source;
  /** The folders between the place that was asked for and the file, outermost first. */
  readonly folders: readonly string[];
  readonly value: unknown;
}

/** A value of the scenario on its way into YAML: plain data, in which a text may carry a comment. */
export type Tree = string | number | boolean | null | Commented | readonly Tree[] | TreeMap;

/** A map of the scenario; members that are undefined are left out. */
export interface TreeMap {
  readonly [key: string]: Tree | undefined;
}

/** A value with a comment behind it, for what the format has no key for. */
export class Commented {
  readonly value: string;
  readonly comment: string;

  constructor(value: string, comment: string) {
    this.value = value;
    this.comment = comment;
  }
}

/** What an importer makes of its documents. */
export interface Imported {
  /** A whole scenario, without steps, in the words of the scenario format. */
  readonly scenario: TreeMap;
  /** What was left out, assumed or could not be read. */
  readonly notes: readonly Diagnostic[];
}

/** A foreign format. Each has its own folder beside this file and one line in `importers.ts`. */
export interface Importer {
  /** What people call it (`AWS CLI output`). */
  readonly name: string;
  /** Whether a parsed document is of this format, judged by what it holds, never by its name. */
  recognizes(value: unknown): boolean;
  /** Makes one scenario of all documents that it recognizes. */
  read(documents: readonly ForeignDocument[]): Imported;
}
