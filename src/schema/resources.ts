import { addressOf, type Entry } from '../core/directory.ts';
import { hexOf } from '../core/hash.ts';
import type { Place } from '../core/source.ts';
import { mapEntries } from './collections.ts';
import { member, type Node } from './node.ts';
import type { AccountScope, Reader, Ref } from './reader.ts';
import { scalar } from './scalars.ts';
import type { Schema } from './schema.ts';

/** A kind of thing that can be named and pointed at. */
export interface Kind {
  readonly service: string;
  /** The word used in addresses (`sg`). */
  readonly name: string;
  /** What people call it (`security group`). */
  readonly label: string;
  /** Further words that addresses may use (`securityGroup`). */
  readonly aliases?: readonly string[];
  /** AWS's id prefix (`sg-`): ids are derived from names, and a name of that form is itself the id. */
  readonly idPrefix?: string;
  /** The ARN AWS would give it. */
  arn?(account: AccountScope, name: string, id: string | undefined): string;
}

/** What every named thing knows of itself. */
export interface Resource {
  readonly name: string;
  readonly account: string;
  /** The full address: what results say. */
  readonly address: string;
  /** AWS's id, or its name where AWS has no id for it. */
  readonly id: string;
  readonly arn?: string | undefined;
  /** Where its key stands. */
  readonly declared: Place;
}

/** What follows the prefix of an id of AWS's. */
const HEX = /^[0-9a-f]{6,17}$/;

/** The id of a named thing: the name itself where it is a real id, else one derived from the full address. */
export function idOf(kind: Kind, address: string, name: string): string {
  if (kind.idPrefix === undefined) return name;
  const isId = name.startsWith(kind.idPrefix) && HEX.test(name.slice(kind.idPrefix.length));
  return isId ? name : `${kind.idPrefix}0${hexOf(address, 16)}`;
}

/** Adds a thing to the directory under all its forms; a name taken twice is a problem. `givenId` is its real id, where the file states one. */
export function declare(
  kind: Kind,
  name: string,
  place: Place,
  reader: Reader,
  extraAliases: readonly string[] = [],
  givenId?: string,
): Resource {
  const account = reader.account;
  const address = addressOf(account?.name, kind.name, name);
  const id = givenId ?? idOf(kind, address, name);
  const arn = account === undefined ? undefined : kind.arn?.(account, name, id);
  const entry: Entry = {
    service: kind.service,
    kind: kind.name,
    account: account?.name,
    name,
    address,
    id,
    arn,
    place,
  };
  for (const word of kind.aliases ?? []) reader.directory.nameKind(word, kind.name);
  if (!reader.directory.add(entry, extraAliases)) {
    reader.error('duplicate-name', `there already is a ${kind.label} ${name}`, place);
  }
  return { name, account: account?.name ?? '', address, id, arn, declared: place };
}

/**
 * A map of named things: each key is a name, unique for its kind in its account. A member `id` is its real id, where the
 * kind has ids; `aliases` says under which further forms it can be found.
 */
export function named<T extends object>(
  kind: Kind,
  schema: Schema<T>,
  aliases: (name: string, node: Node, reader: Reader) => readonly string[] = () => [],
): Schema<ReadonlyMap<string, T & Resource>> {
  return {
    json: () => ({
      type: 'object',
      additionalProperties: schema.json(),
      description: `every ${kind.label} by its name`,
    }),
    read: (node, reader) => {
      const entries = mapEntries(node, reader);
      if (entries === undefined) return undefined;
      const things = new Map<string, T & Resource>();
      for (const [name, entry] of entries) {
        const id = kind.idPrefix === undefined ? undefined : member(entry.value, 'id');
        const givenId = id?.kind === 'scalar' ? id.raw : undefined;
        const resource = declare(kind, name, entry.key, reader, aliases(name, entry.value, reader), givenId);
        const value = schema.read(entry.value, reader);
        // The value was made for this entry alone.
        if (value !== undefined) things.set(name, Object.assign(value, resource));
      }
      return things;
    },
  };
}

/** A reference to a thing of one of the kinds, by any form of its address. */
export function reference(...kinds: readonly Kind[]): Schema<Ref> {
  const what = kinds.map((kind) => kind.label).join(' or ');
  const names = kinds.map((kind) => kind.name);
  return scalar({
    expected: `the name of the ${what}`,
    json: { type: 'string', description: `the ${what}` },
    parse: (node, reader) => {
      if (typeof node.value !== 'string' && typeof node.value !== 'number') return undefined;
      return reader.reference(node.raw, { source: node.source, offset: node.offset }, what, names);
    },
  });
}
