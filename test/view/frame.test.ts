import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rowWidth } from '../../src/view/cells.ts';
import { frame, scrollbar } from '../../src/view/frame.ts';
import { textOf } from '../../src/view/segment.ts';

const text = (rows: readonly Parameters<typeof textOf>[0][]) => rows.map(textOf).join('\n');

describe('frame', () => {
  test('has its title, its corner and its foot in the borders', () => {
    const rows = frame(['one', 'two'], { title: 'Steps', corner: '1/2', foot: '+2 cols', width: 24, height: 4 });
    expect(`\n${text(rows)}`).toBe(`
╭─ Steps ──────── 1/2 ─╮
│one                   │
│two                   │
╰──────────── +2 cols ─╯`);
  });

  test('the focused one has other lines and a marker, not only another colour', () => {
    expect(text(frame(['x'], { title: 'Why', focused: true, width: 14, height: 3 }))).toBe(
      '┏━ ▸ Why ━━━━┓\n┃x           ┃\n┗━━━━━━━━━━━━┛',
    );
  });

  test('a title that is too long is cut, what stands on the right goes first', () => {
    const rows = frame([], { title: 'a very long title', corner: '17/240', width: 16, height: 2 });
    expect(textOf(rows[0] ?? '')).toBe('╭─ a very lon…─╮');
  });

  test('is exactly as large as asked', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 60 }),
        fc.integer({ min: 2, max: 12 }),
        fc.string(),
        (width, height, title) => {
          const rows = frame(['日本語日本語日本語'], {
            title: title.replace(/[^\x20-\x7e]/g, '日'),
            corner: '1/2',
            width,
            height,
          });
          expect(rows).toHaveLength(height);
          for (const row of rows) expect(rowWidth(row)).toBe(width);
        },
      ),
    );
  });
});

describe('scrollbar', () => {
  test('is absent when everything is visible', () =>
    expect(scrollbar({ top: 0, visible: 5, count: 5 }, 5)).toBeUndefined());

  test('touches both ends exactly at the ends', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 10_000 }), (visible, more) => {
        const count = visible + more;
        expect(scrollbar({ top: 0, visible, count }, visible)?.[0]).toBe(true);
        expect(scrollbar({ top: more, visible, count }, visible)?.at(-1)).toBe(true);
      }),
    );
  });
});
