import type { Milliseconds } from '../../../core/time.ts';

/** A time as people say it beside others: `0.2 s`, `41 s`, `3 m`. */
export function seconds(duration: Milliseconds): string {
  const value = duration / 1000;
  if (value >= 600) return `${Math.round(value / 60)} m`;
  return value >= 100 ? `${Math.round(value)} s` : `${value.toFixed(1)} s`;
}

export function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

/** `1,234`. */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** A number with its word: `1 lease`, `3 leases`. */
export function counted(value: number, word: string): string {
  return `${count(value)} ${word}${value === 1 ? '' : 's'}`;
}

/** Why records came again, in a word. */
export function causeWord(cause: string): string {
  return cause === 'producerRetry' ? 'producer' : cause;
}

/** A simulated clock in as few cells as it takes: `2:05`, `1:02:05`. */
export function minutes(elapsed: Milliseconds): string {
  const whole = Math.floor(elapsed / 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, rest] = [Math.floor(whole / 3600), whole % 3600];
  const short = `${hours > 0 ? two(Math.floor(rest / 60)) : Math.floor(rest / 60)}:${two(rest % 60)}`;
  return hours > 0 ? `${hours}:${short}` : short;
}
