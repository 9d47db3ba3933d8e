import type { Definition } from '../../../core/definition.ts';
import type { Simulation } from '../../../core/simulation.ts';
import type { Instant } from '../../../core/time.ts';
import type { World } from '../../../core/world.ts';
import type { PublicAccessBlock } from '../block/block-public-access.ts';
import type { AccessPoint, Bucket } from '../bucket.ts';

/** The running state of S3: what the file says, as API calls have changed it since. */
export interface S3Runtime {
  /** Bucket names are unique over all accounts. */
  readonly buckets: ReadonlyMap<string, Bucket>;
  /** By ARN. */
  readonly accessPoints: ReadonlyMap<string, AccessPoint>;
  /** Block Public Access of each account that has it, by the account's id. */
  readonly blocks: ReadonlyMap<string, PublicAccessBlock>;
}

declare module '../../../core/world.ts' {
  interface Runtimes {
    s3: S3Runtime;
  }
}

/** What questions about S3 are asked of: a world, or a simulation in the middle of a step. */
export interface S3View extends S3Runtime {
  readonly definition: Definition;
  readonly now: Instant;
}

const NOTHING: S3Runtime = { buckets: new Map(), accessPoints: new Map(), blocks: new Map() };

/** The view of a world in which S3 may not have been loaded. */
export function viewOf({ definition, now, runtimes }: Pick<World, 'definition' | 'now' | 'runtimes'>): S3View {
  return { definition, now, ...(runtimes.s3 ?? NOTHING) };
}

export function viewDuring(simulation: Simulation): S3View {
  return { definition: simulation.definition, now: simulation.now, ...simulation.runtime('s3') };
}
