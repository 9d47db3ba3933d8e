import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { root } from '../project/source-files.ts';
import { hakoniwa } from './hakoniwa.ts';

const scratch = mkdtempSync(join(tmpdir(), 'hakoniwa-package-'));
const prefix = join(scratch, 'prefix');
const consumer = join(scratch, 'consumer');
let contents: readonly string[] = [];

/** npm as somebody else would run it: nothing of the surrounding npm, an empty cache, no network. */
function npm(cwd: string, ...args: readonly string[]): string {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
  const quiet = ['--offline', '--no-audit', '--no-fund', '--loglevel=error', `--cache=${join(scratch, 'cache')}`];
  return execFileSync('npm', [...args, ...quiet], { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

beforeAll(() => {
  for (const folder of [prefix, consumer]) mkdirSync(folder);
  const [packed] = JSON.parse(npm(root, 'pack', '--json', '--pack-destination', scratch)) as [
    { filename: string; files: { path: string }[] },
  ];
  contents = packed.files.map(({ path }) => path);
  const tarball = join(scratch, packed.filename);
  npm(scratch, 'install', '--global', `--prefix=${prefix}`, tarball);
  writeFileSync(join(consumer, 'package.json'), '{ "private": true, "type": "module" }');
  npm(consumer, 'install', tarball);
}, 120_000);

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function installed(...args: readonly string[]): string {
  return execFileSync(join(prefix, 'bin', 'hakoniwa'), args, { cwd: scratch, encoding: 'utf8' });
}

test('the package holds what runs, what is read, and nothing else', () => {
  const folders = new Set(contents.map((path) => path.split('/')[0]));
  expect([...folders].sort()).toEqual([
    'LICENSE',
    'README.md',
    'THIRD_PARTY_NOTICES.md',
    'dist',
    'docs',
    'package.json',
    'scenarios',
  ]);
  expect(contents.filter((path) => path.startsWith('dist/test/') || path.endsWith('.map'))).toEqual([]);
});

test('it is bundled whole: nothing is installed beside it', () => {
  expect(readdirSync(join(prefix, 'lib', 'node_modules'))).toEqual(['hakoniwa']);
  expect(packageJson).not.toHaveProperty('dependencies');
});

test('the installed command runs from anywhere', () => {
  expect(installed('--version')).toBe(`${packageJson.version}\n`);
  expect(installed('replay', 'tour')).toBe(hakoniwa(['replay', 'tour']).stdout);
  expect(installed('schema')).toBe(hakoniwa(['schema']).stdout);
});

const PROGRAM = `
import { ask, firstWorldOf, holds, readScenario, replay, type Result } from 'hakoniwa';

const text = 'accounts: { shop: { id: "111122223333" } }\\nsteps: [{ wait: 90s, expect: { waited: 90000 } }]\\n';
const { scenario, diagnostics } = await readScenario({ path: 'own.yaml', text });
if (scenario === undefined) throw new Error(String(diagnostics.length));
const results: readonly Result[] = replay(scenario).results;
const answer = await ask(scenario, 'wait: 1s', firstWorldOf(scenario));
if ('problems' in answer) throw new Error(String(answer.problems.length));
console.log(results.map(holds).join(), results[0]?.facts['waited'], answer.result.outcome);
`;

test('the library runs, and its types hold in a project that checks its libraries', () => {
  const plain = PROGRAM.replaceAll(/, type Result|: readonly Result\[\]/g, '');
  writeFileSync(join(consumer, 'program.mjs'), plain);
  writeFileSync(join(consumer, 'program.ts'), PROGRAM);
  expect(execFileSync(process.execPath, ['program.mjs'], { cwd: consumer, encoding: 'utf8' })).toBe(
    'true 90000 done\n',
  );
  for (const resolution of ['nodenext', 'bundler']) {
    const options = {
      compilerOptions: {
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: false,
        noEmit: true,
        target: 'es2022',
        module: resolution === 'bundler' ? 'esnext' : resolution,
        moduleResolution: resolution,
        lib: ['es2022', 'dom'],
        types: [],
      },
      files: ['program.ts'],
    };
    writeFileSync(join(consumer, 'tsconfig.json'), JSON.stringify(options));
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    expect(execFileSync(process.execPath, [tsc, '-p', '.'], { cwd: consumer, encoding: 'utf8' })).toBe('');
  }
});
