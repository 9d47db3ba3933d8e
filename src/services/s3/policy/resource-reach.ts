/** What of a bucket an entry of `Resource` can name. */
export interface Reach {
  readonly bucket: boolean;
  readonly objects: boolean;
}

/**
 * Whether the resource part of an ARN (`reports/*`), wildcards and all, can name a bucket or objects in it. Policy
 * variables may come to anything.
 */
export function reachOf(pattern: string, bucket: string): Reach {
  const glob = pattern.replace(/\$\{[^}]*\}/g, '*');
  const atBucket = positionsAfter(glob, bucket, new Set([0]));
  const inside = positionsAfter(glob, '/', atBucket);
  return { bucket: canEnd(glob, atBucket), objects: inside.size > 0 };
}

/** Where in a glob one can be once it has taken in a text, starting at any of `from`. */
function positionsAfter(glob: string, text: string, from: ReadonlySet<number>): ReadonlySet<number> {
  let positions = withEmptyStars(glob, from);
  for (const character of text) {
    const next = new Set<number>();
    for (const at of positions) {
      const expected = glob[at];
      if (expected === '*') next.add(at);
      else if (expected === '?' || expected === character) next.add(at + 1);
    }
    positions = withEmptyStars(glob, next);
  }
  return positions;
}

/** A star may stand for nothing. */
function withEmptyStars(glob: string, positions: ReadonlySet<number>): ReadonlySet<number> {
  const all = new Set<number>();
  for (const start of positions) {
    all.add(start);
    for (let at = start; glob[at] === '*'; at += 1) all.add(at + 1);
  }
  return all;
}

function canEnd(glob: string, positions: ReadonlySet<number>): boolean {
  return positions.has(glob.length);
}
