/** A text that values were read from: a scenario file, a policy document beside it, a line typed at the command bar. */
export interface Source {
  /** The name people see in messages, as they gave it. */
  readonly path: string;
  readonly text: string;
}

/** Where a value stands in its source. Line and column are worked out only when somebody asks. */
export interface Place {
  readonly source: Source;
  /** Offset in UTF-16 units from the start of the text. */
  readonly offset: number;
}

/** A place as people read it; line and column count from 1. */
export interface LinePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

const lineStartsBySource = new WeakMap<Source, readonly number[]>();

/** Offsets at which the lines of a source begin. */
export function lineStarts(source: Source): readonly number[] {
  let starts = lineStartsBySource.get(source);
  if (starts === undefined) {
    const found = [0];
    for (let at = source.text.indexOf('\n'); at >= 0; at = source.text.indexOf('\n', at + 1)) found.push(at + 1);
    starts = found;
    lineStartsBySource.set(source, starts);
  }
  return starts;
}

/** The file, line and column of a place. */
export function locate(place: Place): LinePlace {
  const starts = lineStarts(place.source);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= place.offset) low = middle;
    else high = middle - 1;
  }
  return { file: place.source.path, line: low + 1, column: place.offset - (starts[low] ?? 0) + 1 };
}
