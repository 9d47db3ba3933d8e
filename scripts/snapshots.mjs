// Compares what is made from the project (replays, screens, pages) with what is kept of it, and shows what differs.
//   --write  writes it anew, after a change that was meant: review the difference like code
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { bundleOptions, root } from './bundle.mjs';

process.chdir(root);
if (process.argv.includes('--write')) await write();
else {
  const ran = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', 'test/golden'], {
    stdio: 'inherit',
  });
  process.exitCode = ran.status ?? 1;
}

async function write() {
  for (const { folder, made } of await produced()) {
    for (const [path, text] of made) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    if (folder === undefined) continue;
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const path = `${entry.parentPath}/${entry.name}`.replaceAll('\\', '/');
      if (entry.isFile() && !made.has(path)) rmSync(path);
    }
  }
}

/** What makes golden files is TypeScript, so it is bundled before it is run. */
async function produced() {
  mkdirSync('node_modules/.cache', { recursive: true });
  const outdir = mkdtempSync('node_modules/.cache/hakoniwa-golden-');
  try {
    await build({ ...bundleOptions({ outdir, withConform: false }), entryPoints: ['test/golden/index.ts'] });
    const { producers } = await import(pathToFileURL(join(root, outdir, 'index.mjs')).href);
    return await Promise.all(producers.map(async ({ folder, produce }) => ({ folder, made: await produce() })));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
