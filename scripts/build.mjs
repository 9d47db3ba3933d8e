// Bundles the command line, the library and (with --conform) the conformance runner into dist/.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { vendorInkTable } from './vendor-ink-table.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);

if (!existsSync('src/vendor/ink-table.mjs')) {
  mkdirSync('src/vendor', { recursive: true });
  await vendorInkTable();
  writeFileSync('src/vendor/ink-table.d.mts', 'declare const module: unknown;\nexport default module;\n');
}

const withConform = process.argv.includes('--conform') || existsSync('test/conform/main.ts');
rmSync('dist', { recursive: true, force: true });

await build({
  entryPoints: [
    { in: 'src/cli/hakoniwa.ts', out: 'hakoniwa' },
    { in: 'src/index.ts', out: 'index' },
    ...(withConform && existsSync('test/conform/main.ts') ? [{ in: 'test/conform/main.ts', out: 'test/conform' }] : []),
  ],
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  minify: true,
  keepNames: false,
  sourcemap: false,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  jsx: 'automatic',
  logLevel: 'warning',
  metafile: false,
  define: { 'process.env.NODE_ENV': '"production"' },
  alias: { 'react-devtools-core': fileURLToPath(new URL('./react-devtools-stub.mjs', import.meta.url)) },
  banner: {
    // The CommonJS parts of the bundle still ask for `require`.
    js: "import {createRequire as __createRequire} from 'node:module'; const require = __createRequire(import.meta.url);",
  },
});
