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
      ...items(went).map((item) => row(indent, '  ', seg(`- ${text(item)}`, 'block'))),
      ...items(came).map((item) => row(indent, '  ', seg(`+ ${text(item)}`, 'pass'))),
    ];
  });
}

function items(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : [value];
}

function text(value: Json): string {
  return visible(typeof value === 'string' ? value : JSON.stringify(value));
}
