import type { Definition } from '../core/definition.ts';
import { firstWorld } from '../core/simulation.ts';
import type { Source } from '../core/source.ts';
import type { RunningStep } from '../core/step.ts';
import { startTimeline, type Timeline } from '../core/timeline.ts';
import type { World } from '../core/world.ts';
import { type Diagnostic, inFileOrder } from '../schema/diagnostic.ts';
import { kindWord, type MapNode, member, type Node, placeOf } from '../schema/node.ts';
import { Reader } from '../schema/reader.ts';
import { text } from '../schema/scalars.ts';
import type { OpenFile } from '../schema/schema.ts';
import { parseYaml } from '../schema/yaml.ts';
import { loadServices } from '../services/registry.ts';
import type { Service } from '../services/service.ts';
import { readDefinition } from './definition.ts';
import { servicesNeeded, stepNeeds } from './needs.ts';
import { readSteps, type StepLanguage, stepLanguage } from './steps.ts';
import { typedForm } from './typed.ts';

/** A scenario that has been read and checked. */
export interface Scenario {
  /** The file's name, as given. */
  readonly file: string;
  readonly title: string;
  /** Markdown, shown on opening. */
  readonly about: string;
  readonly definition: Definition;
  readonly services: ReadonlyMap<string, Service>;
  readonly steps: readonly RunningStep[];
  readonly language: StepLanguage;
  /** The file's own tree. */
  readonly root: MapNode;
  readonly openFile: OpenFile;
}

/** What reading came to: a scenario unless there is an error among the diagnostics. */
export interface Reading {
  readonly scenario?: Scenario;
  /** In the order of the file. */
  readonly diagnostics: readonly Diagnostic[];
}

const noFiles: OpenFile = () => ({ problem: 'this scenario has no folder to take files from' });

/** Reads a scenario from its text. `openFile` opens `{ file: … }`; without it such a document is a problem. */
export async function readScenario(source: Source, openFile: OpenFile = noFiles): Promise<Reading> {
  const { node, diagnostics } = parseYaml(source);
  if (node === undefined) return { diagnostics };
  const reading = await readTree(node, source.path, openFile);
  return diagnostics.length === 0 ? reading : { diagnostics: inFileOrder([...diagnostics, ...reading.diagnostics]) };
}

/** Reads a scenario from a tree (a parsed file, or what an importer made). */
export async function readTree(root: Node, file: string, openFile: OpenFile = noFiles): Promise<Reading> {
  const reader = new Reader(openFile);
  if (root.kind !== 'map') {
    reader.error('wrong-type', `a scenario is a map; here stands ${kindWord(root)}`, placeOf(root), {
      expected: 'title, accounts, steps, …',
    });
    return { diagnostics: reader.diagnostics };
  }
  const services = await loadServices(servicesNeeded(root));
  const title = readText(root, 'title', reader) ?? file;
  const about = readText(root, 'about', reader) ?? '';
  const definition = readDefinition(root, services, reader);
  const language = stepLanguage(services, openFile);
  const steps = readSteps(member(root, 'steps'), language, definition, openFile, reader);
  const diagnostics = inFileOrder(reader.diagnostics);
  if (reader.failed) return { diagnostics };
  return { scenario: { file, title, about, definition, services, steps, language, root, openFile }, diagnostics };
}

function readText(root: MapNode, key: string, reader: Reader): string | undefined {
  const node = member(root, key);
  return node === undefined ? undefined : text().read(node, reader);
}

/** The scenario's first world: the clock at its start, nothing has happened. */
export function firstWorldOf(scenario: Scenario): World {
  return firstWorld(scenario.definition, scenario.services);
}

/** The scenario's steps, none played yet. */
export function timelineOf(scenario: Scenario): Timeline {
  return startTimeline(firstWorldOf(scenario), scenario.steps);
}

/** A step that was typed, ready to run in a world, and the world with every service it needs. */
export type TypedStep =
  | {
      readonly step: RunningStep;
      readonly world: World;
      readonly scenario: Scenario;
      readonly warnings: readonly Diagnostic[];
    }
  | { readonly problems: readonly Diagnostic[] };

/**
 * Reads one step as somebody types it (`send: laptop -> web-1 tcp/443`, or a whole step in YAML's flow form) against
 * a world. Services the scenario did not need until now are loaded and started.
 */
export async function readTypedStep(scenario: Scenario, world: World, line: string): Promise<TypedStep> {
  const source: Source = { path: '(typed)', text: line };
  const parsed = parseTyped(source);
  if ('problems' in parsed) return parsed;
  const { node } = parsed;
  const grown = await withServices(scenario, world, stepNeeds(node));
  const reader = new Reader(scenario.openFile, grown.world.definition.directory);
  const step = grown.scenario.language.read(node, grown.world.definition, reader);
  reader.link();
  if (step === undefined || reader.failed) return { problems: reader.diagnostics };
  const after = grown.scenario.language.after(step, grown.world.definition);
  if (after.problems.length > 0) return { problems: after.problems };
  return { step, ...grown, warnings: reader.diagnostics };
}

/** A typed step as a tree whose values know where they stand in the line. */
function parseTyped(source: Source): { readonly node: Node } | { readonly problems: readonly Diagnostic[] } {
  const form = typedForm(source.text);
  if ('yaml' in form) {
    const { node, diagnostics } = parseYaml({ path: source.path, text: form.yaml });
    if (node === undefined || diagnostics.length > 0) return { problems: diagnostics };
    return node.kind === 'map' ? { node } : { problems: [noStep(node)] };
  }
  const { verb, rest, verbAt, restAt } = form;
  const value: Node = { kind: 'scalar', value: rest, raw: rest, quoted: false, source, offset: restAt };
  const entries = new Map([[verb, { key: { source, offset: verbAt }, value }]]);
  return { node: { kind: 'map', entries, source, offset: verbAt } };
}

function noStep(node: Node): Diagnostic {
  const said = node.kind === 'scalar' ? `${node.raw} is` : `${kindWord(node)} is`;
  return {
    severity: 'error',
    code: 'wrong-step',
    message: `${said} no step`,
    place: placeOf(node),
    expected: `a verb and what it is about, such as send: laptop -> web-1 tcp/443, wait: 5m or show: sessions`,
  };
}

async function withServices(
  scenario: Scenario,
  world: World,
  needed: ReadonlySet<string>,
): Promise<{ scenario: Scenario; world: World }> {
  // A step before this one may have brought services of its own.
  const present = new Set([...scenario.services.keys(), ...world.services.keys()]);
  if (present.size === scenario.services.size && [...needed].every((name) => present.has(name)))
    return { scenario, world };
  const services = await loadServices(new Set([...present, ...needed]));
  const runtimes: Record<string, unknown> = { ...world.runtimes };
  for (const service of services.values()) runtimes[service.name] ??= service.start(world.definition);
  const language = stepLanguage(services, scenario.openFile);
  return { scenario: { ...scenario, services, language }, world: { ...world, services, runtimes } };
}
