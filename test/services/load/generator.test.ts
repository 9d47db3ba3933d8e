import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomStream } from '../../../src/core/random.ts';
import type { Distribution } from '../../../src/services/load/distribution.ts';
import { type Generated, generatorOf } from '../../../src/services/load/generator.ts';
import { EMPTY_HISTOGRAM, HistogramDraft, percentile } from '../../../src/services/load/histogram.ts';
import { power } from '../../../src/services/load/power.ts';
import { type RateProfile, rateAt, requestsUntil } from '../../../src/services/load/rate.ts';

function draws(distribution: Distribution, count: number, numeric = false): Generated[] {
  const generator = generatorOf(distribution, { prefix: 'k-', numeric }, randomStream(1, 'test'));
  return Array.from({ length: count }, (_, index) => generator(index, 1_700_000_000_123 + index));
}

function shareOf(values: readonly Generated[], wanted: Generated): number {
  return values.filter((value) => value === wanted).length / values.length;
}

describe('distributions', () => {
  test('a constant, a sequence and the moment', () => {
    expect(draws({ kind: 'constant', value: 'x' }, 2)).toEqual(['x', 'x']);
    expect(draws({ kind: 'sequence', start: 5, step: 2 }, 3)).toEqual([5, 7, 9]);
    expect(draws({ kind: 'now', unit: 's' }, 1)).toEqual([1_700_000_000]);
    expect(draws({ kind: 'now', unit: 'ms' }, 1)).toEqual([1_700_000_000_123]);
  });

  test('uniform keys are all alike', () => {
    const values = draws({ kind: 'uniform', of: 4 }, 8000);
    for (const key of ['k-1', 'k-2', 'k-3', 'k-4']) expect(shareOf(values, key)).toBeCloseTo(0.25, 1);
    expect(draws({ kind: 'uniform', of: 4 }, 20, true).every((value) => typeof value === 'number')).toBe(true);
  });

  test('zipf: the k-th key comes 1/k as often as the first', () => {
    const values = draws({ kind: 'zipf', exponent: 1, of: 100 }, 40_000);
    const first = shareOf(values, 'k-1');
    expect(first).toBeCloseTo(1 / 5.187, 1);
    expect(shareOf(values, 'k-2') / first).toBeCloseTo(0.5, 1);
    expect(shareOf(values, 'k-4') / first).toBeCloseTo(0.25, 1);
  });

  test('a hot key takes its share', () => {
    const values = draws({ kind: 'hot', key: 'giant', share: 0.9, of: 10 }, 5000);
    expect(shareOf(values, 'giant')).toBeCloseTo(0.9, 1);
  });

  test('weights and suffixes', () => {
    expect(shareOf(draws({ kind: 'oneOf', values: ['new', 'done'], weights: [9, 1] }, 5000), 'new')).toBeCloseTo(
      0.9,
      1,
    );
    const sharded = draws({ kind: 'sharded', inner: { kind: 'constant', value: 'today' }, suffixes: 4 }, 400);
    expect([...new Set(sharded)].sort()).toEqual(['today.1', 'today.2', 'today.3', 'today.4']);
    expect(String(draws({ kind: 'random', digits: 12 }, 1)[0])).toMatch(/^[0-9a-f]{12}$/);
  });

  test('the same seed makes the same keys', () => {
    const zipf: Distribution = { kind: 'zipf', exponent: 1.2, of: 1000 };
    expect(draws(zipf, 100)).toEqual(draws(zipf, 100));
  });
});

test('powers agree with the machine to many digits', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.001, max: 1e6, noNaN: true }),
      fc.double({ min: -5, max: 5, noNaN: true }),
      (base, exponent) => {
        const expected = base ** exponent;
        expect(Math.abs(power(base, exponent) - expected) / expected).toBeLessThan(1e-12);
      },
    ),
  );
});

const profiles: readonly [string, RateProfile][] = [
  ['constant', { kind: 'constant', rate: 1500 }],
  ['ramp', { kind: 'ramp', from: 0, to: 3000, over: 60_000 }],
  ['spikes', { kind: 'spikes', base: 100, peak: 5000, every: 60_000, length: 1500, after: 10_000 }],
  ['diurnal', { kind: 'diurnal', low: 10, high: 500, period: 120_000 }],
];

describe.each(profiles)('the %s profile', (_, profile) => {
  test('counts as many requests as its rate adds up to', () => {
    const step = 10;
    let sum = 0;
    for (let at = 0; at < 200_000; at += step) {
      sum += (rateAt(profile, at + step / 2) * step) / 1000;
      if (at % 17_000 === 0) expect(requestsUntil(profile, at + step)).toBeCloseTo(sum, 0);
    }
    expect(requestsUntil(profile, 200_000)).toBeCloseTo(sum, 0);
  });

  test('never takes a request back', () => {
    fc.assert(
      fc.property(fc.nat(300_000), fc.nat(5000), (at, more) => {
        expect(requestsUntil(profile, at + more)).toBeGreaterThanOrEqual(requestsUntil(profile, at));
      }),
    );
  });
});

test('percentiles are right to a few per cent', () => {
  const draft = new HistogramDraft(EMPTY_HISTOGRAM);
  for (let value = 1; value <= 10_000; value += 1) draft.add(value / 10);
  const histogram = draft.finish();
  for (const share of [0.5, 0.9, 0.99]) {
    const found = percentile(histogram, share) ?? 0;
    expect(Math.abs(found - share * 1000) / (share * 1000)).toBeLessThan(0.07);
  }
  expect(percentile(histogram, 1)).toBe(1000);
  expect(percentile(EMPTY_HISTOGRAM, 0.5)).toBeUndefined();
});
