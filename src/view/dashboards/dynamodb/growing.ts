import { fitText, wrapRow } from '../../cells.ts';
import type { Item, Spot } from '../../dashboard.ts';
import { type Content, type Row, row, seg } from '../../segment.ts';

const labelWidth = 9;

/** A picture that grows row by row, with its spots. */
export class Growing {
  readonly rows: Row[] = [];
  readonly spots: Spot[] = [];
  readonly width: number;
  readonly inner: number;

  constructor(width: number) {
    this.width = width;
    this.inner = Math.max(20, width - labelWidth - 3);
  }

  /** A labelled row, wrapped where it is too long; the label is a spot. */
  add(key: string, label: string, content: Content, item: Item): void {
    this.spots.push({ key, row: this.rows.length, column: 2, width: labelWidth, item });
    for (const [at, line] of wrapRow(content, this.inner).entries()) {
      this.rows.push(row('  ', seg(fitText(at === 0 ? label : '', labelWidth), 'dim'), ' ', line));
    }
  }
}
