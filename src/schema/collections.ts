import type { Place } from '../core/source.ts';
import { didYouMean } from './diagnostic.ts';
import type { JsonSchema } from './json-schema.ts';
import { readFrom } from './members.ts';
import { kindWord, type Node, placeOf } from './node.ts';
import type { Reader } from './reader.ts';
import type { Schema } from './schema.ts';

/** A list; one bare value stands for a list of one where `orOne` is set, as in AWS's documents. */
export function list<T>(
  item: Schema<T>,
  options: { orOne?: boolean; min?: number; max?: number } = {},
): Schema<readonly T[]> {
  const { orOne = false, min = 0, max = Number.POSITIVE_INFINITY } = options;
  return {
    json: () => {
      const many: JsonSchema = { type: 'array', items: item.json(), ...(min > 0 ? { minItems: min } : {}) };
      return orOne ? { anyOf: [many, item.json()] } : many;
    },
    read: (node, reader) => {
      if (node.kind !== 'list' && !orOne) {
        return reader.error('wrong-type', `${kindWord(node)} stands where a list belongs`, placeOf(node), {
          expected: 'a list',
        });
      }
      const nodes = node.kind === 'list' ? node.items : [node];
      if (nodes.length < min || nodes.length > max) {
        const bound = nodes.length < min ? `at least ${min}` : `at most ${max}`;
        reader.error('wrong-length', `a list of ${nodes.length} stands where ${bound} belong`, placeOf(node));
      }
      return readAll(nodes, item, reader);
    },
  };
}

function readAll<T>(nodes: readonly Node[], item: Schema<T>, reader: Reader): T[] | undefined {
  const values: T[] = [];
  for (const node of nodes) {
    const value = item.read(node, reader);
    if (value !== undefined) values.push(value);
  }
  return values.length === nodes.length ? values : undefined;
}

/** A map from free keys to values, in the order of the file. */
export function record<T>(
  value: Schema<T>,
  options: { key?: Schema<string>; description?: string } = {},
): Schema<ReadonlyMap<string, T>> {
  return {
    json: () => ({
      type: 'object',
      additionalProperties: value.json(),
      ...(options.description === undefined ? {} : { description: options.description }),
    }),
    read: (node, reader) => {
      const entries = mapEntries(node, reader);
      if (entries === undefined) return undefined;
      const values = new Map<string, T>();
      for (const [key, entry] of entries) {
        const keyNode: Node = { kind: 'scalar', value: key, raw: key, quoted: false, ...entry.key };
        if (options.key !== undefined && options.key.read(keyNode, reader) === undefined) continue;
        const read = value.read(entry.value, reader);
        if (read !== undefined) values.set(key, read);
      }
      return values;
    },
  };
}

/** The entries of a map; nothing at all counts as an empty one. */
export function mapEntries(
  node: Node,
  reader: Reader,
): ReadonlyMap<string, { readonly key: Place; readonly value: Node }> | undefined {
  if (node.kind === 'map') return node.entries;
  if (node.kind === 'scalar' && node.value === null) return new Map();
  return reader.error('wrong-type', `${kindWord(node)} stands where a map belongs`, placeOf(node), {
    expected: 'a map',
  });
}

/** A member of an object, and whether it may be left out. */
export interface Field<T> {
  readonly schema: Schema<T>;
  readonly optional: boolean;
}

/** A member that may be left out. */
export function optional<T>(schema: Schema<T>): Field<T> & { readonly optional: true } {
  return { schema, optional: true };
}

/** A member that must be there. */
export function required<T>(schema: Schema<T>): Field<T> & { readonly optional: false } {
  return { schema, optional: false };
}

export type Fields = Readonly<Record<string, Field<unknown>>>;

/** What an object with these fields reads as; absent optional members are absent. */
export type ObjectOf<F extends Fields> = {
  readonly [K in keyof F as F[K]['optional'] extends false ? K : never]: F[K] extends Field<infer T> ? T : never;
} & {
  readonly [K in keyof F as F[K]['optional'] extends false ? never : K]?: F[K] extends Field<infer T> ? T : never;
} & {
  /** Where it stands. */
  readonly place: Place;
  /** The members the scenario leaves `unknown`: nothing may be assumed of them. */
  readonly unknowns?: ReadonlySet<string>;
};

export interface ObjectOptions {
  readonly description?: string;
  /** Whether a member may be the literal `unknown` (true for resources' properties). */
  readonly unknowable?: boolean;
}

/** An object with known members. Unknown keys are errors with the nearest right spelling. */
export function object<F extends Fields>(fields: F, options: ObjectOptions = {}): Schema<ObjectOf<F>> {
  const names = Object.keys(fields);
  return {
    json: () => objectJson(fields, options),
    read: (node, reader) => {
      const entries = mapEntries(node, reader);
      if (entries === undefined) return undefined;
      const value: Record<string, unknown> = { place: placeOf(node) };
      const unknowns = new Set<string>();
      let complete = true;
      for (const [key, entry] of entries) {
        const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
        if (field === undefined) {
          const expected = names.length <= 12 ? names.join(', ') : undefined;
          reader.error('unknown-key', `unknown key ${key}`, entry.key, {
            suggestion: didYouMean(key, names),
            expected,
          });
        } else if (options.unknowable === true && isUnknown(entry.value)) {
          unknowns.add(key);
        } else {
          const read = field.schema.read(entry.value, reader);
          if (read === undefined) complete &&= field.optional;
          else value[key] = read;
        }
      }
      readFrom(value, node);
      if (unknowns.size > 0) value['unknowns'] = unknowns;
      for (const name of names) {
        if (fields[name]?.optional === true || entries.has(name)) continue;
        reader.error('missing-key', `${name} is missing`, placeOf(node), { expected: `the key ${name}` });
        complete = false;
      }
      return complete ? (value as ObjectOf<F>) : undefined;
    },
  };
}

function isUnknown(node: Node): boolean {
  return node.kind === 'scalar' && !node.quoted && node.value === 'unknown';
}

function objectJson(fields: Fields, options: ObjectOptions): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  for (const [name, field] of Object.entries(fields)) {
    const json = field.schema.json();
    properties[name] = options.unknowable === true ? { anyOf: [json, { const: 'unknown' }] } : json;
  }
  const needed = Object.keys(fields).filter((name) => fields[name]?.optional === false);
  return {
    type: 'object',
    properties,
    additionalProperties: false,
    ...(needed.length > 0 ? { required: needed } : {}),
    ...(options.description === undefined ? {} : { description: options.description }),
  };
}

/** A one-line notation or an object that means the same: scalars go to the first schema, everything else to the second. */
export function either<T>(line: Schema<T>, long: Schema<T>): Schema<T> {
  return {
    json: () => ({ anyOf: [line.json(), long.json()] }),
    read: (node, reader) => (node.kind === 'scalar' ? line : long).read(node, reader),
  };
}

/** A schema whose value is worked on further; `then` returns undefined once it has reported a problem. */
export function refine<T, U>(
  schema: Schema<T>,
  then: (value: T, node: Node, reader: Reader) => U | undefined,
): Schema<U> {
  return {
    json: () => schema.json(),
    read: (node, reader) => {
      const value = schema.read(node, reader);
      return value === undefined ? undefined : then(value, node, reader);
    },
  };
}

/** A schema described for the reader of the JSON Schema. */
export function described<T>(description: string, schema: Schema<T>): Schema<T> {
  return { read: schema.read, json: () => ({ ...schema.json(), description }) };
}
