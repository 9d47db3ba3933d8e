/** Negative, zero or positive as the first decimal number is smaller, equal or greater. */
export function compareSequenceNumbers(one: string, other: string): number {
  const [first, second] = [one.replace(/^0+(?=\d)/, ''), other.replace(/^0+(?=\d)/, '')];
  if (first.length !== second.length) return first.length - second.length;
  return first < second ? -1 : first > second ? 1 : 0;
}
