/**
 * Kleene's three truth values as numbers, so that "and" is the smaller and "or" the greater of two.
 * `MAYBE` stands where the scenario leaves a value `unknown`.
 */
export type Ternary = 0 | 1 | 2;

export const NO = 0;
export const MAYBE = 1;
export const YES = 2;

/** True or false as a truth value. */
export function truth(value: boolean): Ternary {
  return value ? YES : NO;
}

export function and(one: Ternary, other: Ternary): Ternary {
  return one < other ? one : other;
}

export function or(one: Ternary, other: Ternary): Ternary {
  return one > other ? one : other;
}

export function not(value: Ternary): Ternary {
  return (YES - value) as Ternary;
}

/** Whether some item satisfies the test; stops at the first sure one. */
export function some<T>(items: readonly T[], test: (item: T) => Ternary): Ternary {
  let found: Ternary = NO;
  for (const item of items) {
    found = or(found, test(item));
    if (found === YES) return YES;
  }
  return found;
}

/** Whether every item satisfies the test; stops at the first that surely does not. */
export function every<T>(items: readonly T[], test: (item: T) => Ternary): Ternary {
  let held: Ternary = YES;
  for (const item of items) {
    held = and(held, test(item));
    if (held === NO) return NO;
  }
  return held;
}
