import { describe, expect, test } from 'vitest';
import { painter } from '../../src/view/ansi.ts';
import { rowWidth, widthOf } from '../../src/view/cells.ts';
import { chart, resample, shortNumber } from '../../src/view/chart.ts';
import { sideBySide } from '../../src/view/compare.ts';
import { bar, sparkline, stackedBar } from '../../src/view/gauge.ts';
import { asciiRow, outcomeMark, verdictMarks } from '../../src/view/glyphs.ts';
import { markdown } from '../../src/view/markdown.ts';
import { filterTexts } from '../../src/view/rows.ts';
import { scrollTo } from '../../src/view/scroll.ts';
import { row, seg, textOf } from '../../src/view/segment.ts';
import { staticTable } from '../../src/view/static-table.ts';
import { themes } from '../../src/view/theme.ts';

describe('verdicts', () => {
  test('an explicit deny and a missing allow differ in glyph, word and style', () => {
    const deny = outcomeMark('denied', 'explicit-deny');
    const none = outcomeMark('denied', 'implicit-deny');
    expect(deny.glyph).not.toBe(none.glyph);
    expect(deny.word).not.toBe(none.word);
    expect(deny.style).not.toBe(none.style);
  });

  test('no two verdicts look alike without colour', () => {
    const seen = Object.values(verdictMarks).map((mark) => `${mark.glyph} ${mark.word}`);
    expect(new Set(seen).size).toBe(seen.length);
  });
});

describe('the ASCII fallback', () => {
  test('keeps every cell in its place and every glyph distinct from a blank', () => {
    const drawn = row('╭─▸ 箱庭 ━┓ ', ...Object.values(verdictMarks).map((mark) => seg(mark.glyph, mark.style)), '▓░│');
    const ascii = asciiRow(drawn);
    expect(textOf(ascii)).toMatch(/^[\x20-\x7e]*$/);
    expect(rowWidth(ascii)).toBe(rowWidth(drawn));
    expect(textOf(ascii)).toBe('+-> ???? =+ +xxo*.-?#.|');
  });
});

describe('painting', () => {
  test('writes nothing but text where there is no colour', () => {
    expect(painter(false)(row(seg('dropped', 'block'), ' here'))).toBe('dropped here');
  });

  test('opens and closes each style', () => {
    expect(painter(true)(row(seg('ok', 'pass'), ' x'))).toBe('\x1b[32mok\x1b[39m x');
  });

  test.each(Object.entries(themes))('%s never uses plain blue, which cannot be read on black', (_name, theme) => {
    for (const paint of Object.values(theme)) expect(paint.fg).not.toBe('blue');
  });
});

describe('gauges', () => {
  test('a bar is filled by its share and no further', () => {
    expect(textOf(bar(0.5, 8))).toBe('▓▓▓▓░░░░');
    expect(textOf(bar(7, 4))).toBe('▓▓▓▓');
    expect(textOf(bar(-1, 4))).toBe('░░░░');
  });

  test('a sparkline shows the last values, zero as nothing', () => {
    expect(textOf(sparkline([9, 0, 1, 4, 8], 4))).toBe(' ▁▄█');
  });

  test('the parts of a stacked bar fill it together', () => {
    const parts = [1, 1, 1].map((share) => ({ share: share / 3, glyph: '█', style: 'bar' as const }));
    expect(textOf(stackedBar(parts, 10))).toBe('██████████');
  });
});

describe('charts', () => {
  test('take the width and height they are given', () => {
    const rows = chart(
      [{ name: 'writes', style: 'series1', values: Array.from({ length: 500 }, (_, at) => at % 50) }],
      { width: 40, height: 6 },
    );
    expect(rows).toHaveLength(6);
    for (const each of rows) expect(rowWidth(each)).toBe(40);
  });

  test('draw an empty series as an empty axis', () => {
    expect(chart([{ name: 'x', style: 'series1', values: [] }], { width: 30, height: 4 })).toHaveLength(4);
  });

  test('name their series when there is more than one', () => {
    const rows = chart(
      ['a', 'b'].map((name) => ({ name, style: 'series1' as const, values: [1, 2] })),
      { width: 30, height: 6 },
    );
    expect(textOf(rows.at(-1) ?? '')).toContain('─ a  ─ b');
  });

  test.each([
    [0, '0'],
    [0.123, '0.12'],
    [1000, '1000'],
    [12_345, '12.3k'],
    [999_600, '1M'],
    [35_000_000, '35M'],
  ])('%d reads %s', (value, text) => expect(shortNumber(value)).toBe(text));

  test('averages what is longer than the chart', () => expect(resample([1, 3, 5, 7], 2)).toEqual([2, 6]));
});

test('two blocks stand side by side, the shorter one filled up', () => {
  expect(sideBySide(['one', 'two'], ['日本'], 15).map(textOf)).toEqual(['one    │ 日本  ', 'two    │       ']);
});

test('a filter wants all its words and none of those after an exclamation mark', () => {
  const texts = ['allow tcp 443', 'allow udp 53', 'deny tcp 25'];
  expect(filterTexts(texts, 'TCP')).toEqual([0, 2]);
  expect(filterTexts(texts, 'tcp !deny')).toEqual([0]);
  expect(filterTexts(texts, '443 allow')).toEqual([0]);
  expect(filterTexts(texts, '!')).toEqual([0, 1, 2]);
});

describe('scrolling', () => {
  test('keeps the cursor visible and moves no further than it must', () => {
    expect(scrollTo(0, 3, 10, 100)).toBe(0);
    expect(scrollTo(0, 12, 10, 100)).toBe(5);
    expect(scrollTo(50, 40, 10, 100)).toBe(38);
    expect(scrollTo(50, 99, 10, 100)).toBe(90);
    expect(scrollTo(5, 0, 10, 3)).toBe(0);
  });
});

describe('Markdown', () => {
  test('joins the lines of a paragraph and keeps lists apart', () => {
    const text = '# Title\n\nOne line\nand another.\n\n- first\n- second that is longer';
    expect(markdown(text, 20).map(textOf)).toEqual([
      'Title',
      '',
      'One line and',
      'another.',
      '',
      '• first',
      '• second that is',
      '  longer',
    ]);
  });

  test('marks code and emphasis', () => {
    expect(markdown('press `.` **now**', 40)[0]).toContainEqual(seg('.', 'accent'));
    expect(markdown('press `.` **now**', 40)[0]).toContainEqual(seg('now', 'strong'));
  });
});

describe('static tables', () => {
  const body = {
    kind: 'static',
    titles: ['header', 'source'],
    rows: [
      ['before', '10.0.0.10:443'],
      ['後', '203.0.113.9'],
    ],
  } as const;

  test('are boxes with a line under every row', () => {
    expect(staticTable(body, { width: 60, height: 20 }).map(textOf)).toEqual([
      '┌────────┬───────────────┐',
      '│ header │ source        │',
      '├────────┼───────────────┤',
      '│ before │ 10.0.0.10:443 │',
      '├────────┼───────────────┤',
      '│ 後     │ 203.0.113.9   │',
      '└────────┴───────────────┘',
    ]);
  });

  test('leave out the rows that do not fit', () => {
    expect(staticTable(body, { width: 60, height: 6 })).toHaveLength(5);
  });

  test('narrow their widest column first and never pass the width', () => {
    for (const each of staticTable(body, { width: 20, height: 20 })) expect(widthOf(textOf(each))).toBe(20);
  });
});
