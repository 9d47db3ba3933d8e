import { fitRow } from './cells.ts';
import { type Content, type Row, row, seg } from './segment.ts';

/** Two blocks side by side with a line between, each in its share of the width. */
export function sideBySide(
  left: readonly Content[],
  right: readonly Content[],
  width: number,
  share = 0.5,
): readonly Row[] {
  const leftWidth = Math.max(0, Math.floor((width - 3) * share));
  const rightWidth = Math.max(0, width - 3 - leftWidth);
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) =>
    row(fitRow(left[index] ?? '', leftWidth), seg(' │ ', 'border'), fitRow(right[index] ?? '', rightWidth)),
  );
}
