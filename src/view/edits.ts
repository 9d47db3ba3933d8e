import type { Json } from '../core/result.ts';
import { visible } from '../core/text.ts';
import { type Row, row, seg } from './segment.ts';

/** The edits of a change as lines people read: what went, what came, and where. */
export function editRows(edits: Json | undefined, indent = ''): readonly Row[] {
  if (!Array.isArray(edits)) return [];
  return edits.flatMap((edit) => {
    const { path, removed, added, was, now } = edit as Readonly<Record<string, Json>>;
    const went = removed ?? (was === undefined || was === null ? [] : [was]);
    const came = added ?? (now === undefined || now === null ? [] : [now]);
    return [
      row(indent, seg(visible(String(path)), 'accent')),
      ...items(went).map((item) => row(indent, '  ', seg(`- ${valueText(item)}`, 'block'))),
      ...items(came).map((item) => row(indent, '  ', seg(`+ ${valueText(item)}`, 'pass'))),
    ];
  });
}

/** The same on one line; where it is edited the step itself says. */
export function editLine(edits: Json): string {
  const rows = editRows(edits).map((line) => line.map(({ text }) => text).join(''));
  return rows
    .filter((line) => line.startsWith(' '))
    .map((line) => line.trim())
    .join('  ');
}

function items(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : [value];
}

function valueText(value: Json): string {
  return visible(typeof value === 'string' ? value : JSON.stringify(value));
}
