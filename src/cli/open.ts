import type { ExitCode } from './exit.ts';
import { isInteractive } from './terminal.ts';

/** Opens the live dashboards on a scenario; without a terminal, replays it as text. */
export async function openCommand(file: string): Promise<ExitCode> {
  if (!isInteractive()) {
    const { replayCommand } = await import('./replay.ts');
    return replayCommand([file], { format: 'text' });
  }
  const { runScenario } = await import('../tui/index.ts');
  return runScenario(file);
}
