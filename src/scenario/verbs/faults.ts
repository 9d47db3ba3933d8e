import type { Definition } from '../../core/definition.ts';
import type { Entry } from '../../core/directory.ts';
import type { Outcome } from '../../core/result.ts';
import { done, type FaultKind } from '../../core/service.ts';
import type { Simulation } from '../../core/simulation.ts';
import type { Place } from '../../core/source.ts';
import { formatDuration, type Milliseconds } from '../../core/time.ts';
import type { Fault } from '../../core/world.ts';
import { either, object, optional, refine, required } from '../../schema/collections.ts';
import { didYouMean } from '../../schema/diagnostic.ts';
import type { Reader } from '../../schema/reader.ts';
import { duration, text } from '../../schema/scalars.ts';
import { defineVerb, type Service } from '../../services/service.ts';

interface Fail {
  readonly what: string;
  readonly how?: string | undefined;
  readonly for?: Milliseconds | undefined;
  readonly place: Place;
}

const address = text({ expected: 'the address of what fails', min: 1 });
const line = refine(address, (what, { source, offset }): Fail => ({ what, place: { source, offset } }));
const long = refine(
  object({ what: required(address), how: optional(text()), for: optional(duration({ min: 1 })) }),
  (read): Fail => read,
);

/** The verbs `fail` and `recover`, knowing which faults the loaded services' things can have. */
export function faultVerbs(services: ReadonlyMap<string, Service>) {
  const fail = defineVerb({
    name: 'fail',
    meaning: 'a fault begins: crash, hang, slow, partition, unhealthy, as the thing allows',
    fields: { fail: required(either(line, long)) },
    input: (read) => read.fail,
    title: ({ what, how, for: length }) =>
      `fail ${what}${how === undefined ? '' : ` (${how})`}${length === undefined ? '' : ` for ${formatDuration(length)}`}`,
    check: (input, definition, reader) => {
      const found = findTarget(input, definition, services, reader);
      if (found === undefined || input.how === undefined || found.kind.how.includes(input.how)) return;
      reader.error('wrong-value', `${found.entry.kind} cannot fail by ${input.how}`, input.place, {
        expected: `one of ${found.kind.how.join(', ')}`,
        suggestion: didYouMean(input.how, found.kind.how),
      });
    },
    perform: (simulation, input) => {
      const found = findTarget(input, simulation.definition, services);
      if (found === undefined) return gone(input.what);
      const { entry, kind } = found;
      const until = input.for === undefined ? undefined : simulation.now + input.for;
      const fault: Fault = { what: entry.address, how: input.how ?? kind.how[0], since: simulation.now, until };
      simulation.setFault(entry.address, fault);
      if (until !== undefined) simulation.schedule(until, 'core', 'end-fault', fault);
      const facts = kind.begin?.(simulation, fault);
      return done({ what: entry.address, how: fault.how, ...facts }, { at: entry.address });
    },
  });
  const recover = defineVerb({
    name: 'recover',
    meaning: 'a fault ends',
    fields: { recover: required(line) },
    input: (read) => read.recover,
    title: ({ what }) => `recover ${what}`,
    check: (input, definition, reader) => {
      findTarget(input, definition, services, reader);
    },
    perform: (simulation, input) => {
      const found = findTarget(input, simulation.definition, services);
      if (found === undefined) return gone(input.what);
      return endFault(simulation, found.entry, found.kind);
    },
  });
  return [fail, recover];
}

function endFault(simulation: Simulation, entry: Entry, kind: FaultKind): Outcome {
  const fault = simulation.faults.get(entry.address);
  if (fault === undefined) return done({ what: entry.address, was: 'not at fault' }, { at: entry.address });
  simulation.setFault(entry.address, undefined);
  const facts = kind.end?.(simulation, fault);
  return done(
    { what: entry.address, how: fault.how, after: simulation.now - fault.since, ...facts },
    { at: entry.address },
  );
}

function findTarget(input: Fail, definition: Definition, services: ReadonlyMap<string, Service>, reader?: Reader) {
  const failing = [...services.values()].flatMap((service) => Object.keys(service.faults ?? {}));
  const resolution = definition.directory.resolve(input.what, { kinds: failing });
  if ('found' in resolution && resolution.part === undefined) {
    const entry = resolution.found;
    const kind = services.get(entry.service)?.faults?.[entry.kind];
    if (kind !== undefined) return { entry, kind };
  }
  if ('ambiguous' in resolution) {
    const candidates = resolution.ambiguous.map((entry) => entry.address).join(', ');
    reader?.error('ambiguous-reference', `${input.what} could be any of ${candidates}`, input.place);
    return undefined;
  }
  const known = 'known' in resolution ? resolution.known : [];
  reader?.error('dangling-reference', `there is nothing called ${input.what} that can fail`, input.place, {
    suggestion: didYouMean(input.what, known),
  });
  return undefined;
}

function gone(what: string): Outcome {
  return {
    outcome: 'error',
    reason: 'no-such-thing',
    facts: { problem: `there is nothing called ${what} that can fail` },
    trace: [],
  };
}
