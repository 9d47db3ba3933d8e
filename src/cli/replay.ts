import type { Result } from '../core/result.ts';
import { performStep } from '../core/step.ts';
import type { World } from '../core/world.ts';
import { addScenario, addSummaries, NOTHING, resultObject, type Summary, summaryObject } from '../render/json.ts';
import { scenarioHeading, stepText, summaryText } from '../render/text.ts';
import { firstWorldOf, type Scenario } from '../scenario/scenario.ts';
import { EXIT, type ExitCode, worse } from './exit.ts';
import { complain, openOutput, printDiagnostics } from './output.ts';
import { type ScenarioSource, scenarioSources } from './sources.ts';

export interface ReplayOptions {
  readonly format: 'text' | 'json';
  readonly out?: string;
  /** Stops after this step: its number or its id. */
  readonly until?: string;
}

/** Replays scenarios headless: prints what each step did and compares it with what was expected. */
export async function replayCommand(files: readonly string[], options: ReplayOptions): Promise<ExitCode> {
  const sources = files.flatMap(scenarioSources);
  if (sources.length === 0) {
    complain('no scenarios to replay');
    return EXIT.wrongInput;
  }
  const output = openOutput(options.out);
  let summary: Summary = NOTHING;
  let exit: ExitCode = EXIT.good;
  for (const source of sources) {
    const replayed = await replayOne(source, options);
    if (replayed === undefined) {
      exit = worse(exit, EXIT.wrongInput);
      continue;
    }
    output.write(replayed.text);
    summary = addSummaries(summary, replayed.summary);
  }
  output.write(options.format === 'json' ? `${JSON.stringify(summaryObject(summary))}\n` : summaryText(summary));
  output.close();
  return summary.failed > 0 ? worse(exit, EXIT.expectationFailed) : exit;
}

/** One scenario's part of the output; undefined once its diagnostics have been printed. */
async function replayOne(
  source: ScenarioSource,
  options: ReplayOptions,
): Promise<{ text: string; summary: Summary } | undefined> {
  const { scenario, diagnostics } = await source.load();
  printDiagnostics(diagnostics);
  if (scenario === undefined) return undefined;
  const last = lastStep(scenario, options.until);
  if (last === undefined) {
    complain(`${source.name} has no step ${options.until}`);
    return undefined;
  }
  const lines: string[] = options.format === 'text' ? [scenarioHeading(scenario)] : [];
  const results: Result[] = [];
  let world: World = firstWorldOf(scenario);
  for (const step of scenario.steps.slice(0, last)) {
    const next = performStep(world, step, results.length + 1);
    world = next.world;
    results.push(next.result);
    if (options.format === 'json') lines.push(JSON.stringify(resultObject(source.name, next.result, world.services)));
    else lines.push(stepText(next.result, step.note, world));
  }
  return { text: `${lines.join('\n')}\n`, summary: addScenario(NOTHING, results) };
}

/** How many steps `--until` asks for: all, a number, or up to the step of an id. */
function lastStep(scenario: Scenario, until: string | undefined): number | undefined {
  if (until === undefined) return scenario.steps.length;
  const byId = scenario.steps.findIndex((step) => step.info.id === until);
  if (byId >= 0) return byId + 1;
  const count = /^\d+$/.test(until) ? Number(until) : Number.NaN;
  return count >= 0 && count <= scenario.steps.length ? count : undefined;
}
