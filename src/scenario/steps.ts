import type { Definition } from '../core/definition.ts';
import type { RunningStep } from '../core/step.ts';
import { type Fields, mapEntries, object, optional } from '../schema/collections.ts';
import { type Diagnostic, didYouMean } from '../schema/diagnostic.ts';
import type { JsonSchema } from '../schema/json-schema.ts';
import { kindWord, type Node, placeOf } from '../schema/node.ts';
import { Reader } from '../schema/reader.ts';
import { text } from '../schema/scalars.ts';
import type { OpenFile, Schema } from '../schema/schema.ts';
import { SERVICES } from '../services/registry.ts';
import type { Service, Verb } from '../services/service.ts';
import { evenWhenIncomplete } from './definition.ts';
import { readExpect } from './expect.ts';
import { type Change, type Changed, changeVerb } from './verbs/change.ts';
import { faultVerbs } from './verbs/faults.ts';
import { show } from './verbs/show.ts';
import { wait } from './verbs/wait.ts';

const STEPS_MOST = 10_000;

const expectation: Schema<ReturnType<typeof readExpect>> = {
  read: (node, reader) => readExpect(node, reader),
  json: () => ({
    description: 'an outcome, or a map of paths into the result: literals, "> 0", "10..20", /pattern/, anyOf, equals',
    type: ['string', 'object'],
  }),
};

/** What any step may have beside its verb. */
const COMMON = {
  id: optional(text({ expected: 'an id', pattern: /^[\p{L}\p{N}_.-]+$/u, max: 100 })),
  note: optional(text({ description: 'shown to the reader' })),
  save: optional(text({ expected: 'a name', pattern: /^[\p{L}\p{N}_.-]+$/u, max: 100 })),
  expect: optional(expectation),
};

/** The step language of a scenario: the house's own verbs and those of its services. */
export interface StepLanguage {
  readonly verbs: ReadonlyMap<string, Verb>;
  /** Reads one step against the definition it will run on. */
  read(node: Node, definition: Definition, reader: Reader): RunningStep | undefined;
  /** What the step makes of the definition; only `change` changes it. */
  after(step: RunningStep, definition: Definition): Changed;
}

/** The step language that the loaded services speak. */
export function stepLanguage(services: ReadonlyMap<string, Service>, openFile: OpenFile): StepLanguage {
  const change = changeVerb(services, openFile);
  const own = [wait, ...faultVerbs(services), change.verb, show];
  const verbs = new Map(
    [...services.values()]
      .flatMap(({ verbs = [] }) => (typeof verbs === 'function' ? verbs(services) : verbs))
      .concat(own)
      .map((verb) => [verb.name, verb]),
  );
  const schemas = new Map([...verbs].map(([name, verb]) => [name, object({ ...COMMON, ...verb.fields })]));
  return {
    verbs,
    read: (node, definition, reader) => readStep(node, definition, reader, verbs, schemas),
    after: (step, definition) =>
      step.verb === change.verb ? change.apply(definition, step.input as Change) : { definition, problems: [] },
  };
}

function readStep(
  node: Node,
  definition: Definition,
  reader: Reader,
  verbs: ReadonlyMap<string, Verb>,
  schemas: ReadonlyMap<string, Schema<object>>,
): RunningStep | undefined {
  const entries = mapEntries(node, reader);
  if (entries === undefined) return undefined;
  const [name, other] = [...entries.keys()].filter((key) => verbs.has(key));
  const verb = verbs.get(name ?? '');
  if (verb === undefined || other !== undefined) {
    const known = [...new Set([...SERVICES.flatMap((line) => line.verbs ?? []), ...verbs.keys()])];
    const [first] = [...entries.keys()].filter((key) => !Object.hasOwn(COMMON, key));
    const message =
      other === undefined
        ? first === undefined
          ? 'the step has no verb'
          : `there is no verb ${first}`
        : `a step does one thing; this one has ${name} and ${other}`;
    return reader.error('wrong-verb', message, entries.get(other ?? first ?? '')?.key ?? placeOf(node), {
      expected: known.join(', '),
      suggestion: other !== undefined || first === undefined ? undefined : didYouMean(first, known),
    });
  }
  const read = schemas.get(verb.name)?.read(node, reader) as
    | { id?: string; note?: string; save?: string; expect?: RunningStep['expect'] }
    | undefined;
  const input = read === undefined ? undefined : verb.input(read as never, reader);
  if (read === undefined || input === undefined) return undefined;
  evenWhenIncomplete(reader, () => verb.check?.(input, definition, reader));
  return {
    verb,
    input,
    info: { place: placeOf(node), id: read.id },
    note: read.note,
    save: read.save,
    expect: read.expect,
  };
}

/**
 * Reads all steps in order. A `change` is applied as it is read, so that the steps after it are checked against the
 * accounts as they will be then.
 */
export function readSteps(
  node: Node | undefined,
  language: StepLanguage,
  first: Definition,
  openFile: OpenFile,
  reader: Reader,
): readonly RunningStep[] {
  if (node === undefined || (node.kind === 'scalar' && node.value === null)) return [];
  if (node.kind !== 'list') {
    reader.error('wrong-type', `${kindWord(node)} stands where the list of steps belongs`, placeOf(node), {
      expected: 'a list of steps',
    });
    return [];
  }
  if (node.items.length > STEPS_MOST)
    reader.error('too-many-steps', `${node.items.length} steps, more than the ${STEPS_MOST} allowed`, placeOf(node));
  const steps: RunningStep[] = [];
  const ids = new Set<string>();
  let definition = first;
  for (const item of node.items.slice(0, STEPS_MOST)) {
    const own = new Reader(openFile, definition.directory);
    own.incomplete = reader.failed;
    const step = language.read(item, definition, own);
    own.link();
    reader.diagnostics.push(...own.diagnostics);
    if (step === undefined) continue;
    if (step.info.id !== undefined && ids.has(step.info.id))
      reader.error('duplicate-id', `there already is a step ${step.info.id}`, placeOf(item));
    if (step.info.id !== undefined) ids.add(step.info.id);
    steps.push(step);
    const after = language.after(step, definition);
    definition = after.definition;
    reader.diagnostics.push(...after.problems.filter((problem) => !isKnown(problem, reader)));
  }
  return steps;
}

/** A change reads the whole file anew, so that it meets the file's own problems again. */
function isKnown(problem: Diagnostic, reader: Reader): boolean {
  return reader.diagnostics.some(
    ({ message, place }) =>
      message === problem.message && place.offset === problem.place.offset && place.source === problem.place.source,
  );
}

/** The JSON Schema of a step. */
export function stepJson(language: StepLanguage): JsonSchema {
  return {
    anyOf: [...language.verbs.values()].map((verb) => ({
      ...object({ ...COMMON, ...verb.fields } as Fields).json(),
      description: verb.meaning,
    })),
  };
}
