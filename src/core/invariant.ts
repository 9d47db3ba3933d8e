/** States what must hold; a violation is a bug of ours, never the fault of a scenario. */
export function invariant(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(`invariant broken: ${what}`);
}
