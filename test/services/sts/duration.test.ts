import { describe, expect, test } from 'vitest';
import { roleSessionDuration, userSessionDuration } from '../../../src/services/sts/index.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;

describe('the duration of a role session', () => {
  test.each<[string, number | undefined, number, boolean, object]>([
    ['left to AWS', undefined, 12 * HOUR, false, { duration: HOUR }],
    ['left to AWS, chained', undefined, 12 * HOUR, true, { duration: HOUR }],
    ['the maximum of the role', 12 * HOUR, 12 * HOUR, false, { duration: 12 * HOUR }],
    ['above the maximum of the role', 2 * HOUR, HOUR, false, { refused: 'duration-too-long', longest: HOUR }],
    ['the shortest', 15 * MINUTE, HOUR, false, { duration: 15 * MINUTE }],
    ['below the shortest', 15 * MINUTE - 1000, HOUR, false, { refused: 'duration-too-short' }],
    ['one hour, chained', HOUR, 12 * HOUR, true, { duration: HOUR }],
    ['above one hour, chained', HOUR + 1000, 12 * HOUR, true, { refused: 'chaining-limit', longest: HOUR }],
  ])('%s', (_, requested, roleMaximum, chained, expected) => {
    expect(roleSessionDuration({ requested, roleMaximum, chained })).toMatchObject(expected);
  });
});

describe('the duration of a session of a user', () => {
  test.each<[string, number | undefined, boolean, object]>([
    ['left to AWS', undefined, false, { duration: 12 * HOUR }],
    ['left to AWS, root', undefined, true, { duration: HOUR }],
    ['the longest', 36 * HOUR, false, { duration: 36 * HOUR }],
    ['above the longest', 37 * HOUR, false, { refused: 'duration-too-long' }],
    ['two hours, root', 2 * HOUR, true, { refused: 'duration-too-long', longest: HOUR }],
  ])('%s', (_, requested, isRoot, expected) => {
    expect(userSessionDuration(requested, isRoot)).toMatchObject(expected);
  });
});
