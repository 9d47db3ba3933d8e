import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  appendRecord,
  arrivalAt,
  bytesBefore,
  emptyLog,
  firstAtOrAfter,
  forkLog,
  type NewRecord,
  noteAt,
  notedPositions,
  partitionKeyAt,
  type RecordLog,
  runEnd,
  usersBefore,
} from '../../../src/services/kinesis/record-log.ts';

const record = fc.record({
  gap: fc.nat(50),
  bytes: fc.integer({ min: 1, max: 2000 }),
  users: fc.integer({ min: 1, max: 9 }),
  key: fc.string({ maxLength: 4 }),
  noted: fc.boolean(),
});

/** A record with its moment. */
type Arrived = NewRecord & { readonly arrivedAt: number };

function fill(
  log: RecordLog,
  owner: object,
  made: readonly { gap: number; bytes: number; users: number; key: string; noted: boolean }[],
  from = 0,
): Arrived[] {
  let at = from;
  return made.map((one) => {
    at += one.gap;
    const entry: Arrived = {
      arrivedAt: at,
      partitionKey: one.key,
      bytes: one.bytes,
      users: one.users,
      note: one.noted ? { retried: one.users } : undefined,
    };
    appendRecord(log, owner, at, entry);
    return entry;
  });
}

function expectSame(log: RecordLog, model: readonly Arrived[]): void {
  expect(log.length).toBe(model.length);
  let bytes = 0;
  let users = 0;
  for (const [at, one] of model.entries()) {
    expect([
      arrivalAt(log, at),
      partitionKeyAt(log, at),
      bytesBefore(log, at),
      usersBefore(log, at),
      noteAt(log, at),
    ]).toEqual([one.arrivedAt, one.partitionKey, bytes, users, one.note]);
    bytes += one.bytes;
    users += one.users;
  }
  expect([bytesBefore(log, model.length), usersBefore(log, model.length)]).toEqual([bytes, users]);
  expect([...notedPositions(log, 0, model.length)].map(([at]) => at)).toEqual(
    model.flatMap((one, at) => (one.note === undefined ? [] : [at])),
  );
}

describe('the records of a shard', () => {
  test('are what was put, in order, with running sums', () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 40 }), (made) => {
        const log = emptyLog();
        expectSame(log, fill(log, {}, made));
      }),
    );
  });

  test('two forks grow apart without seeing each other', () => {
    const many = fc.array(record, { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(many, many, many, (common, one, other) => {
        const log = emptyLog();
        const model = fill(log, {}, common);
        const last = model.at(-1)?.arrivedAt ?? 0;
        const [left, right] = [forkLog(log), forkLog(log)];
        const leftModel = [...model, ...fill(left, {}, one, last)];
        const rightModel = [...model, ...fill(right, {}, other, last)];
        expectSame(left, leftModel);
        expectSame(right, rightModel);
        expectSame(log, model);
      }),
      { numRuns: 50 },
    );
  });

  test('chunks are crossed without a seam', () => {
    const log = emptyLog();
    const made = Array.from({ length: 3000 }, (_, at) => ({
      gap: 1,
      bytes: at + 1,
      users: 1 + (at % 3),
      key: `k${at % 7}`,
      noted: at % 500 === 0,
    }));
    expectSame(log, fill(log, {}, made));
    expect(firstAtOrAfter(log, 2049)).toBe(2048);
  });

  test('a run holds what fits, and never less than one record', () => {
    const log = emptyLog();
    fill(
      log,
      {},
      [100, 200, 300, 5000].map((bytes) => ({ gap: 1, bytes, users: 1, key: 'k', noted: false })),
    );
    expect(runEnd(log, 0, 300, 10)).toBe(2);
    expect(runEnd(log, 0, 299, 10)).toBe(1);
    expect(runEnd(log, 0, 10_000, 3)).toBe(3);
    expect(runEnd(log, 3, 10, 10)).toBe(4);
    expect(runEnd(log, 4, 10, 10)).toBe(4);
  });
});
