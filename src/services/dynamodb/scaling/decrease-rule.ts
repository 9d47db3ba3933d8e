import type { Instant, Milliseconds } from '../../../core/time.ts';

const HOUR: Milliseconds = 3_600_000;
const DAY: Milliseconds = 24 * HOUR;
const FREE_DECREASES = 4;

/**
 * Whether provisioned throughput may be lowered now: four times a day (UTC) in its first hour, after that whenever the
 * hour before saw no decrease, which makes 27 a day ("Decreasing provisioned throughput", Developer Guide).
 */
export function mayDecrease(earlier: readonly Instant[], now: Instant): boolean {
  const today = decreasesToday(earlier, now);
  if (today.length < FREE_DECREASES) return true;
  const last = today.at(-1) ?? 0;
  return now - last >= HOUR;
}

/** Decreases since midnight UTC. */
export function decreasesToday(earlier: readonly Instant[], now: Instant): readonly Instant[] {
  const midnight = Math.floor(now / DAY) * DAY;
  return earlier.filter((at) => at >= midnight);
}

/** Decreases that fit into one day. */
export function decreasesADay(): number {
  const times: Instant[] = [];
  for (let at = 0; at < DAY; at += HOUR / 4) if (mayDecrease(times, at)) times.push(at);
  return times.length;
}

const SWITCHES_MOST = 4;

/** Whether a table may be switched to on-demand now: four times in 24 hours ("Capacity mode", Developer Guide). */
export function maySwitch(earlier: readonly Instant[], now: Instant): boolean {
  return earlier.filter((at) => at > now - DAY).length < SWITCHES_MOST;
}
