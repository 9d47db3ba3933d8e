import { commandOf } from './commands.ts';
import { accept, suggestions } from './completion.ts';
import { edit } from './field.ts';
import { setFilter } from './focusing.ts';
import type { Key } from './key-parser.ts';
import { menuItems } from './menu.ts';
import type { Prompt, PromptKind, State } from './state.ts';
import { type Surface, tell, to, type Update } from './update.ts';

const historyMost = 50;

function close(state: State): State {
  return { ...state, prompt: undefined };
}

/** A key while a line is typed. */
export function promptKey(state: State, key: Key, surface: Surface): Update {
  const { prompt } = state;
  if (prompt === undefined) return to(state);
  const name = 'name' in key ? key.name : '';
  if (name === 'esc') return to(cancel(state, prompt));
  if (name === 'ctrl-c') return to(state, { kind: 'quit', code: 130 });
  if (name === 'enter') return accepted(state, prompt, surface);
  if (name === 'tab' || name === 'shift-tab') return to(complete(state, prompt, name === 'tab'));
  const choice = chooses(name);
  if (choice !== 0) return to(choose(state, prompt, choice, surface));
  const field = edit(prompt.field, key);
  if (field === undefined) return to(state);
  if (name === 'backspace' && prompt.field.text === '' && prompt.kind !== 'filter') return to(cancel(state, prompt));
  const menu = prompt.kind === 'palette' || prompt.kind === 'keys';
  const next = { ...state, prompt: { ...prompt, field, chosen: menu ? 0 : -1 } };
  return to(prompt.pane === undefined ? next : setFilter(next, prompt.pane, field.text));
}

function chooses(name: string): number {
  if (name === 'up' || name === 'ctrl-p') return -1;
  if (name === 'down' || name === 'ctrl-n') return 1;
  return name === 'pageUp' ? -10 : name === 'pageDown' ? 10 : 0;
}

function cancel(state: State, prompt: Prompt): State {
  const closed = close(state);
  return prompt.pane === undefined ? closed : setFilter(closed, prompt.pane, prompt.before);
}

function choose(state: State, prompt: Prompt, by: number, surface: Surface): State {
  const menu = prompt.kind === 'palette' || prompt.kind === 'keys';
  const count = menu ? menuItems(state, surface).length : suggestions(state).length;
  if (count === 0) return state;
  const least = menu ? 0 : -1;
  const chosen = Math.min(Math.max(prompt.chosen + by, least), count - 1);
  return { ...state, prompt: { ...prompt, chosen } };
}

/** Takes the chosen suggestion, or the best one. */
function complete(state: State, prompt: Prompt, forward: boolean): State {
  const offered = suggestions(state);
  if (!forward) return { ...state, prompt: { ...prompt, chosen: Math.max(-1, prompt.chosen - 1) } };
  const best = offered[Math.max(0, prompt.chosen)];
  if (best === undefined) return state;
  return { ...state, prompt: { ...prompt, field: accept(prompt.field, best), chosen: -1 } };
}

function accepted(state: State, prompt: Prompt, surface: Surface): Update {
  if (prompt.kind === 'filter') return to(close(state));
  if (prompt.kind === 'palette' || prompt.kind === 'keys') {
    const item = menuItems(state, surface)[prompt.chosen];
    if (item === undefined) return to(state);
    return item.disabled === undefined
      ? item.run(close(state))
      : tell(close(state), `${item.title}: ${item.disabled}`, 'warning');
  }
  const chosen = suggestions(state)[prompt.chosen];
  if (chosen !== undefined)
    return to({ ...state, prompt: { ...prompt, field: accept(prompt.field, chosen), chosen: -1 } });
  return runLine(close(state), prompt.field.text.trim(), prompt.kind);
}

/** Does what a typed line says: a command, or a step. */
export function runLine(state: State, line: string, kind: PromptKind): Update {
  if (line === '') return to(state);
  const known = { ...state, history: [line, ...state.history.filter((each) => each !== line)].slice(0, historyMost) };
  const command = kind === 'what-if' ? undefined : commandOf(line);
  if (command !== undefined) return command.command.run(known, command.operand);
  if (known.session === undefined)
    return tell(known, 'open a scenario first: steps need something to happen in', 'warning');
  const { at } = known.session;
  if (kind === 'what-if')
    return to(known, { kind: 'type', typed: { text: line, purpose: 'what-if', at: Math.max(0, at - 1) } });
  return to(known, { kind: 'type', typed: { text: line, purpose: 'add', at } });
}
