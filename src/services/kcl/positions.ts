import { type RecordLog, usersBefore } from '../kinesis/index.ts';

/** The Kinesis record that holds a user record, and the user record's place in it. */
export function positionOf(log: RecordLog, user: number): { readonly position: number; readonly sub: number } {
  if (usersBefore(log, log.length) === log.length) return { position: user, sub: 0 };
  let low = 0;
  let high = log.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (usersBefore(log, middle + 1) > user) high = middle;
    else low = middle + 1;
  }
  return { position: low, sub: user - usersBefore(log, low) };
}
