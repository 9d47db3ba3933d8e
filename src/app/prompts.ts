import { fieldOf } from './field.ts';
import { emptyPrompt, focusOf, type PromptKind, paneState, type State } from './state.ts';
import { to, type Update } from './update.ts';

/** Opens a line to type in. A filter starts from the one the pane has. */
export function openPrompt(state: State, kind: PromptKind): Update {
  const quiet = { ...state, notice: undefined };
  const chosen = kind === 'palette' || kind === 'keys' ? 0 : -1;
  if (kind !== 'filter') return to({ ...quiet, prompt: { kind, ...emptyPrompt, chosen } });
  const pane = focusOf(state);
  const before = paneState(state, pane).filter;
  return to({ ...quiet, prompt: { kind, pane, before, chosen, field: fieldOf(before ?? '') } });
}
