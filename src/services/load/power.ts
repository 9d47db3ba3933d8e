/**
 * `base` to the power of `exponent` for positive bases, from additions, multiplications and divisions alone:
 * `Math.pow` may differ in its last bits from one engine to another, and draws must not.
 */
export function power(base: number, exponent: number): number {
  return exponential(exponent * logarithm(base));
}

const { LN2 } = Math;

/** The natural logarithm: halved or doubled into [2/3, 4/3], then the series of artanh. */
function logarithm(value: number): number {
  let rest = value;
  let doublings = 0;
  for (; rest > 4 / 3; rest /= 2) doublings += 1;
  for (; rest < 2 / 3; rest *= 2) doublings -= 1;
  const ratio = (rest - 1) / (rest + 1);
  let term = ratio;
  let sum = 0;
  for (let at = 1; at < 40; at += 2) {
    sum += term / at;
    term *= ratio * ratio;
  }
  return 2 * sum + doublings * LN2;
}

/** e to a power: reduced below ln 2, then the series. */
function exponential(value: number): number {
  const doublings = Math.round(value / LN2);
  const rest = value - doublings * LN2;
  let term = 1;
  let sum = 1;
  for (let at = 1; at < 24; at += 1) {
    term *= rest / at;
    sum += term;
  }
  for (let left = doublings; left > 0; left -= 1) sum *= 2;
  for (let left = doublings; left < 0; left += 1) sum /= 2;
  return sum;
}
