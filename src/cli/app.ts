import type { Source, Sources } from '../tui/index.ts';
import { bundledScenarios, loadSource, scenarioSources } from './sources.ts';

/** Where the app finds scenarios. */
export const appSources: Sources = { bundled: bundledScenarios, find: openable };

/** What an argument stands for, as the app opens it. */
export function openable(argument: string): readonly Source[] {
  return scenarioSources(argument).map((source) => ({
    name: source.name,
    ...(source.kind === 'scenario' ? { path: source.path } : {}),
    load: () => loadSource(source),
  }));
}
