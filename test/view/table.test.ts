import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rowWidth } from '../../src/view/cells.ts';
import { seg, textOf } from '../../src/view/segment.ts';
import { type Column, fitColumns, headerRow, smallTable, tableRow } from '../../src/view/table.ts';

const columns: readonly Column[] = [
  { title: 'name', priority: 3, min: 6, max: 12 },
  { title: 'state', priority: 1, min: 5, max: 8 },
  { title: 'arn', priority: 2, min: 10, max: 30, cut: 'middle' },
];

describe('columns', () => {
  test('take what they can use when there is room', () => {
    expect(fitColumns(columns, 80).columns.map((each) => each.width)).toEqual([12, 8, 30]);
  });

  test('shrink to their least width before any is dropped', () => {
    expect(fitColumns(columns, 25)).toMatchObject({ dropped: 0, columns: [{ width: 6 }, { width: 5 }, { width: 10 }] });
  });

  test('go by priority, the lowest first', () => {
    const fitting = fitColumns(columns, 24);
    expect(fitting.dropped).toBe(1);
    expect(fitting.columns.map((each) => each.column.title)).toEqual(['name', 'arn']);
    expect(fitColumns(columns, 10).columns.map((each) => each.column.title)).toEqual(['name']);
  });

  test('never take more than the width, however narrow', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 120 }), (width) => {
        expect(rowWidth(headerRow(fitColumns(columns, width)))).toBeLessThanOrEqual(width);
      }),
    );
  });
});

test('cells are cut as their column says and keep their style', () => {
  const fitting = fitColumns(columns, 25);
  const cells = tableRow(['web-server-1', seg('running', 'pass'), 'arn:aws:ec2:subnet-1'], fitting);
  expect(textOf(cells)).toBe('web-s…  runn…  arn:a…et-1');
  expect(cells).toContainEqual(seg('runn…', 'pass'));
});

test('wide characters keep the columns in line', () => {
  const rows = smallTable(
    ['name', 'zone'],
    [
      ['日本語', 'a'],
      ['web', 'b'],
    ],
    40,
  );
  expect(rows.map(textOf)).toEqual(['name    zone', '日本語  a   ', 'web     b   ']);
});
