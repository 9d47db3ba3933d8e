import { Directory, type Entry } from '../core/directory.ts';
import type { Place } from '../core/source.ts';
import { type Diagnostic, didYouMean } from './diagnostic.ts';
import type { OpenFile } from './schema.ts';

/** The account whose part is being read. */
export interface AccountScope {
  readonly name: string;
  readonly id: string;
  readonly region: string;
}

/** An address in the file. Its entry is there once everything has been read and linked. */
export interface Ref {
  readonly text: string;
  readonly place: Place;
  /** What it points at. Set when references are resolved; a scenario with a dangling one does not load. */
  entry?: Entry;
  /** What follows the entry's own address. */
  part?: string | undefined;
}

interface PendingRef {
  readonly ref: Ref;
  readonly kinds: readonly string[] | undefined;
  readonly account: string | undefined;
  readonly what: string;
}

/** What reading shares: problems found, things declared, references to be resolved once all is read. */
export class Reader {
  readonly diagnostics: Diagnostic[] = [];
  readonly directory: Directory;
  readonly openFile: OpenFile;
  /** The account whose part is being read; undefined at the top level and in steps. */
  account: AccountScope | undefined;
  /** Whether what is read rests on a definition that itself had errors, and so may have holes. */
  incomplete = false;
  #pending: PendingRef[] = [];

  constructor(openFile: OpenFile, directory: Directory = new Directory()) {
    this.openFile = openFile;
    this.directory = directory;
  }

  /** Whether anything read so far was wrong. */
  get failed(): boolean {
    return this.diagnostics.some((diagnostic) => diagnostic.severity === 'error');
  }

  error(
    code: string,
    message: string,
    place: Place,
    more: Partial<Pick<Diagnostic, 'suggestion' | 'expected'>> = {},
  ): undefined {
    this.diagnostics.push({ severity: 'error', code, message, place, ...more });
    return undefined;
  }

  warn(
    code: string,
    message: string,
    place: Place,
    more: Partial<Pick<Diagnostic, 'suggestion' | 'expected'>> = {},
  ): void {
    this.diagnostics.push({ severity: 'warning', code, message, place, ...more });
  }

  /** A reference, resolved by `link`. `kinds` says what may stand here, `what` names it for messages. */
  reference(text: string, place: Place, what: string, kinds?: readonly string[]): Ref {
    const ref: Ref = { text, place };
    this.#pending.push({ ref, kinds, account: this.account?.name, what });
    return ref;
  }

  /** Resolves every reference read since the last call; each one that points nowhere or at several things is a problem. */
  link(): void {
    for (const { ref, kinds, account, what } of this.#pending) {
      const resolution = this.directory.resolve(ref.text, { account, kinds });
      if ('found' in resolution) {
        ref.entry = resolution.found;
        ref.part = resolution.part;
      } else if ('ambiguous' in resolution) {
        const candidates = resolution.ambiguous.map((entry) => entry.address).join(', ');
        this.error('ambiguous-reference', `${ref.text} could be any of ${candidates}`, ref.place, {
          expected: 'the full address of one of them',
        });
      } else {
        this.error('dangling-reference', `there is no ${what} ${ref.text}`, ref.place, {
          suggestion: didYouMean(ref.text, resolution.known),
        });
      }
    }
    this.#pending = [];
  }
}

/** What a reference points at; only for scenarios that have loaded. */
export function targetOf(ref: Ref): Entry {
  if (ref.entry === undefined) throw new Error(`reference ${ref.text} was not linked`);
  return ref.entry;
}
