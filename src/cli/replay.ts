import { realpathSync } from 'node:fs';
import { type Format, type FormatName, loadFormat } from '../render/format.ts';
import { addSummaries, NOTHING, type Summary } from '../render/summary.ts';
import { canvasOf } from './canvas.ts';
import { EXIT, type ExitCode, worse } from './exit.ts';
import { complain, openOutput } from './output.ts';
import { replayAll } from './replay-pool.ts';
import { type ScenarioSource, scenarioSources } from './sources.ts';

export interface ReplayOptions {
  readonly format: FormatName;
  readonly out?: string | undefined;
  /** Stops after this step: its number or its id. */
  readonly until?: string | undefined;
  /** Which part of the files: the `index`th of every `count`. */
  readonly shard?: { readonly index: number; readonly count: number } | undefined;
  readonly jobs?: number | undefined;
}

/** Replays scenarios headless: prints what each step did and compares it with what was expected. */
export async function replayCommand(files: readonly string[], options: ReplayOptions): Promise<ExitCode> {
  process.on('SIGINT', () => process.exit(EXIT.interrupted));
  const sources = shardOf(files.flatMap(scenarioSources), options.shard);
  if (isSource(options.out, sources)) {
    complain(`error: --out would overwrite ${options.out}, which is to be replayed`);
    return EXIT.wrongInput;
  }
  if (options.format === 'svg' && sources.length !== 1) {
    complain(
      `error: svg draws one scenario at one step; there are ${sources.length}: name one, and the step with --until`,
    );
    return EXIT.wrongInput;
  }
  const canvas = await canvasOf(options.out);
  const format = await loadFormat(options.format, canvas);
  const output = openOutput(options.out);
  // A head may say what all came to, so nothing can be written before the last scenario is done.
  const held: string[] = [];
  let summary: Summary = NOTHING;
  let exit: ExitCode = EXIT.good;
  await replayAll(sources, options.jobs ?? 1, { format: options.format, canvas, until: options.until }, (part) => {
    for (const complaint of part.complaints) complain(complaint);
    if (part.summary === undefined) exit = worse(exit, EXIT.wrongInput);
    else summary = addSummaries(summary, part.summary);
    if (format.head === undefined) output.write(part.text);
    else held.push(part.text);
  });
  output.write(ending(format, held, summary));
  output.close();
  return summary.failed > 0 ? worse(exit, EXIT.expectationFailed) : exit;
}

function ending(format: Format, held: readonly string[], summary: Summary): string {
  return (format.head?.(summary) ?? '') + held.join('') + (format.foot?.(summary) ?? '');
}

/** A shard's files: every `count`th, so that long and short ones are dealt out evenly and always alike. */
function shardOf(sources: readonly ScenarioSource[], shard: ReplayOptions['shard']): readonly ScenarioSource[] {
  if (shard === undefined) return sources;
  return sources.filter((_, index) => index % shard.count === shard.index - 1);
}

function isSource(out: string | undefined, sources: readonly ScenarioSource[]): boolean {
  const real = out === undefined ? undefined : realPath(out);
  return real !== undefined && sources.some((source) => source.kind !== 'missing' && realPath(source.path) === real);
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
