import { done } from '../../core/service.ts';
import { formatDuration, formatInstant, type Instant, type Milliseconds } from '../../core/time.ts';
import { either, object, refine, required } from '../../schema/collections.ts';
import { duration, instant } from '../../schema/scalars.ts';
import { defineVerb } from '../../services/service.ts';

type Wait = { readonly for: Milliseconds } | { readonly until: Instant };

/** A century: no lesson needs more, and the clock stays a plain number. */
const LONGEST: Milliseconds = 100 * 365 * 86_400_000;

const line = refine(duration({ max: LONGEST }), (length): Wait => ({ for: length }));
const long = refine(object({ until: required(instant) }), ({ until }): Wait => ({ until }));

/** `wait: 61m` or `wait: { until: … }`: simulated time passes. */
export const wait = defineVerb({
  name: 'wait',
  meaning: 'simulated time passes: leases expire, environments go cold, alarms evaluate, sessions end',
  fields: { wait: required(either(line, long)) },
  input: (read) => read.wait,
  title: (input) => ('for' in input ? `wait ${formatDuration(input.for)}` : `wait until ${formatInstant(input.until)}`),
  perform: (simulation, input) => {
    const before = simulation.now;
    const until = 'for' in input ? before + input.for : Math.max(before, Math.min(input.until, before + LONGEST));
    simulation.advanceTo(until);
    return done({ waited: until - before, events: simulation.eventsHandled });
  },
});
