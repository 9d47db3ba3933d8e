import type { RunningStep } from '../core/step.ts';
import { fork, insertStep, playTo, type Timeline } from '../core/timeline.ts';
import type { World } from '../core/world.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { AddedStep, PaneState, Session, State, WhatIf } from './state.ts';
import { type TypedLine, tell, to, type Update } from './update.ts';

/** Looks at the moment after `at` steps, playing them if nobody has been there yet. */
export function select(state: State, at: number): State {
  const { session } = state;
  if (session === undefined) return state;
  const wanted = Math.min(Math.max(at, 0), session.timeline.steps.length);
  const timeline = wanted > session.timeline.results.length ? playTo(session.timeline, wanted) : session.timeline;
  const whatIf = session.whatIf === undefined ? undefined : alongside(session.whatIf, timeline, wanted);
  const moved = wanted !== session.at;
  return {
    ...state,
    session: { ...session, timeline, at: wanted, whatIf },
    play: undefined,
    ...(moved ? { toggled: [], panes: forgetWhy(state.panes) } : {}),
  };
}

/** The timeline a what-if came from, played as far as the what-if, so that every step can be compared. */
function alongside(whatIf: WhatIf, timeline: Timeline, at: number): WhatIf {
  const twin = Math.max(0, at - (timeline.steps.length - whatIf.base.steps.length));
  return twin <= whatIf.base.results.length ? whatIf : { ...whatIf, base: playTo(whatIf.base, twin) };
}

/** The tree of another step is another tree. */
function forgetWhy(panes: State['panes']): State['panes'] {
  const { why: _, ...rest } = panes;
  return rest;
}

/** One step on (or back), with a word where there is none. */
export function stepBy(state: State, by: 1 | -1): Update {
  const { session } = state;
  if (session === undefined) return to(state);
  const count = session.timeline.steps.length;
  // A step that was being played is first played to its end.
  if (by === 1 && state.play !== undefined) return to({ ...state, play: undefined });
  if (by === 1 && session.at === count) {
    return tell(
      { ...state, play: undefined },
      count === 0 ? 'no steps in this scenario; : takes one' : 'this was the last step; : takes another',
    );
  }
  if (by === -1 && session.at === 0) return tell(state, 'already at the start');
  return to(select(state, session.at + by));
}

/** The session with another timeline; the one it had can be taken back to. */
function replace(session: Session, next: Pick<Session, 'timeline' | 'at' | 'added' | 'whatIf'>): Session {
  const { timeline, at, added, whatIf } = session;
  return { ...session, ...next, past: [...session.past, { timeline, at, added, whatIf }] };
}

/** The timeline with the world after `at` steps exchanged for the same one with more services. */
function withWorld(timeline: Timeline, at: number, world: World): Timeline {
  return timeline.worlds[at] === world ? timeline : { ...timeline, worlds: timeline.worlds.with(at, world) };
}

/** Puts a typed step in at its place and does it. One that is put back after a reload leaves the selection alone. */
export function addStep(state: State, scenario: Scenario, world: World, step: RunningStep, typed: TypedLine): State {
  const { session } = state;
  if (session === undefined) return state;
  const { text } = typed;
  const at = Math.min(typed.at, session.timeline.steps.length);
  const played = playTo(session.timeline, at);
  const timeline = insertStep(withWorld(played, at, world), at, step);
  const change = { timeline, at: Math.min(session.at, at), added: shiftAdded(session.added, at, { at, text }) };
  const grown = { ...session, scenario };
  if (typed.purpose === 'again') return select({ ...state, session: { ...grown, ...change } }, session.at);
  return select({ ...state, session: replace(grown, { ...change, whatIf: session.whatIf }) }, at + 1);
}

function shiftAdded(added: readonly AddedStep[], at: number, one: AddedStep): readonly AddedStep[] {
  return [...added.map((each) => (each.at >= at ? { ...each, at: each.at + 1 } : each)), one].sort(
    (a, b) => a.at - b.at,
  );
}

/**
 * Forks a what-if: the typed step is put in before the selected step, which is then done again. With nothing selected
 * the step is put in at the start. Both timelines are played as far as the selected step, and compared.
 */
export function forkWhatIf(state: State, scenario: Scenario, world: World, step: RunningStep, typed: TypedLine): State {
  const { session } = state;
  if (session === undefined) return state;
  const { text } = typed;
  const shared = Math.min(typed.at, session.timeline.steps.length);
  const rest = session.timeline.steps.slice(shared);
  const forked = fork(withWorld(playTo(session.timeline, shared), shared, world), shared, [step, ...rest]);
  const base = session.whatIf?.base ?? session.timeline;
  const whatIf = {
    base,
    baseAt: session.whatIf?.baseAt ?? session.at,
    baseAdded: session.whatIf?.baseAdded ?? session.added,
    text,
    shared: session.whatIf?.shared ?? shared,
  };
  const added = shiftAdded(session.added, shared, { at: shared, text });
  const next = replace({ ...session, scenario }, { timeline: forked, at: session.at, added, whatIf });
  const selected = select({ ...state, session: next }, Math.max(session.at, shared) + 1);
  return { ...selected, comparing: true, focus: 'compare', whyOpen: false, zoom: false };
}

/** The what-if becomes the session's timeline. */
export function keepWhatIf(state: State): Update {
  const { session } = state;
  if (session?.whatIf === undefined) return tell(state, 'there is no what-if to keep');
  const { timeline, at, added } = session;
  const next = replace(session, { timeline, at, added, whatIf: undefined });
  return tell(
    { ...state, session: next, comparing: false, focus: 'steps' },
    'the what-if is now the timeline; u takes it back',
  );
}

/** Back to the timeline the what-if came from. */
export function dropWhatIf(state: State): Update {
  const { session } = state;
  const whatIf = session?.whatIf;
  if (session === undefined || whatIf === undefined) return to(state);
  const { base, baseAt, baseAdded } = whatIf;
  const next = replace(session, { timeline: base, at: baseAt, added: baseAdded, whatIf: undefined });
  return tell(
    { ...select({ ...state, session: next }, whatIf.baseAt), comparing: false, focus: 'steps' },
    'what-if dropped; u brings it back',
  );
}

/** Takes back the last change of the timeline. */
export function takeBack(state: State): Update {
  const { session } = state;
  const last = session?.past.at(-1);
  if (session === undefined || last === undefined) return tell(state, 'nothing was added that could be taken back');
  const next = { ...session, ...last, past: session.past.slice(0, -1) };
  return tell(select({ ...state, session: next, comparing: false, focus: 'steps' }, last.at), 'taken back');
}

/** The step list as a pane: its cursor is the selected step. */
export function selectRow(state: State, moved: PaneState): State {
  const panes = { ...state.panes, steps: moved };
  return select({ ...state, panes }, Number(moved.cursor?.key ?? 0));
}
