// Re-emits ink-table (CommonJS, requires Ink) as one ES module that imports Ink and React.
// Node cannot `require` Ink 6 because it uses top-level await, so the import must be rewritten.
import { build } from 'esbuild';

export async function vendorInkTable() {
  await build({
    entryPoints: ['ink-table'],
    outfile: 'src/vendor/ink-table.mjs',
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
}
