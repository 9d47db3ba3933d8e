import { formatDuration, type Milliseconds } from '../../core/time.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The shortest session (STS API Reference, DurationSeconds). */
export const SHORTEST: Milliseconds = 15 * MINUTE;
/** A role session made with credentials of a role session (IAM User Guide, Roles terms and concepts: role chaining). */
export const LONGEST_CHAINED: Milliseconds = HOUR;

/** How long a session becomes, or why it is refused. AWS never shortens what was asked for. */
export type DurationRuling = { readonly duration: Milliseconds } | RefusedDuration;
export interface RefusedDuration {
  readonly refused: 'duration-too-short' | 'duration-too-long' | 'chaining-limit';
  readonly longest: Milliseconds;
}

/** The duration of a role session. `requested` is absent where the caller leaves it to AWS: one hour. */
export function roleSessionDuration(options: {
  readonly requested?: Milliseconds | undefined;
  readonly roleMaximum: Milliseconds;
  readonly chained: boolean;
}): DurationRuling {
  const { requested = HOUR, roleMaximum, chained } = options;
  if (requested < SHORTEST) return { refused: 'duration-too-short', longest: roleMaximum };
  if (chained && requested > LONGEST_CHAINED) return { refused: 'chaining-limit', longest: LONGEST_CHAINED };
  return requested > roleMaximum ? { refused: 'duration-too-long', longest: roleMaximum } : { duration: requested };
}

/** The duration of a session of `GetSessionToken` or `GetFederationToken` (IAM User Guide, Compare AWS STS credentials). */
export function userSessionDuration(requested: Milliseconds | undefined, isRoot: boolean): DurationRuling {
  const longest = isRoot ? HOUR : 36 * HOUR;
  const wanted = requested ?? (isRoot ? HOUR : 12 * HOUR);
  if (wanted < SHORTEST) return { refused: 'duration-too-short', longest };
  return wanted > longest ? { refused: 'duration-too-long', longest } : { duration: wanted };
}

/**
 * How long a role lasts that somebody switches to in the console: the lesser of the role's maximum and what is left of
 * the sign-in (IAM User Guide, Methods to assume a role).
 */
export function consoleRoleDuration(options: {
  readonly roleMaximum: Milliseconds;
  readonly left: Milliseconds;
}): Milliseconds {
  return Math.min(options.roleMaximum, options.left);
}

/** What AWS says to a refused duration. */
export function durationMessage({ refused, longest }: RefusedDuration): string {
  switch (refused) {
    case 'duration-too-short':
      return `DurationSeconds must be at least ${SHORTEST / 1000} seconds (${formatDuration(SHORTEST)}).`;
    case 'chaining-limit':
      return 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.';
    default:
      return `The requested DurationSeconds exceeds the maximum of ${longest / 1000} seconds (MaxSessionDuration) set for this session.`;
  }
}
