import process from 'node:process';
import { render } from 'ink';
import { firstState } from '../app/state.ts';
import type { QuitCode } from '../app/update.ts';
import { formatClock } from '../core/time.ts';
import type { Diagnostic } from '../schema/diagnostic.ts';
import type { Dashboard } from '../view/dashboard.ts';
import { createView } from '../view/screen.ts';
import { App, type StaticTableComponent } from './app.tsx';
import { capabilitiesOf } from './capabilities.ts';
import { createEffects } from './effects.ts';
import { bundledEntries, galleryEntries } from './gallery.ts';
import { readKeys } from './input.ts';
import { paced } from './pace.ts';
import type { Source, Sources } from './sources.ts';
import { createStore, type Store } from './store.ts';
import { frameStream } from './stream.ts';
import { restoreOnEnd, suspension, terminalOf } from './terminal.ts';
import { createTokens } from './tokens.ts';

/** A window being dragged reports many sizes; the picture is drawn anew once it has rested this long. */
const resizeDelay = 50;

/** How the app ended: somebody left it, or what it was to open cannot be read. */
export type Ended = { readonly code: QuitCode } | { readonly broken: readonly Diagnostic[] };

/**
 * Runs the app in the terminal until it is left: on a scenario, or in the gallery. The first picture does not wait for
 * the scenario. The terminal is restored on every way out.
 */
export async function runApp(sources: Sources, source?: Source): Promise<Ended> {
  const { stdin, stdout } = process;
  const terminal = terminalOf(stdin, stdout);
  const dashboards = new Map<string, Dashboard>();
  const view = createView(dashboards);
  let finish: (how: Ended) => void = () => {};
  const ended = new Promise<Ended>((resolve) => {
    finish = resolve;
  });

  const effects = createEffects({
    sources,
    dashboards,
    write: (codes) => stdout.write(codes),
    quit: (code) => finish({ code }),
    suspend: () => pause.now(),
  });
  const store: Store = createStore(firstState(terminal.size), view.surface, effects.run);
  const tokens = createTokens();
  const stream = frameStream(
    (text) => stdout.write(text),
    terminal.size,
    () => view.draw(store.get()).caret,
    tokens,
  );
  const resized = () => {
    const { width, height } = store.get().size;
    if (terminal.size.width === width && terminal.size.height === height) return;
    stream.resize(terminal.size);
    store.dispatch({ kind: 'resize', ...terminal.size });
  };

  if (source === undefined) store.dispatch({ kind: 'gallery', entries: bundledEntries(sources) });
  else store.dispatch({ kind: 'opening', name: source.name });
  const leave = () => {
    stream.hold();
    terminal.leave();
  };
  const pause = suspension(leave, () => {
    terminal.enter();
    stream.repaint();
    resized();
  });
  terminal.enter();
  const stopRestoring = restoreOnEnd(terminal);
  const picture = mount();
  const stops = [
    readKeys(stdin, (key) => store.dispatch({ kind: 'key', key })),
    paced(store),
    onResize(resized),
    effects.stop,
    pause.stop,
  ];
  try {
    // Ends with an error of ours, or when somebody leaves.
    await Promise.race([ended, picture.waitUntilExit(), begin().then(() => ended)]);
  } finally {
    for (const stop of stops) stop();
    stream.close();
    picture.unmount();
    terminal.leave();
    stopRestoring();
  }
  // Where the terminal itself has gone, nobody has said so.
  finish({ code: 0 });
  stdout.write(summary(store));
  return ended;

  /** What the first picture did not wait for. */
  async function begin(): Promise<void> {
    await new Promise(setImmediate);
    const broken = source === undefined ? undefined : await effects.begin(store, source);
    if (broken !== undefined) finish({ broken });
    else store.dispatch({ kind: 'gallery', entries: await galleryEntries(sources) });
  }

  function mount() {
    const capabilities = capabilitiesOf(process.env, stdout.getColorDepth());
    let tables: StaticTableComponent | undefined;
    const stopLoading = store.subscribe(() => {
      if (view.draw(store.get()).statics.length === 0) return;
      stopLoading();
      void import('./table.tsx').then(({ StaticTable }) => {
        tables = StaticTable;
        store.dispatch({ kind: 'redraw' });
      });
    });
    return render(<App store={store} view={view} capabilities={capabilities} tables={() => tables} tokens={tokens} />, {
      stdout: stream.ink,
      stdin,
      debug: true,
      exitOnCtrlC: false,
      patchConsole: false,
    });
  }
}

/** Two lines on the ordinary screen: the alternate one is gone with everything that was on it. */
function summary(store: Store): string {
  const { session } = store.get();
  if (session === undefined) return '';
  const { timeline, at, name, path } = session;
  const result = timeline.results[at - 1];
  const reason = result?.reason === undefined ? '' : ` (${result.reason})`;
  const came = result === undefined ? 'at the start' : `${result.outcome}${reason}`;
  const clock = formatClock((timeline.worlds[at]?.now ?? 0) - (timeline.worlds[0]?.now ?? 0));
  const first = `${name}: step ${at} of ${timeline.steps.length}, ${came}, ${clock} after the start\n`;
  return path === undefined ? first : `${first}again: hakoniwa open ${path}\n`;
}

function onResize(resized: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(resized, resizeDelay);
  };
  process.stdout.on('resize', later);
  return () => {
    clearTimeout(timer);
    process.stdout.off('resize', later);
  };
}
