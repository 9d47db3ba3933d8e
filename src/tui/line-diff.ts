import { widthOf } from '../view/cells.ts';

/** What has to be written so that one line of the screen becomes another. */
export interface LineChange {
  /** The first cell that differs. */
  readonly x: number;
  readonly text: string;
  /** The rest of the line is blank after it. */
  readonly erase: boolean;
}

const sequence = /\x1b\[(\d*)m/y;
const closing: ReadonlySet<string> = new Set(['', '0', '22', '24', '39', '49']);

/**
 * The part of a line that differs, found between two places where no style is open and the next character cannot join
 * the one before it. Lines are painted so that every run of a style closes what it opens.
 */
export function lineChange(before: string, after: string): LineChange {
  const starts = commonStart(before, after);
  const x = cells(after.slice(0, starts));
  const ends = commonEnd(before, after, starts);
  const old = before.slice(starts, before.length - ends);
  const fresh = after.slice(starts, after.length - ends);
  if (ends > 0 && cells(old) === cells(fresh)) return { x, text: fresh, erase: false };
  return { x, text: after.slice(starts), erase: true };
}

/** Visible width of painted text. */
function cells(text: string): number {
  return widthOf(text.replace(/\x1b\[\d*m/g, ''));
}

/** Length of the longest common start after which both lines may be cut. */
function commonStart(one: string, other: string): number {
  let open = 0;
  let safe = 0;
  let at = 0;
  for (;;) {
    if (open === 0 && stands(one, at) && stands(other, at)) safe = at;
    if (at >= one.length || at >= other.length || one[at] !== other[at]) return safe;
    sequence.lastIndex = at;
    const code = sequence.exec(one);
    if (code === null) {
      at += 1;
      continue;
    }
    if (!other.startsWith(code[0], at)) return safe;
    open += closing.has(code[1] ?? '') ? -1 : 1;
    at += code[0].length;
  }
}

/** Whether a line may be cut before a character: it is none that joins the one before it. */
function stands(text: string, at: number): boolean {
  const code = at < text.length ? text.charCodeAt(at) : 0x20;
  return code < 0x7f || (code >= 0x2500 && code <= 0x259f);
}

/** Length of a common end before which both lines may be cut: from the beginning of a run, never inside one. */
function commonEnd(one: string, other: string, starts: number): number {
  const most = Math.min(one.length, other.length) - starts;
  let same = 0;
  while (same < most && one[one.length - 1 - same] === other[other.length - 1 - same]) same += 1;
  // The first place inside the common end at which a style begins and none is open.
  const end = other.slice(other.length - same);
  const opens = /\x1b\[(?:1|2|4|3\d|4\d|9\d|10\d)m/g;
  for (let match = opens.exec(end); match !== null; match = opens.exec(end)) {
    if (closed(other.slice(starts, other.length - same + match.index))) return same - match.index;
  }
  return 0;
}

/** Whether every style that a text opens is closed in it. */
function closed(text: string): boolean {
  let open = 0;
  for (const [, code] of text.matchAll(/\x1b\[(\d*)m/g)) open += closing.has(code ?? '') ? -1 : 1;
  return open === 0;
}
