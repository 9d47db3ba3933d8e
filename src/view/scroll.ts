/**
 * The first visible row of a list, moved as little as possible from `top` so that `cursor` stays visible with a margin
 * of rows around it.
 */
export function scrollTo(top: number, cursor: number, visible: number, count: number): number {
  const margin = Math.min(2, Math.max(0, (visible - 1) >> 1));
  const last = Math.max(0, count - visible);
  let next = Math.min(Math.max(top, 0), last);
  if (cursor < next + margin) next = cursor - margin;
  if (cursor > next + visible - 1 - margin) next = cursor - visible + 1 + margin;
  return Math.min(Math.max(next, 0), last);
}

/** `17/240`: which of how many. */
export function position(cursor: number, count: number): string {
  return count === 0 ? '0/0' : `${Math.min(cursor, count - 1) + 1}/${count}`;
}
