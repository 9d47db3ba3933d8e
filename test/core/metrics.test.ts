import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type MetricId, MetricWriter, metricKey, statistics } from '../../src/core/metrics.ts';

const ID: MetricId = { namespace: 'AWS/Test', name: 'Calls', dimensions: { B: '2', A: '1' }, unit: 'Count' };
const KEY = metricKey(ID);

function written(points: readonly (readonly [at: number, value: number, count?: number])[]) {
  const writer = new MetricWriter(new Map());
  for (const [at, value, count] of points) writer.add(ID, value, at, count);
  return writer.finish().get(KEY);
}

test('dimensions are compared without regard to order', () => {
  expect(metricKey({ ...ID, dimensions: { A: '1', B: '2' } })).toBe(KEY);
  expect(metricKey({ ...ID, dimensions: { A: '1' } })).not.toBe(KEY);
});

test('what falls into one second is one statistic; periods add up', () => {
  const series = written([
    [1000, 5],
    [1999, 1],
    [2000, 10, 4],
    [61_000, 3],
  ]);
  expect(statistics(series, 0, 120_000, 1000)).toEqual([
    { at: 1000, sum: 6, count: 2, min: 1, max: 5 },
    { at: 2000, sum: 10, count: 4, min: 2.5, max: 2.5 },
    { at: 61_000, sum: 3, count: 1, min: 3, max: 3 },
  ]);
  expect(statistics(series, 0, 120_000, 60_000)).toEqual([
    { at: 0, sum: 16, count: 6, min: 1, max: 5 },
    { at: 60_000, sum: 3, count: 1, min: 3, max: 3 },
  ]);
  expect(statistics(series, 1000, 2000, 1000)).toHaveLength(1);
  expect(statistics(undefined, 0, 1, 1)).toEqual([]);
});

test('seconds older than three hours become minutes and keep their sums', () => {
  const hours = 3_600_000;
  const before = [
    [0, 1],
    [1000, 2],
    [59_000, 4],
  ] as const;
  const series = written([...before, [4 * hours, 1]]);
  expect(statistics(series, 0, 60_000, 1000)).toEqual([{ at: 0, sum: 7, count: 3, min: 1, max: 4 }]);
  expect(statistics(series, 0, 60_000, 60_000)).toEqual(statistics(written(before), 0, 60_000, 60_000));
});

test('minutes older than fifteen days are gone', () => {
  const day = 86_400_000;
  const series = written([
    [0, 1],
    [2 * day, 1],
    [16 * day, 1],
  ]);
  expect(statistics(series, 0, 20 * day, 60_000).map(({ at }) => at)).toEqual([2 * day, 16 * day]);
});

test('a store is not changed by what is written after it', () => {
  const first = new MetricWriter(new Map());
  first.add(ID, 1, 0);
  const store = first.finish();
  const second = new MetricWriter(store);
  second.add(ID, 10, 0);
  second.add(ID, 10, 500);
  expect(statistics(store.get(KEY), 0, 1000, 1000)).toEqual([{ at: 0, sum: 1, count: 1, min: 1, max: 1 }]);
  expect(statistics(second.finish().get(KEY), 0, 1000, 1000)).toEqual([{ at: 0, sum: 21, count: 3, min: 1, max: 10 }]);
});

test('order of writing and slices of writing do not matter to what is read', () => {
  const points = fc.array(fc.tuple(fc.nat(3 * 60_000), fc.nat(100)), { maxLength: 40 });
  fc.assert(
    fc.property(points, fc.nat(40), (all, cut) => {
      const inOne = written(all);
      const first = new MetricWriter(new Map());
      for (const [at, value] of all.slice(0, cut)) first.add(ID, value, at);
      const second = new MetricWriter(first.finish());
      for (const [at, value] of all.slice(cut)) second.add(ID, value, at);
      const inTwo = second.finish().get(KEY);
      const backwards = written([...all].reverse());
      for (const period of [1000, 60_000]) {
        expect(statistics(inTwo, 0, 200_000, period)).toEqual(statistics(inOne, 0, 200_000, period));
        expect(statistics(backwards, 0, 200_000, period)).toEqual(statistics(inOne, 0, 200_000, period));
      }
    }),
  );
});
