import type { Json } from '../../../core/result.ts';

/** One edit of the accounts: a value put at a path, or items added to the list that stands there. */
export interface Edit {
  /** Account first. */
  readonly path: readonly string[];
  readonly value?: Json;
  readonly add?: { readonly to: readonly Json[]; readonly items: readonly Json[] };
}

/** The input of a `change` step that makes the edits; edits of one list are put together. */
export function changeOf(edits: readonly Edit[]): Readonly<Record<string, Json>> {
  const change: Record<string, Json> = {};
  for (const { path, value, add } of edits) {
    const key = path.map(quoted).join('.');
    if (add === undefined) change[key] = value ?? null;
    else {
      const known = change[key];
      change[key] = [...(Array.isArray(known) ? known : add.to), ...add.items];
    }
  }
  return change;
}

function quoted(part: string): string {
  return /^[^."']+$/.test(part) ? part : `"${part}"`;
}

interface Addressed {
  readonly kind: string;
  readonly address: string;
  readonly name: string;
  readonly account: string;
}

const WORDS: Readonly<Record<string, string>> = { eni: 'eni', instance: 'instance' };

/** How a thing is written inside an account: `igw/main`, or its full address where it belongs to another one. */
export function reference(thing: Addressed, account: string): string {
  return thing.account === account ? `${WORDS[thing.kind] ?? thing.kind}/${thing.name}` : thing.address;
}
