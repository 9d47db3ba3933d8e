import { advance } from '../core/step.ts';
import { playTo, worldAfter } from '../core/timeline.ts';
import type { World } from '../core/world.ts';
import type { Play, Session, State } from './state.ts';
import { select } from './stepping.ts';
import { tell, to, type Update } from './update.ts';

/** Simulated seconds per real second. */
export const speeds: readonly number[] = [1, 2, 5, 10, 30, 60, 300, 900, 3600];

/** A step that takes no simulated time is shown this long, in milliseconds, at the usual speed. */
const motionTime = 1800;
const usualSpeed = 10;

/** Starts, stops or goes on playing. At rest, the step after the selected one is played. */
export function togglePlay(state: State): Update {
  const { session, play } = state;
  if (session === undefined) return to(state);
  if (play !== undefined) return to({ ...state, play: { ...play, running: !play.running } });
  return playStep(state, session.at + 1);
}

function playStep(state: State, at: number): Update {
  const { session } = state;
  if (session === undefined) return to(state);
  if (at > session.timeline.steps.length) {
    return tell({ ...state, play: undefined }, 'played to the last step; :wait 1m goes on');
  }
  const begun = select(state, at);
  return to({ ...begun, play: { running: true, progress: 0 } });
}

/** Lets `elapsed` milliseconds of real time go by. */
export function tick(state: State, elapsed: number): Update {
  const { session, play } = state;
  if (session === undefined || play === undefined || !play.running) return to(state);
  const progress = play.progress + elapsed / realTime(session, state.speed);
  if (progress >= 1) return playStep({ ...state, play: undefined }, session.at + 1);
  return to({ ...state, play: { running: true, progress, world: worldAt(session, play, progress) } });
}

/** Real milliseconds the selected step is played for. */
function realTime(session: Session, speed: number): number {
  const simulated = duration(session);
  if (simulated > 0) return Math.max(simulated / speed, 200);
  return Math.min(6000, Math.max(400, (motionTime * usualSpeed) / speed));
}

/** Simulated milliseconds the selected step takes. */
export function duration(session: Session): number {
  if (session.at === 0) return 0;
  return worldAfter(session.timeline, session.at).now - worldAfter(session.timeline, session.at - 1).now;
}

/**
 * The world at the playhead of a step that does nothing but wait: simulated time is advanced from where it was last
 * seen, since slices give the same world as going there at once. Other steps are whole.
 */
function worldAt(session: Session, play: Play, progress: number): World | undefined {
  if (session.timeline.steps[session.at - 1]?.verb.name !== 'wait') return undefined;
  const from = play.world ?? worldAfter(session.timeline, session.at - 1);
  const start = worldAfter(session.timeline, session.at - 1).now;
  return advance(from, Math.max(from.now, Math.floor(start + duration(session) * progress)));
}

/** The next faster or slower speed. */
export function changeSpeed(state: State, by: 1 | -1): Update {
  const now = speeds.indexOf(state.speed);
  const speed = speeds[Math.min(Math.max(now + by, 0), speeds.length - 1)] ?? state.speed;
  return tell({ ...state, speed }, `plays ${speed}× as fast as life`);
}

/** All steps done, the last one selected. */
export function toEnd(state: State): State {
  const { session } = state;
  return session === undefined
    ? state
    : select({ ...state, session: { ...session, timeline: playTo(session.timeline) } }, session.timeline.steps.length);
}
