import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { adapters } from './adapters.ts';
import { type Outcome, readCases, runCase, summarize } from './runner.ts';

const usage = 'npm run --silent conform -- [--data DIR] FILE.json…';

/** Bundled this file lies in dist/test, in the sources in test/conform: both are two folders below the project. */
const project = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

function complain(problem: string): void {
  process.stderr.write(`conform: ${problem}\n`);
  process.exitCode = 2;
}

async function main(): Promise<void> {
  let dataDir: string | undefined;
  let files: string[];
  try {
    const { values, positionals } = parseArgs({ options: { data: { type: 'string' } }, allowPositionals: true });
    dataDir = values.data;
    files = positionals;
  } catch (error) {
    return complain(`${error instanceof Error ? error.message : error}\nusage: ${usage}`);
  }
  if (files.length === 0) return complain(`no case file\nusage: ${usage}`);

  const dataDirs = [...(dataDir === undefined ? [] : [resolve(dataDir)]), resolve(project, 'test/data')];
  const outcomes: Outcome[] = [];
  for (const file of files) {
    let cases: ReturnType<typeof readCases>;
    try {
      cases = readCases(JSON.parse(readFileSync(file, 'utf8')));
    } catch (error) {
      complain(`${file}: ${error instanceof Error ? error.message : error}`);
      continue;
    }
    if (typeof cases === 'string') {
      complain(`${file}: ${cases}`);
      continue;
    }
    for (const one of cases) {
      const outcome = await runCase(adapters, one, { dataDirs });
      outcomes.push(outcome);
      process.stdout.write(`${JSON.stringify(outcome)}\n`);
    }
  }
  const summary = summarize(outcomes);
  process.stdout.write(`${JSON.stringify({ summary })}\n`);
  if (summary.failed > 0) process.exitCode ||= 1;
}

await main();
