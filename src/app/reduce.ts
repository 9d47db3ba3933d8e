import { type Diagnostic, formatDiagnostic } from '../schema/diagnostic.ts';
import type { Key } from './key-parser.ts';
import { bindingOf, runBinding } from './keys.ts';
import { ownKey } from './menu.ts';
import { tick } from './playing.ts';
import { promptKey } from './prompting.ts';
import { openPrompt } from './prompts.ts';
import { focusOf, type Session, type State } from './state.ts';
import { addStep, forkWhatIf, select } from './stepping.ts';
import { type Effect, type Message, type Surface, tell, to, type Update } from './update.ts';

/** The state after a message, and what the shell has to do for it. Pure: the same message makes the same state. */
export function reduce(state: State, message: Message, surface: Surface): Update {
  const update = take(state, message, surface);
  return { ...update, state: settle(update.state, surface) };
}

/** The focus on a pane that is still there. */
function settle(state: State, surface: Surface): State {
  const focus = focusOf(state);
  if (['gallery', 'steps', 'why', 'compare'].includes(focus) || surface.panes(state).includes(focus)) return state;
  return { ...state, focus: 'steps' };
}

function take(state: State, message: Message, surface: Surface): Update {
  switch (message.kind) {
    case 'key':
      return key(state, message.key, surface);
    case 'resize':
      return to({ ...state, size: { width: message.width, height: message.height } });
    case 'tick':
      return tick(state, message.elapsed);
    case 'opening':
      return to({ ...state, opening: message.name });
    case 'gallery':
      return to({ ...state, gallery: message.entries });
    case 'opened':
      return opened(state, message, surface);
    case 'reloaded':
      return reloaded(state, message);
    case 'broken':
      return broken(state, message);
    case 'typed':
      return typedStep(state, message);
    case 'ready':
      return to({ ...state, ready: state.ready.includes(message.tab) ? state.ready : [...state.ready, message.tab] });
    case 'redraw':
      return to({ ...state });
    case 'notice':
      return to({ ...state, notice: message.notice });
  }
}

function key(state: State, pressed: Key, surface: Surface): Update {
  if (state.prompt !== undefined) return promptKey(state, pressed, surface);
  // Pasted letters are no commands; a step that was copied somewhere is ready to be looked at and done.
  if ('paste' in pressed) {
    if (state.session === undefined) return to(state);
    return promptKey(openPrompt({ ...state, about: false }, 'command').state, pressed, surface);
  }
  const quiet = state.notice?.severity === 'error' ? state : { ...state, notice: undefined };
  if (quiet.about) return aboutKey(quiet, pressed.name, surface);
  const binding = bindingOf(pressed.name);
  return binding === undefined ? ownKey(quiet, pressed.name, surface) : runBinding(binding, quiet, surface);
}

/** The text about a scenario goes away with any key; stepping keys do their work at once. */
function aboutKey(state: State, name: string, surface: Surface): Update {
  const closed = { ...state, about: false };
  if (['esc', 'enter', 'space', 'a'].includes(name)) return to(closed);
  const binding = bindingOf(name);
  return binding === undefined ? to(closed) : runBinding(binding, closed, surface);
}

function opened(state: State, message: Message & { kind: 'opened' }, surface: Surface): Update {
  const { scenario, timeline, name, path } = message;
  const session: Session = { name, path, scenario, timeline, at: 0, added: [], past: [] };
  const fresh: State = {
    ...state,
    session,
    opening: undefined,
    browsing: false,
    focus: 'steps',
    panes: state.panes['gallery'] === undefined ? {} : { gallery: state.panes['gallery'] },
    own: {},
    zoom: false,
    whyOpen: false,
    toggled: [],
    comparing: false,
    about: scenario.about.trim() !== '',
    play: undefined,
    prompt: undefined,
    notice: undefined,
    problems: [],
  };
  const [tab = '1'] = surface.tabs(fresh);
  return load(select({ ...fresh, tab }, 1), tab);
}

function load(state: State, tab: string): Update {
  return state.ready.includes(tab) ? to(state) : to(state, { kind: 'load', tab });
}

/**
 * The edited file from its start to the step that was selected, and after it what was typed, typed again. A what-if that
 * is open is forked anew from the edited timeline: an edit of the file keeps nothing that nobody chose to keep.
 */
function reloaded(state: State, { scenario, timeline }: Message & { kind: 'reloaded' }): Update {
  const { session } = state;
  if (session === undefined) return to(state);
  const next: Session = {
    ...session,
    scenario,
    timeline,
    at: 0,
    added: [],
    past: [],
    whatIf: undefined,
  };
  const { whatIf } = session;
  const again: Effect[] = (whatIf?.baseAdded ?? session.added).map(({ at, text }) => ({
    kind: 'type',
    typed: { text, purpose: 'again', at },
  }));
  if (whatIf !== undefined)
    again.push({ kind: 'type', typed: { text: whatIf.text, purpose: 'what-if', at: whatIf.shared } });
  const at = whatIf?.baseAt ?? session.at;
  const shown = select({ ...state, session: next, comparing: false, problems: [] }, at);
  const focus = shown.focus === 'compare' ? 'steps' : shown.focus;
  return to({ ...shown, focus, notice: { severity: 'info', text: `${session.name} read again` } }, ...again);
}

/** What cannot be read changes nothing: the last good world stays, with the problems beside it. */
function broken(state: State, message: Message & { kind: 'broken' }): Update {
  const first = message.diagnostics.find((each) => each.severity === 'error') ?? message.diagnostics[0];
  const text = first === undefined ? 'the scenario cannot be read' : (formatDiagnostic(first).split('\n')[0] ?? '');
  if (state.session === undefined || state.browsing) return tell(state, text, 'error');
  return to({ ...state, notice: undefined, problems: message.diagnostics });
}

function typedStep(state: State, message: Message & { kind: 'typed' }): Update {
  const { result, typed } = message;
  if ('problems' in result) return tell(state, `${typed.text}: ${problemText(result.problems)}`, 'error');
  const { scenario, world, step, warnings } = result;
  const next =
    typed.purpose === 'what-if'
      ? forkWhatIf(state, scenario, world, step, typed)
      : addStep(state, scenario, world, step, typed);
  return warnings.length === 0 ? to(next) : tell(next, problemText(warnings));
}

function problemText(problems: readonly Diagnostic[]): string {
  const [first] = problems;
  if (first === undefined) return 'cannot be read';
  const { message, suggestion, expected } = first;
  if (suggestion !== undefined) return `${message}; did you mean ${suggestion}?`;
  return expected === undefined || message.includes(expected) ? message : `${message}; expected ${expected}`;
}
