import { parseKeys } from '../../src/app/key-parser.ts';
import { reduce } from '../../src/app/reduce.ts';
import { firstState, type State } from '../../src/app/state.ts';
import type { Effect, Message, Surface, TypedLine } from '../../src/app/update.ts';
import { playTo, worldAfter } from '../../src/core/timeline.ts';
import { readScenario, readTypedStep, timelineOf } from '../../src/scenario/scenario.ts';
import type { Dashboard } from '../../src/view/dashboard.ts';
import { createView, type View } from '../../src/view/screen.ts';
import { textOf } from '../../src/view/segment.ts';

/** Nothing but time: enough to step, play, fork and save. */
export const waiting = `title: Waiting
steps:
  - wait: 1m
  - id: second
    wait: 10s
    note: the second one
  - wait: 1h
`;

/** An interface without a terminal: keys in, state and text out, what the shell was asked to do beside it. */
export interface Desk {
  readonly view: View;
  readonly surface: Surface;
  readonly dashboards: Map<string, Dashboard>;
  state: State;
  effects: Effect[];
  send(message: Message): void;
  /** Types keys as a terminal sends them. */
  press(input: string): void;
  /** Reads the typed lines that wait to be read, as the shell would. */
  settle(): Promise<void>;
  screen(): string;
}

export function desk(width = 100, height = 30): Desk {
  const dashboards = new Map<string, Dashboard>();
  const view = createView(dashboards);
  const self: Desk = {
    view,
    surface: view.surface,
    dashboards,
    state: firstState({ width, height }),
    effects: [],
    send: (message) => {
      const update = reduce(self.state, message, view.surface);
      self.state = update.state;
      self.effects.push(...update.effects);
    },
    press: (input) => {
      for (const key of parseKeys(input).keys) self.send({ kind: 'key', key });
    },
    settle: async () => {
      for (const effect of self.effects.splice(0)) {
        if (effect.kind === 'type')
          self.send({ kind: 'typed', typed: effect.typed, result: await typed(self.state, effect.typed) });
        else self.effects.push(effect);
      }
    },
    screen: () => view.draw(self.state).rows.map(textOf).join('\n'),
  };
  return self;
}

async function typed(state: State, { at, text }: TypedLine) {
  if (state.session === undefined) throw new Error('no scenario is open');
  const { scenario, timeline } = state.session;
  return readTypedStep(scenario, worldAfter(playTo(timeline, at), at), text);
}

/** A scenario from its text, and its timeline at the start. */
export async function scenarioOf(text: string, path = 'test.yaml') {
  const { scenario, diagnostics } = await readScenario({ path, text });
  if (scenario === undefined) throw new Error(diagnostics.map((each) => each.message).join('\n'));
  return { scenario, timeline: timelineOf(scenario) };
}

/** A desk with a scenario on it. */
export async function opened(text: string = waiting, width = 100, height = 30): Promise<Desk> {
  const at = desk(width, height);
  at.send({ kind: 'opened', name: 'test', path: 'test.yaml', ...(await scenarioOf(text)) });
  at.effects = [];
  return at;
}
