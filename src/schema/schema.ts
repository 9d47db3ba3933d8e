import type { Source } from '../core/source.ts';
import type { JsonSchema } from './json-schema.ts';
import type { Node } from './node.ts';
import type { Reader } from './reader.ts';

/**
 * One definition of a value that serves twice: it reads a placed node (reporting every problem it finds) and it
 * describes itself as JSON Schema, so that what editors accept and what we accept cannot drift.
 */
export interface Schema<T> {
  /** The value, or undefined once a problem has been reported. Never returns undefined silently. */
  read(node: Node, reader: Reader): T | undefined;
  /** The JSON Schema of what `read` accepts. */
  json(): JsonSchema;
}

/** What a schema reads. */
export type Read<S> = S extends Schema<infer T> ? T : never;

/** How `{ file: … }` is opened: only inside the scenario's folder; anything else is a problem. */
export type OpenFile = (path: string) => { readonly source: Source } | { readonly problem: string };
