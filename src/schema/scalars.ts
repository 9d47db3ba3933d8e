import { parseSize } from '../core/size.ts';
import { parseDuration, parseInstant } from '../core/time.ts';
import { didYouMean } from './diagnostic.ts';
import type { JsonSchema } from './json-schema.ts';
import { kindWord, type Node, placeOf, type ScalarNode } from './node.ts';
import type { Reader } from './reader.ts';
import type { Schema } from './schema.ts';

/** A value written as one scalar. `parse` returns undefined where the text is not such a value. */
export function scalar<T>(options: {
  readonly expected: string;
  readonly json: JsonSchema;
  readonly code?: string;
  parse(node: ScalarNode, reader: Reader): T | undefined;
}): Schema<T> {
  return {
    json: () => ({ description: options.expected, ...options.json }),
    read: (node, reader) => {
      if (node.kind === 'scalar') {
        const before = reader.diagnostics.length;
        const value = options.parse(node, reader);
        if (value !== undefined) return value;
        // The parser may already have said more precisely what is wrong.
        if (reader.diagnostics.length > before) return undefined;
        const shown = node.value === null ? 'nothing' : node.raw.trim() === '' ? 'an empty text' : node.raw;
        return reader.error(options.code ?? 'wrong-value', `${shown} is not ${options.expected}`, placeOf(node), {
          expected: options.expected,
        });
      }
      return reader.error('wrong-type', `${kindWord(node)} stands where ${options.expected} belongs`, placeOf(node), {
        expected: options.expected,
      });
    },
  };
}

/** A text. Plain numbers and truth values are taken as they are written. */
export function text(
  options: { expected?: string; pattern?: RegExp; description?: string; min?: number; max?: number } = {},
): Schema<string> {
  const { pattern, min = 0, max = Number.POSITIVE_INFINITY } = options;
  return scalar({
    expected: options.expected ?? 'a text',
    json: {
      type: ['string', 'number', 'boolean'],
      ...(pattern === undefined ? {} : { pattern: pattern.source }),
      ...(options.description === undefined ? {} : { description: options.description }),
    },
    parse: (node) => {
      if (node.value === null) return undefined;
      const value = typeof node.value === 'string' ? node.value : node.raw;
      if (value.length < min || value.length > max) return undefined;
      return pattern === undefined || pattern.test(value) ? value : undefined;
    },
  });
}

/** A number within bounds, both included. */
export function number(
  options: { min?: number; max?: number; integer?: boolean; description?: string } = {},
): Schema<number> {
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, integer = false } = options;
  const bounds =
    min > Number.NEGATIVE_INFINITY && max < Number.POSITIVE_INFINITY
      ? ` from ${min} to ${max}`
      : min > Number.NEGATIVE_INFINITY
        ? ` of at least ${min}`
        : '';
  return scalar({
    expected: `${integer ? 'a whole number' : 'a number'}${bounds}`,
    json: {
      type: integer ? 'integer' : 'number',
      ...(min > Number.NEGATIVE_INFINITY ? { minimum: min } : {}),
      ...(max < Number.POSITIVE_INFINITY ? { maximum: max } : {}),
      ...(options.description === undefined ? {} : { description: options.description }),
    },
    parse: ({ value }) =>
      typeof value === 'number' && value >= min && value <= max && (!integer || Number.isSafeInteger(value))
        ? value
        : undefined,
  });
}

/** A whole number within bounds. */
export function integer(options: { min?: number; max?: number; description?: string } = {}): Schema<number> {
  return number({ ...options, integer: true });
}

export const boolean: Schema<boolean> = scalar({
  expected: 'true or false',
  json: { type: 'boolean' },
  parse: ({ value }) => (typeof value === 'boolean' ? value : undefined),
});

/** One of a few words. */
export function oneOf<const Word extends string>(words: readonly Word[], description?: string): Schema<Word> {
  const expected = words.length === 1 ? String(words[0]) : `one of ${words.join(', ')}`;
  return {
    json: () => ({ enum: words, ...(description === undefined ? {} : { description }) }),
    read: (node, reader) => {
      const written = node.kind === 'scalar' ? node.raw : undefined;
      const word = words.find((candidate) => candidate === written);
      if (word !== undefined) return word;
      return reader.error('wrong-value', `${written ?? kindWord(node)} is not ${expected}`, placeOf(node), {
        expected,
        suggestion: written === undefined ? undefined : didYouMean(written, words),
      });
    },
  };
}

/** A length of time in milliseconds, written `90s`, `1h30m`, `250ms`; a bare number counts `bareUnit` milliseconds. */
export function duration(
  options: { min?: number; max?: number; bareUnitMs?: number; description?: string } = {},
): Schema<number> {
  const { min = 0, max = Number.POSITIVE_INFINITY, bareUnitMs } = options;
  return scalar({
    expected: 'a duration such as 90s, 5m or 1h30m',
    json: {
      ...(bareUnitMs === undefined ? { type: 'string' } : { type: ['string', 'number'] }),
      pattern: String.raw`^(\d+(\.\d+)?(ms|s|m|h|d))+$`,
      ...(options.description === undefined ? {} : { description: options.description }),
    },
    parse: (node) => {
      const value =
        typeof node.value === 'number' && bareUnitMs !== undefined ? node.value * bareUnitMs : parseDuration(node.raw);
      return value !== undefined && value >= min && value <= max ? value : undefined;
    },
  });
}

/** A size in bytes, written `400 B`, `12 KB`, `1.5 MiB` (binary units); a bare number counts bytes. */
export const size: Schema<number> = scalar({
  expected: 'a size such as 400 B or 12 KB',
  json: { type: ['string', 'integer'] },
  parse: (node) =>
    typeof node.value === 'number' && Number.isSafeInteger(node.value) && node.value >= 0
      ? node.value
      : parseSize(node.raw),
});

/** A moment in ISO 8601 with a time zone, in milliseconds since 1970. */
export const instant: Schema<number> = scalar({
  expected: 'a moment such as 2026-01-05T09:00:00Z',
  json: { type: 'string' },
  parse: (node) => parseInstant(node.raw),
});

/** Any value, kept as the node it is (a verbatim document, checked by whoever owns its language). */
export const anything: Schema<Node> = { json: () => ({}), read: (node) => node };
