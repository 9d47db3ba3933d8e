import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatClock, formatDuration, formatInstant, parseDuration, parseInstant } from '../../src/core/time.ts';

test.each([
  ['90s', 90_000],
  ['1h30m', 5_400_000],
  ['1h 30m', undefined],
  ['250ms', 250],
  ['1.5s', 1500],
  ['7d', 604_800_000],
  ['0s', 0],
  ['', undefined],
  ['5', undefined],
  ['5 s', undefined],
  ['-5s', undefined],
  ['5m3', undefined],
  ['99999999999d', undefined],
])('the duration %j is %j', (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

test.each([
  [0, '0ms'],
  [250, '250ms'],
  [1000, '1s'],
  [1500, '1.5s'],
  [90_000, '1m 30s'],
  [3_660_000, '1h 1m'],
  [90_061_000, '1d 1h 1m 1s'],
  [-90_000, '-1m 30s'],
])('%j milliseconds read %j', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});

test('what is written is read as the same', () => {
  fc.assert(
    fc.property(fc.nat(10 ** 12), (milliseconds) => {
      expect(parseDuration(formatDuration(milliseconds).replaceAll(' ', ''))).toBe(milliseconds);
    }),
  );
});

test('clocks and moments', () => {
  expect(formatClock(3_723_000)).toBe('01:02:03');
  expect(formatClock(1005)).toBe('00:00:01.005');
  expect(formatClock(360_000_000)).toBe('100:00:00');
  expect(parseInstant('2026-01-05T09:00:00Z')).toBe(1_767_603_600_000);
  expect(parseInstant('2026-01-05T18:00:00+09:00')).toBe(1_767_603_600_000);
  expect(parseInstant('2026-01-05')).toBe(Date.UTC(2026, 0, 5));
  for (const wrong of ['2026-01-05T09:00', '2026-13-05', 'yesterday', '05/01/2026'])
    expect(parseInstant(wrong)).toBeUndefined();
  expect(formatInstant(1_767_603_600_000)).toBe('2026-01-05T09:00:00.000Z');
});
