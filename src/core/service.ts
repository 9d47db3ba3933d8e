import type { Definition } from './definition.ts';
import type { Entry } from './directory.ts';
import type { QueuedEvent } from './events.ts';
import type { Facts, Json, Outcome } from './result.ts';
import type { Simulation } from './simulation.ts';
import type { Place } from './source.ts';
import type { ReasonText, TraceEntry } from './trace.ts';
import type { Fault, World } from './world.ts';

/** What the core needs of a service to run it. `services/service.ts` adds the part that reads scenarios. */
export interface RunningService {
  /** The folder's name and the key in the scenario (`ec2`). */
  readonly name: string;
  /** Its first running state. Runs after the definition is complete; schedules nothing (see `begin`). */
  start(definition: Definition): unknown;
  /** Schedules the first events and pushes the first metrics, at the scenario's start. */
  begin?(simulation: Simulation): void;
  /** Makes running state fit a changed definition; what is still valid stays. */
  reconcile?(simulation: Simulation, before: Definition): void;
  /**
   * What happened in it between two worlds, as far as its handlers have not noted it while it happened (a session
   * reached its end, which is no event). Each entry has its moment.
   */
  happened?(before: World, after: World): readonly TraceEntry[];
  /** Handlers of its queued events, by kind. */
  readonly events?: Readonly<Record<string, (simulation: Simulation, event: QueuedEvent) => void>>;
  /**
   * Working copy for hot loops: `open` makes a draft that a step may mutate, `close` makes it running state again.
   * Opening and closing must not change anything by themselves, so that time may be cut anywhere.
   */
  readonly draft?: { open(runtime: never): unknown; close(draft: never): unknown };
  /** Faults its things can have, by the kind of thing. */
  readonly faults?: Readonly<Record<string, FaultKind>>;
  /** Sentences of all its reason codes. */
  readonly reasons: Readonly<Record<string, ReasonText<never>>>;
  /** Answers of `show:`; `undefined` when the query is not for this service. */
  show?(simulation: Simulation, query: ShowQuery): Outcome | ShowProblem | undefined;
}

/** The faults that one kind of thing can have. */
export interface FaultKind {
  /** The allowed values of `how`; the first is the default. */
  readonly how: readonly [string, ...string[]];
  /** Called once the fault stands in the world; returns facts for the result. */
  begin?(simulation: Simulation, fault: Fault): Facts | undefined;
  /** Called once it is gone. */
  end?(simulation: Simulation, fault: Fault): Facts | undefined;
}

/** A `show:` step taken apart. */
export interface ShowQuery {
  /** All of it, as written. */
  readonly text: string;
  /** The words of it (`who-can`, `s3:GetObject`, `reports/*`). */
  readonly words: readonly string[];
  /** What the first word points at, where it is an address: the thing and what follows it. */
  readonly entry?: Entry | undefined;
  readonly part?: string | undefined;
  readonly place: Place;
}

/** Why a `show:` cannot be answered; becomes a step error with its place. */
export interface ShowProblem {
  readonly problem: string;
  readonly known?: readonly string[];
}

/** What a verb can use about the step it performs. */
export interface StepInfo {
  readonly place: Place;
  readonly id?: string | undefined;
}

/** A verb of the step language, ready to run. */
export interface RunningVerb<Input> {
  readonly name: string;
  /** One line for the step list (`laptop → web-1 tcp/443`). */
  title(input: Input): string;
  perform(simulation: Simulation, input: Input, step: StepInfo): Outcome;
  /** The `aws` command that does the same, where there is one. */
  awsCommand?(world: World, input: Input): string | undefined;
}

/** The result of a step that only shows or does something. */
export function done(facts: Facts = {}, rest: Partial<Outcome> = {}): Outcome {
  return { outcome: 'done', facts, trace: [], ...rest };
}

/** The outcome of a `show` whose answer is `value`. */
export function shown(value: Json, rest: Partial<Outcome> = {}): Outcome {
  return done({ value }, rest);
}
