#!/usr/bin/env node
import packageJson from '../../package.json' with { type: 'json' };
import { EXIT, type ExitCode } from './exit.ts';
import { complain, OutputProblem } from './output.ts';
import { program } from './program.ts';

// Nothing ever leaves this machine. It also starts faster: where there is no fetch, the layout engine unpacks its code
// by itself instead of loading Node's HTTP client for it.
Reflect.deleteProperty(globalThis, 'fetch');

process.on('uncaughtException', (error) => process.exit(failed(error)));

// Workers that are still busy must not keep a process alive whose outcome is known.
process.exit(await run());

async function run(): Promise<ExitCode> {
  try {
    return await program(process.argv.slice(2));
  } catch (error) {
    return failed(error);
  }
}

/** Tells what went wrong: an output that cannot be written, or a bug of ours, with the stack because it is for us. */
function failed(error: unknown): ExitCode {
  if (error instanceof OutputProblem) {
    complain(`error: ${error.message}`);
    return EXIT.wrongInput;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const versions = `hakoniwa ${packageJson.version}, Node ${process.version}, ${process.platform}`;
  complain(
    `hakoniwa: this is a bug of ours. Please report it with the scenario and these lines:\n${versions}\n${stack}`,
  );
  return EXIT.bug;
}
