// Writes THIRD_PARTY_NOTICES.md: the licences of every package whose code the bundle holds.
//   (nothing)  compares with the file, exit code 1 where it differs
//   --write    writes it
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { bundleOptions, root } from './bundle.mjs';

const FILE = 'THIRD_PARTY_NOTICES.md';

/** Data that the bundle holds, by the folder that has its note and its licence. */
const DATA = ['src/services/iam/managed'];

process.chdir(root);
const text = notices(await bundledPackages());
if (process.argv.includes('--write')) writeFileSync(FILE, text);
else if (!existsSync(FILE) || readFileSync(FILE, 'utf8') !== text) {
  process.stderr.write(`${FILE} is not up to date: run node scripts/notices.mjs --write\n`);
  process.exitCode = 1;
}

/** Folders of the packages that the bundle took code from, in order of their names. */
async function bundledPackages() {
  const { metafile } = await build({ ...bundleOptions({ outdir: 'dist', withConform: false }), write: false });
  const folders = new Set();
  for (const { inputs } of Object.values(metafile.outputs)) {
    for (const path of Object.keys(inputs)) {
      const folder = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
      if (folder !== undefined) folders.add(folder);
    }
  }
  // ink-table and what it needs reach the bundle through the module that is made of them.
  for (const [, name] of readFileSync('src/vendor/ink-table.mjs', 'utf8').matchAll(/^\/\/ node_modules\/([^/\n]+)/gm)) {
    folders.add(`node_modules/${name}`);
  }
  const packages = [...folders].map((folder) => ({
    folder,
    ...JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')),
  }));
  const distinct = new Map(packages.map((each) => [`${each.name} ${each.version}`, each]));
  return [...distinct.keys()].sort().map((key) => distinct.get(key));
}

function notices(packages) {
  const sections = packages.map(({ folder, name, version, license, homepage, repository }) => {
    const at = homepage ?? (typeof repository === 'string' ? repository : repository?.url) ?? '';
    return `## ${name} ${version}\n\n${license}${at === '' ? '' : `, ${at}`}\n\n\`\`\`text\n${licenseText(folder, name)}\n\`\`\`\n`;
  });
  return `# Third-party notices\n\nhakoniwa is bundled with code of these packages. Made by \`node scripts/notices.mjs --write\`.\n\n${[...sections, ...DATA.map(dataSection)].join('\n')}`;
}

/** What a folder of data says about itself, one heading lower, and its licence. */
function dataSection(folder) {
  const note = readFileSync(join(folder, 'README.md'), 'utf8').replace(/^#/gm, '##').trim();
  return `${note}\n\n\`\`\`text\n${readFileSync(join(folder, 'LICENSE'), 'utf8').trim()}\n\`\`\`\n`;
}

function licenseText(folder, name) {
  const file = readdirSync(folder).find((entry) => /^(?:licen[cs]e|copying)(?:[.-].*)?$/i.test(entry));
  if (file !== undefined) return readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim();
  const { author, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const who = typeof author === 'string' ? author : (author?.name ?? name);
  return `${license}. Copyright ${who}. The package has no licence file of its own.`;
}
