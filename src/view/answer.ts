import type { Facts, Result } from '../core/result.ts';
import { visible } from '../core/text.ts';
import type { Edit } from '../scenario/edits.ts';
import { editLine, editRows } from './edits.ts';
import type { Row } from './segment.ts';
import { row, seg } from './segment.ts';

/** What a result says besides its trace, as lines people read: the answer of a `show`, the counts of a load. */
export function answerRows(result: Result): readonly Row[] {
  const edits = editsOf(result);
  if (edits !== undefined) return editRows(edits);
  const { value, ...rest } = passedTime(result.facts);
  const told = value === undefined ? rest : Object.keys(rest).length === 0 ? value : { answer: value, ...rest };
  return isNothing(told) ? [] : linesOf(told).map(lineRow);
}

/** What a change edited; undefined for any other step. */
function editsOf({ facts }: Result): readonly Edit[] | undefined {
  return facts['edits'] as readonly Edit[] | undefined;
}

/** The facts without how long was waited, which the step says itself, and with its events in words. */
function passedTime(facts: Facts): Facts {
  const { waited, events, ...rest } = facts;
  if (typeof waited !== 'number' || typeof events !== 'number') return facts;
  const nothing = 'nothing to tell of';
  return { happened: events === 0 ? nothing : `${nothing}, ${events.toLocaleString('en-US')} routine events`, ...rest };
}

/** The same on one line, as far as it goes. */
export function answerLine(result: Result): string | undefined {
  const edits = editsOf(result);
  if (edits !== undefined) return editLine(edits);
  const rows = answerRows(result);
  return rows.length === 0
    ? undefined
    : rows
        .map((line) =>
          line
            .map(({ text }) => text)
            .join('')
            .trim()
            .replace(/^- /, ''),
        )
        .join(' · ');
}

function isNothing(told: Facts | unknown): boolean {
  return told === null || (typeof told === 'object' && Object.keys(told).length === 0);
}

/** Plain data as an indented outline; short lists stay on their line. The YAML library would cost the start too much. */
function linesOf(told: unknown, indent = ''): readonly string[] {
  if (Array.isArray(told)) {
    return told.flatMap((item) => {
      const [first = '', ...more] = linesOf(item, `${indent}  `);
      return [`${indent}- ${first.trimStart()}`, ...more];
    });
  }
  if (typeof told !== 'object' || told === null) return [`${indent}${scalar(told)}`];
  return Object.entries(told).flatMap(([key, value]) => {
    if (value === undefined) return [];
    const name = `${indent}${visible(key)}:`;
    if (isShort(value)) return [`${name} ${shortText(value)}`];
    return [name, ...linesOf(value, `${indent}  `)];
  });
}

function scalar(value: unknown): string {
  return visible(typeof value === 'string' ? value : JSON.stringify(value));
}

function isShort(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Array.isArray(value) && value.length <= 6 && value.every((item) => typeof item !== 'object' || item === null);
}

function shortText(value: unknown): string {
  return Array.isArray(value) ? (value.length === 0 ? 'none' : value.map(scalar).join(', ')) : scalar(value);
}

/** A key stands apart from its value. */
function lineRow(line: string): Row {
  const [, indent = '', key, rest = ''] = /^(\s*(?:- )?)([^\s:][^:]*:)?(.*)$/.exec(line) ?? [];
  return key === undefined ? row(line) : row(indent, seg(key.slice(0, -1), 'accent'), rest === '' ? '' : ` ${rest}`);
}
