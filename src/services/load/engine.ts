import type { Simulation } from '../../core/simulation.ts';
import type { Instant, Milliseconds } from '../../core/time.ts';
import type { Service } from '../service.ts';
import { authorizeLoad } from './authorize.ts';
import type { LoadOrder, LoadProblem, LoadRunner } from './contract.ts';
import { generatorOf } from './generator.ts';
import { EMPTY_TALLY, endOf, type LoadDefinition, type LoadState } from './load.ts';
import { requestsUntil } from './rate.ts';
import { TallyDraft } from './tally-draft.ts';

declare module '../../core/world.ts' {
  interface Runtimes {
    load: LoadRuntime;
  }
}

/** All loads that were ever started, by id. */
export interface LoadRuntime {
  readonly loads: ReadonlyMap<string, LoadState>;
}

/**
 * Requests are performed in slices of this length, those of all loads together in order of their arrival.
 *
 * @modelChoice Short beside a second, in which limits are counted, long beside the work of making an event.
 */
const SLICE: Milliseconds = 100;

/** A load while one step runs. */
interface OpenLoad {
  readonly definition: LoadDefinition;
  readonly startedAt: Instant;
  doneUntil: Instant;
  stopped: boolean;
  readonly tally: TallyDraft;
  readonly runner: LoadRunner;
}

/** The loads while one step runs: those it touches are open, the others stay what they were. */
export class LoadsDraft {
  readonly #states: Map<string, LoadState>;
  readonly #open = new Map<string, OpenLoad>();

  constructor(runtime: LoadRuntime) {
    this.#states = new Map(runtime.loads);
  }

  /** The loads as running state. */
  close(): LoadRuntime {
    for (const id of this.#open.keys()) this.#settle(id);
    return { loads: this.#states };
  }

  /** A load as it stands. */
  state(id: string): LoadState | undefined {
    this.#settle(id);
    return this.#states.get(id);
  }

  /** Whether any load still sends. */
  get anyRunning(): boolean {
    return this.#running().length > 0;
  }

  /** Begins a load now. */
  start(simulation: Simulation, definition: LoadDefinition): LoadProblem | undefined {
    const now = simulation.now;
    if (this.#states.get(definition.id)?.stopped === false)
      return { problem: `load ${definition.id} is already running` };
    const state: LoadState = { definition, startedAt: now, doneUntil: now, stopped: false, tally: EMPTY_TALLY };
    const open = openLoad(simulation, state);
    if ('problem' in open) return open;
    this.#open.set(definition.id, open);
    this.#states.set(definition.id, state);
    if (this.#running().length === 1) scheduleSlice(simulation);
    return undefined;
  }

  /** Ends a load now, once what arrived until now has been performed. */
  stop(simulation: Simulation, id: string): void {
    const load = this.#opened(simulation, id);
    if (load === undefined || load.stopped) return;
    performUntil([load], simulation.now);
    load.stopped = true;
  }

  /** Performs what has arrived by now and schedules the next slice. */
  slice(simulation: Simulation): void {
    const loads: OpenLoad[] = [];
    for (const { definition } of this.#running()) {
      const load = this.#opened(simulation, definition.id);
      if (load !== undefined) loads.push(load);
    }
    performUntil(loads, simulation.now);
    for (const load of loads) load.stopped = load.doneUntil >= endOf(load);
    if (this.anyRunning) scheduleSlice(simulation);
  }

  /** What the service adds to the facts of a load. */
  serviceFacts(simulation: Simulation, id: string): ReturnType<NonNullable<LoadRunner['facts']>> {
    return this.#opened(simulation, id)?.runner.facts?.() ?? {};
  }

  #running(): readonly { readonly definition: LoadDefinition }[] {
    return [...this.#states.values()].filter(
      (state) => !(this.#open.get(state.definition.id)?.stopped ?? state.stopped),
    );
  }

  #opened(simulation: Simulation, id: string): OpenLoad | undefined {
    const known = this.#open.get(id);
    const state = this.#states.get(id);
    if (known !== undefined || state === undefined) return known;
    const open = openLoad(simulation, state);
    // A change may have taken away what the load called; it then ends.
    if ('problem' in open) {
      this.#states.set(id, { ...state, stopped: true });
      return undefined;
    }
    this.#open.set(id, open);
    return open;
  }

  #settle(id: string): void {
    const open = this.#open.get(id);
    if (open === undefined) return;
    const { definition, startedAt, doneUntil, stopped } = open;
    this.#states.set(id, { definition, startedAt, doneUntil, stopped, tally: open.tally.finish() });
  }
}

/** Slices begin at multiples of their length, whatever moment a load starts at. */
function scheduleSlice(simulation: Simulation): void {
  const next = (Math.floor(simulation.now / SLICE) + 1) * SLICE;
  simulation.schedule(next, 'load', 'slice');
}

function openLoad(simulation: Simulation, state: LoadState): OpenLoad | LoadProblem {
  const { definition, startedAt, doneUntil, stopped } = state;
  const runner = runnerFor(simulation, definition);
  if ('problem' in runner) return runner;
  return { definition, startedAt, doneUntil, stopped, tally: new TallyDraft(state.tally), runner };
}

function runnerFor(simulation: Simulation, definition: LoadDefinition): LoadRunner | LoadProblem {
  const { id, action, parameters, items, place } = definition;
  const [service = '', name = ''] = action.split(':');
  const order: LoadOrder = {
    id,
    action,
    parameters,
    attributes: [...items.attributes.keys()],
    size: items.size,
    place,
    generator: (attribute, { numeric = false } = {}) => {
      const distribution = items.attributes.get(attribute) ?? { kind: 'constant', value: null };
      const stream = simulation.random(`load/${id}/${attribute}`);
      return generatorOf(distribution, { prefix: `${attribute}-`, numeric }, stream);
    },
  };
  const handling = (simulation.services.get(service) as Service | undefined)?.actions?.[name];
  if (handling?.load === undefined) return { problem: `${action} cannot be put under load` };
  const authorized = authorizeLoad(simulation, definition, handling);
  if ('refused' in authorized) return authorized.refused;
  return handling.load(simulation, { ...order, account: authorized.request.caller.account });
}

/** Performs the requests of some loads that have arrived by `until`, in order of arrival. */
function performUntil(loads: readonly OpenLoad[], until: Instant): void {
  const arrivals = loads.map((load) => arrivalsUntil(load, Math.min(until, endOf(load))));
  for (;;) {
    let first: Arrivals | undefined;
    for (const one of arrivals) if (one.left > 0 && (first === undefined || one.at < first.at)) first = one;
    if (first === undefined) break;
    performOne(first.load, Math.floor(first.at));
    first.left -= 1;
    first.at += first.gap;
  }
  for (const load of loads) load.doneUntil = Math.max(load.doneUntil, Math.min(until, endOf(load)));
}

interface Arrivals {
  readonly load: OpenLoad;
  left: number;
  at: Instant;
  readonly gap: Milliseconds;
}

/**
 * The requests of one stretch of time.
 *
 * @modelChoice They arrive evenly spaced, so that a limit is met by the rate alone and not by chance.
 */
function arrivalsUntil(load: OpenLoad, until: Instant): Arrivals {
  const { profile } = load.definition;
  const from = load.doneUntil;
  const before = Math.floor(requestsUntil(profile, from - load.startedAt));
  const left = until > from ? Math.floor(requestsUntil(profile, until - load.startedAt)) - before : 0;
  const gap = left > 0 ? (until - from) / left : 0;
  return { load, left, at: from + gap / 2, gap };
}

function performOne({ tally, runner }: OpenLoad, at: Instant): void {
  const index = tally.sent;
  if (tally.wantsSuccess) {
    const reply = runner.explain(index, at);
    tally.add(reply);
    if (reply.outcome === 'succeeded' || tally.wantsRefusal(reply)) tally.keep(index, at, reply);
    return;
  }
  const reply = runner.perform(index, at);
  tally.add(reply);
  if (tally.wantsRefusal(reply)) tally.keep(index, at, { ...reply, ...runner.explainRefusal() });
}
