import type { QueuedEvent } from '../../../core/events.ts';
import type { MetricId } from '../../../core/metrics.ts';
import type { Simulation } from '../../../core/simulation.ts';
import { arrivalAt, usersBefore } from '../../kinesis/index.ts';
import { duplicatesIn, firstWaiting, type Ledger } from '../ledger.ts';
import { positionOf } from '../positions.ts';
import { placeIn, type Source, sourcesOf } from './places.ts';
import { type Run, runOf } from './run.ts';

/** How often what nobody inside can see is written down, for charts. */
export const LOOK_MS = 5000;
/** With more shards it looks less often. */
const LEDGERS_A_LOOK = 1000;

/** What an onlooker sees of an application over time: how far it is behind, and how much it repeats. */
interface Onlooks {
  readonly lag: MetricId;
  readonly delivered: MetricId;
  readonly duplicates: MetricId;
}

const known = new Map<string, Onlooks>();

/** The metrics of an application's onlooker, by the application's address. No AWS service publishes them. */
export function onlooksOf(application: string): Onlooks {
  let onlooks = known.get(application);
  if (onlooks === undefined) {
    const dimensions = { Application: application };
    const id = (name: string, unit = 'Count'): MetricId => ({ namespace: 'Hakoniwa', name, dimensions, unit });
    onlooks = { lag: id('Lag', 'Milliseconds'), delivered: id('Delivered'), duplicates: id('Duplicates') };
    known.set(application, onlooks);
  }
  return onlooks;
}

export function startLooking(simulation: Simulation, application: string, every = LOOK_MS): void {
  simulation.schedule(simulation.now + every, 'kcl', 'look', { app: application });
}

/** The lag of the shard that is furthest behind; deliveries so far, and how many of them were repetitions. */
export function look(simulation: Simulation, event: QueuedEvent): void {
  const { app: address } = event.payload as { readonly app: string };
  const run = runOf(simulation, address);
  if (run === undefined) return;
  startLooking(simulation, address, LOOK_MS * Math.max(1, Math.ceil(run.app.ledgers.size / LEDGERS_A_LOOK)));
  let lag = 0;
  let deliveries = 0;
  let duplicates = 0;
  const sources = sourcesOf(run);
  for (const [leaseKey, ledger] of run.app.ledgers) {
    deliveries += ledger.deliveries;
    duplicates += duplicatesIn(ledger);
    lag = Math.max(lag, lagOf(run, sources, leaseKey, ledger));
  }
  const onlooks = onlooksOf(address);
  simulation.metric(onlooks.lag, lag);
  simulation.metric(onlooks.delivered, deliveries);
  simulation.metric(onlooks.duplicates, duplicates);
}

function lagOf(run: Run, sources: readonly Source[], leaseKey: string, ledger: Ledger): number {
  const log = placeIn(sources, leaseKey)?.shard.log;
  if (log === undefined || log.length === 0) return 0;
  const next = firstWaiting(ledger);
  if (next >= usersBefore(log, log.length)) return 0;
  return Math.max(0, run.now - arrivalAt(log, positionOf(log, next).position));
}
