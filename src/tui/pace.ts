import type { Store } from './store.ts';

/** Twelve pictures a second are enough for a simulator. */
const tickTime = 80;

/** Ticks the store while simulated time plays; at rest no timer runs. Returns how to stop. */
export function paced(store: Store): () => void {
  let timer: NodeJS.Timeout | undefined;
  let last = 0;
  const beat = () => {
    const now = performance.now();
    store.dispatch({ kind: 'tick', elapsed: now - last });
    last = now;
  };
  const follow = () => {
    const running = store.get().play?.running === true;
    if (running && timer === undefined) {
      last = performance.now();
      timer = setInterval(beat, tickTime);
    } else if (!running && timer !== undefined) {
      clearInterval(timer);
      timer = undefined;
    }
  };
  const unsubscribe = store.subscribe(follow);
  return () => {
    unsubscribe();
    clearInterval(timer);
  };
}
