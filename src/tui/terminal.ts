import { writeSync } from 'node:fs';
import type { ReadStream, WriteStream } from 'node:tty';

type Output = Pick<WriteStream, 'columns' | 'rows'> & { readonly fd: number };

// With bracketed paste the terminal tells pasted text from typed keys.
const enterAlternate = '\x1b[?1049h\x1b[2J\x1b[H\x1b[?25l\x1b[?2004h';
const leaveAlternate = '\x1b[?2004l\x1b[?25h\x1b[?1049l';

/** The terminal while the app has it: alternate screen, raw keys, hidden cursor. Leaving twice does nothing more. */
export interface Terminal {
  enter(): void;
  leave(): void;
  readonly size: { readonly width: number; readonly height: number };
}

/**
 * Takes a terminal. Escape codes are written synchronously, because the last ones are written while the process is
 * going down.
 */
export function terminalOf(stdin: ReadStream, stdout: Output): Terminal {
  let entered = false;
  const write = (codes: string) => {
    try {
      writeSync(stdout.fd, codes);
    } catch {
      // The terminal is gone; there is nothing left to restore.
    }
  };
  return {
    enter: () => {
      if (entered) return;
      entered = true;
      write(enterAlternate);
      stdin.setRawMode(true);
      stdin.resume();
    },
    leave: () => {
      if (!entered) return;
      entered = false;
      try {
        stdin.setRawMode(false);
      } catch {
        // As above: a terminal that hung up has no modes.
      }
      stdin.pause();
      write(leaveAlternate);
    },
    get size() {
      return { width: stdout.columns || 80, height: stdout.rows || 24 };
    },
  };
}

const fatal = ['SIGTERM', 'SIGHUP', 'SIGINT'] as const;

/**
 * Restores the terminal whichever way the process ends, also by a signal or an error that nobody catches; afterwards
 * the process dies as it would have. Returns how to stop watching.
 */
export function restoreOnEnd(terminal: Terminal): () => void {
  const leave = () => terminal.leave();
  const die = (signal: NodeJS.Signals) => {
    terminal.leave();
    stop();
    process.kill(process.pid, signal);
  };
  const stop = () => {
    process.off('exit', leave);
    process.off('uncaughtException', leave);
    for (const signal of fatal) process.off(signal, die);
  };
  process.on('exit', leave);
  // Before whoever prints the error: it must be seen on the ordinary screen.
  process.prependListener('uncaughtException', leave);
  for (const signal of fatal) process.on(signal, die);
  return stop;
}

/** Handing the terminal back to the shell for a while. */
export interface Suspension {
  now(): void;
  /** Stops listening for SIGTSTP. */
  stop(): void;
}

/**
 * Hands the terminal back to the shell until the program is continued: when it is asked to, and when somebody sends
 * SIGTSTP. The whole process group stops, as it does for any other program: npm or a script around us included.
 */
export function suspension(leave: () => void, resume: () => void): Suspension {
  let back: NodeJS.Timeout | undefined;
  const goOn = () => {
    if (back === undefined) return;
    clearTimeout(back);
    back = undefined;
    process.off('SIGCONT', goOn);
    process.on('SIGTSTP', now);
    resume();
  };
  const now = () => {
    leave();
    process.on('SIGCONT', goOn);
    // Where nobody could continue us (no shell with job control around us) nothing stops; then we go on by ourselves.
    back = setTimeout(goOn, unstoppedTime);
    // Caught, the signal would stop nobody.
    process.off('SIGTSTP', now);
    process.kill(0, 'SIGTSTP');
  };
  process.on('SIGTSTP', now);
  return {
    now,
    stop: () => {
      clearTimeout(back);
      process.off('SIGTSTP', now);
      process.off('SIGCONT', goOn);
    },
  };
}

/** Milliseconds after which a program that should have stopped, and runs, goes on. */
const unstoppedTime = 250;
