import fuzzysort from 'fuzzysort';
import { commands } from './commands.ts';
import { fieldOf } from './field.ts';
import { bindingsFor, type KeyGroup, keyLabel, runBinding } from './keys.ts';
import { emptyPrompt, type State } from './state.ts';
import { select } from './stepping.ts';
import { type Surface, tell, to, type Update } from './update.ts';

/** A line of the palette or of the list of keys. */
export interface MenuItem {
  readonly group: string;
  readonly title: string;
  /** Its keys, or what it is. */
  readonly detail: string;
  readonly disabled?: string | undefined;
  run(state: State): Update;
}

const groupTitles: { readonly [group in KeyGroup]: string } = {
  steps: 'steps',
  explain: 'why and what if',
  look: 'looking',
  move: 'moving',
  house: 'the house',
};

/** The lines of the open menu that fit what was typed. */
export function menuItems(state: State, surface: Surface): readonly MenuItem[] {
  const { prompt } = state;
  if (prompt === undefined) return [];
  const all =
    prompt.kind === 'keys' ? keyItems(state, surface) : prompt.kind === 'palette' ? paletteItems(state, surface) : [];
  const text = prompt.field.text.trim();
  if (text === '') return all;
  const targets = all.map((item) => ({ item, text: `${item.title} ${item.detail}` }));
  return fuzzysort.go(text, targets, { key: 'text', threshold: 0.25 }).map((found) => found.obj.item);
}

/** Keys of the focused pane first, then those that are the same everywhere. */
function keyItems(state: State, surface: Surface): readonly MenuItem[] {
  const own = surface.keys(state).map(
    (key): MenuItem => ({
      group: 'this dashboard',
      title: key.title,
      detail: keyLabel(key.key),
      disabled: key.disabled,
      run: (now) => ownKey(now, key.key, surface),
    }),
  );
  const everywhere = bindingsFor(state)
    .filter((binding) => !/^dashboard\.[2-9]$/.test(binding.id))
    .map(
      (binding): MenuItem => ({
        group: groupTitles[binding.group],
        title:
          binding.id === 'dashboard.1'
            ? 'the dashboards; twice: into it'
            : binding.id === 'dashboard.0'
              ? 'dashboard 0'
              : binding.title,
        detail: binding.id === 'dashboard.1' ? '1…0' : binding.keys.map(keyLabel).join(' '),
        disabled: binding.disabled?.(state, surface),
        run: (now) => runBinding(binding, now, surface),
      }),
    )
    .filter((item) => item.title !== 'dashboard 0');
  return [...own, ...everywhere];
}

function paletteItems(state: State, surface: Surface): readonly MenuItem[] {
  const actions = keyItems(state, surface).filter((item) => item.group !== groupTitles.move);
  const typed = commands.map(
    (command): MenuItem => ({
      group: 'commands',
      title: command.meaning,
      detail: `:${command.word}${command.operand === undefined ? '' : ` ${command.operand}`}`,
      run: (now) =>
        command.operand === undefined
          ? command.run(now, '')
          : to({ ...now, prompt: { kind: 'command', ...emptyPrompt, field: fieldOf(`${command.word} `) } }),
    }),
  );
  const steps = (state.session?.timeline.steps ?? []).map(
    (step, index): MenuItem => ({
      group: 'steps',
      title: `step ${index + 1}: ${step.verb.title(step.input)}`,
      detail: step.verb.name,
      run: (now) => to(select(now, index + 1)),
    }),
  );
  const scenarios = state.gallery.map(
    (entry): MenuItem => ({
      group: 'scenarios',
      title: `open ${entry.title}`,
      detail: entry.id,
      run: (now) => to(now, { kind: 'open', target: entry.target }),
    }),
  );
  return [...actions, ...typed, ...steps, ...scenarios];
}

/** Runs a key of the dashboard shown. */
export function ownKey(state: State, name: string, surface: Surface): Update {
  const key = surface.keys(state).find((each) => each.key === name);
  if (key === undefined) return to(state);
  if (key.disabled !== undefined) return tell(state, `${key.title}: ${key.disabled}`, 'warning');
  return to({ ...state, own: { ...state.own, [state.tab]: key.run() } });
}
