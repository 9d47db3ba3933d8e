import { appSources, openable } from './app.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { complain, printDiagnostics } from './output.ts';
import { isInteractive } from './terminal.ts';

/** Opens the live dashboards on a scenario; without a terminal, replays it as text. */
export async function openCommand(file: string): Promise<ExitCode> {
  if (!isInteractive()) {
    const { replayCommand } = await import('./replay.ts');
    return replayCommand([file], { format: 'text' });
  }
  const [source, ...others] = openable(file);
  if (source === undefined || others.length > 0) {
    complain(`error: open shows one scenario; ${file} holds ${others.length + 1}: name one of them`);
    return EXIT.wrongInput;
  }
  const { runApp } = await import('../tui/index.ts');
  const ended = await runApp(appSources, source);
  if ('code' in ended) return ended.code;
  printDiagnostics(ended.broken);
  return EXIT.wrongInput;
}
