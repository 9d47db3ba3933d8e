import type { Definition } from './definition.ts';
import type { QueuedEvent } from './events.ts';
import type { MetricStore } from './metrics.ts';
import type { RandomState } from './random.ts';
import type { SavedValue } from './result.ts';
import type { RunningService } from './service.ts';
import type { Instant } from './time.ts';

/** The running state of each service, merged by the services as in `AccountParts`. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by the services through declaration merging
export interface Runtimes {}

/** A fault that a `fail` step began and no `recover` has ended. */
export interface Fault {
  /** Full address of what is at fault. */
  readonly what: string;
  /** `crash`, `hang`, `slow`, `partition`, `unhealthy`, `down`: as the thing allows. */
  readonly how: string;
  readonly since: Instant;
  /** When it ends by itself. */
  readonly until?: Instant | undefined;
}

/**
 * Everything there is at one moment: what the file says and what is running. A world is never changed; a step makes
 * a new one that shares what it did not touch, so going back is looking at an earlier world.
 */
export interface World {
  readonly definition: Definition;
  /** The services this scenario uses, by name. */
  readonly services: ReadonlyMap<string, RunningService>;
  readonly now: Instant;
  readonly runtimes: Readonly<Partial<Runtimes>>;
  readonly queue: readonly QueuedEvent[];
  readonly nextSequence: number;
  readonly random: ReadonlyMap<string, RandomState>;
  readonly metrics: MetricStore;
  /** Sessions and values that steps saved, by name. */
  readonly saved: ReadonlyMap<string, SavedValue>;
  /** By the address of what is at fault. */
  readonly faults: ReadonlyMap<string, Fault>;
}
