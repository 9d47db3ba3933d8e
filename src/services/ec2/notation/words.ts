/** A word of a one-line notation and where in the line it begins. */
export interface Word {
  readonly text: string;
  readonly index: number;
}

/** The words of a line. */
export function wordsOf(line: string): readonly Word[] {
  return [...line.matchAll(/\S+/g)].map((match) => ({ text: match[0], index: match.index }));
}
