import type { Outcome } from '../../core/result.ts';
import type { Simulation } from '../../core/simulation.ts';
import { formatDuration } from '../../core/time.ts';
import { object, optional, required } from '../../schema/collections.ts';
import { didYouMean } from '../../schema/diagnostic.ts';
import { type Node, nodeFrom } from '../../schema/node.ts';
import type { Reader } from '../../schema/reader.ts';
import { anything, duration, text } from '../../schema/scalars.ts';
import type { Read } from '../../schema/schema.ts';
import { type ApiAction, defineVerb, type Service, type Verb } from '../service.ts';
import type { LoadsDraft } from './engine.ts';
import { endOf, type LoadDefinition } from './load.ts';
import { loadId, loadItems, rateFields } from './notation.ts';
import { loadOutcome, refusedOutcome, startedOutcome } from './outcome.ts';
import { type RateProfile, rateAt } from './rate.ts';

const loadFields = object({
  id: required(loadId),
  call: required(text({ expected: 'an action such as dynamodb:PutItem', pattern: /^[a-z0-9-]+:[A-Za-z0-9]+$/ })),
  as: optional(text()),
  with: optional(anything),
  items: optional(loadItems),
  for: optional(duration({ min: 1, max: 30 * 86_400_000 })),
  ...rateFields,
});
type LoadFields = Read<typeof loadFields>;

const ACTION = /^([a-z0-9-]+):(.+)$/;

/** The verbs `load` and `stop`, for the services of a scenario. */
export function loadVerbs(services: ReadonlyMap<string, Service>): readonly Verb[] {
  return [loadVerb(services), stopVerb];
}

function loadVerb(services: ReadonlyMap<string, Service>): Verb {
  return defineVerb({
    name: 'load',
    fields: { load: required(loadFields) },
    meaning: 'Many calls over simulated time, from named and seeded distributions.',
    input: ({ load }, reader) => readLoad(load, services, reader),
    title: loadTitle,
    perform: performLoad,
  });
}

const stopVerb = defineVerb({
  name: 'stop',
  fields: { stop: required(loadId) },
  meaning: 'Ends a load that was begun without an end; the result has its counts.',
  input: ({ stop }) => ({ id: stop }),
  title: ({ id }) => id,
  perform: (simulation, { id }, { place }): Outcome => {
    const draft = simulation.draft<LoadsDraft>('load');
    if (draft.state(id) === undefined) return refusedOutcome({ id, place }, { problem: 'no step has begun it' });
    draft.stop(simulation, id);
    return endedOutcome(simulation, draft, id);
  },
});

function readLoad(
  load: LoadFields,
  services: ReadonlyMap<string, Service>,
  reader: Reader,
): LoadDefinition | undefined {
  const action = findAction(load, services, reader);
  const profile = readProfile(load, reader);
  if (action === undefined || profile === undefined) return undefined;
  const given: Node = load.with ?? nodeFrom({}, load.place);
  const parameters = action.parameters.read(given, reader);
  if (parameters === undefined) return undefined;
  const { id, call, as, items = { attributes: new Map() }, for: length, place } = load;
  return { id, action: call, as, parameters, items, profile, duration: length, place };
}

function findAction(load: LoadFields, services: ReadonlyMap<string, Service>, reader: Reader): ApiAction | undefined {
  const [, prefix = '', name = ''] = ACTION.exec(load.call) ?? [];
  const actions = services.get(prefix)?.actions ?? {};
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action?.load !== undefined) return action;
  const known = [...services.values()].flatMap((service) =>
    Object.entries(service.actions ?? {})
      .filter(([, one]) => one.load !== undefined)
      .map(([one]) => `${service.name}:${one}`),
  );
  return reader.error('unknown-action', `${load.call} cannot be put under load`, load.place, {
    expected: known.join(', '),
    suggestion: didYouMean(load.call, known),
  });
}

function readProfile(load: LoadFields, reader: Reader): RateProfile | undefined {
  const { rate, ramp, spikes, diurnal } = load;
  const given = [rate, ramp, spikes, diurnal].filter((one) => one !== undefined);
  if (given.length !== 1) {
    return reader.error('wrong-value', 'a load has exactly one of rate, ramp, spikes and diurnal', load.place, {
      expected: 'rate: 1500/s',
    });
  }
  if (rate !== undefined) return { kind: 'constant', rate };
  if (spikes !== undefined) {
    const { base, peak, every, for: length, after = 0 } = spikes;
    return { kind: 'spikes', base, peak, every, length: Math.min(length, every), after };
  }
  if (diurnal !== undefined)
    return { kind: 'diurnal', low: diurnal.low, high: diurnal.high, period: diurnal.period ?? 86_400_000 };
  const over = load.over ?? load.for;
  if (ramp !== undefined && over !== undefined) return { kind: 'ramp', from: ramp[0], to: ramp[1], over };
  return reader.error('wrong-value', 'a ramp without an end needs to know how long it rises', load.place, {
    expected: 'over: 60s',
  });
}

function loadTitle({ id, action, profile, duration: length }: LoadDefinition): string {
  const rates = {
    constant: () => perSecond(rateAt(profile, 0)),
    ramp: () => (profile.kind === 'ramp' ? `${perSecond(profile.from)} → ${perSecond(profile.to)}` : ''),
    spikes: () => (profile.kind === 'spikes' ? `${perSecond(profile.base)}, spikes of ${perSecond(profile.peak)}` : ''),
    diurnal: () => (profile.kind === 'diurnal' ? `${perSecond(profile.low)} to ${perSecond(profile.high)}` : ''),
  };
  return `${id}: ${action} ${rates[profile.kind]()}${length === undefined ? '' : ` for ${formatDuration(length)}`}`;
}

function perSecond(rate: number): string {
  return `${Math.round(rate * 100) / 100}/s`;
}

function performLoad(simulation: Simulation, definition: LoadDefinition): Outcome {
  const problem = simulation.draft<LoadsDraft>('load').start(simulation, definition);
  if (problem !== undefined) return refusedOutcome(definition, problem);
  if (definition.duration === undefined) return startedOutcome(definition);
  simulation.advanceTo(endOf({ definition, startedAt: simulation.now }));
  const draft = simulation.draft<LoadsDraft>('load');
  draft.stop(simulation, definition.id);
  return endedOutcome(simulation, draft, definition.id);
}

function endedOutcome(simulation: Simulation, draft: LoadsDraft, id: string): Outcome {
  const serviceFacts = draft.serviceFacts(simulation, id);
  const state = draft.state(id);
  if (state === undefined) throw new Error(`load ${id} has no state`);
  return loadOutcome(state, simulation.definition.start, serviceFacts);
}
