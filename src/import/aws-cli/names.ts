/** One thing that needs a name, with the names it could have, best first; its id always comes last. */
export interface Nameable {
  readonly id: string;
  readonly candidates: readonly string[];
}

/** Words that mean something else where a name could stand. */
const RESERVED = new Set([
  'internet',
  'local',
  'blackhole',
  'unknown',
  'all',
  'anonymous',
  'anyone',
  'to',
  'from',
  'as',
]);

/**
 * A text from a tag as a name that can stand in an address and on one line: letters and digits of any script, dots,
 * dashes and underscores. Undefined where nothing of it is left, or where it would read as a number, an address or a word
 * of the notations.
 */
export function asName(text: string | undefined): string | undefined {
  const name = text
    ?.normalize('NFC')
    .replace(/[^\p{L}\p{M}\p{N}._-]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 60);
  if (name === undefined || !/\p{L}/u.test(name) || RESERVED.has(name.toLowerCase())) return undefined;
  return name;
}

/**
 * Gives each thing the first of its candidates that no other thing would take too; where several share one, all of them
 * move on to their next, so that no name depends on which came first.
 */
export function assignNames(things: readonly Nameable[]): ReadonlyMap<string, string> {
  const ids = new Set(things.map(({ id }) => id));
  const left = new Map(
    things.map(({ id, candidates }) => [id, candidates.filter((candidate) => !ids.has(candidate))] as const),
  );
  for (;;) {
    const takers = new Map<string, string[]>();
    for (const [id, [first]] of left) {
      if (first !== undefined) takers.set(first, [...(takers.get(first) ?? []), id]);
    }
    const shared = [...takers.values()].filter((those) => those.length > 1).flat();
    if (shared.length === 0) break;
    for (const id of shared) left.get(id)?.shift();
  }
  return new Map([...left].map(([id, [first]]) => [id, first ?? id]));
}
