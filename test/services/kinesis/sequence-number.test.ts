import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  compareSequenceNumbers,
  parseSequenceNumber,
  sequenceNumber,
} from '../../../src/services/kinesis/sequence-number.ts';

const START = 1_767_603_600_000;
const parts = fc.record({
  shardOpenedAt: fc.nat(10_000_000).map((seconds) => START + seconds * 1000),
  shardIndex: fc.nat(100_000),
  position: fc.nat(10_000_000),
  arrivedAt: fc.nat(10_000_000).map((seconds) => START + seconds * 1000),
});

test('a sequence number has the shape of the real ones', () => {
  const text = sequenceNumber({ shardOpenedAt: START, shardIndex: 3, position: 0, arrivedAt: START });
  expect(text).toMatch(/^49\d{54}$/);
});

test('it can be taken apart again', () => {
  fc.assert(
    fc.property(parts, (made) => {
      expect(parseSequenceNumber(sequenceNumber(made))).toEqual(made);
    }),
  );
});

test('it grows with the position, whatever the clock does', () => {
  fc.assert(
    fc.property(parts, fc.integer({ min: 1, max: 1000 }), fc.nat(1000), (made, further, seconds) => {
      const later = { ...made, position: made.position + further, arrivedAt: made.arrivedAt + seconds * 1000 };
      expect(compareSequenceNumbers(sequenceNumber(made), sequenceNumber(later))).toBeLessThan(0);
    }),
  );
});

test.each(['', 'abc', '12', '9'.repeat(80), '49'])('%s is no sequence number', (text) => {
  expect(parseSequenceNumber(text)).toBeUndefined();
});
