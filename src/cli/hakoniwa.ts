import { EXIT, type ExitCode } from './exit.ts';
import { complain } from './output.ts';
import { program } from './program.ts';

process.on('uncaughtException', (error) => {
  complain(bugReport(error));
  process.exit(EXIT.bug);
});

process.exitCode = await run();

async function run(): Promise<ExitCode> {
  try {
    return await program(process.argv.slice(2));
  } catch (error) {
    complain(bugReport(error));
    return EXIT.bug;
  }
}

/** What to report of a bug of ours; the stack is there because it is for us. */
function bugReport(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `hakoniwa: this is a bug. Please report it with the scenario and these lines:\n${stack}`;
}
