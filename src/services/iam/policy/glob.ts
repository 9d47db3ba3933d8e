/** `*` in a pattern: any run of characters, the empty one too. */
export const ANY_RUN = Symbol('*');
/** `?` in a pattern: exactly one character. */
export const ANY_ONE = Symbol('?');

/** A pattern as a row of literal texts and wildcards. */
export type GlobPiece = string | typeof ANY_RUN | typeof ANY_ONE;

/** A stretch between two `*`: a text in which some positions may be any character. */
interface Chunk {
  readonly text: string;
  /** Positions of `?`; the text has a space there. */
  readonly holes: readonly number[];
}

const EMPTY: Chunk = { text: '', holes: [] };

/** A compiled pattern. */
export type Glob = (text: string) => boolean;

/** Cuts a text at its wildcards. */
export function globPieces(text: string): GlobPiece[] {
  const pieces: GlobPiece[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const wildcard = text[at] === '*' ? ANY_RUN : text[at] === '?' ? ANY_ONE : undefined;
    if (wildcard === undefined) continue;
    if (at > from) pieces.push(text.slice(from, at));
    pieces.push(wildcard);
    from = at + 1;
  }
  if (from < text.length) pieces.push(text.slice(from));
  return pieces;
}

/** Compiles a pattern to a test that needs no backtracking: each stretch is searched once, from left to right. */
export function compileGlob(pieces: readonly GlobPiece[]): Glob {
  const [first = EMPTY, ...rest] = chunksOf(pieces);
  const last = rest.pop();
  if (last === undefined) {
    if (first.holes.length === 0) return (text) => text === first.text;
    return (text) => text.length === first.text.length && standsAt(first, text, 0);
  }
  if (rest.length === 0 && last.text === '') {
    if (first.text === '') return () => true;
    if (first.holes.length === 0) return (text) => text.startsWith(first.text);
  }
  const shortest = first.text.length + last.text.length;
  return (text) => {
    const end = text.length - last.text.length;
    if (text.length < shortest || !standsAt(first, text, 0) || !standsAt(last, text, end)) return false;
    let at = first.text.length;
    for (const chunk of rest) {
      const found = find(chunk, text, at, end);
      if (found < 0) return false;
      at = found + chunk.text.length;
    }
    return true;
  };
}

function chunksOf(pieces: readonly GlobPiece[]): Chunk[] {
  const chunks: Chunk[] = [];
  let text = '';
  let holes: number[] = [];
  for (const piece of pieces) {
    if (piece === ANY_RUN) {
      chunks.push({ text, holes });
      text = '';
      holes = [];
    } else if (piece === ANY_ONE) {
      holes.push(text.length);
      text += ' ';
    } else text += piece;
  }
  chunks.push({ text, holes });
  return chunks;
}

function standsAt(chunk: Chunk, text: string, at: number): boolean {
  if (chunk.holes.length === 0) return text.startsWith(chunk.text, at);
  let from = 0;
  for (const hole of chunk.holes) {
    if (!text.startsWith(chunk.text.slice(from, hole), at + from)) return false;
    from = hole + 1;
  }
  return text.startsWith(chunk.text.slice(from), at + from);
}

function find(chunk: Chunk, text: string, from: number, end: number): number {
  const last = end - chunk.text.length;
  if (chunk.holes.length === 0) {
    const found = text.indexOf(chunk.text, from);
    return found <= last ? found : -1;
  }
  for (let at = from; at <= last; at += 1) if (standsAt(chunk, text, at)) return at;
  return -1;
}
