import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Effect, QuitCode, TypedLine } from '../app/update.ts';
import { playTo, worldAfter } from '../core/timeline.ts';
import { writeProblem } from '../scenario/files.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Diagnostic } from '../schema/diagnostic.ts';
import type { Dashboard } from '../view/dashboard.ts';
import { dashboardSlots } from '../view/dashboards/index.ts';
import { rememberFile } from './recent.ts';
import type { Source, Sources } from './sources.ts';
import type { Store } from './store.ts';
import { watchFile } from './watch.ts';

/** What the shell around the state gives to effects. */
export interface Shell {
  readonly sources: Sources;
  /** Dashboards that have been loaded; the view reads the same map. */
  readonly dashboards: Map<string, Dashboard>;
  /** Writes control codes that are not part of the picture. */
  write(codes: string): void;
  quit(code: QuitCode): void;
  suspend(): void;
}

export interface Effects {
  run(effect: Effect, store: Store): void;
  /** Opens what the app was begun with; returns what is wrong with it where it cannot be read. */
  begin(store: Store, source: Source): Promise<readonly Diagnostic[] | undefined>;
  stop(): void;
}

/** Does what the reducer asks for, one thing after the other, and reports back by messages. */
export function createEffects(shell: Shell): Effects {
  let queue: Promise<void> = Promise.resolve();
  let current: Source | undefined;
  let unwatch = () => {};

  /** Loads and shows a scenario, and watches its file; returns what is wrong with it where it cannot be read. */
  const begin: Effects['begin'] = async (store, source) => {
    const { scenario, diagnostics } = await source.load();
    if (scenario === undefined) return diagnostics;
    unwatch();
    unwatch = source.path === undefined ? () => {} : watchFile(source.path, () => run({ kind: 'reload' }, store));
    current = source;
    // With its dashboard there from the start, nothing appears bit by bit.
    const slot = dashboardSlots.find(({ services }) => services.some((name) => scenario.services.has(name)));
    if (slot !== undefined) await load(slot.key, store);
    store.dispatch({ kind: 'opened', name: shortName(source.name), path: source.path, ...(await begun(scenario)) });
    const [warning, ...more] = diagnostics;
    if (warning !== undefined) {
      const text = `${warning.message}${more.length === 0 ? '' : ` (and ${more.length} more warnings)`}`;
      store.dispatch({ kind: 'notice', notice: { severity: 'warning', text } });
    }
    const bundled = shell.sources.bundled().some(({ path }) => path === source.path);
    if (source.path !== undefined && !bundled) void rememberFile({ path: resolve(source.path), title: scenario.title });
    return undefined;
  };

  const open = async (target: string, store: Store) => {
    const [source, several] = shell.sources.find(target);
    if (source === undefined || several !== undefined) {
      const text =
        source === undefined ? `${target} holds no scenario` : `${target} holds several scenarios; open one of them`;
      return store.dispatch({ kind: 'notice', notice: { severity: 'error', text } });
    }
    const diagnostics = await begin(store, source);
    if (diagnostics !== undefined) store.dispatch({ kind: 'broken', diagnostics });
  };

  const reload = async (store: Store) => {
    if (current === undefined) return;
    const { scenario, diagnostics } = await current.load();
    if (scenario === undefined) store.dispatch({ kind: 'broken', diagnostics });
    else store.dispatch({ kind: 'reloaded', ...(await begun(scenario)) });
  };

  const load = async (tab: string, store: Store) => {
    if (shell.dashboards.has(tab)) return;
    const dashboard = await dashboardSlots.find((slot) => slot.key === tab)?.load?.();
    if (dashboard === undefined) return;
    shell.dashboards.set(tab, dashboard);
    store.dispatch({ kind: 'ready', tab });
  };

  const perform = async (effect: Effect, store: Store): Promise<void> => {
    switch (effect.kind) {
      case 'open':
        return open(effect.target, store);
      case 'reload':
        return reload(store);
      case 'type':
        return typed(effect.typed, store);
      case 'load':
        return load(effect.tab, store);
      case 'save':
        return save(effect.path, store);
      case 'copy':
        return copy(effect.text, shell, store);
      case 'quit':
        return shell.quit(effect.code);
      case 'suspend':
        return shell.suspend();
    }
  };

  function run(effect: Effect, store: Store): void {
    // Leaving does not wait for what is being loaded.
    if (effect.kind === 'quit' || effect.kind === 'suspend' || effect.kind === 'copy') void perform(effect, store);
    else queue = queue.then(() => perform(effect, store));
  }

  return { run, begin, stop: () => unwatch() };
}

/** A scenario and its timeline at the start. The reader of scenarios is loaded with the first one that is opened. */
async function begun(scenario: Scenario) {
  const { timelineOf } = await import('../scenario/scenario.ts');
  return { scenario, timeline: timelineOf(scenario) };
}

/** The file's name without folder and ending. */
function shortName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1).replace(/\.ya?ml$/i, '');
}

async function typed(line: TypedLine, store: Store): Promise<void> {
  const { session } = store.get();
  if (session === undefined) return;
  const at = Math.min(line.at, session.timeline.steps.length);
  const { readTypedStep } = await import('../scenario/scenario.ts');
  const result = await readTypedStep(
    session.scenario,
    worldAfter(playTo(session.timeline, Math.max(at, session.at)), at),
    line.text,
  );
  store.dispatch({ kind: 'typed', typed: line, result });
}

async function save(path: string, store: Store): Promise<void> {
  const { session } = store.get();
  if (session === undefined) return;
  const { scenarioText } = await import('../scenario/save.ts');
  try {
    writeFileSync(path, scenarioText(session.scenario, session.added), { flag: 'wx' });
    store.dispatch({ kind: 'notice', notice: { severity: 'info', text: `saved as ${path}` } });
  } catch (error) {
    store.dispatch({ kind: 'notice', notice: { severity: 'error', text: writeProblem(error, path) } });
  }
}

/** OSC 52: the terminal puts the text into the clipboard, also at the other end of an SSH connection. */
function copy(text: string, shell: Shell, store: Store): void {
  shell.write(`\x1b]52;c;${Buffer.from(text, 'utf8').toString('base64')}\x07`);
  store.dispatch({ kind: 'notice', notice: { severity: 'info', text: `copied: ${text}` } });
}
