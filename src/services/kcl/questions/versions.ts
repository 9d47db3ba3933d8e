import type { Definition } from '../../../core/definition.ts';
import { firstWorld, Simulation } from '../../../core/simulation.ts';
import { advance } from '../../../core/step.ts';
import type { Instant } from '../../../core/time.ts';
import type { World } from '../../../core/world.ts';
import { type FaultNote, reshardAgain } from '../../kinesis/index.ts';
import type { ApplicationDefinition } from '../definition.ts';
import { parseVersion } from '../version.ts';
import { type AskedApplication, applicationAt } from './application.ts';

/** An application as it stands under one line of the library. */
export interface UnderLine {
  readonly line: string;
  readonly world: World;
  readonly app: AskedApplication;
  /** It is the line the file names: nothing was run again. */
  readonly own: boolean;
}

const LINES = ['1.x', '2.x', '3.x'] as const;

/** Something that happened to the world from outside, and can happen again. */
interface Happening {
  readonly at: Instant;
  readonly what: object;
  apply(simulation: Simulation): void;
}

const known = new WeakMap<World, Map<string, readonly UnderLine[]>>();

/**
 * The same fleet under 1.x, 2.x and 3.x: the file is run again from its start with another version, and every fault and
 * every reshard happens again at its time. What API calls put by hand is not repeated.
 */
export function underEachLine(world: World, address: string): readonly UnderLine[] {
  let byAddress = known.get(world);
  if (byAddress === undefined) {
    byAddress = new Map();
    known.set(world, byAddress);
  }
  let lines = byAddress.get(address);
  if (lines === undefined) {
    lines = LINES.flatMap((line) => underLine(world, address, line) ?? []);
    byAddress.set(address, lines);
  }
  return lines;
}

function underLine(world: World, address: string, line: string): UnderLine | undefined {
  const app = applicationAt(world, address);
  const version = parseVersion(line);
  if (app === undefined || version === undefined) return undefined;
  if (app.config.version.major === version.major) {
    return { line: app.config.version.text, world, app, own: true };
  }
  const { retrieval, leaseAssignmentStrategy: _, clientVersionConfig: __, ...rest } = app.definition;
  const changed: ApplicationDefinition =
    version.major > 1 && retrieval !== undefined ? { ...rest, version, retrieval } : { ...rest, version };
  const again = rerun(world, changed);
  const there = applicationAt(again, address);
  return there === undefined ? undefined : { line, world: again, app: there, own: false };
}

function withApplication(definition: Definition, application: ApplicationDefinition): Definition {
  const accounts = new Map(definition.accounts);
  const account = accounts.get(application.account);
  const applications = new Map(account?.parts.kcl?.applications).set(application.name, application);
  if (account !== undefined)
    accounts.set(application.account, { ...account, parts: { ...account.parts, kcl: { applications } } });
  return { ...definition, accounts };
}

/** How far a run under another line has come, and what had happened by then. */
interface Run {
  readonly world: World;
  readonly happened: readonly object[];
}

const runs = new WeakMap<Definition, Map<string, Run>>();

/** Runs the file under another line up to now; going on from the last time, where nothing before that has changed. */
function rerun(world: World, application: ApplicationDefinition): World {
  let known = runs.get(world.definition);
  if (known === undefined) {
    known = new Map();
    runs.set(world.definition, known);
  }
  const key = `${application.address} ${application.version?.text}`;
  const happenings = happeningsOf(world);
  const last = known.get(key);
  const start =
    last !== undefined && goesOn(last, happenings, world)
      ? last
      : { world: firstWorld(withApplication(world.definition, application), world.services), happened: [] };
  let now = start.world;
  for (const { at, apply } of happenings.slice(start.happened.length)) {
    const simulation = new Simulation(now);
    simulation.advanceTo(at);
    apply(simulation);
    now = simulation.finish();
  }
  now = advance(now, world.now);
  known.set(key, { world: now, happened: happenings.map(({ what }) => what) });
  return now;
}

function goesOn({ world, happened }: Run, happenings: readonly Happening[], to: World): boolean {
  return (
    world.now <= to.now &&
    happened.every((what, at) => happenings[at]?.what === what) &&
    happenings.slice(happened.length).every(({ at }) => at >= world.now)
  );
}

function happeningsOf({ runtimes }: World): readonly Happening[] {
  const faults = [
    ...[...(runtimes.kcl?.applications.values() ?? [])].flatMap((application) => application.faults),
    ...(runtimes.kinesis?.faults ?? []),
  ];
  const reshards = [...(runtimes.kinesis?.streams ?? [])].flatMap(([address, stream]) =>
    stream.reshards.map(
      (what): Happening => ({
        at: what.at,
        what,
        apply: (simulation) => reshardAgain(simulation, address, what.reshard),
      }),
    ),
  );
  const repeated = faults.map(
    (what): Happening => ({
      at: what.at,
      what,
      apply: (simulation) => repeat(simulation, what),
    }),
  );
  return [...repeated, ...reshards].sort((one, other) => one.at - other.at);
}

/** A fault with an end ends by itself, among the events of its moment, as it did. */
function repeat(simulation: Simulation, { at, fault, begins }: FaultNote): void {
  if (!begins && at === fault.until) return;
  simulation.setFault(fault.what, begins ? fault : undefined);
  if (begins && fault.until !== undefined) simulation.schedule(fault.until, 'core', 'end-fault', fault);
  const entry = simulation.definition.directory.at(fault.what);
  const kind = entry === undefined ? undefined : simulation.services.get(entry.service)?.faults?.[entry.kind];
  if (begins) kind?.begin?.(simulation, fault);
  else kind?.end?.(simulation, fault);
}
