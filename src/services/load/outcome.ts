import type { Facts, Outcome } from '../../core/result.ts';
import { formatClock, type Instant } from '../../core/time.ts';
import type { LoadProblem } from './contract.ts';
import { percentile } from './histogram.ts';
import { type LoadDefinition, type LoadState, type Sample, sentOf } from './load.ts';
import type { LoadEntry } from './reasons.ts';

/** The result of a load that has ended: its counts, its percentiles, and an explained request of every kind. */
export function loadOutcome(state: LoadState, scenarioStart: Instant, serviceFacts: Facts): Outcome {
  const { tally, definition } = state;
  const at = addressOf(definition.id);
  return {
    outcome: 'done',
    at,
    facts: {
      sent: sentOf(tally),
      succeeded: tally.succeeded,
      throttled: tally.throttled,
      failed: tally.failed,
      reasons: Object.fromEntries(tally.reasons),
      latency: {
        p50: rounded(percentile(tally.latency, 0.5)),
        p90: rounded(percentile(tally.latency, 0.9)),
        p99: rounded(percentile(tally.latency, 0.99)),
        max: rounded(tally.latency.total === 0 ? undefined : tally.latency.max),
      },
      ...serviceFacts,
    },
    trace: tally.samples.map((sample) => sampleEntry(sample, definition, scenarioStart)),
  };
}

/** The result of a load that has only begun. */
export function startedOutcome({ id, action, place }: LoadDefinition): Outcome {
  const at = addressOf(id);
  const entry: LoadEntry = {
    service: 'load',
    reason: 'load-started',
    at,
    verdict: 'note',
    looked: { id, action },
    place,
  };
  return { outcome: 'done', reason: entry.reason, at, facts: { started: true }, trace: [entry] };
}

/** The result of a load that cannot run. */
export function refusedOutcome({ id, place }: Pick<LoadDefinition, 'id' | 'place'>, { problem }: LoadProblem): Outcome {
  const at = addressOf(id);
  const looked = { id, problem };
  const entry: LoadEntry = { service: 'load', reason: 'load-refused', at, verdict: 'block', looked, place };
  return { outcome: 'error', reason: entry.reason, at, facts: { problem }, trace: [entry] };
}

/** The address results give a load. */
export function addressOf(id: string): string {
  return `load/${id}`;
}

function sampleEntry(sample: Sample, definition: LoadDefinition, scenarioStart: Instant): LoadEntry {
  const { index, at, title, outcome, reason = '', trace } = sample;
  return {
    service: 'load',
    reason: 'load-request',
    at: addressOf(definition.id),
    verdict: outcome === 'succeeded' ? 'pass' : 'block',
    looked: { number: index + 1, clock: formatClock(at - scenarioStart), title, outcome, reason },
    place: definition.place,
    children: trace,
  };
}

/** Milliseconds to two places, or nothing. */
function rounded(value: number | undefined): number | null {
  return value === undefined ? null : Math.round(value * 100) / 100;
}
