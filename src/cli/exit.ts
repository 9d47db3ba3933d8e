/** The exit codes of every command. */
export const EXIT = {
  /** All good. */
  good: 0,
  /** An expectation failed. */
  expectationFailed: 1,
  /** The input is wrong; stderr says where. */
  wrongInput: 2,
  /** A bug of ours; stderr says what to report. */
  bug: 3,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Of two outcomes the one that matters more: a bug, then wrong input, then a failed expectation. */
export function worse(one: ExitCode, other: ExitCode): ExitCode {
  return one > other ? one : other;
}
