import type { ExitCode } from './exit.ts';
import { isInteractive } from './terminal.ts';

/** In a terminal the gallery; without one the tour, replayed as text, so that a first run shows something. */
export async function homeCommand(): Promise<ExitCode> {
  if (isInteractive()) {
    const { runGallery } = await import('../tui/index.ts');
    return runGallery();
  }
  const { replayCommand } = await import('./replay.ts');
  const exit = await replayCommand(['tour'], { format: 'text' });
  const { openOutput } = await import('./output.ts');
  openOutput(undefined).write(
    'This was the tour, as text. In a terminal, hakoniwa opens the gallery; hakoniwa --help lists the commands.\n',
  );
  return exit;
}
