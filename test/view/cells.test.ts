import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import {
  fitRow,
  fitText,
  overlayRow,
  rowWidth,
  shorten,
  sliceRow,
  takeCells,
  takeLastCells,
  widthOf,
  wrap,
  wrapRow,
} from '../../src/view/cells.ts';
import { row, seg, textOf } from '../../src/view/segment.ts';

const glyphs = fc.constantFrom('a', 'Z', ' ', '日', '本', 'ｱ', '─', '▓', '✓', '→', '…', '👩‍👩‍👧', 'é', '한', '·');
const texts = fc.array(glyphs, { maxLength: 30 }).map((parts) => parts.join(''));
const widths = fc.integer({ min: 0, max: 40 });

describe('width in cells', () => {
  test('agrees with string-width for every character the views draw', () => {
    for (let code = 0x20; code < 0x2800; code++) {
      if (code >= 0x7f && code < 0xa1) continue;
      const character = String.fromCharCode(code);
      expect(widthOf(character), `U+${code.toString(16)}`).toBe(stringWidth(character));
    }
  });

  test.each([
    ['abc', 3],
    ['日本語', 6],
    ['ﾊｺﾆﾜ', 4],
    ['箱庭 box', 8],
    ['', 0],
  ])('%s is %i cells wide', (text, width) => expect(widthOf(text)).toBe(width));
});

describe('fitting', () => {
  test('a fitted text is exactly as wide as asked, whatever is in it', () => {
    fc.assert(
      fc.property(
        texts,
        widths,
        fc.constantFrom('left', 'right', 'center'),
        fc.constantFrom('end', 'middle'),
        (text, width, align, cut) => {
          expect(widthOf(fitText(text, width, align, cut))).toBe(width);
        },
      ),
    );
  });

  test('a fitted row is exactly as wide as asked', () => {
    fc.assert(
      fc.property(fc.array(texts, { maxLength: 4 }), widths, (parts, width) => {
        const whole = row(...parts.map((part, index) => seg(part, index % 2 === 0 ? 'pass' : 'dim')));
        expect(rowWidth(fitRow(whole, width))).toBe(width);
      }),
    );
  });

  test('what is cut says so', () => {
    expect(shorten('subnet-0123456789abcdef', 12)).toBe('subnet-0123…');
    expect(shorten('subnet-0123456789abcdef', 12, 'middle')).toBe('subnet…bcdef');
    expect(shorten('日本語', 5)).toBe('日本…');
    expect(shorten('日本語', 4)).toBe('日…');
  });

  test('an id keeps at most its last twelve characters when its middle is cut', () => {
    expect(shorten(`arn:aws:iam::111122223333:role/${'x'.repeat(40)}-the-end`, 60, 'middle')).toMatch(/…xxxx-the-end$/);
  });

  test('half of a wide character is never taken', () => {
    expect(takeCells('日本', 3)).toBe('日');
    expect(takeLastCells('日本', 3)).toBe('本');
  });
});

describe('slices and overlays', () => {
  test('a slice is as wide as asked and shows the cells that were there', () => {
    fc.assert(
      fc.property(texts, widths, widths, (text, from, width) => {
        expect(rowWidth(sliceRow(text, from, width))).toBe(width);
      }),
    );
    expect(textOf(sliceRow('abcdef', 2, 3))).toBe('cde');
    expect(textOf(sliceRow('日本語', 1, 4))).toBe(' 本 ');
  });

  test('an overlay keeps the width and what stands beside it', () => {
    expect(textOf(overlayRow('abcdef', 'XY', 2))).toBe('abXYef');
    expect(textOf(overlayRow('日本語', 'XY', 1))).toBe(' XY 語');
    expect(textOf(overlayRow('ab', 'XY', 4))).toBe('ab  XY');
  });
});

describe('wrapping', () => {
  test('breaks at spaces where there are any, inside words where there are none', () => {
    expect(wrap('none of its rules lets tcp out', 12)).toEqual(['none of its', 'rules lets', 'tcp out']);
    expect(wrap('日本語日本語', 5)).toEqual(['日本', '語日', '本語']);
    expect(wrap('sg-no-matching-ingress-rule', 24)).toEqual(['sg-no-matching-ingress-', 'rule']);
    expect(wrap('a\nb', 10)).toEqual(['a', 'b']);
  });

  test('no line is wider than asked and no letter is lost', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 2, max: 30 }), (text, width) => {
        const lines = wrap(text, width);
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }),
    );
  });

  test('styles stay with their letters', () => {
    const lines = wrapRow(row(seg('dropped at ', 'dim'), seg('sg:web', 'block')), 9);
    expect(lines.map(textOf)).toEqual(['dropped', 'at sg:web']);
    expect(lines[1]).toEqual([seg('at ', 'dim'), seg('sg:web', 'block')]);
  });

  test('control characters are shown, never passed on', () => {
    expect(wrap('a\x1b[31mb', 20)).toEqual(['a\\x1b[31mb']);
  });
});
