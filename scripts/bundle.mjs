// What is bundled and how; shared by the build and by whatever has to know what the bundle holds.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

const commonJsNeedsRequire =
  "import {createRequire as __createRequire} from 'node:module'; const require = __createRequire(import.meta.url);";

/** Stands for React's devtools and for the socket they speak through. */
const devtoolsStub = `${root}scripts/react-devtools-stub.mjs`;

/** Entries of the package: the command, what its workers run, the library. */
const shipped = [
  { in: 'src/cli/hakoniwa.ts', out: 'hakoniwa' },
  { in: 'src/cli/replay-worker.ts', out: 'replay-worker' },
  { in: 'src/index.ts', out: 'index' },
];

/** The conformance runner, built beside them for the project's own use. */
const conform = [{ in: 'test/conform/main.ts', out: 'test/conform' }].filter((entry) =>
  existsSync(`${root}${entry.in}`),
);

/**
 * string-width makes a segmenter when it is loaded, which takes Node twenty milliseconds; most texts are measured
 * without one, so it is made when the first other text comes.
 */
const lazySegmenter = {
  name: 'lazy-segmenter',
  setup(bundle) {
    bundle.onLoad({ filter: /node_modules[\\/]string-width[\\/]index\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      const eager = 'const segmenter = new Intl.Segmenter();';
      if (!text.includes(eager)) throw new Error(`${path} makes no segmenter where it used to; drop this plugin`);
      const lazy = 'let made; const segmenter = { segment: (text) => (made ??= new Intl.Segmenter()).segment(text) };';
      return { contents: text.replace(eager, lazy), loader: 'js' };
    });
  },
};

/** Options of esbuild: one file for each entry, lazy chunks beside them, React in production mode without its devtools. */
export function bundleOptions({ outdir, withConform }) {
  return {
    absWorkingDir: root,
    entryPoints: [...shipped, ...(withConform ? conform : [])],
    outdir,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    jsx: 'automatic',
    logLevel: 'warning',
    metafile: true,
    define: { 'process.env.NODE_ENV': '"production"' },
    alias: { 'react-devtools-core': devtoolsStub, ws: devtoolsStub },
    banner: { js: commonJsNeedsRequire },
    plugins: [lazySegmenter],
  };
}
