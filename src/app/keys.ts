import { cycle, enter, leave, move, openWhy, showTab } from './focusing.ts';
import { changeSpeed, toEnd, togglePlay } from './playing.ts';
import { openPrompt } from './prompts.ts';
import { proposedChange } from './proposal.ts';
import { focusOf, type State, selectedStep } from './state.ts';
import { dropWhatIf, select, stepBy, takeBack } from './stepping.ts';
import { type Motion, type Surface, tell, to, type Update } from './update.ts';

export type KeyGroup = 'steps' | 'explain' | 'look' | 'move' | 'house';

/** One line of the key table. Dispatch, hints, help, palette and the page about keys are all made from it. */
export interface Binding {
  readonly id: string;
  /** Names as the key parser gives them; the first is the one that is shown. */
  readonly keys: readonly [string, ...string[]];
  readonly title: string;
  readonly group: KeyGroup;
  /** One word for the hint line, and how soon it is left out when there is no room: small numbers stay. */
  readonly hint?: { readonly label: string; readonly rank: number };
  /** Only where a scenario is open. */
  readonly session?: true;
  /** Why it does nothing now; it stays listed with this reason. */
  disabled?(state: State, surface: Surface): string | undefined;
  run(state: State, surface: Surface): Update;
}

const motions: readonly (readonly [Motion, readonly [string, ...string[]], string])[] = [
  ['up', ['up', 'k'], 'up'],
  ['down', ['down', 'j'], 'down'],
  ['left', ['left', 'h'], 'left; previous step; close a node'],
  ['right', ['right', 'l'], 'right; next step; open a node'],
  ['pageUp', ['pageUp', 'ctrl-u'], 'a page up'],
  ['pageDown', ['pageDown', 'ctrl-d'], 'a page down'],
  ['first', ['g', 'home'], 'to the first'],
  ['last', ['G', 'end'], 'to the last'],
];

const nothingFiltered = (state: State, surface: Surface) =>
  surface.filterable(state) ? undefined : 'the focused pane has no list';

const noProposal = (state: State) =>
  proposedChange(state.session) === undefined ? 'the selected step proposes no change' : undefined;

const copied = (state: State, surface: Surface): Update => {
  const text = surface.under(state).copy;
  return text === undefined ? tell(state, 'nothing to copy here', 'warning') : to(state, { kind: 'copy', text });
};

/** The one key table. */
export const bindings: readonly Binding[] = [
  {
    id: 'step.next',
    keys: ['.'],
    title: 'next step',
    group: 'steps',
    session: true,
    hint: { label: 'step', rank: 2 },
    run: (state) => stepBy(state, 1),
  },
  {
    id: 'step.previous',
    keys: [','],
    title: 'previous step',
    group: 'steps',
    session: true,
    hint: { label: 'back', rank: 3 },
    run: (state) => stepBy(state, -1),
  },
  {
    id: 'play',
    keys: ['space'],
    title: 'play or stop simulated time',
    group: 'steps',
    session: true,
    hint: { label: 'play', rank: 5 },
    run: togglePlay,
  },
  {
    id: 'faster',
    keys: ['+', '='],
    title: 'play faster',
    group: 'steps',
    session: true,
    run: (state) => changeSpeed(state, 1),
  },
  {
    id: 'slower',
    keys: ['-'],
    title: 'play slower',
    group: 'steps',
    session: true,
    run: (state) => changeSpeed(state, -1),
  },
  {
    id: 'step.end',
    keys: ['alt-.'],
    title: 'do all steps',
    group: 'steps',
    session: true,
    run: (state) => to(toEnd(state)),
  },
  {
    id: 'step.start',
    keys: ['alt-,'],
    title: 'back to the start',
    group: 'steps',
    session: true,
    run: (state) => to(select(state, 0)),
  },
  {
    id: 'undo',
    keys: ['u'],
    title: 'take back the last step or change you added',
    group: 'steps',
    session: true,
    disabled: (state) => (state.session?.past.length ? undefined : 'nothing was added'),
    run: takeBack,
  },
  {
    id: 'enter',
    keys: ['enter'],
    title: 'into it: open the scenario, the reason, the node',
    group: 'explain',
    hint: { label: 'why', rank: 4 },
    run: enter,
  },
  {
    id: 'out',
    keys: ['esc'],
    title: 'out one level',
    group: 'explain',
    run: (state) => {
      const left = leave(state);
      if (left !== undefined) return to(left);
      const text = 'nothing to leave; o goes to the gallery, q quits';
      return state.session?.whatIf === undefined ? tell(state, text) : dropWhatIf(state);
    },
  },
  {
    id: 'what-if',
    keys: ['w'],
    title: 'what if: fork at the selected step, change something, compare',
    group: 'explain',
    session: true,
    hint: { label: 'what-if', rank: 6 },
    run: (state) =>
      state.session?.whatIf !== undefined && !state.comparing
        ? to({ ...state, comparing: true, focus: 'compare' })
        : openPrompt(state, 'what-if'),
  },
  {
    id: 'try',
    keys: ['t'],
    title: 'try the proposed change in a what-if',
    group: 'explain',
    session: true,
    disabled: noProposal,
    run: (state) => {
      const text = proposedChange(state.session)?.text;
      if (text === undefined || state.session === undefined) return to(state);
      return to(state, { kind: 'type', typed: { text, purpose: 'what-if', at: Math.max(0, state.session.at - 1) } });
    },
  },
  {
    id: 'why',
    keys: ['alt-enter'],
    title: 'why the selected step came out as it did',
    group: 'explain',
    session: true,
    run: (state) => to(openWhy(state)),
  },
  {
    id: 'command',
    keys: [':'],
    title: 'type a step or a command',
    group: 'explain',
    hint: { label: 'command', rank: 7 },
    run: (state) => openPrompt(state, 'command'),
  },
  {
    id: 'palette',
    keys: ['ctrl-p'],
    title: 'find anything: commands, steps, dashboards',
    group: 'look',
    run: (state) => openPrompt(state, 'palette'),
  },
  {
    id: 'filter',
    keys: ['/'],
    title: 'filter the focused list; ! excludes a word',
    group: 'look',
    hint: { label: 'find', rank: 8 },
    disabled: nothingFiltered,
    run: (state) => openPrompt(state, 'filter'),
  },
  {
    id: 'zoom',
    keys: ['z'],
    title: 'the focused pane alone, and back',
    group: 'look',
    session: true,
    hint: { label: 'zoom', rank: 9 },
    run: (state) => to({ ...state, zoom: !state.zoom }),
  },
  {
    id: 'copy',
    keys: ['y'],
    title: 'copy what is under the cursor; a step copies its aws command',
    group: 'look',
    session: true,
    hint: { label: 'copy', rank: 10 },
    run: copied,
  },
  {
    id: 'about',
    keys: ['a'],
    title: 'what this scenario is about',
    group: 'look',
    session: true,
    disabled: (state) => (state.session?.scenario.about ? undefined : 'the scenario has no such text'),
    run: (state) => to({ ...state, about: true }),
  },
  ...'1234567890'.split('').map(
    (digit): Binding => ({
      id: `dashboard.${digit}`,
      keys: [digit],
      title: `dashboard ${digit}`,
      group: 'look',
      session: true,
      run: (state, surface) => showTab(state, digit, surface),
    }),
  ),
  {
    id: 'pane.next',
    keys: ['tab'],
    title: 'next pane',
    group: 'move',
    session: true,
    hint: { label: 'pane', rank: 11 },
    run: (state, surface) => cycle(state, 1, surface),
  },
  {
    id: 'pane.previous',
    keys: ['shift-tab'],
    title: 'previous pane',
    group: 'move',
    session: true,
    run: (state, surface) => cycle(state, -1, surface),
  },
  ...motions.map(
    ([motion, keys, title]): Binding => ({
      id: `move.${motion}`,
      keys,
      title,
      group: 'move',
      run: (state, surface) => move(state, motion, surface),
    }),
  ),
  {
    id: 'reload',
    keys: ['R'],
    title: 'read the file again',
    group: 'house',
    session: true,
    run: (state) => to(state, { kind: 'reload' }),
  },
  {
    id: 'gallery',
    keys: ['o'],
    title: 'open another scenario (the gallery)',
    group: 'house',
    session: true,
    run: (state) => to({ ...state, browsing: true, play: undefined }),
  },
  {
    id: 'keys',
    keys: ['?'],
    title: 'all keys',
    group: 'house',
    hint: { label: 'keys', rank: 0 },
    run: (state) => openPrompt(state, 'keys'),
  },
  {
    id: 'quit',
    keys: ['q'],
    title: 'quit',
    group: 'house',
    hint: { label: 'quit', rank: 1 },
    run: (state) => to(state, { kind: 'quit', code: 0 }),
  },
  {
    id: 'abort',
    keys: ['ctrl-c'],
    title: 'quit at once',
    group: 'house',
    run: (state) => to(state, { kind: 'quit', code: 130 }),
  },
  {
    id: 'suspend',
    keys: ['ctrl-z'],
    title: 'back to the shell for a while',
    group: 'house',
    run: (state) => to(state, { kind: 'suspend' }),
  },
];

const byKey = new Map(bindings.flatMap((binding) => binding.keys.map((key) => [key, binding] as const)));

/** The line of the table for a key. */
export function bindingOf(key: string): Binding | undefined {
  return byKey.get(key);
}

/** Bindings that mean something where the focus is. */
export function bindingsFor(state: State): readonly Binding[] {
  return focusOf(state) === 'gallery' ? bindings.filter((binding) => !binding.session) : bindings;
}

const labels: { readonly [name: string]: string } = {
  enter: '⏎',
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  pageUp: 'PgUp',
  pageDown: 'PgDn',
  home: 'Home',
  end: 'End',
};

/** How a key is written for people. */
export function keyLabel(name: string): string {
  return labels[name] ?? name;
}

/** Runs a line of the table, or says why it does nothing now. */
export function runBinding(binding: Binding, state: State, surface: Surface): Update {
  if (binding.session && focusOf(state) === 'gallery') return to(state);
  const why = binding.disabled?.(state, surface);
  if (why !== undefined) return tell(state, `${keyLabel(binding.keys[0])}: ${why}`, 'warning');
  return binding.run(state, surface);
}

/** The step whose `aws` command `y` copies when nothing else is under the cursor. */
export function awsCommandOf(state: State): string | undefined {
  const { session } = state;
  const step = session === undefined ? undefined : selectedStep(session);
  const world = session?.timeline.worlds[session.at - 1];
  return step === undefined || world === undefined ? undefined : step.verb.awsCommand?.(world, step.input);
}
