import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { visibleLines } from '../core/text.ts';
import { FORMAT_NAMES } from '../render/format.ts';
import { didYouMean } from '../schema/diagnostic.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { complain, standardOutput } from './output.ts';
import type { ReplayOptions } from './replay.ts';

const ABOUT = `A sandbox of AWS in the terminal: load a scenario, step through what AWS would do, see why.
Nothing leaves this machine.`;

const GENERAL = `
Without a command: the gallery. Without a terminal: the tour, replayed as text.

Exit codes: 0 all good, 1 an expectation failed, 2 the input is wrong, 3 a bug of ours, 130 interrupted.

Examples:
  $ hakoniwa open tour
  $ hakoniwa replay scenarios/ --jobs 2
  $ hakoniwa ask shop.yaml 'send: laptop -> web-1 tcp/443'`;

const WHAT = 'scenario files, folders of them, folders of AWS CLI output, or bundled names';

/** Runs the command line: the exit code of whichever command was asked for. */
export async function program(args: readonly string[]): Promise<ExitCode> {
  let exit: ExitCode = EXIT.good;
  const finish = async (run: Promise<ExitCode>) => {
    exit = await run;
  };
  const command = new Command('hakoniwa')
    .description(ABOUT)
    .version(packageJson.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .addHelpText('after', GENERAL)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => standardOutput.write(text),
      writeErr: (text) => complain(visibleLines(text.trimEnd())),
    })
    .usage('[options] [command]')
    .argument('[command]')
    .action((name?: string) => finish(name === undefined ? home() : unknownCommand(name, command)));
  addOpen(command, finish);
  addReplay(command, finish);
  addAsk(command, finish);
  addCheck(command, finish);
  addImport(command, finish);
  addSchema(command, finish);
  try {
    await command.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.good : EXIT.wrongInput;
  }
  return exit;
}

type Finish = (run: Promise<ExitCode>) => Promise<void>;

async function home(): Promise<ExitCode> {
  return (await import('./home.ts')).homeCommand();
}

async function unknownCommand(name: string, command: Command): Promise<ExitCode> {
  const near = didYouMean(
    name,
    command.commands.map((known) => known.name()),
  );
  const hint = near === undefined ? 'hakoniwa --help lists the commands' : `did you mean ${near}?`;
  complain(visibleLines(`error: there is no command ${name}; ${hint}`));
  return EXIT.wrongInput;
}

function addOpen(command: Command, finish: Finish): void {
  command
    .command('open')
    .summary('the live dashboards on a scenario')
    .description('Opens the live dashboards on a scenario and watches its file. Without a terminal: as replay.')
    .argument('<file>', 'a scenario file, a bundled name, or a folder of AWS CLI output')
    .addHelpText('after', examples('open tour', 'open shop.yaml', 'open ./describe-output/'))
    .action((file: string) => finish(import('./open.ts').then(({ openCommand }) => openCommand(file))));
}

function addReplay(command: Command, finish: Finish): void {
  command
    .command('replay')
    .summary('run all steps headless and check every expectation')
    .description('Runs all steps headless, prints the transcript, checks every expectation.')
    .argument('<files...>', WHAT)
    .addOption(new Option('-f, --format <format>', 'how to write it down').choices(FORMAT_NAMES).default('text'))
    .option('-o, --out <file>', 'write to a file instead of standard output')
    .option('-u, --until <step>', 'stop after this step (a number or an id)')
    .addOption(new Option('-s, --shard <i/n>', 'replay every n-th file, beginning with the i-th').argParser(shard))
    .addOption(new Option('-j, --jobs <n>', 'replay this many files at once').argParser(jobs).default(1))
    .addHelpText(
      'after',
      examples(
        'replay scenarios/',
        'replay scenarios/ --format junit --out report.xml',
        'replay scenarios/ --shard 1/4 --jobs 2',
        'replay shop.yaml --until first-try --format svg --out first-try.svg',
      ),
    )
    .action((files: string[], options: ReplayOptions) =>
      finish(import('./replay.ts').then(({ replayCommand }) => replayCommand(files, options))),
    );
}

function addAsk(command: Command, finish: Finish): void {
  command
    .command('ask')
    .summary("one ad-hoc step against a scenario's accounts")
    .description("Performs ad-hoc steps against a scenario's accounts, before its own first step.")
    .argument('<file>', 'a scenario file, a bundled name, or a folder of AWS CLI output')
    .argument('<steps...>', 'steps as they are written in a file; - reads one a line from standard input')
    .addOption(new Option('-f, --format <format>', 'how to write it down').choices(['text', 'json']).default('text'))
    .option('--follow', 'let each step see what the ones before it did')
    .addHelpText(
      'after',
      examples(
        "ask shop.yaml 'send: laptop -> web-1 tcp/443'",
        "ask shop.yaml 'call: s3:GetObject reports/a.csv as alice' --format json",
        'ask ./describe-output/ - < questions.txt',
      ),
    )
    .action((file: string, steps: string[], options: { format: 'text' | 'json'; follow?: boolean }) =>
      finish(import('./ask.ts').then(({ askCommand }) => askCommand(file, steps, options))),
    );
}

function addCheck(command: Command, finish: Finish): void {
  command
    .command('check')
    .summary('validate only: every problem with its place')
    .description('Validates scenarios: every problem with file:line:column, a caret and the nearest right spelling.')
    .argument('<files...>', WHAT)
    .addHelpText('after', examples('check shop.yaml', 'check scenarios/'))
    .action((files: string[]) => finish(import('./check.ts').then(({ checkCommand }) => checkCommand(files))));
}

function addImport(command: Command, finish: Finish): void {
  command
    .command('import')
    .summary('make a scenario of AWS CLI output')
    .description('Makes a scenario of files and folders of AWS CLI output (describe-* as JSON), named by tags.')
    .argument('<paths...>', 'files and folders, in any nesting by account and region')
    .option('-o, --out <file>', 'write to a file instead of standard output')
    .addHelpText('after', examples('import ./describe-output/ --out account.yaml'))
    .action((paths: string[], options: { out?: string }) =>
      finish(import('./import.ts').then(({ importCommand }) => importCommand(paths, options))),
    );
}

function addSchema(command: Command, finish: Finish): void {
  command
    .command('schema')
    .summary('JSON Schema of the scenario format, for editors')
    .description('Prints the JSON Schema of the scenario format, made from the definitions that validate it.')
    .option('-o, --out <file>', 'write to a file instead of standard output')
    .addHelpText('after', examples('schema --out scenario.schema.json'))
    .action((options: { out?: string }) =>
      finish(import('./schema.ts').then(({ schemaCommand }) => schemaCommand(options))),
    );
}

function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ hakoniwa ${line}`).join('\n')}`;
}

/** `2/4`: the second of four. */
function shard(text: string): { readonly index: number; readonly count: number } {
  const match = /^([1-9]\d{0,5})\/([1-9]\d{0,5})$/.exec(text);
  const [index, count] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || index > count) throw new InvalidArgumentError('It is written i/n, from 1/n to n/n.');
  return { index, count };
}

function jobs(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text)) throw new InvalidArgumentError('It is a whole number from 1 to 999.');
  return Number(text);
}
