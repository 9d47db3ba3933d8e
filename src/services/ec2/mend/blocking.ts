import type { Json } from '../../../core/result.ts';
import { prepare, type Wish } from '../send/prepare.ts';
import { SessionDraft } from '../sessions/draft.ts';
import type { SessionState } from '../sessions/state.ts';
import type { Hop, Stopped } from '../walk/hop.ts';
import { travel } from '../walk/journey.ts';
import { type Assumptions, NOTHING_ASSUMED, type Situation } from '../walk/walk.ts';
import { changeOf, type Edit } from './edit.ts';
import { type Fix, fixFor } from './fix.ts';

/** What else stands in the way of a blocked packet, and what would let it through. */
export interface Blocking {
  /** What would still block it once the first thing is mended, in order. */
  readonly also: readonly Hop[];
  /** Absent where no change to the accounts could help. */
  readonly change?: { readonly says: string; readonly change: Readonly<Record<string, Json>> } | undefined;
}

/** No way has more things on it that a change could mend. */
const FIXES_MOST = 24;

/**
 * Takes the first block as mended by the smallest edit and sends the packet again, until it arrives or meets something
 * that no edit helps against. Each try walks the same network with assumptions, so it costs what one packet costs.
 */
export function whatBlocks(
  situation: Situation,
  state: SessionState,
  now: number,
  wish: Wish,
  first: Stopped,
): Blocking {
  const fixes: Fix[] = [];
  const also: Hop[] = [];
  let assumptions: Assumptions = NOTHING_ASSUMED;
  let stopped: Stopped | undefined = first;
  while (stopped !== undefined && fixes.length < FIXES_MOST) {
    const fix = stopped.kind === 'unknown' ? undefined : fixFor(situation.network, assumptions, fixes, stopped);
    if (fix === undefined) return { also };
    fixes.push(fix);
    assumptions = fix.assume(assumptions);
    stopped = tryAgain({ ...situation, assumptions }, state, now, wish);
    if (stopped !== undefined) also.push(stopped.hop);
  }
  if (stopped !== undefined) return { also };
  const edits: readonly Edit[] = fixes.flatMap((fix) => fix.edits);
  return { also, change: { says: fixes.map((fix) => fix.says).join('; '), change: changeOf(edits) } };
}

function tryAgain(situation: Situation, state: SessionState, now: number, wish: Wish): Stopped | undefined {
  const sessions = new SessionDraft(now, state);
  const prepared = prepare(situation, sessions, wish);
  return 'stopped' in prepared
    ? prepared.stopped
    : travel(situation, sessions, prepared.origin, prepared.header).stopped;
}
