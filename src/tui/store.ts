import { reduce } from '../app/reduce.ts';
import type { State } from '../app/state.ts';
import type { Effect, Message, Surface } from '../app/update.ts';

/** The interface's state, outside React: drawing can stop and begin anew without losing anything. */
export interface Store {
  get(): State;
  dispatch(message: Message): void;
  /** Calls back once after any number of messages of one turn; returns how to stop. */
  subscribe(listener: () => void): () => void;
}

/** A store; `run` does what the reducer asks for. */
export function createStore(first: State, surface: Surface, run: (effect: Effect, store: Store) => void): Store {
  let state = first;
  let scheduled = false;
  const listeners = new Set<() => void>();
  const notify = () => {
    scheduled = false;
    for (const listener of listeners) listener();
  };
  const store: Store = {
    get: () => state,
    dispatch: (message) => {
      const update = reduce(state, message, surface);
      if (update.state !== state) {
        state = update.state;
        if (!scheduled) queueMicrotask(notify);
        scheduled = true;
      }
      for (const effect of update.effects) run(effect, store);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return store;
}
