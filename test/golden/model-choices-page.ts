import { readdirSync, readFileSync } from 'node:fs';

const HEAD = `# Model choices

Where AWS documents what it does, the sandbox does that. Where AWS documents nothing, somebody had to decide: each such
decision is marked \`@modelChoice\` in the code, and this page is made from those marks by \`npm run snapshots\`.
`;

/** One marked decision: where it stands, and its reasoning. */
interface Choice {
  readonly file: string;
  readonly says: string;
}

/** The page about model choices, made from the marks in the services. */
export async function modelChoicesPage(): Promise<ReadonlyMap<string, string>> {
  const services = readdirSync('src/services', { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const sections = services.flatMap((service) => {
    const choices = choicesOf(`src/services/${service}`);
    if (choices.length === 0) return [];
    const rows = choices.map(({ file, says }) => `| ${says} | \`${file}\` |`);
    return [`\n## ${service}\n\n| what we decided | where |\n| --- | --- |\n${rows.join('\n')}\n`];
  });
  return new Map([['docs/model-choices.md', `${HEAD}${sections.join('')}`]]);
}

function choicesOf(folder: string): readonly Choice[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts'))
    .sort();
  return files.flatMap((file) =>
    marksOf(readFileSync(`${folder}/${file}`, 'utf8')).map((says): Choice => ({ file: `${folder}/${file}`, says })),
  );
}

/** The text behind each mark: to the end of its comment, the next tag or an empty line. */
function marksOf(text: string): readonly string[] {
  const lines = text.split('\n');
  return lines.flatMap((line, at) => {
    const [, first] = /^.*(?:\/\/|\*).*@modelChoice\s+(.*)$/.exec(line) ?? [];
    if (first === undefined) return [];
    const said = [first];
    for (const next of line.includes('*/') ? [] : lines.slice(at + 1)) {
      const [, more] = /^\s*(?:\*(?!\/)|\/\/)\s?(.*)$/.exec(next) ?? [];
      if (more === undefined || more.trim() === '' || more.trimStart().startsWith('@')) break;
      said.push(more.trim());
      if (next.includes('*/')) break;
    }
    return [said.join(' ').replace('*/', '').replaceAll('|', '\\|').trim()];
  });
}
