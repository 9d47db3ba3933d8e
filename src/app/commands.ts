import type { State } from './state.ts';
import { dropWhatIf, keepWhatIf, select, takeBack } from './stepping.ts';
import { tell, to, type Update } from './update.ts';

/** A word of the command bar that is no step. */
export interface Command {
  readonly word: string;
  /** What follows the word, for people. */
  readonly operand?: string;
  readonly meaning: string;
  run(state: State, operand: string): Update;
}

export const commands: readonly Command[] = [
  {
    word: 'save',
    operand: 'FILE',
    meaning: 'write this session out as a scenario that replays to the same bytes',
    run: (state, operand) => {
      if (state.session === undefined) return tell(state, 'no scenario is open', 'warning');
      return operand === ''
        ? tell(state, 'save where? :save FILE', 'warning')
        : to(state, { kind: 'save', path: operand });
    },
  },
  {
    word: 'open',
    operand: 'FILE or NAME',
    meaning: 'open another scenario',
    run: (state, operand) =>
      operand === '' ? to({ ...state, browsing: true, play: undefined }) : to(state, { kind: 'open', target: operand }),
  },
  {
    word: 'goto',
    operand: 'STEP',
    meaning: 'select a step by its number or id',
    run: (state, operand) => {
      const { session } = state;
      if (session === undefined) return to(state);
      const byId = session.timeline.steps.findIndex((step) => step.info.id === operand);
      const at = byId >= 0 ? byId + 1 : Number(operand);
      const last = session.timeline.steps.length;
      if (operand === '') return tell(state, `go where? :goto 0 to ${last}, or the id of a step`, 'warning');
      if (!Number.isInteger(at) || at < 0 || at > last) {
        return tell(state, `there is no step ${operand}; there are ${last}`, 'warning');
      }
      return to(select(state, at));
    },
  },
  { word: 'keep', meaning: 'make the what-if the timeline', run: keepWhatIf },
  { word: 'drop', meaning: 'leave the what-if for the timeline it came from', run: dropWhatIf },
  { word: 'undo', meaning: 'take back the last step or change you added', run: takeBack },
  { word: 'reload', meaning: 'read the file again', run: (state) => to(state, { kind: 'reload' }) },
  { word: 'quit', meaning: 'quit', run: (state) => to(state, { kind: 'quit', code: 0 }) },
];

const shortened: { readonly [word: string]: string } = { q: 'quit', w: 'save', o: 'open', e: 'open' };

/** The command a line begins with, and what follows it; undefined when the line is a step. */
export function commandOf(line: string): { readonly command: Command; readonly operand: string } | undefined {
  const [word = '', ...rest] = line.trim().split(/\s+/);
  const command = commands.find((each) => each.word === (shortened[word] ?? word));
  return command === undefined ? undefined : { command, operand: rest.join(' ') };
}
