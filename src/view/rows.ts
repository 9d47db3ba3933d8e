import fuzzysort from 'fuzzysort';
import type { Cursor } from '../app/state.ts';
import type { TableBody } from './dashboard.ts';
import { textOf } from './segment.ts';

/** The rows of a table that a filter lets through; all of them without a list when there is no filter. */
export interface Matches {
  readonly count: number;
  readonly indexes: readonly number[] | undefined;
}

interface Remembered {
  readonly texts: readonly string[];
  readonly filter: string;
  readonly matches: Matches;
}

const remembered = new WeakMap<object, Remembered>();

/**
 * The rows whose text has every word of the filter, in any order and case; a word after `!` must be absent. The texts
 * are gathered once and the last filter's matches are kept, so that moving through a filtered table costs nothing.
 */
export function matchesOf(body: TableBody, filter: string | undefined): Matches {
  if (filter === undefined || filter.trim() === '') return { count: body.count, indexes: undefined };
  const known = remembered.get(body.rows);
  if (known?.filter === filter && known.texts.length === body.count) return known.matches;
  const texts = known !== undefined && known.texts.length === body.count ? known.texts : gather(body);
  const indexes = body.fuzzy ? fuzzyTexts(texts, filter) : filterTexts(texts, filter);
  const matches = { count: indexes.length, indexes };
  remembered.set(body.rows, { texts, filter, matches });
  return matches;
}

function gather(body: TableBody): readonly string[] {
  return Array.from({ length: body.count }, (_, index) => body.at(index).cells.map(textOf).join(' ').toLowerCase());
}

/** Indexes of the texts that a filter lets through. */
export function filterTexts(texts: readonly string[], filter: string): readonly number[] {
  const words = filter
    .toLowerCase()
    .split(' ')
    .filter((word) => word !== '' && word !== '!');
  const wanted = words.filter((word) => !word.startsWith('!'));
  const unwanted = words.filter((word) => word.startsWith('!')).map((word) => word.slice(1));
  const found: number[] = [];
  for (const [index, text] of texts.entries()) {
    if (wanted.every((word) => text.includes(word)) && !unwanted.some((word) => text.includes(word))) found.push(index);
  }
  return found;
}

/** Indexes of the texts that have the filter's letters in order, the best ones first. */
export function fuzzyTexts(texts: readonly string[], filter: string): readonly number[] {
  const targets = texts.map((text, index) => ({ text, index }));
  return fuzzysort.go(filter, targets, { key: 'text', threshold: 0.3 }).map((found) => found.obj.index);
}

/** The row of the table that stands at a position of the matches. */
export function rowAt(matches: Matches, at: number): number {
  return matches.indexes === undefined ? at : (matches.indexes[at] ?? 0);
}

/**
 * The cursor's position among the matches. It is first looked for where it was; a row that went away leaves the
 * cursor at its old position.
 */
export function rowOf(body: TableBody, matches: Matches, cursor: Cursor | undefined): number {
  if (matches.count === 0) return 0;
  const key = cursor?.key ?? body.home;
  if (key === undefined) return 0;
  const hint = Math.min(cursor?.index ?? 0, matches.count - 1);
  if (body.at(rowAt(matches, hint)).key === key) return hint;
  for (let at = 0; at < matches.count; at++) {
    if (body.at(rowAt(matches, at)).key === key) return at;
  }
  return hint;
}
