import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evenRanges } from '../../../src/services/kinesis/hash-key.ts';
import {
  AGGREGATE_OVERHEAD,
  addedBytes,
  aggregate,
  deaggregate,
  effectiveHashKey,
  type UserRecord,
} from '../../../src/services/kinesis/kpl/aggregate.ts';

const key = fc.string({ minLength: 1, maxLength: 5, unit: 'grapheme' });
const userRecord: fc.Arbitrary<UserRecord> = fc.record({
  partitionKey: key,
  explicitHashKey: fc.option(fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }).map(String), { nil: undefined }),
  data: fc.uint8Array({ maxLength: 300 }),
});
const plain = (record: UserRecord) => [record.partitionKey, record.explicitHashKey, [...record.data]];
const outer = (data: Uint8Array): UserRecord => ({ partitionKey: 'a', data });

describe('aggregated records', () => {
  test('are the bytes of the published format', () => {
    const data = aggregate([{ partitionKey: 'a', data: Buffer.from('x') }]);
    expect(Buffer.from(data).toString('hex')).toBe('f3899ac20a01611a0508001a0178274fa4a221609241966b02c7afbf4283');
  });

  test('give back what was put in, numbered from 0', () => {
    fc.assert(
      fc.property(fc.array(userRecord, { minLength: 1, maxLength: 12 }), (records) => {
        const taken = deaggregate(outer(aggregate(records)));
        expect(taken.aggregated).toBe(true);
        expect(taken.records.map(plain)).toEqual(records.map(plain));
        expect(taken.records.map((one) => one.subSequenceNumber)).toEqual(records.map((_, at) => at));
      }),
    );
  });

  test('have the size that is counted record by record', () => {
    const record = fc.record({
      partitionKey: fc.string({ minLength: 1, maxLength: 3, unit: fc.constantFrom('a', 'b') }),
      length: fc.nat(400),
    });
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 200 }), (records) => {
        const keys = new Map<string, number>();
        let bytes = AGGREGATE_OVERHEAD;
        for (const { partitionKey, length } of records) {
          const known = keys.get(partitionKey);
          const index = known ?? keys.size;
          keys.set(partitionKey, index);
          bytes += addedBytes(index, known === undefined ? partitionKey.length : undefined, length);
        }
        const packed = aggregate(
          records.map(({ partitionKey, length }) => ({ partitionKey, data: new Uint8Array(length) })),
        );
        expect(bytes).toBe(packed.length);
      }),
    );
  });

  test('whatever is damaged passes through as one record', () => {
    const data = aggregate([{ partitionKey: 'a', data: Buffer.from('hello') }]);
    fc.assert(
      fc.property(
        fc.nat(data.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.nat(data.length - 1),
        (at, flip, cut) => {
          const damaged = data.slice();
          damaged[at] = (damaged[at] ?? 0) ^ flip;
          for (const one of [damaged, data.slice(0, cut)]) {
            const taken = deaggregate(outer(one));
            expect(taken.aggregated).toBe(false);
            expect(taken.records.map((record) => [...record.data])).toEqual([[...one]]);
          }
        },
      ),
    );
  });

  test('nothing a stranger sends is an error', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (data) => deaggregate(outer(data)).records.length === 1));
  });

  test('an aggregate that straddles two shards is delivered by neither', () => {
    const records = Array.from({ length: 20 }, (_, at) => ({ partitionKey: `key-${at}`, data: Buffer.from('x') }));
    const [low, high] = evenRanges(2);
    const half = records.filter((record) => effectiveHashKey(record) <= (low?.end ?? 0n));
    expect(half.length).toBeGreaterThan(0);
    expect(half.length).toBeLessThan(records.length);
    for (const range of [low, high])
      expect(deaggregate(outer(aggregate(records)), range)).toEqual({ aggregated: true, records: [], dropped: 20 });
    expect(deaggregate(outer(aggregate(half)), low).records.length).toBe(half.length);
  });
});
