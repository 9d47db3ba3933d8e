/**
 * Short names for painted rows. Ink takes every text apart into characters, measures each and puts them together again,
 * with every picture; a row that is a whole line of the screen needs none of that. Ink is given its token, and the
 * stream that Ink writes to puts the row in the token's place.
 */
export interface Tokens {
  /** The token of a row; the same row has the same one. */
  of(row: string): string;
  /** The row of a line that is a token; any other line as it is. */
  expand(line: string): string;
}

/** No tokens: Ink is given the rows themselves. */
export const noTokens: Tokens = { of: (row) => row, expand: (line) => line };

/** Cells that a token may take: all that Ink needs for a row. */
export const tokenWidth = 16;

/** Rows of several screens; those of the last picture are always among them. */
const most = 1024;

/** Tokens for the rows drawn last. */
export function createTokens(): Tokens {
  const byRow = new Map<string, string>();
  const byToken = new Map<string, string>();
  let next = 0;
  return {
    of: (row) => {
      const known = byRow.get(row);
      const token = known ?? `{{${next++}}}`;
      if (known !== undefined) byRow.delete(row);
      byRow.set(row, token);
      byToken.set(token, row);
      if (byRow.size > most) forgetOldest();
      return token;
    },
    expand: (line) => (line.startsWith('{{') ? (byToken.get(line) ?? line) : line),
  };

  function forgetOldest(): void {
    for (const [row, token] of byRow) {
      byRow.delete(row);
      byToken.delete(token);
      return;
    }
  }
}
