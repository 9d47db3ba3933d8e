import type { Source, Sources } from '../tui/index.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { complain, printDiagnostics } from './output.ts';
import { bundledScenarios, loadSource, type ScenarioSource, scenarioSources } from './sources.ts';
import { isInteractive } from './terminal.ts';

/** Where the app takes its scenarios from. */
export const appSources: Sources = {
  find: (argument) => scenarioSources(argument).map(openable),
  bundled: bundledScenarios,
};

function openable(source: ScenarioSource): Source {
  const path = source.kind === 'scenario' ? { path: source.path } : {};
  return { name: source.name, ...path, load: () => loadSource(source) };
}

/** Opens the live dashboards on a scenario; without a terminal, replays it as text. */
export async function openCommand(file: string): Promise<ExitCode> {
  if (!isInteractive()) {
    const { replayCommand } = await import('./replay.ts');
    return replayCommand([file], { format: 'text' });
  }
  const [found, ...others] = scenarioSources(file);
  if (found === undefined || others.length > 0) {
    complain(`open shows one scenario; ${file} holds ${others.length + 1}: name one of them`);
    return EXIT.wrongInput;
  }
  const source = openable(found);
  const { scenario, diagnostics } = await source.load();
  printDiagnostics(diagnostics);
  if (scenario === undefined) return EXIT.wrongInput;
  const { runApp } = await import('../tui/index.ts');
  return (await runApp(appSources, { source, scenario })) as ExitCode;
}
