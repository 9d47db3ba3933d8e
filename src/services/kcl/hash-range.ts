/** An inclusive range of the stream's 128-bit key space, as a lease row carries it. */
export interface HashRange {
  readonly start: bigint;
  readonly end: bigint;
}

export const HASH_RANGE_MOST = (1n << 128n) - 1n;

/** A gap in the hash ranges of the leases: what stands on its two sides. Absent sides: nothing is covered at all. */
export interface HashRangeHole {
  readonly before?: HashRange | undefined;
  readonly after?: HashRange | undefined;
}

/**
 * The first gap that ranges leave on the key space, in any order; overlaps are merged. Undefined where they cover it.
 * As in the library, only the range that starts last is asked whether the end is reached
 * (`PeriodicShardSyncManager.checkForHoleInHashKeyRanges`, amazon-kinesis-client).
 */
export function findHole(ranges: readonly HashRange[]): HashRangeHole | undefined {
  const sorted = [...ranges].sort(compareRanges);
  const first = sorted[0];
  const last = sorted.at(-1);
  if (first === undefined || last === undefined) return {};
  if (first.start !== 0n || last.end !== HASH_RANGE_MOST) return { before: first, after: last };
  let before = first;
  let covered = first.end;
  for (const range of sorted.slice(1)) {
    if (range.start > covered + 1n) return { before, after: range };
    if (range.start > covered) before = range;
    if (range.end > covered) covered = range.end;
  }
  return undefined;
}

function compareRanges(one: HashRange, other: HashRange): number {
  if (one.start !== other.start) return one.start < other.start ? -1 : 1;
  return one.end === other.end ? 0 : one.end < other.end ? -1 : 1;
}

/** Whether two looks found the same gap. */
export function sameHole(one: HashRangeHole | undefined, other: HashRangeHole | undefined): boolean {
  const same = (a: HashRange | undefined, b: HashRange | undefined) => a?.start === b?.start && a?.end === b?.end;
  return one !== undefined && other !== undefined && same(one.before, other.before) && same(one.after, other.after);
}

/** What the auditor remembers: the gap it saw last, and how often in a row. */
export interface HoleMemory {
  readonly hole: HashRangeHole;
  readonly times: number;
}

/**
 * One look of the auditor. Without rows it syncs at once; the same gap must be seen `confidence` times in a row, and
 * another one starts counting anew (`checkForShardSync`).
 */
export function auditLeases(
  ranges: readonly HashRange[],
  rows: number,
  memory: HoleMemory | undefined,
  confidence: number,
): { readonly sync: boolean; readonly hole: HashRangeHole | undefined; readonly memory: HoleMemory | undefined } {
  if (rows === 0) return { sync: true, hole: undefined, memory: undefined };
  const hole = findHole(ranges);
  if (hole === undefined) return { sync: false, hole: undefined, memory: undefined };
  const times = memory !== undefined && sameHole(memory.hole, hole) ? memory.times + 1 : 1;
  return { sync: times >= confidence, hole, memory: { hole, times } };
}
