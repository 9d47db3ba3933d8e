import { performStep } from '../core/step.ts';
import type { World } from '../core/world.ts';
import type { Format, PlayedStep } from '../render/format.ts';
import { type Summary, summarize } from '../render/summary.ts';
import { firstWorldOf, type Scenario } from '../scenario/scenario.ts';
import { type Diagnostic, formatDiagnostics } from '../schema/diagnostic.ts';
import { loadSource, type ScenarioSource } from './sources.ts';

/** What replaying one scenario came to, as plain data: a worker sends it back. */
export interface Part {
  /** Its part of the output. */
  readonly text: string;
  /** What belongs on stderr. */
  readonly complaints: readonly string[];
  /** Absent where the scenario could not be replayed. */
  readonly summary?: Summary;
}

/** Loads a scenario, plays it (up to the step `until`, a number or an id) and writes it down. */
export async function replayOne(source: ScenarioSource, until: string | undefined, format: Format): Promise<Part> {
  const { scenario, diagnostics } = await loadSource(source);
  const complaints = formatDiagnostics(diagnostics);
  const broken = (about: readonly Diagnostic[]) => format.broken?.(source.name, about) ?? '';
  if (scenario === undefined) return { text: broken(diagnostics), complaints };
  const count = stepCount(scenario, until);
  if (count === undefined) {
    const complaint = `error: ${source.name} has no step ${until}; ${knownSteps(scenario)}`;
    return { text: broken([]), complaints: [...complaints, complaint] };
  }
  const steps = play(scenario, count);
  return {
    text: format.scenario({ name: source.name, scenario, steps }),
    complaints,
    summary: summarize(steps.map(({ result }) => result)),
  };
}

function knownSteps({ steps }: Scenario): string {
  const ids = steps.flatMap(({ info }) => (info.id === undefined ? [] : [info.id]));
  const named =
    ids.length === 0 ? '' : ids.length > 12 ? ` or an id, such as ${ids[0]}` : ` or one of ${ids.join(', ')}`;
  return steps.length === 0 ? 'it has none' : `it takes 1 to ${steps.length}${named}`;
}

function play(scenario: Scenario, count: number): readonly PlayedStep[] {
  let world: World = firstWorldOf(scenario);
  return scenario.steps.slice(0, count).map((step, index) => {
    const next = performStep(world, step, index + 1);
    world = next.world;
    return { step, ...next };
  });
}

/** How many steps `--until` asks for: all, up to the step of an id, or a number. */
export function stepCount(scenario: Scenario, until: string | undefined): number | undefined {
  if (until === undefined) return scenario.steps.length;
  const byId = scenario.steps.findIndex((step) => step.info.id === until);
  if (byId >= 0) return byId + 1;
  const count = /^\d+$/.test(until) ? Number(until) : Number.NaN;
  return count <= scenario.steps.length ? count : undefined;
}
