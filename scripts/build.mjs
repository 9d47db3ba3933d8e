// Bundles the command line, the library and the conformance runner into dist/.
//   --types  also writes the library's declarations to dist/types
//   --clean  leaves nothing of earlier builds behind
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build } from 'esbuild';
import { bundleOptions, root } from './bundle.mjs';
import { writeDeclarations } from './declarations.mjs';
import { vendorInkTable } from './vendor-ink-table.mjs';

/** Chunks of an earlier build stay this long: a program that is still running may load them yet. */
const STALE_MS = 10 * 60_000;

process.chdir(root);
const withTypes = process.argv.includes('--types');
const clean = process.argv.includes('--clean');

// On the same disk as dist/, so that a rename is all it takes to publish a file.
mkdirSync('node_modules/.cache', { recursive: true });
const fresh = mkdtempSync('node_modules/.cache/hakoniwa-');
try {
  await vendorInkTable(fresh);
  await build(bundleOptions({ outdir: join(fresh, 'dist'), withConform: true }));
  if (withTypes) writeDeclarations(join(fresh, 'dist/types'));
  publish(join(fresh, 'dist'), 'dist');
} catch (error) {
  // esbuild has already said what is wrong; its own stack says nothing about it.
  if (error?.errors === undefined) throw error;
  process.exitCode = 1;
} finally {
  rmSync(fresh, { recursive: true, force: true });
}

/**
 * Moves a finished build into place file by file, what others import first. Chunks are named for what they hold, so
 * at every moment each entry finds its own; a program started meanwhile never sees half a build.
 */
function publish(from, to) {
  const files = filesBelow(from);
  const isEntry = (file) => !file.startsWith('chunks/');
  for (const file of [...files.filter((each) => !isEntry(each)), ...files.filter(isEntry)]) {
    const source = join(from, file);
    const target = join(to, file);
    if (existsSync(target) && readFileSync(target).equals(readFileSync(source))) continue;
    mkdirSync(dirname(target), { recursive: true });
    renameSync(source, target);
  }
  const built = new Set(files);
  for (const file of filesBelow(to)) {
    if (built.has(file) || (!withTypes && file.startsWith('types/'))) continue;
    if (clean || Date.now() - statSync(join(to, file)).mtimeMs > STALE_MS) rmSync(join(to, file), { force: true });
  }
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}
