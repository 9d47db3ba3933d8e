import type { Definition } from '../../src/core/definition.ts';
import { Directory } from '../../src/core/directory.ts';
import { done, type RunningService, type RunningVerb } from '../../src/core/service.ts';
import { firstWorld, type Simulation } from '../../src/core/simulation.ts';
import type { RunningStep } from '../../src/core/step.ts';
import type { World } from '../../src/core/world.ts';

declare module '../../src/core/world.ts' {
  interface Runtimes {
    ticker: TickerRuntime;
  }
}

interface TickerRuntime {
  readonly ticks: number;
  readonly drawn: readonly number[];
}

const METRIC = { namespace: 'Test', name: 'Ticks', dimensions: {}, unit: 'Count' };

/** A service that ticks at random moments, counts in a draft, draws and measures: all that time can go through. */
const ticker: RunningService = {
  name: 'ticker',
  reasons: {},
  start: (): TickerRuntime => ({ ticks: 0, drawn: [] }),
  begin: (simulation) => simulation.schedule(simulation.now + 100, 'ticker', 'tick'),
  draft: {
    open: (runtime: TickerRuntime) => ({ ticks: runtime.ticks, drawn: [...runtime.drawn] }),
    close: (draft: TickerRuntime) => draft,
  },
  events: {
    tick: (simulation) => {
      const draft = simulation.draft<{ ticks: number; drawn: number[] }>('ticker');
      const drawn = simulation.random('ticker').between(1, 500);
      draft.ticks += 1;
      draft.drawn.push(drawn);
      simulation.metric(METRIC, drawn);
      simulation.schedule(simulation.now + drawn, 'ticker', 'tick');
      if (drawn % 3 === 0) simulation.schedule(simulation.now, 'ticker', 'echo', drawn);
    },
    echo: (simulation, event) => simulation.draft<{ drawn: number[] }>('ticker').drawn.push(-(event.payload as number)),
  },
};

/** A world in which only the ticker runs. */
export function tickingWorld(seed = 1): World {
  const definition: Definition = {
    seed,
    start: 0,
    accounts: new Map(),
    top: {},
    model: {},
    directory: new Directory(),
  };
  return firstWorld(definition, new Map([['ticker', ticker]]));
}

/** A step that does something to a simulation. */
export function stepOf(name: string, perform: (simulation: Simulation) => void): RunningStep {
  const verb: RunningVerb<unknown> = {
    name,
    title: () => name,
    perform: (simulation) => {
      perform(simulation);
      return done({ now: simulation.now });
    },
  };
  return { verb, input: undefined, info: { place: { source: { path: 'test', text: '' }, offset: 0 } } };
}

/** A step that lets time pass. */
export function waitFor(milliseconds: number): RunningStep {
  return stepOf('wait', (simulation) => simulation.advanceBy(milliseconds));
}
