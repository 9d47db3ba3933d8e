import { describe, expect, test } from 'vitest';
import {
  afterFailure,
  EVENT_SOURCE_DEFAULTS,
  maxConcurrentInvocations,
  wrongParameter,
} from '../../../src/services/kinesis/event-source-mapping.ts';

describe('a function that consumes a stream', () => {
  const batch = { from: 100, to: 200, attempts: 1, ageSeconds: 5 };
  test.each([
    ['is tried again as it is, until the data expire', {}, undefined, { retry: [[100, 200]] }],
    [
      'is halved where bisecting is on, without counting a retry',
      { bisectBatchOnFunctionError: true, maximumRetryAttempts: 0 },
      undefined,
      {
        retry: [
          [100, 150],
          [150, 200],
        ],
      },
    ],
    ['goes on at the lowest reported record', { bisectBatchOnFunctionError: true }, 130, { retry: [[130, 200]] }],
    [
      'is discarded after its retries',
      { maximumRetryAttempts: 0 },
      undefined,
      { discarded: [100, 200], because: 'retries' },
    ],
    [
      'is discarded when it is too old',
      { maximumRecordAgeInSeconds: 4 },
      undefined,
      { discarded: [100, 200], because: 'age' },
    ],
  ] as const)('a failed batch %s', (_, settings, reported, expected) => {
    expect(afterFailure({ ...EVENT_SOURCE_DEFAULTS, ...settings }, batch, reported)).toEqual(expected);
  });

  test.each([
    [{}, undefined],
    [{ batchSize: 10_001 }, 'batchSize'],
    [{ parallelizationFactor: 0 }, 'parallelizationFactor'],
    [{ maximumRecordAgeInSeconds: -1 }, undefined],
    [{ maximumRecordAgeInSeconds: 59 }, 'maximumRecordAgeInSeconds'],
    [{ tumblingWindowInSeconds: 901 }, 'tumblingWindowInSeconds'],
  ] as const)('parameters %j', (settings, wrong) => {
    expect(wrongParameter({ ...EVENT_SOURCE_DEFAULTS, ...settings })).toBe(wrong);
  });

  test('runs shards × factor invocations at a time', () => {
    expect(maxConcurrentInvocations(100, { parallelizationFactor: 2 })).toBe(200);
  });
});
