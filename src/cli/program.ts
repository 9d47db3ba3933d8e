import { Command, CommanderError, Option } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { EXIT, type ExitCode } from './exit.ts';
import { openOutput } from './output.ts';

const ABOUT = `A terminal sandbox of AWS: load a scenario, step through what AWS would do, see why.
Nothing leaves this machine.`;

/** Runs the command line: the exit code of whichever command was asked for. */
export async function program(args: readonly string[]): Promise<ExitCode> {
  let exit: ExitCode = EXIT.good;
  const finish = (run: () => Promise<ExitCode>) => async () => {
    exit = await run();
  };
  const command = new Command('hakoniwa')
    .description(ABOUT)
    .version(packageJson.version)
    .exitOverride()
    .configureOutput({ writeOut: (text) => openOutput(undefined).write(text) })
    .action(finish(async () => (await import('./home.ts')).homeCommand()));

  command
    .command('open')
    .description('the live dashboards on a scenario; without a terminal: as replay')
    .argument('<file>', 'a scenario file, a bundled name, or a folder of AWS CLI output')
    .action(async (file: string) => finish(async () => (await import('./open.ts')).openCommand(file))());

  command
    .command('replay')
    .description('run all steps headless, print the transcript, check every expectation')
    .argument('<files...>', 'scenario files, folders or bundled names')
    .addOption(new Option('--format <format>').choices(['text', 'json']).default('text'))
    .option('--out <file>', 'write to a file instead of standard output')
    .option('--until <step>', 'stop after this step (a number or an id)')
    .action(async (files: string[], options) =>
      finish(async () => (await import('./replay.ts')).replayCommand(files, options))(),
    );

  command
    .command('ask')
    .description(
      "one ad-hoc step against a scenario's accounts, written as in a file (- reads many from standard input)",
    )
    .argument('<file>')
    .argument('<steps...>')
    .addOption(new Option('--format <format>').choices(['text', 'json']).default('text'))
    .option('--follow', 'each step sees what the ones before it did')
    .action(async (file: string, steps: string[], options) =>
      finish(async () => (await import('./ask.ts')).askCommand(file, steps, options))(),
    );

  command
    .command('check')
    .description('validate only: every problem with its place')
    .argument('<files...>')
    .action(async (files: string[]) => finish(async () => (await import('./check.ts')).checkCommand(files))());

  command
    .command('import')
    .description('make a scenario from AWS CLI output (aws ec2 describe-*), in any nesting of folders')
    .argument('<paths...>', 'files or folders')
    .option('--out <file>', 'write to a file instead of standard output')
    .action(async (paths: string[], options) =>
      finish(async () => (await import('./import.ts')).importCommand(paths, options))(),
    );

  command
    .command('schema')
    .description('JSON Schema of the scenario format, for editors')
    .action(finish(async () => (await import('./schema.ts')).schemaCommand()));

  try {
    await command.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.good : EXIT.wrongInput;
  }
  return exit;
}
