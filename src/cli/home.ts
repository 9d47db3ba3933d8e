import { EXIT, type ExitCode } from './exit.ts';
import { isInteractive } from './terminal.ts';

/** In a terminal the gallery; without one the tour, replayed as text, so that a first run shows something. */
export async function homeCommand(): Promise<ExitCode> {
  if (isInteractive()) {
    const [{ runApp }, { appSources }] = await Promise.all([import('../tui/index.ts'), import('./app.ts')]);
    const ended = await runApp(appSources);
    return 'code' in ended ? ended.code : EXIT.wrongInput;
  }
  const { replayCommand } = await import('./replay.ts');
  const exit = await replayCommand(['tour'], { format: 'text' });
  const { standardOutput } = await import('./output.ts');
  standardOutput.write(
    '\nThis was the tour, as text. In a terminal, hakoniwa opens the gallery; hakoniwa --help lists the commands.\n',
  );
  return exit;
}
