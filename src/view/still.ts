import { reduce } from '../app/reduce.ts';
import { firstState, type State } from '../app/state.ts';
import { select } from '../app/stepping.ts';
import type { Message } from '../app/update.ts';
import { fork, type Timeline } from '../core/timeline.ts';
import { type Scenario, timelineOf } from '../scenario/scenario.ts';
import type { Dashboard } from './dashboard.ts';
import { dashboardSlots } from './dashboards/index.ts';
import type { Size } from './layout.ts';
import { createView, type Screen, type View } from './screen.ts';

/** The app's screen without a terminal: for pictures, golden screens and documentation. */
export interface Still {
  readonly view: View;
  /** A scenario opened, its text about itself put away, with so many steps done; taken from `played` where it is given. */
  open(scenario: Scenario, name: string, at: number, played?: Timeline): State;
  take(state: State, message: Message): State;
  /** The state after keys, given by their names. */
  press(state: State, ...keys: readonly string[]): State;
  draw(state: State): Screen;
}

/** Stills of a size. All dashboards are loaded first, since a picture does not wait. */
export async function stills(size: Size): Promise<Still> {
  const dashboards = new Map<string, Dashboard>();
  for (const { key, load } of dashboardSlots) {
    const dashboard = await load?.();
    if (dashboard !== undefined) dashboards.set(key, dashboard);
  }
  const view = createView(dashboards);
  const take = (state: State, message: Message) => reduce(state, message, view.surface).state;
  return {
    view,
    open: (scenario, name, at, played) => {
      // Opening selects the first step: what has been played is not played again for that.
      const known = Math.max(at, 1);
      const timeline = played === undefined ? timelineOf(scenario) : fork(played, known, scenario.steps.slice(known));
      const opened = take(firstState(size), { kind: 'opened', name, scenario, timeline });
      return select({ ...opened, about: false }, at);
    },
    take,
    press: (state, ...keys) => keys.reduce((now, name) => take(now, { kind: 'key', key: { name } }), state),
    draw: (state) => view.draw(state),
  };
}
