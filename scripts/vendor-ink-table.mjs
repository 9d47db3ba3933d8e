// Re-emits ink-table (CommonJS, requires Ink) as one ES module that imports Ink and React.
// Node cannot `require` Ink 6 because it uses top-level await, so the import must be rewritten.
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const FOLDER = 'src/vendor';

/** Writes src/vendor/ink-table.mjs and its declaration; `scratch` is where they are made before they are moved in. */
export async function vendorInkTable(scratch) {
  await build({
    entryPoints: ['ink-table'],
    outfile: join(scratch, 'ink-table.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
    banner: {
      js: "import {createRequire as __createRequire} from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    plugins: [
      {
        name: 'peers-as-imports',
        setup(bundle) {
          bundle.onResolve({ filter: /^(ink|react)$/ }, (args) =>
            args.namespace === 'peer' ? { path: args.path, external: true } : { path: args.path, namespace: 'peer' },
          );
          bundle.onLoad({ filter: /.*/, namespace: 'peer' }, (args) => ({
            contents: args.path === 'react' ? "export {default} from 'react';" : "export {Box, Text} from 'ink';",
          }));
        },
      },
    ],
  });
  writeFileSync(join(scratch, 'ink-table.d.mts'), 'declare const module: unknown;\nexport default module;\n');
  mkdirSync(FOLDER, { recursive: true });
  for (const file of ['ink-table.mjs', 'ink-table.d.mts']) renameSync(join(scratch, file), join(FOLDER, file));
}
