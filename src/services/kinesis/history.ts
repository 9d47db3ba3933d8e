import type { Simulation } from '../../core/simulation.ts';
import type { Instant } from '../../core/time.ts';
import type { Fault } from '../../core/world.ts';
import { beginReshard } from './control.ts';
import { kinesisDraft } from './runtime.ts';
import type { Reshard } from './stream.ts';

/** A fault that began or ended, kept so that the same can happen again under another configuration. */
export interface FaultNote {
  readonly at: Instant;
  readonly fault: Fault;
  readonly begins: boolean;
}

/** Notes down a fault of a producer. */
export function noteFault(simulation: Simulation, fault: Fault, begins: boolean): undefined {
  const draft = kinesisDraft(simulation);
  draft.faults = [...draft.faults, { at: simulation.now, fault, begins }];
}

/** Reshards a stream as it was resharded before. */
export function reshardAgain(simulation: Simulation, address: string, reshard: Reshard): void {
  const stream = kinesisDraft(simulation).own(address);
  if (stream !== undefined) beginReshard(simulation, stream, address, reshard);
}
