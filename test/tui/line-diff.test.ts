import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineChange } from '../../src/tui/line-diff.ts';
import { painter } from '../../src/view/ansi.ts';
import { rowWidth } from '../../src/view/cells.ts';
import { row, type Style, seg } from '../../src/view/segment.ts';
import { glass } from './glass.tsx';

const width = 40;
const styles: readonly Style[] = ['plain', 'pass', 'block', 'dim', 'selected', 'title', 'deny'];
const paint = painter(true);

const pieces = fc.tuple(fc.constantFrom('a', 'bc', '日', '本語', ' ', '│', 'é', '✓', '▓▓'), fc.constantFrom(...styles));
const rows = fc
  .array(pieces, { maxLength: 14 })
  .map((list) => row(...list.map(([text, style]) => seg(text, style))))
  .filter((content) => rowWidth(content) <= width);

describe('the change between two lines', () => {
  test('makes one from the other on the screen, colours included', async () => {
    await fc.assert(
      fc.asyncProperty(rows, rows, async (before, after) => {
        const [one, other] = [paint(before), paint(after)];
        const changed = glass(width, 1);
        changed.write(one);
        const { x, text, erase } = lineChange(one, other);
        changed.write(`\x1b[1;${x + 1}H${erase ? '\x1b[K' : ''}${text}`);
        const whole = glass(width, 1);
        whole.write(other);
        expect(await changed.cells()).toEqual(await whole.cells());
      }),
      { numRuns: 60 },
    );
  });

  test('is short where little differs', () => {
    const line = (name: string, style: Style) =>
      paint(row(seg('│', 'border'), ' left part ', seg('│', 'border'), seg(name, style), seg('│', 'border')));
    expect(lineChange(line('one', 'plain'), line('two', 'selected'))).toEqual({
      x: 13,
      text: '\x1b[30m\x1b[46mtwo\x1b[39m\x1b[49m',
      erase: false,
    });
  });
});
