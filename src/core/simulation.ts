import type { Definition } from './definition.ts';
import { EventQueue, type QueuedEvent } from './events.ts';
import { Happenings } from './happenings.ts';
import { invariant } from './invariant.ts';
import { type MetricId, type MetricStore, MetricWriter } from './metrics.ts';
import { type RandomStream, randomStream } from './random.ts';
import type { SavedValue } from './result.ts';
import type { RunningService } from './service.ts';
import type { Instant, Milliseconds } from './time.ts';
import type { TraceEntry } from './trace.ts';
import type { Fault, Runtimes, World } from './world.ts';

/** No step may make more events than this; a scenario that would is stopped with an explanation, not left hanging. */
export const EVENTS_PER_STEP_MOST = 20_000_000;

/**
 * A world while one step runs on it: the only place where anything changes. It starts from a world, is mutated by the
 * step and the events that fall due, and ends in a new world; the one it started from stays as it was.
 */
export class Simulation {
  readonly services: ReadonlyMap<string, RunningService>;
  #definition: Definition;
  #now: Instant;
  #queue: EventQueue;
  #runtimes: Partial<Runtimes>;
  #drafts = new Map<string, unknown>();
  #random: Map<string, RandomStream> = new Map();
  #metrics: MetricWriter;
  #saved: Map<string, SavedValue>;
  #faults: Map<string, Fault>;
  readonly #happenings = new Happenings();
  #eventsHandled = 0;
  readonly #before: World;

  constructor(world: World) {
    this.#before = world;
    this.services = world.services;
    this.#definition = world.definition;
    this.#now = world.now;
    this.#queue = new EventQueue(world.queue, world.nextSequence);
    this.#runtimes = { ...world.runtimes };
    this.#metrics = new MetricWriter(world.metrics);
    this.#saved = new Map(world.saved);
    this.#faults = new Map(world.faults);
  }

  get definition(): Definition {
    return this.#definition;
  }

  /** The simulated clock. */
  get now(): Instant {
    return this.#now;
  }

  /** The world the step began from. */
  get before(): World {
    return this.#before;
  }

  get metrics(): MetricStore {
    return this.#metrics.store;
  }

  get faults(): ReadonlyMap<string, Fault> {
    return this.#faults;
  }

  get saved(): ReadonlyMap<string, SavedValue> {
    return this.#saved;
  }

  /** What happened by itself during the step, so far. */
  get happenings(): Happenings {
    return this.#happenings;
  }

  get eventsHandled(): number {
    return this.#eventsHandled;
  }

  /** The running state of a service. Use `draft` for one that declares a draft. */
  runtime<Name extends keyof Runtimes & string>(service: Name): Runtimes[Name] {
    const runtime = this.#runtimes[service];
    invariant(runtime !== undefined, `service ${service} has running state`);
    return runtime as Runtimes[Name];
  }

  /** Replaces the running state of a service. */
  setRuntime<Name extends keyof Runtimes & string>(service: Name, runtime: Runtimes[Name]): void {
    this.#runtimes = { ...this.#runtimes, [service]: runtime };
  }

  /** The working copy of a service's state, opened once per step and closed by the end of it. */
  draft<Draft>(service: string): Draft {
    let draft = this.#drafts.get(service);
    if (draft === undefined) {
      const opener = this.services.get(service)?.draft;
      invariant(opener !== undefined, `service ${service} declares a draft`);
      draft = opener.open(this.#runtimes[service as keyof Runtimes] as never);
      this.#drafts.set(service, draft);
    }
    return draft as Draft;
  }

  /** Lets something happen at `at` (not before now). */
  schedule(at: Instant, service: string, kind: string, payload: unknown = undefined): void {
    invariant(at >= this.#now, `event ${service}/${kind} lies in the past`);
    this.#queue.push({ at, service, kind, payload });
  }

  /** The stream of random draws of one entity (use its full address). */
  random(entity: string): RandomStream {
    let stream = this.#random.get(entity);
    if (stream === undefined) {
      stream = randomStream(this.#definition.seed, entity, this.#before.random.get(entity));
      this.#random.set(entity, stream);
    }
    return stream;
  }

  /** Pushes observations into the metrics bus, now unless `at` says otherwise. */
  metric(id: MetricId, value: number, count = 1, at: Instant = this.#now): void {
    this.#metrics.add(id, value, at, count);
  }

  /** Notes that something happened by itself, now unless `time` says otherwise: whoever lets time pass is told. */
  happened(entry: TraceEntry, time: Instant = this.#now): void {
    this.#happenings.add(entry, time);
  }

  save(name: string, value: SavedValue): void {
    this.#saved.set(name, value);
  }

  /** Puts a fault into the world, or takes it away with `undefined`. */
  setFault(what: string, fault: Fault | undefined): void {
    if (fault === undefined) this.#faults.delete(what);
    else this.#faults.set(what, fault);
  }

  /** Puts a changed definition in place and lets every service fit its running state to it. */
  change(definition: Definition): void {
    const before = this.#definition;
    this.#closeDrafts();
    this.#definition = definition;
    for (const service of this.services.values()) service.reconcile?.(this, before);
  }

  /** Lets simulated time pass until `until`, handling every event that falls due on the way. */
  advanceTo(until: Instant): void {
    invariant(until >= this.#now, 'time never goes backwards');
    for (;;) {
      const event = this.#queue.popUntil(until);
      if (event === undefined) break;
      this.#now = event.at;
      this.#handle(event);
    }
    this.#now = until;
  }

  advanceBy(duration: Milliseconds): void {
    this.advanceTo(this.#now + duration);
  }

  /** The moment of the next event, where one is queued. */
  nextEventAt(): Instant | undefined {
    return this.#queue.nextAt();
  }

  /** The world as it is now. The simulation must not be used afterwards. */
  finish(): World {
    this.#closeDrafts();
    const random = new Map(this.#before.random);
    for (const [entity, stream] of this.#random) random.set(entity, stream.state());
    return {
      definition: this.#definition,
      services: this.services,
      now: this.#now,
      runtimes: this.#runtimes,
      queue: this.#queue.events(),
      nextSequence: this.#queue.nextSequence,
      random,
      metrics: this.#metrics.finish(),
      saved: this.#saved,
      faults: this.#faults,
    };
  }

  #handle(event: QueuedEvent): void {
    this.#eventsHandled += 1;
    if (this.#eventsHandled > EVENTS_PER_STEP_MOST) throw new RunawayStep(event.service);
    if (event.service === 'core') {
      this.#endFault(event.payload as Fault);
      return;
    }
    const handler = this.services.get(event.service)?.events?.[event.kind];
    invariant(handler !== undefined, `event ${event.service}/${event.kind} has a handler`);
    handler(this, event);
  }

  #endFault(fault: Fault): void {
    // A later step may have ended or replaced the fault; only the one that was scheduled ends here.
    if (this.#faults.get(fault.what) !== fault) return;
    this.#faults.delete(fault.what);
    const kind = this.#definition.directory.at(fault.what);
    if (kind !== undefined) this.services.get(kind.service)?.faults?.[kind.kind]?.end?.(this, fault);
  }

  #closeDrafts(): void {
    for (const [service, draft] of this.#drafts) {
      const closer = this.services.get(service)?.draft;
      this.#runtimes = { ...this.#runtimes, [service]: closer?.close(draft as never) };
    }
    this.#drafts.clear();
  }
}

/** A step asked for more events than any real scenario needs. */
export class RunawayStep extends Error {
  constructor(service: string) {
    super(`more than ${EVENTS_PER_STEP_MOST} events in one step (the last one of ${service})`);
  }
}

/** The first world of a definition: every service at its start, the clock at the scenario's start. */
export function firstWorld(definition: Definition, services: ReadonlyMap<string, RunningService>): World {
  const runtimes: Record<string, unknown> = {};
  for (const service of services.values()) runtimes[service.name] = service.start(definition);
  const empty: World = {
    definition,
    services,
    now: definition.start,
    runtimes: runtimes as Partial<Runtimes>,
    queue: [],
    nextSequence: 0,
    random: new Map(),
    metrics: new Map(),
    saved: new Map(),
    faults: new Map(),
  };
  const simulation = new Simulation(empty);
  for (const service of services.values()) service.begin?.(simulation);
  return simulation.finish();
}
