/** A moment of simulated time: milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;
/** A length of simulated time in milliseconds. */
export type Milliseconds = number;

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const PART = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/gy;

/** Reads `90s`, `1h30m`, `250ms`, `7d` as milliseconds; undefined for anything else. */
export function parseDuration(text: string): Milliseconds | undefined {
  const trimmed = text.trim();
  let total = 0;
  let at = 0;
  PART.lastIndex = 0;
  while (at < trimmed.length) {
    PART.lastIndex = at;
    const part = PART.exec(trimmed);
    if (part === null) return undefined;
    total += Number(part[1]) * (UNIT_MS[part[2] ?? ''] ?? Number.NaN);
    at = PART.lastIndex;
  }
  return at > 0 && Number.isSafeInteger(Math.round(total)) ? Math.round(total) : undefined;
}

/** Writes a duration the way people read it: `1h 30m`, `90s` as `1m 30s`, `250ms`. */
export function formatDuration(duration: Milliseconds): string {
  if (duration < 0) return `-${formatDuration(-duration)}`;
  if (duration < 1000) return `${duration}ms`;
  const parts: string[] = [];
  let rest = duration;
  for (const unit of ['d', 'h', 'm'] as const) {
    const size = UNIT_MS[unit] ?? 1;
    if (rest >= size) parts.push(`${Math.floor(rest / size)}${unit}`);
    rest %= size;
  }
  if (rest > 0) parts.push(`${rest / 1000}s`);
  return parts.join(' ');
}

/** The time since `start` as a clock: `00:01:12`, with milliseconds only where they are not zero. */
export function formatClock(elapsed: Milliseconds): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const seconds = Math.floor(elapsed / 1000);
  const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const rest = elapsed % 1000;
  return rest === 0 ? clock : `${clock}.${String(Math.round(rest)).padStart(3, '0')}`;
}

const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** Reads an ISO 8601 moment with a time zone (or a bare date, midnight UTC); undefined for anything else. */
export function parseInstant(text: string): Instant | undefined {
  if (!ISO_INSTANT.test(text)) return undefined;
  const value = Date.parse(text);
  return Number.isNaN(value) ? undefined : value;
}

/** Writes a moment as ISO 8601 in UTC with milliseconds. */
export function formatInstant(instant: Instant): string {
  return new Date(instant).toISOString();
}
