/** Units used in the current second and in the one before that had any. Limits without carry-over are counted here. */
export interface Usage {
  /** Seconds since 1970. */
  second: number;
  used: number;
  lastSecond: number;
  lastUsed: number;
}

export function newUsage(): Usage {
  return { second: 0, used: 0, lastSecond: 0, lastUsed: 0 };
}

/** Goes on to a second; an earlier one counts as the current. */
export function rollUsage(usage: Usage, second: number): void {
  if (second <= usage.second) return;
  usage.lastSecond = usage.second;
  usage.lastUsed = usage.used;
  usage.second = second;
  usage.used = 0;
}

/** Units used in one second, as far as it is remembered. */
export function usedIn(usage: Usage, second: number): number {
  if (usage.second === second) return usage.used;
  return usage.lastSecond === second ? usage.lastUsed : 0;
}

/** Capacity that adds up while it is not used. */
export interface Bank {
  tokens: number;
  /** The last second for which it was filled. */
  second: number;
}

/** Fills a bank for the seconds that have begun since the last time. */
export function fillBank(bank: Bank, second: number, rate: number, most: number): void {
  if (second <= bank.second) return;
  bank.tokens = Math.min(most, bank.tokens + rate * (second - bank.second));
  bank.second = second;
}
