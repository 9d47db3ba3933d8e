import { focusOf, freshPane, type PaneState, paneKey, paneState, type State } from './state.ts';
import { selectRow } from './stepping.ts';
import { type Motion, type Surface, tell, to, type Update } from './update.ts';

function withPane(state: State, pane: string, next: PaneState): State {
  return { ...state, panes: { ...state.panes, [paneKey(state, pane)]: next } };
}

/** Moves the cursor of the focused pane. In the step list sideways is stepping, in the tree it opens and closes. */
export function move(state: State, motion: Motion, surface: Surface): Update {
  const focus = focusOf(state);
  if (focus === 'steps' && (motion === 'left' || motion === 'right')) {
    const at = (state.session?.at ?? 0) + (motion === 'left' ? -1 : 1);
    const last = state.session?.timeline.steps.length ?? 0;
    if (at < 0 || at > last) return to(state);
    return to(selectRow(state, { ...paneState(state, 'steps'), cursor: { key: String(at), index: at } }));
  }
  if (focus === 'why' && (motion === 'left' || motion === 'right')) return unfold(state, motion, surface);
  const moved = surface.move(state, motion);
  if (moved === undefined) return to(state);
  return to(focus === 'steps' ? selectRow(state, moved) : withPane(state, focus, moved));
}

/** Opens or closes the node under the cursor; at a closed node, left goes to its parent. */
function unfold(state: State, motion: 'left' | 'right', surface: Surface): Update {
  if (!state.whyOpen) return to(motion === 'right' ? openWhy(state) : state);
  const node = surface.node(state);
  if (node === undefined) return to(state);
  if (node.children > 0 && node.open === (motion === 'left')) return to(toggle(state, node.path));
  if (motion === 'right') return move(state, 'down', surface);
  const parent = node.path.includes('.') ? node.path.slice(0, node.path.lastIndexOf('.')) : undefined;
  if (parent === undefined) return to(state);
  return to(withPane(state, 'why', { ...paneState(state, 'why'), cursor: { key: parent, index: 0 } }));
}

/** Turns a node of the trace tree over: open to closed and back. */
export function toggle(state: State, path: string): State {
  const { toggled } = state;
  return { ...state, toggled: toggled.includes(path) ? toggled.filter((each) => each !== path) : [...toggled, path] };
}

/** The next pane in the order step list, dashboard, why. */
export function cycle(state: State, by: 1 | -1, surface: Surface): Update {
  if (focusOf(state) === 'gallery') return to(state);
  const panes = ['steps', ...(state.comparing ? ['compare'] : surface.panes(state)), 'why'];
  const now = panes.indexOf(focusOf(state));
  const focus = panes[(now + by + panes.length) % panes.length] ?? 'steps';
  return to({ ...state, focus });
}

/** Shows a dashboard; a second time, goes into it. */
export function showTab(state: State, tab: string, surface: Surface): Update {
  if (!surface.tabs(state).includes(tab)) return tell(state, 'no such system in this scenario', 'warning');
  const shown = { ...state, tab, comparing: false, browsing: false };
  const focus = state.tab === tab && !state.comparing ? (surface.panes(shown)[0] ?? 'steps') : state.focus;
  const known = ['steps', 'why'].includes(focus) || state.tab === tab ? focus : 'steps';
  const next = { ...shown, focus: known };
  return state.ready.includes(tab) ? to(next) : to(next, { kind: 'load', tab });
}

/** Opens the trace tree, at the entry of the thing under the cursor where it has one. */
export function openWhy(state: State, trace?: string): State {
  const opened = { ...state, whyOpen: true, focus: 'why' };
  if (trace === undefined) return opened;
  return withPane(opened, 'why', { ...freshPane, cursor: { key: trace, index: 0 } });
}

/** `enter`: into the thing under the cursor. */
export function enter(state: State, surface: Surface): Update {
  const focus = focusOf(state);
  if (focus === 'gallery') {
    const { open } = surface.under(state);
    return open === undefined ? tell(state, 'nothing to open', 'warning') : to(state, { kind: 'open', target: open });
  }
  if (focus === 'why' && state.whyOpen) {
    const node = surface.node(state);
    return to(node === undefined || node.children === 0 ? state : toggle(state, node.path));
  }
  if (focus === 'compare') return to({ ...state, comparing: false, focus: 'steps' });
  return to(openWhy(state, focus === 'steps' ? undefined : surface.under(state).trace));
}

/** Whether `esc` has a level to leave, and what is outside it. */
export function leave(state: State): State | undefined {
  const focus = focusOf(state);
  if (state.about) return { ...state, about: false };
  if (state.notice !== undefined && state.notice.severity !== 'info') return { ...state, notice: undefined };
  const pane = paneState(state, focus);
  if (pane.filter !== undefined) return withPane(state, focus, { ...pane, filter: undefined });
  if (state.whyOpen) return { ...state, whyOpen: false, focus: state.comparing ? 'compare' : 'steps' };
  if (state.zoom) return { ...state, zoom: false };
  if (state.comparing) return { ...state, comparing: false, focus: 'steps' };
  if (state.browsing) return state.session === undefined ? undefined : { ...state, browsing: false };
  if (state.focus !== 'steps') return { ...state, focus: 'steps' };
  if (state.problems.length > 0) return { ...state, problems: [] };
  return undefined;
}

/** Sets (or with an empty text, lifts) the filter of a pane. */
export function setFilter(state: State, pane: string, filter: string | undefined): State {
  const now = paneState(state, pane);
  return withPane(state, pane, { ...now, top: 0, filter: filter === undefined || filter === '' ? undefined : filter });
}
