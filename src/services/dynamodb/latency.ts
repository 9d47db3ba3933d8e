import type { RandomStream } from '../../core/random.ts';
import type { Simulation } from '../../core/simulation.ts';
import type { Milliseconds } from '../../core/time.ts';
import type { TableDefinition } from './definition.ts';

/** One request in so many takes long. */
const TAIL_SHARE = 0.01;
const TAIL: Milliseconds = 8;
const SPREAD: Milliseconds = 3;
const BASE: Readonly<Record<'read' | 'write' | 'transaction', Milliseconds>> = { read: 1.5, write: 3, transaction: 8 };

/** The luck of a table's requests; ask once for many. */
export function latencyStream(simulation: Simulation, table: TableDefinition): RandomStream {
  return simulation.random(`${table.address}/latency`);
}

/**
 * How long a request takes at the service.
 *
 * @modelChoice AWS promises single-digit milliseconds and no more; writes wait for a second replica and are slower.
 */
export function requestLatency(stream: RandomStream, kind: 'read' | 'write' | 'transaction'): Milliseconds {
  const luck = stream.fraction();
  return BASE[kind] + SPREAD * luck + (luck > 1 - TAIL_SHARE ? TAIL : 0);
}
