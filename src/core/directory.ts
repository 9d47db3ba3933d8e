import type { Place } from './source.ts';

/** A thing that can be pointed at. */
export interface Entry {
  readonly service: string;
  /** The word used in addresses (`sg`, `role`, `kcl`). */
  readonly kind: string;
  /** Absent for things outside any account (hosts of the internet). */
  readonly account?: string | undefined;
  readonly name: string;
  /** The full form, `[account/]kind/name`: what results say. */
  readonly address: string;
  /** The id AWS would give it, where it has one. */
  readonly id?: string | undefined;
  readonly arn?: string | undefined;
  /** Where the file declares it; absent for what AWS makes by itself. */
  readonly place?: Place | undefined;
}

/** What an address came to. `part` is what follows the entry's own address (`sg/main` + `default`). */
export type Resolution =
  | { readonly found: Entry; readonly part?: string | undefined }
  | { readonly missing: true; readonly known: readonly string[] }
  | { readonly ambiguous: readonly Entry[] };

/** Which entries may answer. */
export interface Scope {
  /** The account the address stands in: its own things win over others of the same name. */
  readonly account?: string | undefined;
  readonly kinds?: readonly string[] | undefined;
}

/** The full form of an address. */
export function addressOf(account: string | undefined, kind: string, name: string): string {
  return account === undefined ? `${kind}/${name}` : `${account}/${kind}/${name}`;
}

/**
 * Every thing of a scenario, found by name, `kind/name`, `account/name`, `account/kind/name`, id or ARN. Only names, ids,
 * ARNs and aliases are kept; forms made of several parts are taken apart when somebody asks for one.
 */
export class Directory {
  readonly #byForm = new Map<string, Entry | Entry[]>();
  readonly #byAddress = new Map<string, Entry>();
  /** The kinds that a further word stands for (`security-group` for `sg`). */
  readonly #kindWords = new Map<string, Set<string>>();

  /** Adds an entry under its name, id, ARN and the further `aliases`; false if that address is taken. */
  add(entry: Entry, aliases: readonly string[] = []): boolean {
    if (this.#byAddress.has(entry.address)) return false;
    this.#byAddress.set(entry.address, entry);
    const { name, id, arn } = entry;
    this.#put(name, entry);
    if (id !== undefined && id !== name) this.#put(id, entry);
    if (arn !== undefined) this.#put(arn, entry);
    for (const alias of aliases) if (alias !== name) this.#put(alias, entry);
    return true;
  }

  /** Lets addresses say `word` where they mean `kind`. */
  nameKind(word: string, kind: string): void {
    const known = this.#kindWords.get(word);
    if (known === undefined) this.#kindWords.set(word, new Set([kind]));
    else known.add(kind);
  }

  /** The entry of a full address. */
  at(address: string): Entry | undefined {
    return this.#byAddress.get(address);
  }

  /** All entries in the order they were declared. */
  entries(): IterableIterator<Entry> {
    return this.#byAddress.values();
  }

  /**
   * What `text` points at: the whole text first, then, part by part from the right, a shorter address and the
   * part that follows it.
   */
  resolve(text: string, scope: Scope = {}): Resolution {
    for (let end = text.length; end > 0; end = text.lastIndexOf('/', end - 1)) {
      const candidates = this.#fitting(this.#formed(text.slice(0, end)), scope);
      const [only, ...others] = candidates;
      if (only === undefined) continue;
      if (others.length > 0) return { ambiguous: candidates };
      return end === text.length ? { found: only } : { found: only, part: text.slice(end + 1) };
    }
    return { missing: true, known: this.#known(scope) };
  }

  #put(form: string, entry: Entry): void {
    const known = this.#byForm.get(form);
    if (known === undefined) this.#byForm.set(form, entry);
    else if (Array.isArray(known)) known.push(entry);
    else if (known !== entry) this.#byForm.set(form, [known, entry]);
  }

  #under(form: string): readonly Entry[] {
    const known = this.#byForm.get(form);
    if (known === undefined) return [];
    return Array.isArray(known) ? known : [known];
  }

  /** Everything that has this form: as a whole, or taken apart into account, kind and name. */
  #formed(form: string): readonly Entry[] {
    const whole = this.#under(form);
    const cut = form.indexOf('/');
    if (cut < 0) return whole;
    const found = new Set(whole);
    const head = form.slice(0, cut);
    const rest = form.slice(cut + 1);
    for (const entry of this.#under(rest)) {
      if (entry.name === rest && (entry.account === head || this.#isKind(head, entry.kind))) found.add(entry);
    }
    const second = rest.indexOf('/');
    const name = rest.slice(second + 1);
    for (const entry of second < 0 ? [] : this.#under(name)) {
      if (entry.name === name && entry.account === head && this.#isKind(rest.slice(0, second), entry.kind))
        found.add(entry);
    }
    return [...found];
  }

  #isKind(word: string, kind: string): boolean {
    return word === kind || this.#kindWords.get(word)?.has(kind) === true;
  }

  #fitting(entries: readonly Entry[], scope: Scope): readonly Entry[] {
    const ofKind = scope.kinds === undefined ? entries : entries.filter((entry) => scope.kinds?.includes(entry.kind));
    const own = ofKind.filter((entry) => entry.account === scope.account);
    return own.length > 0 ? own : ofKind;
  }

  #known(scope: Scope): string[] {
    const names: string[] = [];
    for (const entry of this.#byAddress.values()) {
      if (scope.kinds !== undefined && !scope.kinds.includes(entry.kind)) continue;
      // Without an account to look from, everything is near.
      if (scope.account === undefined || entry.account === scope.account)
        names.push(entry.name, `${entry.kind}/${entry.name}`);
      names.push(entry.address);
    }
    return names;
  }
}
