import type { Json } from '../core/result.ts';
import { visible } from '../core/text.ts';
import type { Edit } from '../scenario/edits.ts';
import { type Row, row, type Segment, seg } from './segment.ts';

/** The edits of a change as lines people read: what went, what came, and where. */
export function editRows(edits: readonly Edit[], indent = ''): readonly Row[] {
  return edits.flatMap((edit) => [
    row(indent, seg(visible(edit.path), 'accent')),
    ...signed(edit).map((item) => row(indent, '  ', item)),
  ]);
}

/** The same on one line; where it is edited the step itself says. */
export function editLine(edits: readonly Edit[]): string {
  return edits
    .flatMap(signed)
    .map(({ text }) => text)
    .join('  ');
}

/** What went, then what came. */
function signed({ removed, added, was, now }: Edit): readonly Segment[] {
  return [
    ...(removed ?? whole(was)).map((item) => seg(`- ${valueText(item)}`, 'block')),
    ...(added ?? whole(now)).map((item) => seg(`+ ${valueText(item)}`, 'pass')),
  ];
}

/** A value that stands or stood there, as one item; none where nothing does. */
function whole(value: Json | undefined): readonly Json[] {
  return value === undefined || value === null ? [] : [value];
}

function valueText(value: Json): string {
  return visible(typeof value === 'string' ? value : JSON.stringify(value));
}
