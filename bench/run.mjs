// Runs the benchmarks and prints their table: node bench/run.mjs [name…] [--write]
// Each file of bench/ that exports `title` and `measure` is one; --write puts the table into docs/benchmarks.md.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);

const [flag, one, out] = process.argv.slice(2);
if (flag === '--one') {
  const { title, measure } = await import(pathToFileURL(one).href);
  writeFileSync(out, JSON.stringify({ title, rows: await measure() }));
} else {
  await all();
}

async function all() {
  const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
  const files = readdirSync('bench').filter(
    (file) => file.endsWith('.ts') && isBenchmark(file) && (names.length === 0 || names.includes(file.slice(0, -3))),
  );
  const folder = mkdtempSync(join(tmpdir(), 'hakoniwa-bench-'));
  const bundles = join(root, 'node_modules', '.cache', 'hakoniwa-bench');
  await build({
    entryPoints: files.map((file) => `bench/${file}`),
    outdir: bundles,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    jsx: 'automatic',
    packages: 'external',
    logLevel: 'warning',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  let text = '';
  for (const file of files) {
    const result = join(folder, `${file}.json`);
    // Each in a process of its own: one benchmark's heap and compiled code must not weigh on the next.
    const run = spawnSync(
      process.execPath,
      ['--expose-gc', 'bench/run.mjs', '--one', join(bundles, file.replace(/\.ts$/, '.mjs')), result],
      { stdio: 'inherit' },
    );
    if (run.status !== 0) throw new Error(`bench/${file} failed`);
    const section = table(JSON.parse(readFileSync(result, 'utf8')));
    process.stdout.write(section);
    text += section;
  }
  rmSync(folder, { recursive: true });
  if (process.argv.includes('--write')) writeFileSync('docs/benchmarks.md', page(text));
}

function table({ title, rows }) {
  const lines = rows.map(
    ({ name, ours, base, ratio, goal }) =>
      `| ${name} | ${ours} | ${base} | ${round(ratio)} | ${goal === undefined ? '' : `${goal.says} ${goal.met ? '✓' : '✗'}`} |`,
  );
  return `\n### ${title}\n\n| what | ours | compared with | ratio | goal |\n| --- | --- | --- | --- | --- |\n${lines.join('\n')}\n`;
}

function round(ratio) {
  return ratio >= 100
    ? Math.round(ratio).toLocaleString('en-US')
    : ratio >= 1
      ? ratio.toFixed(2)
      : ratio.toPrecision(2);
}

function page(sections) {
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
  return `# Benchmarks

Made by \`npm run bench -- --write\`. Every figure is a ratio to something bare that was measured in the same run, so
that it means the same on a slow machine as on a fast one. Single runs differ by a tenth or so.

Machine: ${machine}.
${sections}${notes()}`;
}

/** Files that export a title are benchmarks; the others help them. */
function isBenchmark(file) {
  return /^export const title\b/m.test(readFileSync(`bench/${file}`, 'utf8'));
}

/** What people have written below the tables is kept. */
function notes() {
  try {
    const known = readFileSync('docs/benchmarks.md', 'utf8');
    const at = known.indexOf('\n## Notes');
    return at < 0 ? '' : known.slice(at);
  } catch {
    return '';
  }
}
