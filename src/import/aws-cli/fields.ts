import type { Place } from '../../core/source.ts';
import type { ForeignDocument } from '../foreign.ts';
import { type JsonPath, jsonPlace } from '../json-place.ts';

/** One object of a document, with the way to it. Fields of a wrong type read as absent, as real files have them. */
export class Found {
  readonly document: ForeignDocument;
  readonly path: JsonPath;
  readonly #value: Readonly<Record<string, unknown>>;

  constructor(document: ForeignDocument, path: JsonPath, value: Readonly<Record<string, unknown>>) {
    this.document = document;
    this.path = path;
    this.#value = value;
  }

  get keys(): readonly string[] {
    return Object.keys(this.#value);
  }

  /** Where it stands in its file; worked out when asked. */
  get place(): Place {
    return jsonPlace(this.document.source, this.path);
  }

  raw(key: string): unknown {
    return Object.hasOwn(this.#value, key) ? this.#value[key] : undefined;
  }

  /** A text that is not empty: AWS writes "" for what is not set. */
  text(key: string): string | undefined {
    const value = this.raw(key);
    if (typeof value === 'number') return String(value);
    return typeof value === 'string' && value !== '' ? value : undefined;
  }

  number(key: string): number | undefined {
    const value = this.raw(key);
    if (typeof value === 'string' && /^-?\d+$/.test(value)) return Number(value);
    return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
  }

  flag(key: string): boolean | undefined {
    const value = this.raw(key);
    return typeof value === 'boolean' ? value : undefined;
  }

  /** The objects of a list. */
  list(key: string): readonly Found[] {
    const value = this.raw(key);
    if (!Array.isArray(value)) return [];
    return value.flatMap((item, at) =>
      isObject(item) ? [new Found(this.document, [...this.path, key, at], item)] : [],
    );
  }

  /** The texts of a list. */
  texts(key: string): readonly string[] {
    const value = this.raw(key);
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string' && item !== '') : [];
  }

  object(key: string): Found | undefined {
    const value = this.raw(key);
    return isObject(value) ? new Found(this.document, [...this.path, key], value) : undefined;
  }

  /** The state that stands as `{ State: … }`, `{ Code: … }` or `{ Name: … }` under a key, or there as a plain text. */
  state(key: string): string | undefined {
    const inner = this.object(key);
    return (inner?.text('State') ?? inner?.text('Name') ?? inner?.text('Code') ?? this.text(key))?.toLowerCase();
  }

  /** The id of the VPC it is in, or attached to. */
  get vpcId(): string | undefined {
    const attachments = [...this.list('Attachments'), ...this.list('VpcAttachments')];
    return this.text('VpcId') ?? attachments[0]?.text('VpcId');
  }

  /** Tags by key. */
  get tags(): ReadonlyMap<string, string> {
    const tags = new Map<string, string>();
    for (const tag of [...this.list('Tags'), ...this.list('TagSet')]) {
      const key = tag.text('Key');
      if (key !== undefined) tags.set(key, tag.text('Value') ?? '');
    }
    return tags;
  }

  /** This object with some fields set. */
  with(fields: Readonly<Record<string, unknown>>): Found {
    return new Found(this.document, this.path, { ...this.#value, ...fields });
  }

  /** This object with the fields of a later document over its own; objects within are joined, lists replaced. */
  over(later: Found): Found {
    const both: Record<string, unknown> = { ...this.#value };
    for (const [key, value] of Object.entries(later.#value)) {
      const own = both[key];
      both[key] = isObject(own) && isObject(value) ? { ...own, ...value } : value;
    }
    return new Found(later.document, later.path, both);
  }

  /** The fields in which two objects differ, for those both have. */
  differences(other: Found): readonly string[] {
    return this.keys.filter((key) => {
      const theirs = other.raw(key);
      return theirs !== undefined && JSON.stringify(theirs) !== JSON.stringify(this.raw(key));
    });
  }
}

/** Whether a JSON value is an object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
