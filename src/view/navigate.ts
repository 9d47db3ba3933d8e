import type { Cursor, PaneState } from '../app/state.ts';
import type { Motion } from '../app/update.ts';
import type { Picture, Spot } from './dashboard.ts';
import { inside, pictureTop, spotOf, tableSpace } from './pane.ts';
import { matchesOf, rowAt, rowOf } from './rows.ts';
import { scrollTo } from './scroll.ts';
import type { Placed } from './stage.ts';

/** Where a pane's cursor and scroll position are after a motion; undefined where nothing can be visited. */
export function moveIn({ pane, size, state }: Placed, motion: Motion): PaneState | undefined {
  const { body } = pane;
  if (body.kind === 'static') return undefined;
  if (body.kind === 'picture') return moveInPicture(body.draw(inside(size)), inside(size), state, motion);
  const matches = matchesOf(body, state.filter);
  if (matches.count === 0) return undefined;
  const visible = tableSpace(size, body);
  const from = rowOf(body, matches, state.cursor);
  const index = clamp(from + stepOf(motion, visible, matches.count), matches.count);
  const top = scrollTo(state.top, index, visible, matches.count);
  const cursor: Cursor = { key: body.at(rowAt(matches, index)).key, index: index };
  return { ...state, cursor, top };
}

function clamp(index: number, count: number): number {
  return Math.min(Math.max(index, 0), count - 1);
}

function stepOf(motion: Motion, visible: number, count: number): number {
  switch (motion) {
    case 'up':
      return -1;
    case 'down':
      return 1;
    case 'pageUp':
      return -Math.max(1, visible - 1);
    case 'pageDown':
      return Math.max(1, visible - 1);
    case 'first':
      return -count;
    case 'last':
      return count;
    case 'left':
    case 'right':
      return 0;
  }
}

/** Pictures without spots scroll; in others the cursor goes to the nearest spot in the direction. */
function moveInPicture(
  picture: Picture,
  space: { readonly width: number; readonly height: number },
  state: PaneState,
  motion: Motion,
): PaneState | undefined {
  const { spots = [], rows } = picture;
  const now = spotOf(picture, state.cursor?.key);
  if (now === undefined || spots.length === 0) {
    const last = Math.max(0, rows.length - space.height);
    const top = Math.min(Math.max(state.top + stepOf(motion, space.height, rows.length), 0), last);
    return rows.length > space.height ? { ...state, top } : undefined;
  }
  const next = nearest(spots, now, motion) ?? now;
  return { ...state, cursor: { key: next.key, index: 0 }, top: pictureTop(picture, next, state.top, space) };
}

/** The closest spot in a direction; rows weigh more than columns, as the eye goes. */
function nearest(spots: readonly Spot[], from: Spot, motion: Motion): Spot | undefined {
  if (motion === 'first' || motion === 'pageUp') return spots[0];
  if (motion === 'last' || motion === 'pageDown') return spots.at(-1);
  const middle = (spot: Spot) => spot.column + spot.width / 2;
  const ahead = spots.filter((spot) => {
    if (motion === 'up') return spot.row < from.row;
    if (motion === 'down') return spot.row > from.row;
    return spot.row === from.row && (motion === 'left' ? spot.column < from.column : spot.column > from.column);
  });
  const distance = (spot: Spot) => Math.abs(spot.row - from.row) * 1000 + Math.abs(middle(spot) - middle(from));
  let best: Spot | undefined;
  for (const spot of ahead) if (best === undefined || distance(spot) < distance(best)) best = spot;
  return best ?? beyond(spots, from, motion);
}

/** Sideways past the end of a row goes on in the row after (or before) it. */
function beyond(spots: readonly Spot[], from: Spot, motion: Motion): Spot | undefined {
  const at = spots.indexOf(from);
  if (motion === 'left') return spots[at - 1];
  return motion === 'right' ? spots[at + 1] : undefined;
}
